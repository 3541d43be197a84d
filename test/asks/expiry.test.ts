import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';

const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook' });
const ASK = call('ask_people', { kind: 'text', question: 'Which date?' });
const MINUTE_MS = 60_000;

async function wind(app: TestApp, ms: number): Promise<void> {
  await app.clock.advance(ms);
  await app.settle();
}

const reminders = async (app: TestApp) =>
  (await app.botTexts()).filter((text) => text.startsWith('Still waiting for you'));

describe('an ask that nobody settles', () => {
  it('is remembered once half way, and ends the work when its policy is to fail', async () => {
    const app = await startApp({ config: 'questions: {expires: 4m}' });
    await startWork(app, [ASK]);
    await wind(app, MINUTE_MS);
    expect(await reminders(app)).toEqual([]);
    await wind(app, 1.5 * MINUTE_MS);
    expect(await reminders(app)).toEqual([
      'Still waiting for you, until Mon, 5 Jan 2026, 09:04 UTC: Which date? (A-1)',
    ]);
    await wind(app, 1.4 * MINUTE_MS);
    expect(await reminders(app)).toHaveLength(1);
    await wind(app, MINUTE_MS);
    expect(await stored(app, 'asks')).toMatchObject({ state: 'expired', isWakePending: false });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'timeout', wait: null });
    expect(await stored(app, 'runs')).toMatchObject({ status: 'failed', outcome: 'timeout' });
    const late = app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'now' }, inChat('ana'));
    await expect(late).rejects.toMatchObject({ code: 'ask.settled', details: { state: 'expired' } });
    expect((await app.botTexts()).join('\n')).toContain('timed out');
  });

  it('is over at its moment, though nobody has looked yet', async () => {
    const app = await startApp({ config: 'questions: {expires: 30s}', roles: ['chat', 'web', 'worker'] });
    await startWork(app, [ASK]);
    await wind(app, 30_000);
    expect((await stored(app, 'asks')).state).toBe('open');
    const late = app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'now' }, inChat('ana'));
    await expect(late).rejects.toMatchObject({ code: 'ask.settled' });
  });

  it('is settled by an answer just before, which no expiry takes back', async () => {
    const app = await startApp({ config: 'questions: {expires: 30s}' });
    await startWork(app, [ASK, 'On Friday.']);
    await wind(app, 29_000);
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, inChat('ana'));
    await wind(app, 20_000);
    expect(await stored(app, 'asks')).toMatchObject({ state: 'answered', value: 'Friday' });
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('lets the agent go on without the action when the policy is to reject', async () => {
    const app = await startApp({ config: 'tools: {http_send: {expires: 30s}}' });
    await startWork(app, [SEND, 'Without it.']);
    await wind(app, 40_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Without it.' });
    expect(app.fetcher.sent).toEqual([]);
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toContain('approval_expire');
  });

  it('fails the work when the policy of an approval is to fail', async () => {
    const app = await startApp({
      config: 'tools: {http_send: {expires: 30s, approvers: {requester: true, on_expiry: fail}}}',
    });
    await startWork(app, [SEND]);
    await wind(app, 40_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'timeout' });
    expect(app.fetcher.sent).toEqual([]);
  });

  it.each([
    [
      'a question',
      'questions: {expires: 30s, answered_by: {anyone_in_channel: true, on_expiry: defer}}',
      ASK,
      'input_defer',
    ],
    [
      'an approval',
      'tools: {http_send: {expires: 30s, approvers: {requester: true, on_expiry: defer}}}',
      SEND,
      'approval_defer',
    ],
  ])('puts the work off when the policy of %s is to defer', async (_, config, line, move) => {
    const app = await startApp({ config });
    await startWork(app, [line, 'Went on regardless.']);
    await wind(app, 40_000);
    expect((await stored(app, 'tasks')).status).toBe('deferred');
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map((entry) => entry.move)).toContain(move);
    expect(app.fetcher.sent).toEqual([]);
  });

  it('does not hold up the others when one cannot be ended', async () => {
    const app = await startApp({ config: 'questions: {expires: 30s}' });
    await startWork(app, [ASK]);
    await startWork(app, [ASK], { title: 'Another' });
    // The first is about a run that the store cannot give: as a document that an older version wrote might be.
    await app.ports.store.collection('asks').update({ number: 1 }, { $set: { policy: null } });
    await wind(app, 40_000);
    expect((await stored(app, 'asks', 2)).state).toBe('expired');
    expect((await stored(app, 'tasks', 2)).status).toBe('failed');
  });

  it('fails the work too when it expires while the run is on its way back to a worker', async () => {
    const app = await startApp({ config: 'questions: {expires: 30s}' });
    await startWork(app, [
      {
        calls: [
          ASK.calls[0] ?? { name: '', args: {} },
          { name: 'ask_people', args: { kind: 'text', question: 'Where?' } },
        ],
      },
    ]);
    await app.ports.queue.pause();
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, inChat('ana'));
    await app.clock.advance(40_000);
    await app.ports.queue.resume();
    await wind(app, 10_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'timeout' });
  });

  const TWO = { calls: [...ASK.calls, { name: 'ask_people', args: { kind: 'text', question: 'Where?' } }] };

  it('puts the work off too when it expires while the run is on its way back to a worker', async () => {
    const app = await startApp({
      config: 'questions: {expires: 30s, answered_by: {anyone_in_channel: true, on_expiry: defer}}',
    });
    await startWork(app, [TWO]);
    await app.ports.queue.pause();
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, inChat('ana'));
    await app.clock.advance(40_000);
    await app.ports.queue.resume();
    await wind(app, 10_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'deferred', wait: null, currentRunId: null });
    expect(await stored(app, 'runs')).toMatchObject({ status: 'cancelled', outcome: 'superseded' });
    expect(await app.violations()).toEqual([]);
  });

  it('puts the work off though the task shows another question, which nobody needs to answer any more', async () => {
    const app = await startApp({
      config: 'tools: {http_send: {expires: 30s, approvers: {requester: true, on_expiry: defer}}}',
    });
    await startWork(app, [{ calls: [...ASK.calls, ...SEND.calls] }]);
    expect((await stored(app, 'tasks')).wait).toMatchObject({ kind: 'input' });
    await wind(app, 40_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'deferred', wait: null });
    expect((await stored(app, 'asks', 1)).state).toBe('withdrawn');
    expect((await stored(app, 'asks', 2)).state).toBe('expired');
    expect(await app.violations()).toEqual([]);
  });

  it('is told in the history as what it was when it fails the work', async () => {
    const app = await startApp({ config: 'questions: {expires: 30s}' });
    await startWork(app, [ASK]);
    await wind(app, 40_000);
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toContain('input_timeout');
    expect(items.map(({ move }) => move)).not.toContain('input_default');
  });

  it('ends the work as out of time when it was for the hands of a person, whatever the policy', async () => {
    const app = await startApp({
      config: 'questions: {expires: 30s, answered_by: {anyone_in_channel: true, on_expiry: defer}}',
    });
    await startWork(app, [call('ask_people', { kind: 'takeover', question: 'Sign in to the portal' })]);
    expect((await stored(app, 'tasks')).wait).toMatchObject({ kind: 'takeover' });
    await wind(app, 40_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'timeout', wait: null });
    expect(await app.violations()).toEqual([]);
  });
});
