import { expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { migrateStore } from '../../src/migrations/migrate-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';
import { completeOne } from '../fakes/previous-layout.ts';

const ENTRIES = 160;

async function startPrevious() {
  const app = await startApp();
  return { app, ...(await completeOne(app, ENTRIES)) };
}

/** How the documents stand once the store has been migrated. */
async function checkMigrated(app: TestApp, taskId: string, runId: string): Promise<void> {
  const { store } = app.ports;
  const task = await store.collection('tasks').get(taskId);
  expect(task).toMatchObject({ isApprovalRequired: true, version: ENTRIES });
  expect(task?.history.length).toBeLessThan(40);
  const run = await store.collection('runs').get(runId);
  expect(run?.journal.length).toBeLessThan(60);
  expect(run?.earlier).toMatchObject({ hasOutside: false, calls: (run?.earlier?.entries ?? 0) / 2 });
  const { steps, earlierSteps, usage } = await app.core.commands.getRun(runId, app.api);
  expect(earlierSteps + steps.length).toBe(ENTRIES / 2);
  expect(usage).toEqual({ inputTokens: ENTRIES / 2, outputTokens: ENTRIES });
  const { items } = await app.core.commands.listHistory(taskId, { limit: 100 }, app.api);
  expect(items.map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  expect(await store.collection('counters').get('layout')).toMatchObject({ value: 1 });
  expect(await app.violations()).toEqual([]);
}

it('a store of the layout before is migrated once, and what waits meanwhile finds it done', async () => {
  const { app, taskId, runId } = await startPrevious();
  const { store, clock } = app.ports;
  const logs = Array.from({ length: 6 }, createFakeLog);
  const all = Promise.all(logs.map((log, at) => migrateStore({ store, clock, log }, `p${at}`)));
  await app.clock.advance(5000);
  await all;
  expect(logs.filter((log) => log.text().includes('the store is migrated'))).toHaveLength(1);
  expect(logs.filter((log) => log.text().includes('waiting for it'))).toHaveLength(5);
  await checkMigrated(app, taskId, runId);
  // An old call that comes again has had its effect.
  const again = await app.core.commands.updateTask(
    taskId,
    { title: 'x' },
    { ...app.api, key: 'an-old-call' },
  );
  expect(again.version).toBe(ENTRIES);
  await app.stop();
});

it('a process that dies in any write of a migration is followed by the next, which ends it', async () => {
  const count = await writesOf(async (store, clock, log) => migrateStore({ store, clock, log }, 'first'));
  expect(count).toBeGreaterThan(15);
  for (let deathAt = 1; deathAt < count; deathAt += 1) {
    const { app, taskId, runId } = await startPrevious();
    const frail = createFrailStore(app.ports.store);
    const { clock, log, store } = app.ports;
    frail.dieAfter(deathAt);
    await Promise.race([migrateStore({ store: frail, clock, log }, 'first').catch(() => {}), frail.died]);
    const next = migrateStore({ store, clock, log }, 'second');
    await app.clock.advance(20_000);
    await next;
    await checkMigrated(app, taskId, runId);
    await app.stop();
  }
}, 60_000);

async function writesOf(
  work: (store: Store, clock: TestApp['ports']['clock'], log: TestApp['log']) => Promise<void>,
): Promise<number> {
  const { app } = await startPrevious();
  const frail = createFrailStore(app.ports.store);
  await work(frail, app.ports.clock, app.log);
  await app.stop();
  return frail.writes();
}

it('a store of a later version is refused, and nothing in it is changed', async () => {
  const log = createFakeLog();
  const clock = createFakeClock();
  const inner = await openEmbeddedStore({ dataDir: null, log, clock, onFatal: () => {} });
  await inner.collection('counters').insert({ id: 'layout', value: 99 });
  let hasMadeIndexes = false;
  const store = { ...inner, migrate: async () => void (hasMadeIndexes = true) };
  await expect(migrateStore({ store, clock, log }, 'old')).rejects.toMatchObject({
    code: 'store.newer',
    details: { found: 99 },
  });
  expect(hasMadeIndexes).toBe(false);
  expect(await inner.collection('leases').count({}, 1)).toBe(0);
});
