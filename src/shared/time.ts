import { DAY, WALL } from '../domain/due.ts';
import { addDays, instantOf, offsetMs, readingAt } from './zoned-time.ts';

/** A moment in a zone: `Fri, 20 Nov 2026, 17:00` or `2026年11月20日周五 17:00`. */
export function formatMoment(at: Date, timeZone: string, locale: string): string {
  const language = locale === 'en' ? 'en-GB' : locale;
  return formatter(language, timeZone).format(at);
}

/** The same with the zone, for those who may be in another: `Fri, 20 Nov 2026, 17:00 UTC+8`. */
export const momentInZone = (at: Date, timeZone: string, locale: string): string =>
  `${formatMoment(at, timeZone, locale)} ${zoneOffset(at, timeZone)}`;

/** `UTC+8`, `UTC−3:30`, `UTC`. */
function zoneOffset(at: Date, timeZone: string): string {
  const minutes = Math.round(offsetMs(at, timeZone) / 60_000);
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest > 0 ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(key, made);
  return made;
}

export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** When work ends, in minutes of the day: what a day without a time means. */
export const END_OF_WORK = 18 * 60;

/** The weekday that `formatDue` adds. */
const WEEKDAY = / \([A-Z][a-z]{2}\)$/;

/**
 * Reads a day or a moment. A day means its last working hour, 18:00 in the zone; a moment without an offset is one of the zone.
 * @param given - `2026-12-01`, `2026-12-01T09:00`, or ISO 8601 with an offset.
 */
export function readDue(given: string, timeZone: string): Date {
  const text = given.replace(WEEKDAY, '');
  const wall = WALL.exec(text);
  if (wall) return instantOf(wall[1] ?? '', wall[2] ?? '', timeZone, 'moved');
  if (!DAY.test(text)) return new Date(text);
  const guess = new Date(Date.parse(`${text}T00:00:00Z`) + END_OF_WORK * 60_000);
  return new Date(guess.getTime() - offsetMs(guess, timeZone));
}

const SHORT_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** As models read and write it: `2026-12-04 (Fri)`, with the time where it is not simply that day: `2026-12-03T07:30 (Thu)`. */
export function formatDue(at: Date, timeZone: string): string {
  const { date, time, weekday } = readingAt(at, timeZone);
  const isDay = readDue(date, timeZone).getTime() === at.getTime();
  return `${date}${isDay ? '' : `T${time}`} (${SHORT_DAYS[weekday]})`;
}

/** Today and the days after it, for whoever reckons: `Fri 2026-11-27 (today), Sat 2026-11-28, …`. */
export function nextDays(now: Date, timeZone: string, count: number): string {
  const { date } = readingAt(now, timeZone);
  return Array.from({ length: count }, (_, ahead) => {
    const day = addDays(date, ahead);
    const weekday = SHORT_DAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
    return `${weekday} ${day}${ahead === 0 ? ' (today)' : ''}`;
  }).join(', ');
}

/** The midnight with which the day of the moment began in the zone. */
export function startOfDay(at: Date, timeZone: string): Date {
  const wall = at.getTime() + offsetMs(at, timeZone);
  return new Date(Math.floor(wall / DAY_MS) * DAY_MS - offsetMs(at, timeZone));
}

const DAY_MS = 86_400_000;
