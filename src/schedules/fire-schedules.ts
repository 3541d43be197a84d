import type { App } from '../app.ts';
import type { Schedule } from '../domain/schedule.ts';
import { scheduleLabel } from '../domain/schedule.ts';
import { errandAs } from '../domain/task.ts';
import type { Filter } from '../ports/store.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { beyond } from '../shared/cursor.ts';
import { eachOf } from '../shared/each.ts';
import { holdLease } from '../shared/leases.ts';
import { formatMoment } from '../shared/time.ts';
import { wordsFor } from '../words/index.ts';
import { fireTick, tellPlace } from './fire-tick.ts';
import { planTicks, type Planned } from './plan-ticks.ts';
import { reckon } from './reckon.ts';

const LEASE = 'schedules';
const LEASE_MS = 5000;
const PAGE = 200;
/** More at once make the process late for the platforms that it must answer. */
const AT_ONCE = 8;

/**
 * Looks for what is due and deals with it. The lease saves work, and is no promise: each tick is settled by its row, its task and the
 * filter of the last write, so that two who look at once do nothing twice.
 */
export async function fireSchedules(app: App): Promise<void> {
  const { store, clock, log } = app;
  const offset = await store.clockOffsetMs();
  const schedules = store.collection('schedules');
  for (let last: Schedule | undefined; ;) {
    const now = new Date(clock.now().getTime() + offset);
    const after = last?.dueAt ? { at: last.dueAt, id: last.id } : undefined;
    const filter: Filter = { state: 'active', dueAt: { $lte: now }, ...beyond('dueAt', after) };
    const page = await schedules.find(filter, { sort: { dueAt: 1, id: 1 }, limit: PAGE });
    if (page.length === 0 || !(await holdLease(app, LEASE, LEASE_MS))) return;
    await eachOf(log, page, AT_ONCE, (schedule) => fireSchedule(app, schedule, now));
    if (page.length < PAGE) return;
    last = page.at(-1);
  }
}

async function fireSchedule(app: App, schedule: Schedule, now: Date): Promise<void> {
  const planned = planTicks(schedule, now);
  for (const one of planned) await fireTick(app, schedule, one);
  await advance(app, schedule, planned, now);
}

/** Last of all: until then the next look finds the schedule due, and walks the same way. Whoever finds it changed has lost, and stops. */
async function advance(app: App, schedule: Schedule, planned: readonly Planned[], now: Date): Promise<void> {
  const { store } = app;
  const last = planned.at(-1)?.at ?? schedule.nextAt;
  if (!last) return;
  const next = reckon(schedule, last);
  const skips = schedule.skips.filter((at) => at > last);
  const isMissed = planned.length > 0 && planned.every(({ plan }) => plan === 'miss');
  const isOnce = schedule.rules.every(({ kind }) => kind === 'once');
  const { id: by, name } = errandAs('system');
  const reason = isMissed && isOnce ? ('missed' as const) : ('over' as const);
  const state = isMissed && isOnce ? ('missed' as const) : ('ended' as const);
  const end = next.nextAt ? {} : { state, why: { reason, by: { id: by, name }, at: now } };
  const moved = await store
    .collection('schedules')
    .update(
      { id: schedule.id, state: 'active', nextAt: schedule.nextAt, version: schedule.version },
      { $set: { ...next, lastAt: last, skips, ...end } },
    );
  if (!moved || moved.state === 'active') return;
  await touchCard(app, { kind: 'schedule', id: moved.id });
  if (moved.state !== 'missed') return;
  const words = wordsFor(moved.locale).schedules;
  const text = words.missedOnce(
    scheduleLabel(moved),
    moved.name,
    formatMoment(last, moved.timeZone, moved.locale),
  );
  await tellPlace(app, moved, `schedule:${moved.id}:missed`, text);
}
