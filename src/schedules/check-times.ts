import { AppError, fault } from '../domain/errors.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import type { TimeRule } from '../domain/schedule.ts';
import { isTimeZone } from '../shared/time.ts';
import { readingAt } from '../shared/zoned-time.ts';
import { nextTimes } from './next-times.ts';

/** How many of the next times are looked at for their distance. */
const MEASURED = 50;
/** A single time may be over by so much: it then fires at once. */
const GRACE_MS = 60_000;
const DAY_MS = 24 * 3600_000;

export interface Times {
  rules: readonly TimeRule[];
  timeZone: string;
  startsAt: Date | null;
  endsAt: Date | null;
}

/** @throws AppError `input.invalid` for a zone that does not exist. */
export function checkZone(timeZone: string): string {
  // `EST5EDT` and `+08:00` are zones to Intl, and no places of which anybody knows the law.
  if (!isTimeZone(timeZone) || !/^(?:UTC|[A-Za-z_]+\/[\w+\-/]+)$/.test(timeZone))
    throw new AppError('input.invalid', { faults: [fault('timeZone', 'no_zone', timeZone)] });
  return timeZone;
}

/**
 * Refuses times that make no sense from `now` on.
 * @throws AppError `input.invalid` naming the rule that never comes or is over, an end before the start, and times that are too close.
 */
export function checkTimes(times: Times, now: Date, minIntervalMs: number): void {
  const { rules, timeZone, startsAt, endsAt } = times;
  const faults: CodedFault[] =
    startsAt && endsAt && endsAt <= startsAt
      ? [fault('endsAt', 'before_start')]
      : endsAt && endsAt <= now
        ? [fault('endsAt', 'in_the_past')]
        : rules.flatMap((rule, at) => faultsOfTime(rule, `rules.${at}`, times, now));
  if (faults.length === 0) {
    const next = nextTimes(rules, timeZone, now, MEASURED, { startsAt, endsAt });
    const gaps = next.slice(1).map((at, index) => at.getTime() - (next[index]?.getTime() ?? 0));
    const least = Math.min(...gaps);
    if (least < minIntervalMs)
      faults.push(fault('rules', 'too_close', String(least / 60_000), String(minIntervalMs / 60_000)));
  }
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
}

function faultsOfTime(
  rule: TimeRule,
  path: string,
  { timeZone, startsAt, endsAt }: Times,
  now: Date,
): CodedFault[] {
  if (rule.kind === 'once') {
    if (rule.at.getTime() > now.getTime() - GRACE_MS) return [];
    return [fault(`${path}.at`, 'time_over', sameTimeNext(rule.at, now, timeZone))];
  }
  if (nextTimes([rule], timeZone, now, 1, { startsAt, endsAt }).length > 0) return [];
  return [fault(path, 'never_comes')];
}

/** The same time of day, as soon as it comes again: `2027-01-05T09:00`. */
function sameTimeNext(at: Date, now: Date, timeZone: string): string {
  const passed = Math.floor((now.getTime() - at.getTime()) / DAY_MS) + 1;
  const { date, time } = readingAt(new Date(at.getTime() + passed * DAY_MS), timeZone);
  return `${date}T${time}`;
}
