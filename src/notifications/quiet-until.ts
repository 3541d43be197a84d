import type { CalendarDays, QuietTimes } from '../domain/quiet.ts';
import { WEEKDAYS } from '../domain/schedule.ts';
import { addDays, instantOf, readingAt } from '../shared/zoned-time.ts';

/** Longer than any holidays. */
const MAX_STEPS = 800;

/** When the quiet time is over that the moment lies in; the moment itself where it lies in none. */
export function quietUntil(at: Date, { hours, timeZone, workDays }: QuietTimes, days: CalendarDays): Date {
  let now = at;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const { date, time, weekday } = readingAt(now, timeZone);
    const begin = (day: string, clock: string): Date => instantOf(day, clock, timeZone, 'ends');
    const isWorked =
      days.extraWorkDays.includes(date) ||
      (workDays.some((day) => WEEKDAYS.indexOf(day) === weekday) && !days.holidays.includes(date));
    if (!isWorked) now = begin(addDays(date, 1), '00:00');
    else if (!hours) return now;
    else if (hours.from < hours.to) {
      if (time < hours.from || time >= hours.to) return now;
      now = begin(date, hours.to);
    } else if (time < hours.to) now = begin(date, hours.to);
    else if (time >= hours.from) now = begin(addDays(date, 1), '00:00');
    else return now;
  }
  return now;
}
