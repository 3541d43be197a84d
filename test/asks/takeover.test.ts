import { describe, expect, it } from 'vitest';
import { startApp } from '../fakes/app.ts';
import { call } from '../fakes/scripted-model.ts';
import { privateWords, startWork, stored } from '../fakes/work.ts';

const SIGN_IN = call('ask_people', { kind: 'takeover', question: 'Sign in to the portal' });
const lastSeen = (app: Awaited<ReturnType<typeof startApp>>) =>
  app.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'tool');

describe('work that needs a person’s own hands', () => {
  it('waits as a takeover, and goes on with the note once somebody hands back', async () => {
    const app = await startApp();
    await startWork(app, [SIGN_IN, 'Went on.']);
    expect((await stored(app, 'tasks')).wait).toMatchObject({ kind: 'takeover' });
    const card = await app.cardWith('hand_back');
    expect(card.card?.facts).toContain('Anyone here may take over');
    await app.press('bo', 'hand_back', { values: { note: 'used the team account' } });
    expect(lastSeen(app)).toMatchObject({
      text: 'bo has done it and hands back. Note: used the team account',
      isError: false,
    });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Went on.' });
    const settled = (await app.read()).find((message) => message.card?.kind === 'ask');
    expect(settled?.card?.title).toMatch(/^bo is done with “.*”: used the team account$/);
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toEqual(expect.arrayContaining(['need_takeover', 'hand_back']));
  });

  it.each(['done', 'Done!', '好了', 'hand back', 'task resume T-1', '交还A-1'])(
    'goes on when somebody types "%s" in its thread',
    async (text) => {
      const app = await startApp();
      await startWork(app, [SIGN_IN, 'Went on.']);
      const { home } = await stored(app, 'tasks');
      await app.say('ana', text, home ? { thread: home.thread } : {});
      expect((await stored(app, 'tasks')).status).toBe('completed');
      expect(await privateWords(app, 'ana')).toEqual([]);
    },
  );

  it('takes "done" as the answer to a question where nobody was asked to do anything', async () => {
    const app = await startApp();
    await startWork(app, [call('ask_people', { kind: 'text', question: 'How far is it?' }), 'Noted.']);
    const { home } = await stored(app, 'tasks');
    await app.say('ana', 'done', home ? { thread: home.thread } : {});
    expect(await stored(app, 'asks')).toMatchObject({ state: 'answered', value: 'done' });
  });

  it('tells why it does not move, and what would move it', async () => {
    const app = await startApp();
    await startWork(app, [SIGN_IN]);
    const why = await app.core.commands.why('T-1', app.api);
    expect(why).toMatchObject({ event: 'hand_back' });
    expect(why.sentence).toContain('Sign in to the portal');
  });
});
