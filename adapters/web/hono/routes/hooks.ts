import { hookAnswerView, MAX_HOOK_BYTES } from '../../../../src/contract/triggers.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { addressOf } from '../auth.ts';
import { readBytes } from '../input.ts';
import { readParam, type Api } from '../route.ts';

/** Where senders outside send to: no token of ours, each delivery proves itself. */
export function hookRoute({ app, document }: Pick<Api, 'app' | 'document'>, commands: Commands): void {
  document.add({
    method: 'post',
    path: '/hooks/{id}',
    scope: 'open',
    summary: 'A delivery to a trigger, signed as its sender signs',
    answers: {
      202: { description: 'Taken; its task is on the way', schema: hookAnswerView },
      200: { description: 'It was there already, with its task', schema: hookAnswerView },
    },
  });

  app.post('/hooks/:id', async (c) => {
    const answer = await commands.receiveHook(readParam(c, 'id'), {
      header: (name) => c.req.header(name),
      body: () => readBytes(c, MAX_HOOK_BYTES),
      address: addressOf(c),
      locale: c.get('locale'),
    });
    return 'text' in answer ? c.text(answer.text, answer.status) : c.json(answer.body, answer.status);
  });
}
