import { afterEach, describe, expect, it } from 'vitest';
import { openSlackProduct, openWeComProduct, type SlackProduct } from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll } from '../fakes/wecom/index.ts';

const ANN = 'U01';
const BO = 'U02';
const BOT = '<@UBOTT01>';

const begin = [
  call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
  'T-1 is under way.',
];
const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"us"}' });

let close = async (): Promise<void> => undefined;
afterEach(async () => {
  await close();
  close = async () => undefined;
});

async function slackWith(turn: string[] = []): Promise<{ app: SlackProduct; thread: string }> {
  const app = await openSlackProduct({ turn: [...begin, ...turn], run: [hook, 'Announced.'] });
  close = () => app.close();
  const thread = await app.say(ANN, `${BOT} announce`);
  expect(await app.task()).toMatchObject({ wait: { kind: 'approval' } });
  return { app, thread };
}

const privately = (app: SlackProduct, person: string): string[] =>
  app.slack.seen('C01', person).flatMap(({ text, onlyFor }) => (onlyFor === person ? [text] : []));

describe('P2 F83 talk between two people in the thread of an open approval', () => {
  it.each(['OK!', 'ok', 'approved', 'yes', '同意', '👍', ':+1:'])(
    'approves nothing when one of them says %s, and tells that person alone how to decide',
    async (said) => {
      const { app, thread } = await slackWith();
      await app.say(BO, 'Let us wait for legal before we send anything', thread);
      await app.say(ANN, said, thread);
      expect(app.sent).toEqual([]);
      expect(await app.task()).toMatchObject({ wait: { kind: 'approval' } });
      expect(privately(app, ANN)).toEqual([expect.stringMatching(/approve A-1|批准 A-1/)]);
      expect(privately(app, BO)).toEqual([]);
      await app.say(ANN, 'approve A-1', thread);
      expect(app.sent).toHaveLength(1);
    },
  );
});

describe('P2 F41 a bare word of approval', () => {
  it('decides in a conversation with the bot alone, where the approval was asked', async () => {
    const app = await openSlackProduct({ turn: begin, run: [hook, 'Announced.'] });
    close = () => app.close();
    app.slack.say({ user: ANN, channel: 'D01' }, 'announce');
    await app.settle();
    expect(app.sent).toEqual([]);
    app.slack.say({ user: ANN, channel: 'D01' }, 'ok');
    await app.settle();
    expect(app.sent).toHaveLength(1);
  });

  it('decides in WeCom as a reply that quotes the card, and not without', async () => {
    const app = await openWeComProduct({ turn: [...begin, 'Hm.'], run: [hook, 'Announced.'] });
    close = async () => {
      await app.close();
      await closeAll();
    };
    await app.tell('ana', 'announce');
    await app.tell('ana', 'ok');
    await app.tell('ana', 'ok', { quote: 'Is A-1 all right with legal?' });
    expect(app.sent).toEqual([]);
    const card = app.seen('ana').findLast((text) => text.startsWith('A-1 ·')) ?? '';
    await app.tell('ana', 'ok', { quote: card });
    expect(app.sent).toHaveLength(1);
  });
});
