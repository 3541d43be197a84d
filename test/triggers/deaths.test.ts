import { describe, expect, it } from 'vitest';

import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { checkInvariants } from '../../src/doctor/check-invariants.ts';
import type { HookRequest } from '../../src/ports/commands.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore, liveUntilDead } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';
import { createSteadyModel } from '../fakes/steady-model.ts';

const SECRET = 'the-secret-of-a-sender';
const request = (key: string): HookRequest => ({
  header: (name) =>
    ({ 'authorization': `Bearer ${SECRET}`, 'content-type': 'application/json', 'idempotency-key': key })[
      name.toLowerCase()
    ],
  body: async () => Buffer.from('{"title":"Disk almost full"}'),
  address: '',
  locale: 'en',
});

/** One delivery; the process dies after so many writes, and the sender, if it heard nothing, sends it again to the next one. */
async function play(writesToLive: number | null) {
  const log = createFakeLog();
  const clock = createFakeClock('2026-01-05T09:30:00Z');
  const onFatal = (error: unknown) => {
    throw error;
  };
  const inner = await openEmbeddedStore({ dataDir: null, log, clock, onFatal });
  const frail = createFrailStore(inner);
  const model = createSteadyModel({ turn: () => [], run: ['Done.'] });
  const first = await startApp({ model, store: frail, clock });
  const { id } = await first.core.commands.createTrigger(
    { name: 'Alerts', scheme: 'bearer', secret: SECRET, title: '{/title}' },
    first.api,
  );
  const before = frail.writes();
  if (writesToLive !== null) frail.dieAfter(writesToLive);
  let isAnswered = false;
  const live = async () => {
    isAnswered = (await first.core.commands.receiveHook(id, request('a-1'))).status === 202;
    await first.settle();
  };
  await liveUntilDead(frail, live);
  const hasDied = frail.isDead();
  const later = createFakeClock(new Date(clock.now().getTime() + 10 * 60_000));
  const second: TestApp = await startApp({ model, store: inner, clock: later });
  if (!isAnswered) await second.core.commands.receiveHook(id, request('a-1'));
  for (let look = 0; look < 4; look += 1) {
    await later.leap(look === 0 ? 5000 : 65_000);
    await second.settle();
  }
  const tasks = await inner.collection('tasks').find({}, { limit: 10 });
  const rows = await inner.collection('hook_deliveries').find({}, { limit: 10 });
  const faults = (await checkInvariants(second.ports, 'all')).map(({ invariant }) => invariant);
  await Promise.all([writesToLive === null ? first.stop() : undefined, second.stop()]);
  const end = {
    tasks: tasks.map(({ title, status, taint, runCount }) => `${title}: ${status} ${taint} ${runCount}`),
    rows: rows.map(({ state, taskId }) => `${state} ${taskId === tasks[0]?.id}`),
    faults,
  };
  return { end, hasDied, writes: frail.writes() - before };
}

describe('a delivery whose process dies at any write', { timeout: 200_000 }, () => {
  it('F136 F177 is one task, whose words are of a stranger, and one run', async () => {
    const { end: whole, writes } = await play(null);
    expect(whole).toEqual({
      tasks: ['Disk almost full: completed words 1'],
      rows: ['made true'],
      faults: [],
    });
    let deaths = 0;
    for (let point = 1; point <= writes; point += 1) {
      const { end, hasDied } = await play(point);
      expect(end, `after write ${point}`).toEqual(whole);
      if (hasDied) deaths += 1;
    }
    expect(deaths).toBeGreaterThan(8);
  });

  it('F136 is one task where two processes look at once', async () => {
    const app = await startApp({ run: ['Done.', 'Done.'] });
    const other = await startApp({ beside: app, run: ['Done.', 'Done.'] });
    const { id } = await app.core.commands.createTrigger(
      { name: 'Alerts', scheme: 'bearer', secret: SECRET, title: '{/title}' },
      app.api,
    );
    const answers = await Promise.all(
      [app, other, app, other].map(({ core }) => core.commands.receiveHook(id, request('a-1'))),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 202]);
    await app.settle();
    await other.settle();
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(1);
    await Promise.all([app.stop(), other.stop()]);
  });
});
