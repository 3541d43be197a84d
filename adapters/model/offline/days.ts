import { offsetMs } from '../../../src/shared/zoned-time.ts';

/** A calendar day, counted from 1970-01-01, so that days add up without any zone. */
export type Day = number;

/** A day, or a stretch of days such as "next week"; `minutes` since midnight when a time of day was given. */
export interface When {
  start: Day;
  end: Day;
  minutes?: number;
}

/** What a date is reckoned from: the day and the minute of the day where the person is. */
export interface Today {
  day: Day;
  minutes: number;
}

/** The moment of asking, and the person's zone. */
export interface Moment {
  now: Date;
  timeZone: string;
}

const DAY_MS = 86_400_000;

export const dayOf = (year: number, month: number, date: number): Day =>
  Date.UTC(year, month - 1, date) / DAY_MS;

/** Month counts from 1; Monday is weekday 1 and Sunday 7. */
export function partsOf(day: Day): Record<'year' | 'month' | 'date' | 'weekday', number> {
  const utc = new Date(day * DAY_MS);
  return {
    year: utc.getUTCFullYear(),
    month: utc.getUTCMonth() + 1,
    date: utc.getUTCDate(),
    weekday: utc.getUTCDay() || 7,
  };
}

const isoDay = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Minutes by which the zone's clocks are ahead of UTC at the moment. */
export const offsetMinutes = (at: Date, timeZone: string): number =>
  Math.round(offsetMs(at, timeZone) / 60_000);

/** The moment as the zone's clocks show it, with the offset that holds then: 2026-12-01T09:00:00+08:00 */
export function isoMoment(day: Day, minutes: number, timeZone: string): string {
  const wall = day * DAY_MS + minutes * 60_000;
  // The offset of the guess may differ from that of the moment on the day clocks change, so it is taken twice.
  const guess = wall - offsetMinutes(new Date(wall), timeZone) * 60_000;
  const offset = offsetMinutes(new Date(guess), timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  const size = Math.abs(offset);
  return `${new Date(wall).toISOString().slice(0, 19)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function todayOf({ now, timeZone }: Moment): Today {
  const wall = now.getTime() / 60_000 + offsetMinutes(now, timeZone);
  return { day: Math.floor(wall / 1440), minutes: Math.floor(wall) % 1440 };
}

/** The last moment of what was named, as the tools take it: a day, or a moment with its offset. */
export const asDue = ({ end, minutes }: When, { timeZone }: Moment): string =>
  minutes === undefined ? isoDay(end) : isoMoment(end, minutes, timeZone);

/** The first moment, for what is deferred until then: "next week" begins on Monday. */
export const asUntil = ({ start, minutes }: When, { timeZone }: Moment): string =>
  minutes === undefined ? isoDay(start) : isoMoment(start, minutes, timeZone);

/** This very minute, for "overdue". */
export function asNow(at: Moment): string {
  const { day, minutes } = todayOf(at);
  return isoMoment(day, minutes, at.timeZone);
}

export const single = (day: Day): When => ({ start: day, end: day });
const monday = (day: Day): Day => day - partsOf(day).weekday + 1;

/** Monday to Friday, which is when work of "this week" ends; to Sunday once Friday has passed. */
export function week(day: Day, ahead: number): When {
  const start = monday(day) + 7 * ahead;
  return { start: Math.max(start, day), end: start + 4 < day ? start + 6 : start + 4 };
}

export function weekday({ day }: Today, number: number, ahead: number | null): When {
  const inWeek = monday(day) + number - 1;
  if (ahead !== null) return single(inWeek + 7 * ahead);
  return single(inWeek < day ? inWeek + 7 : inWeek);
}

export const weekend = (today: Today, ahead: number): When => ({
  start: weekday(today, 6, ahead).start,
  end: weekday(today, 7, ahead).end,
});

/** The month, or its beginning, middle or end. */
function monthOf(year: number, number: number, part = ''): When {
  const first = dayOf(year, number, 1);
  const last = dayOf(year, number + 1, 1) - 1;
  if (/初|early|start|begin/.test(part)) return { start: first, end: first + 4 };
  if (/中|mid/.test(part)) return single(first + 14);
  return /底|末|end/.test(part) ? single(last) : { start: first, end: last };
}

export function monthAhead({ day, minutes }: Today, ahead: number, part?: string): When {
  const { year, month: number } = partsOf(day);
  const when = monthOf(year, number + ahead, part);
  if (when.end < day) return monthAhead({ day, minutes }, ahead + 1, part);
  return { ...when, start: Math.max(when.start, day) };
}

/** The next time this month comes, counting the present one. */
export function namedMonth({ day }: Today, number: number, part?: string): When | null {
  if (number < 1 || number > 12) return null;
  const { year, month: present } = partsOf(day);
  return monthOf(number < present ? year + 1 : year, number, part);
}

export function quarterEnd({ day }: Today, ahead: number): When {
  const { year, month: present } = partsOf(day);
  return single(dayOf(year, Math.ceil(present / 3) * 3 + 3 * ahead + 1, 1) - 1);
}

/** A date without its year is the next one that comes. */
export function monthDay({ day }: Today, number: number, date: number, year?: number): When | null {
  if (number < 1 || number > 12 || date < 1 || date > 31) return null;
  const inYear = dayOf(year ?? partsOf(day).year, number, date);
  if (partsOf(inYear).date !== date) return null;
  return single(year === undefined && inYear < day ? dayOf(partsOf(day).year + 1, number, date) : inYear);
}

export function dateOfMonth({ day }: Today, date: number, ahead = 0): When | null {
  if (date < 1 || date > 31) return null;
  const { year, month: present, date: todays } = partsOf(day);
  return single(dayOf(year, present + ahead + (ahead === 0 && date < todays ? 1 : 0), date));
}

const UNIT_DAYS: Record<string, number> = { 天: 1, 日: 1, 工: 1, 周: 7, 星: 7, 礼: 7, d: 1, w: 7, f: 14 };

/** So many of a unit from now; of hours and minutes with the time of day. */
export function later({ day, minutes }: Today, count: number, unit: string): When | null {
  if (!count) return null;
  if ('小钟分h'.includes(unit)) {
    const at = minutes + Math.round(count * (unit === '分' ? 1 : 60));
    return { ...single(day + Math.floor(at / 1440)), minutes: at % 1440 };
  }
  if (unit !== '月' && unit !== 'm') return single(day + count * (UNIT_DAYS[unit] ?? 1));
  const { year, month: present, date } = partsOf(day);
  const last = partsOf(monthOf(year, present + count).end).date;
  return single(dayOf(year, present + count, Math.min(date, last)));
}
