import { Cron } from 'croner';
import type { TimeRule } from '../domain/schedule.ts';
import { addDays, daysBetween, instantOf, readingAt } from '../shared/zoned-time.ts';

const MINUTE_MS = 60_000;

export interface Span {
  startsAt?: Date | null;
  endsAt?: Date | null;
}

/**
 * The next `count` moments after `after`, each once however many rules name it, the earliest first; fewer where there are no more.
 *
 * A fixed time of day comes once on each local day: in a gap of the clocks at its end, in an overlap at the first pass. A time with
 * `*` or a step follows real time. `startsAt` is inclusive, `endsAt` exclusive.
 */
export function nextTimes(
  rules: readonly TimeRule[],
  timeZone: string,
  after: Date,
  count: number,
  { startsAt = null, endsAt = null }: Span = {},
): Date[] {
  // A moment before the start is the same as just before it.
  const from = startsAt && startsAt > after ? new Date(startsAt.getTime() - 1) : after;
  const nexts = rules.map((rule) => nextOf(rule, timeZone));
  const heads = nexts.map((next) => next(from));
  const times: Date[] = [];
  while (times.length < count) {
    const earliest = heads.reduce<Date | null>(
      (least, at) => (at && (!least || at < least) ? at : least),
      null,
    );
    if (!earliest || (endsAt && earliest >= endsAt)) break;
    times.push(earliest);
    for (const [at, head] of heads.entries())
      if (head && head <= earliest) heads[at] = nexts[at]?.(earliest) ?? null;
  }
  return times;
}

type Next = (after: Date) => Date | null;

function nextOf(rule: TimeRule, timeZone: string): Next {
  if (rule.kind === 'once') return (after) => (rule.at > after ? rule.at : null);
  if (rule.kind === 'cron') return cronNext(rule.cron, timeZone);
  return rule.unit === 'minutes'
    ? (after) => elapsedNext(rule, after)
    : (after) => dayNext(rule, timeZone, after);
}

function cronNext(cron: string, timeZone: string): Next {
  const times = openCron(cron, timeZone);
  return (after) => {
    const at = times.nextRun(after);
    // A next time that is not later would be fired for ever.
    return at && at > after ? at : null;
  };
}

/** @throws where the expression is none. */
export const openCron = (cron: string, timeZone: string): Cron =>
  new Cron(cron, { mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true, timezone: timeZone });

function elapsedNext({ every, anchor }: { every: number; anchor: Date }, after: Date): Date {
  const length = every * MINUTE_MS;
  const passed = Math.floor((after.getTime() - anchor.getTime()) / length) + 1;
  return new Date(anchor.getTime() + Math.max(0, passed) * length);
}

function dayNext(
  { every, time, anchor }: { every: number; time: string; anchor: string },
  timeZone: string,
  after: Date,
): Date {
  const passed = Math.floor((daysBetween(anchor, readingAt(after, timeZone).date) - 1) / every);
  for (let turn = Math.max(0, passed); ; turn += 1) {
    const at = instantOf(addDays(anchor, turn * every), time, timeZone, 'ends');
    if (at > after) return at;
  }
}
