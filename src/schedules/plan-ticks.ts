import { dueAt, tickId, type Schedule, type Tick, type TickReason } from '../domain/schedule.ts';
import { nextTimes } from './next-times.ts';

/** A time that is later than this has been missed. */
const LATE_MS = 60_000;
/** A single time is made up for this long, whatever the policy. */
const ONCE_WITHIN_MS = 24 * 3600_000;
/** Missed times that get a row each, and that `all` makes up for. */
const MAX_EACH = 50;
const MAX_DUE = 10_000;

/** What is to be done about one nominal time; `count` of them where there were too many for a row each. */
export interface Planned {
  id: string;
  at: Date;
  lateMs: number;
  plan: 'fire' | 'skip' | 'miss';
  reason: TickReason;
  count: number;
}

/**
 * What the missed policy makes of everything that is due by now, the oldest first. The same times give the same ids, so that what was written
 * down before a crash is found.
 */
export function planTicks(schedule: Schedule, now: Date): Planned[] {
  const { nextAt, rules, timeZone } = schedule;
  if (!nextAt) return [];
  const from = new Date(nextAt.getTime() - 1);
  const to = { startsAt: schedule.startsAt, endsAt: endOf(schedule, now) };
  const due = nextTimes(rules, timeZone, from, MAX_DUE, to).filter((at) => dueAt(schedule, at) <= now);
  const skips = new Set(schedule.skips.map((at) => at.getTime()));
  const all = due.map((at) => planOf(schedule, at, now, skips.has(at.getTime()), due.at(-1) === at));
  return bounded(all);
}

/** Times are reckoned up to now, or to the end of the schedule where that is sooner. */
const endOf = ({ endsAt }: Schedule, now: Date): Date => {
  const next = new Date(now.getTime() + 1);
  return endsAt && endsAt < next ? endsAt : next;
};

function planOf(schedule: Schedule, at: Date, now: Date, isSkipped: boolean, isNewest: boolean): Planned {
  const lateMs = Math.max(0, now.getTime() - dueAt(schedule, at).getTime());
  const tick = { id: tickId(schedule.id, at), at, lateMs, count: 1 };
  if (isSkipped) return { ...tick, plan: 'skip', reason: 'asked' };
  if (lateMs <= LATE_MS) return { ...tick, plan: 'fire', reason: 'on_time' };
  const isOnce = schedule.rules.some((rule) => rule.kind === 'once' && rule.at.getTime() === at.getTime());
  const withinMs = isOnce ? ONCE_WITHIN_MS : schedule.missedWithinMs;
  if (lateMs > withinMs) return { ...tick, plan: 'miss', reason: 'too_late' };
  if (isOnce || schedule.missed === 'all') return { ...tick, plan: 'fire', reason: 'late' };
  if (schedule.missed === 'once' && isNewest) return { ...tick, plan: 'fire', reason: 'late' };
  return { ...tick, plan: 'miss', reason: schedule.missed === 'once' ? 'made_up' : 'too_late' };
}

/** The newest get a row each; one row stands for all that are older. Of what is to be made up, the newest are. */
function bounded(planned: readonly Planned[]): Planned[] {
  const fired = planned.filter(({ plan }) => plan === 'fire').slice(-MAX_EACH);
  const missed = planned.filter((one) => !fired.includes(one));
  const rest = missed.slice(0, -MAX_EACH);
  const [oldest] = rest;
  const together: Planned[] = oldest
    ? [{ ...oldest, plan: 'miss', reason: 'too_late', count: rest.length }]
    : [];
  return [...together, ...missed.slice(-MAX_EACH), ...fired].toSorted(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
}

/** The row of a time as it is first written down. */
export const toTick = (
  { id, at, lateMs, plan, reason, count }: Planned,
  schedule: Pick<Schedule, 'id'>,
  now: Date,
): Tick => ({
  id,
  scheduleId: schedule.id,
  at,
  state: plan === 'fire' ? 'due' : 'done',
  outcome: plan === 'fire' ? null : plan === 'skip' ? 'skipped' : 'missed',
  reason,
  detail: null,
  taskId: null,
  lateMs,
  count,
  by: null,
  recordedAt: now,
});
