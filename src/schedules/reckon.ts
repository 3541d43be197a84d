import { dueAt, type Schedule, type ScheduleTerms } from '../domain/schedule.ts';
import { nextTimes } from './next-times.ts';

/** The rules of time zones that this process reckons by: they change with the law. */
export const TZ = process.versions['tz'] ?? 'unknown';

type Reckoned = Pick<ScheduleTerms, 'rules' | 'timeZone' | 'startsAt' | 'endsAt' | 'spreadMinutes'> & {
  id: string;
};

/** The time that comes after the moment, and when it is due; both null where there is none. */
export function reckon(schedule: Reckoned, after: Date): Pick<Schedule, 'nextAt' | 'dueAt' | 'tz'> {
  const [nextAt = null] = nextTimes(schedule.rules, schedule.timeZone, after, 1, schedule);
  return { nextAt, dueAt: nextAt && dueAt(schedule, nextAt), tz: TZ };
}

/** The next times as people are shown them; those that were taken out are left out. */
export function upcoming(schedule: Reckoned & Pick<Schedule, 'skips'>, now: Date, count: number): Date[] {
  const skipped = new Set(schedule.skips.map((at) => at.getTime()));
  return nextTimes(schedule.rules, schedule.timeZone, now, count + skipped.size, schedule)
    .filter((at) => !skipped.has(at.getTime()))
    .slice(0, count);
}
