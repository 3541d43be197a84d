import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';
import { sweepBackoff } from '../../src/runs/recover.ts';

const CONFIG = 'limits: {run: {retries: 2}}\ntools: {http_send: {approval: never}}';
const GET = call('http_get', { url: 'https://example.test/page' });
const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' });
const down = (): never => {
  throw new AppError('model.unavailable', {});
};

/** Longer than the first wait, with its spread. */
const FIRST_MS = 50_000;
const SECOND_MS = 90_000;

async function wind(app: TestApp, ms: number): Promise<void> {
  await app.clock.advance(ms);
  await app.settle();
}

const runsOf = (app: TestApp) =>
  app.ports.store.collection('runs').find({}, { sort: { number: 1 }, limit: 10 });

describe('a run that fails before it has done anything but read', () => {
  it('is followed by the next by itself, as often as its limits say, and nobody is told that it failed', async () => {
    const app = await startApp({ config: CONFIG });
    await startWork(app, [GET, down, down, 'Announced.']);
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'pending',
      wait: { kind: 'backoff' },
      outcome: null,
    });
    expect((await app.botTexts()).join('\n')).not.toContain('failed.');
    await wind(app, FIRST_MS);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'pending', wait: { kind: 'backoff' } });
    await wind(app, SECOND_MS);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Announced.' });
    const runs = await runsOf(app);
    expect(runs.map(({ cause, retry, status }) => [cause, retry, status])).toEqual([
      ['start', 0, 'failed'],
      ['backoff', 1, 'failed'],
      ['backoff', 2, 'succeeded'],
    ]);
    expect((await app.botTexts()).filter((text) => /^(?:✅|❌) \*\*/.test(text))).toHaveLength(1);
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toEqual(
      expect.arrayContaining(['back_off', 'backoff_due', 'start', 'finish']),
    );
    expect(await app.violations()).toEqual([]);
  });

  it('says on its card and to whoever asks why when it is tried again', async () => {
    const app = await startApp({ config: CONFIG });
    await startWork(app, [down, 'Announced.']);
    const { card } = await app.cardWith('cancel');
    expect(card?.lines.join('\n')).toContain('Next attempt: Mon, 5 Jan');
    const { sentence } = await app.core.commands.why('T-1', app.api);
    expect(sentence).toMatch(/^It failed and will be retried Mon, 5 Jan 2026/);
  });

  it('fails for good when the tries are used up, and is told once', async () => {
    const app = await startApp({ config: CONFIG });
    await startWork(app, [down, down, down]);
    await wind(app, FIRST_MS);
    await wind(app, SECOND_MS);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'error' });
    expect(await runsOf(app)).toHaveLength(3);
    expect((await app.botTexts()).filter((text) => text.startsWith('❌ **'))).toHaveLength(1);
    await app.clock.leap(60 * 60_000);
    await app.settle();
    expect(await runsOf(app)).toHaveLength(3);
  });

  it('begins to count anew when a person retries', async () => {
    const app = await startApp({ config: 'limits: {run: {retries: 1}}' });
    await startWork(app, [down, down, down, 'Announced.']);
    await wind(app, FIRST_MS);
    expect((await stored(app, 'tasks')).status).toBe('failed');
    await app.press('ana', 'retry');
    expect((await stored(app, 'tasks')).wait).toMatchObject({ kind: 'backoff' });
    await wind(app, FIRST_MS);
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it.each([
    ['something was sent', [SEND, down]],
    ['something was kept', [call('save_deliverable', { name: 'a.md', content: 'x' }), down]],
  ])('is not tried again by itself once %s', async (_, script) => {
    const app = await startApp({ config: CONFIG });
    await startWork(app, script);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'error' });
    expect((await app.cardWith('retry')).card?.tone).toBe('bad');
    await app.clock.leap(60 * 60_000);
    await app.settle();
    expect(await runsOf(app)).toHaveLength(1);
  });

  it('is not tried again by itself where nobody set it up, nor after a limit', async () => {
    const app = await startApp();
    await startWork(app, [down]);
    expect((await stored(app, 'tasks')).status).toBe('failed');
    const limited = await startApp({ config: 'limits: {run: {retries: 2, model_calls: 1}}' });
    await startWork(limited, [GET, GET]);
    expect((await stored(limited, 'tasks')).status).toBe('failed');
  });

  it('is not tried again once a person has stopped the task, or put it off', async () => {
    const app = await startApp({ config: CONFIG });
    await startWork(app, [down]);
    await app.press('ana', 'cancel');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'cancelled', outcome: 'user' });
    await startWork(app, [down], { title: 'Another' });
    await app.core.commands.sendEvent('T-2', { event: 'defer', reason: 'later' }, inChat('ana'));
    await app.clock.leap(60 * 60_000);
    await app.settle();
    expect((await stored(app, 'tasks', 1)).status).toBe('cancelled');
    expect((await stored(app, 'tasks', 2)).status).toBe('deferred');
    expect(await runsOf(app)).toHaveLength(2);
    expect(await app.violations()).toEqual([]);
  });

  it('begins the next run once, whoever looks and whoever died while doing so', async () => {
    const app = await startApp({ config: CONFIG, roles: ['chat', 'web', 'worker'] });
    await startWork(app, [down, 'Announced.']);
    const { id } = await stored(app, 'runs');
    await app.clock.advance(FIRST_MS);
    await Promise.all([sweepBackoff(app.core.app), sweepBackoff(app.core.app), sweepBackoff(app.core.app)]);
    // As if the first to look had died before it wrote that it was done.
    const due = { nextDispatchAt: app.clock.now() };
    await app.ports.store.collection('runs').update({ id }, { $set: due });
    await app.clock.advance(1000);
    await sweepBackoff(app.core.app);
    await app.settle();
    expect(await runsOf(app)).toHaveLength(2);
    expect((await stored(app, 'tasks')).status).toBe('completed');
    expect((await app.ports.store.collection('runs').get(id))?.nextDispatchAt).toBeNull();
  });
});
