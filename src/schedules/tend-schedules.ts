import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { scheduleLabel, type Schedule, type Tick } from '../domain/schedule.ts';
import { errandAs } from '../domain/task.ts';
import type { Filter } from '../ports/store.ts';
import { beyond } from '../shared/cursor.ts';
import { each } from '../shared/each.ts';
import { holdLease } from '../shared/leases.ts';
import { wordsFor } from '../words/index.ts';
import { makeTask, releaseTick } from './fire-tick.ts';
import { pauseFor } from './pause-for.ts';
import { reckon, TZ } from './reckon.ts';

const LEASE_MS = 10_000;
const PAGE = 200;
/** Older ticks than this were left by somebody who died. */
const STALE_MS = 60_000;

/** What a look at due times does not see: ends of tasks, ticks that were left, proposals that nobody confirmed, new rules of time zones. */
export async function tendSchedules(app: App): Promise<void> {
  if (!(await holdLease(app, 'schedules:tend', LEASE_MS))) return;
  await checkEnds(app);
  await finishTicks(app);
  await dropProposals(app);
  await reckonAnew(app);
}

/** Schedules whose tasks have ended since: a tick that waits for that is let go, and failures are counted. */
async function checkEnds(app: App): Promise<void> {
  const { store, log } = app;
  const schedules = store.collection('schedules');
  const found = await schedules.find(
    { checkAt: { $gt: new Date(0) } },
    { sort: { checkAt: 1 }, limit: PAGE },
  );
  await each(log, found, async (schedule) => {
    const held = await store
      .collection('ticks')
      .find({ scheduleId: schedule.id, state: 'held' }, { limit: 10 });
    for (const tick of held) await releaseTick(app, schedule, tick);
    await countFailures(app, schedule);
    await schedules.update({ id: schedule.id, checkAt: schedule.checkAt }, { $set: { checkAt: null } });
  });
}

/** How many of the last tasks in a row have failed; so many that it is to be paused, it is. */
async function countFailures(app: App, schedule: Schedule): Promise<void> {
  const { store } = app;
  const limit = Math.max(schedule.pauseAfterFailures, 1) + 10;
  const ticks = await store
    .collection('ticks')
    .find(
      { scheduleId: schedule.id, outcome: 'fired', at: { $gte: schedule.failuresSince } },
      { sort: { at: -1, id: -1 }, limit },
    );
  const ids = ticks.flatMap(({ taskId }) => taskId ?? []);
  const tasks = await store
    .collection('tasks')
    .find({ id: { $in: ids } }, { limit: Math.max(1, ids.length), omit: ['history'] });
  const states = ids.map((id) => tasks.find((task) => task.id === id)?.status);
  const ended = states.filter((status) => status === 'failed' || status === 'completed');
  const first = ended.findIndex((status) => status !== 'failed');
  const failures = first === -1 ? ended.length : first;
  if (failures !== schedule.failures)
    await store.collection('schedules').update({ id: schedule.id }, { $set: { failures } });
  if (schedule.pauseAfterFailures === 0 || failures < schedule.pauseAfterFailures) return;
  const { pausedByFailures } = wordsFor(schedule.locale).schedules;
  await pauseFor(
    app,
    schedule,
    'failures',
    pausedByFailures(scheduleLabel(schedule), schedule.name, failures),
  );
}

/** Ticks that somebody began, or that wait for an end that nobody told of. */
async function finishTicks(app: App): Promise<void> {
  const { store, clock, log } = app;
  const before = new Date(clock.now().getTime() - STALE_MS);
  for (const state of ['due', 'held'] as const) {
    for (let last: Tick | undefined; ;) {
      const filter: Filter = { state, at: { $lt: before }, ...beyond('at', last) };
      const page = await store.collection('ticks').find(filter, { sort: { at: 1, id: 1 }, limit: PAGE });
      await each(log, page, async (tick) => {
        const schedule = await store.collection('schedules').get(tick.scheduleId);
        if (!schedule) return;
        await (state === 'due' ? makeTask(app, schedule, tick) : releaseTick(app, schedule, tick));
      });
      last = page.at(-1);
      if (page.length < PAGE) break;
    }
  }
}

/** Nothing goes live because nobody said no. */
async function dropProposals(app: App): Promise<void> {
  const { store, clock, log } = app;
  const schedules = store.collection('schedules');
  const at = clock.now();
  const { id: by, name } = errandAs('timer');
  const why = { reason: 'unconfirmed', by: { id: by, name }, at } as const;
  const over = await schedules.find(
    { state: 'proposed', expiresAt: { $lte: at } },
    { sort: { expiresAt: 1 }, limit: PAGE },
  );
  await each(log, over, async ({ id }) => {
    const dropped = await schedules.update(
      { id, state: 'proposed', expiresAt: { $lte: at } },
      { $set: { state: 'dropped', why, updatedAt: at }, $inc: { version: 1 } },
    );
    if (dropped) await touchCard(app, { kind: 'schedule', id });
  });
}

/** After an update of the rules of time zones each schedule is reckoned anew, or it would fire by last year's law. */
async function reckonAnew(app: App): Promise<void> {
  const { store, clock, log } = app;
  const schedules = store.collection('schedules');
  for (const other of [{ $lt: TZ }, { $gt: TZ }] as const) {
    const old = await schedules.find({ state: 'active', tz: other }, { limit: PAGE });
    await each(log, old, (schedule) => {
      const isDue = schedule.nextAt !== null && schedule.nextAt <= clock.now();
      const from = schedule.lastAt ?? schedule.createdAt;
      // What is due already is dealt with first.
      if (isDue) return Promise.resolve();
      const next = reckon(schedule, from > clock.now() ? from : clock.now());
      const { id, nextAt, version } = schedule;
      return schedules.update({ id, nextAt, version, state: 'active' }, { $set: next });
    });
  }
}
