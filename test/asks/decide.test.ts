import { describe, expect, it } from 'vitest';
import type { AppError } from '../../src/domain/errors.ts';
import type { Caller } from '../../src/ports/commands.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { call } from '../fakes/scripted-model.ts';
import { privateWords, startWork, stored } from '../fakes/work.ts';

const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'launch' });
const ASK = call('ask_people', { kind: 'text', question: 'Which date?' });

/** An app in which T-1 waits for a nod on http_send. */
async function waitingForNod(approvers = ''): Promise<TestApp> {
  const config = approvers
    ? `groups: {finance: ['web:fin', 'web:fay']}\nadmins: ['web:root']\ntools: {http_send: {approvers: ${approvers}}}`
    : `admins: ['web:root']`;
  const app = await startApp({ config });
  await startWork(app, [SEND, 'Sent.']);
  return app;
}

const approve = (app: TestApp, caller: Caller, more = {}) =>
  app.core.commands.decideAsk('A-1', { decision: 'approve', ...more }, caller);

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );

describe('who may nod to an action', () => {
  it.each([
    ['the requester, where nobody is named', '', 'ana', 'done'],
    ['nobody else, where nobody is named', '', 'bo', 'ask.not_yours'],
    ['not an administrator in chat', '', 'root', 'ask.not_yours'],
    ['a person who is named', "{people: ['web:bo']}", 'bo', 'done'],
    ['not the requester, once others are named', "{people: ['web:bo']}", 'ana', 'ask.not_yours'],
    [
      'the requester beside those named, where the file says so',
      "{people: ['web:bo'], requester: true}",
      'ana',
      'done',
    ],
    ['a member of a group', '{groups: [finance]}', 'fay', 'done'],
    ['not somebody outside of the group', '{groups: [finance]}', 'bo', 'ask.not_yours'],
    ['anyone in the channel, where the file says so', '{anyone_in_channel: true}', 'bo', 'done'],
    [
      'not the requester, where they may not nod to their own',
      '{anyone_in_channel: true, requester: false}',
      'ana',
      'ask.not_yours',
    ],
  ])('is %s', async (_, approvers, name, end) => {
    const app = await waitingForNod(approvers);
    expect(await codeOf(approve(app, inChat(name)))).toBe(end);
    await app.settle();
    expect(app.fetcher.sent).toHaveLength(end === 'done' ? 1 : 0);
  });

  it('is nobody from another channel, where anyone in the channel may', async () => {
    const app = await waitingForNod('{anyone_in_channel: true}');
    expect(await codeOf(approve(app, inChat('bo', { channel: 'other' })))).not.toBe('done');
    expect((await stored(app, 'asks')).state).toBe('open');
  });

  it('is never an agent, whoever it speaks for', async () => {
    const app = await waitingForNod();
    const agent = inChat('ana', { agentId: 'assistant' });
    await expect(approve(app, agent)).rejects.toMatchObject({ code: 'access.refused' });
    const own = inChat('ana', { agentId: 'assistant', isAutonomous: true, via: 'agent' });
    await expect(approve(app, own)).rejects.toMatchObject({ code: 'access.refused' });
    expect(app.fetcher.sent).toEqual([]);
  });

  it('is whoever holds the token of the API where the policy says so, under its own name', async () => {
    const closed = await waitingForNod("{people: ['web:bo']}");
    expect(await codeOf(approve(closed, closed.api))).toBe('ask.not_yours');
    const app = await waitingForNod("{people: ['web:bo'], token_holder: true}");
    const ask = await approve(app, app.api);
    expect(ask.decisions).toMatchObject([{ by: { name: 'API' }, via: 'api' }]);
  });

  it('is looked up when somebody decides: the group as it is now', async () => {
    const app = await waitingForNod('{groups: [finance]}');
    expect(await codeOf(approve(app, inChat('gus')))).toBe('ask.not_yours');
    (app.settings.groups as Map<string, string[]>).set('finance', ['web:gus']);
    expect(await codeOf(approve(app, inChat('fin')))).toBe('ask.not_yours');
    expect(await codeOf(approve(app, inChat('gus')))).toBe('done');
  });

  it('tells an outsider who clicks, and only them, who may', async () => {
    const app = await waitingForNod("{people: ['web:bo'], groups: [finance]}");
    await app.press('cy', 'approve');
    expect((await privateWords(app, 'cy')).join()).toContain('A-1 can be decided by bo, finance');
    expect(await privateWords(app, 'bo')).toEqual([]);
    expect((await stored(app, 'asks')).state).toBe('open');
  });
});

describe('a nod that several people must give', () => {
  const TWO = "{people: ['web:bo', 'web:cy', 'web:di'], quorum: 2}";

  it('counts two different people, shows how far it is, and runs the action once', async () => {
    const app = await waitingForNod(TWO);
    await app.press('bo', 'approve');
    expect(app.fetcher.sent).toEqual([]);
    const card = await app.cardWith('approve', 'bo');
    expect(card.card?.facts).toContain('bo approved (1 of 2)');
    expect(await codeOf(approve(app, inChat('bo')))).toBe('ask.settled');
    expect(app.fetcher.sent).toEqual([]);
    await app.press('di', 'approve');
    expect(app.fetcher.sent).toHaveLength(1);
    expect((await stored(app, 'asks')).decisions.map(({ by }) => by.name)).toEqual(['bo', 'di']);
  });

  it('is settled by the first refusal', async () => {
    const app = await waitingForNod(TWO);
    await app.press('bo', 'approve');
    await app.press('cy', 'reject');
    expect((await stored(app, 'asks')).state).toBe('rejected');
    expect(await codeOf(approve(app, inChat('di')))).toBe('ask.settled');
    expect(app.fetcher.sent).toEqual([]);
  });

  it('is given by two who press at the same moment', async () => {
    const app = await waitingForNod(TWO);
    await Promise.all([approve(app, inChat('bo')), approve(app, inChat('cy'))]);
    await app.settle();
    expect(app.fetcher.sent).toHaveLength(1);
  });

  it('is for one and the same action: nobody can change it under the nod of another', async () => {
    const app = await waitingForNod("{people: ['web:bo', 'web:cy'], quorum: 2, may_edit: true}");
    await approve(app, inChat('bo'));
    const changed = { method: 'POST', url: 'https://example.test/hook', body: 'something else' };
    await codeOf(approve(app, inChat('cy'), { value: changed }));
    await app.settle();
    expect(app.fetcher.sent.map(({ body }) => body)).not.toContain('something else');
  });

  it('does not drop the change that the first of them made', async () => {
    const app = await waitingForNod("{people: ['web:bo', 'web:cy'], quorum: 2, may_edit: true}");
    const changed = { method: 'POST', url: 'https://example.test/hook', body: 'less' };
    await codeOf(approve(app, inChat('bo'), { value: changed }));
    await codeOf(approve(app, inChat('cy')));
    await app.settle();
    expect(app.fetcher.sent.map(({ body }) => body)).not.toContain('launch');
  });
});

describe('a nod and the exact action', () => {
  it('may change the arguments where the policy lets people', async () => {
    const app = await waitingForNod('{requester: true, may_edit: true}');
    const changed = { method: 'POST', url: 'https://example.test/hook', body: 'launch, but quietly' };
    await approve(app, inChat('ana'), { value: changed });
    await app.settle();
    expect(app.fetcher.sent.map(({ body }) => body)).toEqual(['launch, but quietly']);
    const run = await stored(app, 'runs');
    expect(run.journal[1]).toMatchObject({ args: { body: 'launch' }, approvedArgs: changed });
  });

  it('may not change them elsewhere', async () => {
    const app = await waitingForNod();
    const changed = { method: 'POST', url: 'https://example.test/hook', body: 'more' };
    await expect(approve(app, inChat('ana'), { value: changed })).rejects.toMatchObject({ code: 'ask.void' });
    expect((await stored(app, 'asks')).state).toBe('open');
  });

  it('may say them again as they are, in any order of the fields', async () => {
    const app = await waitingForNod();
    const same = { body: 'launch', url: 'https://example.test/hook', method: 'POST' };
    await approve(app, inChat('ana'), { value: same });
    await app.settle();
    expect(app.fetcher.sent).toHaveLength(1);
  });

  it('refuses to run a change that is not what the tool takes', async () => {
    const app = await waitingForNod('{requester: true, may_edit: true}');
    await codeOf(approve(app, inChat('ana'), { value: { method: 'POST', url: 'no address' } }));
    await app.settle();
    expect(app.fetcher.sent).toEqual([]);
  });

  it('is not taken for a version of the ask that is no longer the one', async () => {
    const app = await waitingForNod("{people: ['web:bo', 'web:cy', 'web:di'], quorum: 3}");
    await approve(app, inChat('bo'), { version: 1 });
    await expect(approve(app, inChat('cy'), { version: 1 })).rejects.toMatchObject({
      code: 'version.stale',
      details: { expected: 1, actual: 2 },
    });
  });

  it('is given once by a request that comes twice', async () => {
    const app = await waitingForNod("{people: ['web:bo', 'web:cy'], quorum: 2}");
    const caller = inChat('bo', { key: 'request-1' });
    await approve(app, caller);
    const again = await approve(app, caller);
    expect(again.decisions).toHaveLength(1);
    expect(again.state).toBe('open');
  });

  it('sent as an event by a request that comes twice does not decide the next ask', async () => {
    const app = await startApp();
    await startWork(app, ['A draft.', 'A better draft.', 'A third draft.'], { isReviewRequired: true });
    const caller = inChat('ana', { key: 'request-2' });
    for (let time = 0; time < 2; time += 1) {
      await app.core.commands.sendEvent('T-1', { event: 'request_changes', reason: 'shorter' }, caller);
      await app.settle();
    }
    expect(await stored(app, 'tasks')).toMatchObject({ runCount: 2, status: 'awaiting_review' });
    expect((await stored(app, 'asks', 2)).state).toBe('open');
  });

  it('refuses a decision that does not fit', async () => {
    const app = await waitingForNod();
    const { code, faults } = await refusalOf(
      app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'yes' }, inChat('ana')),
    );
    expect([code, faults]).toEqual(['input.invalid', ['decision: must be one of: approve, reject']]);
  });
});

describe('the first decision', () => {
  it('wins over nineteen others of the same moment, and wakes the run once', async () => {
    const app = await waitingForNod('{anyone_in_channel: true}');
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const message = await app.cardWith('approve', 'bo');
    await Promise.all(
      names.map((person, index) =>
        app.web.submitAction({
          messageId: message.id,
          action: index % 2 === 0 ? 'approve' : 'reject',
          person,
        }),
      ),
    );
    await app.settle();
    const ask = await stored(app, 'asks');
    expect(ask.decisions).toHaveLength(1);
    expect(app.fetcher.sent.length).toBe(ask.state === 'approved' ? 1 : 0);
    const winner = ask.decisions[0]?.by.name ?? '';
    const told = await Promise.all(names.map((name) => privateWords(app, name)));
    for (const [index, words] of told.entries()) {
      expect(words).toEqual(names[index] === winner ? [] : [`A-1 was already settled by ${winner}.`]);
    }
    const task = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(task.items.filter(({ move }) => move === 'approve' || move === 'reject')).toHaveLength(1);
  });

  it('takes the buttons off the card and puts who, what and when on it', async () => {
    const app = await waitingForNod();
    await app.press('ana', 'approve');
    const card = (await app.read()).find(({ card: one }) => one?.kind === 'ask')?.card;
    expect(card?.buttons).toEqual([]);
    expect(card?.title).toBe('ana approved “Send POST to example.test”');
    expect(card?.context).toContain('5 Jan 2026, 09:00');
  });

  it('reaches the agent with its reason', async () => {
    const app = await startApp();
    await startWork(app, [SEND, 'Left it.']);
    await app.press('ana', 'reject', { values: {} });
    const settled = await stored(app, 'asks');
    expect(settled.state).toBe('rejected');
    expect(app.model.requests.at(-1)?.messages.at(-1)).toMatchObject({ role: 'tool', isError: true });
    expect(app.fetcher.sent).toEqual([]);
  });
});

describe('the end of the work', () => {
  it('takes back what it had asked', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    await app.core.commands.sendEvent('T-1', { event: 'cancel' }, inChat('ana'));
    await app.settle();
    const ask = await stored(app, 'asks');
    expect(ask.state).toBe('withdrawn');
    const card = (await app.read()).find(({ card: one }) => one?.kind === 'ask')?.card;
    expect(card).toMatchObject({ title: expect.stringMatching(/^No longer needed: /), buttons: [] });
    expect(
      await codeOf(app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'x' }, inChat('ana'))),
    ).toBe('ask.settled');
  });

  it('takes back the review when a task that waits for it is cancelled', async () => {
    const app = await startApp();
    await startWork(app, ['A draft.'], { isReviewRequired: true });
    expect((await stored(app, 'tasks')).status).toBe('awaiting_review');
    await app.core.commands.sendEvent('T-1', { event: 'cancel' }, inChat('ana'));
    await app.settle();
    expect((await stored(app, 'asks')).state).toBe('withdrawn');
    expect((await stored(app, 'tasks')).status).toBe('cancelled');
  });

  it('takes back the review when feedback begins another run instead', async () => {
    const app = await startApp();
    await startWork(app, ['A draft.'], { isReviewRequired: true });
    app.model.script({ run: ['A better draft.'] });
    await app.core.commands.sendEvent('T-1', { event: 'feedback', reason: 'shorter' }, inChat('ana'));
    await app.settle();
    expect((await stored(app, 'asks', 1)).state).toBe('withdrawn');
    expect((await stored(app, 'asks', 2)).state).toBe('open');
  });
});

it('a request for a nod that was declined is not put to people a second time in the run, but a changed one is', async () => {
  const nod = (question: string) => call('ask_people', { kind: 'approval', question });
  const app = await startApp();
  const [dear, cheap] = [nod('May I order for 900?'), nod('May I order for 400?')];
  await startWork(app, [dear, dear, cheap, 'Ordered.']);
  await app.press('ana', 'reject', { values: { note: 'too dear' } });
  expect(await app.ports.store.collection('asks').count({}, 10)).toBe(2);
  expect((await stored(app, 'asks', 2)).question).toBe('May I order for 400?');
  await app.press('ana', 'approve');
  expect((await stored(app, 'tasks')).status).toBe('completed');
});
