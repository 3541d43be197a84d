import { offsetMs } from './zoned-time.ts';

/** A moment in a zone: `Fri, 20 Nov 2026, 17:00` or `2026年11月20日周五 17:00`. */
export function formatMoment(at: Date, timeZone: string, locale: string): string {
  const language = locale === 'en' ? 'en-GB' : locale;
  return formatter(language, timeZone).format(at);
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

/** The day of the calendar that a moment falls on in the zone: `2026-12-01`. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 10);

export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** When work ends, in minutes of the day: what a day without a time means. */
export const END_OF_WORK = 18 * 60;

/**
 * Reads a day or a moment. A day means its last working hour, 18:00 in the zone.
 * @param text - `2026-12-01` or ISO 8601 with an offset.
 */
export function readDue(text: string, timeZone: string): Date {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return new Date(text);
  const guess = new Date(Date.parse(`${text}T00:00:00Z`) + END_OF_WORK * 60_000);
  return new Date(guess.getTime() - offsetMs(guess, timeZone));
}

/** The midnight with which the day of the moment began in the zone. */
export function startOfDay(at: Date, timeZone: string): Date {
  const wall = at.getTime() + offsetMs(at, timeZone);
  return new Date(Math.floor(wall / DAY_MS) * DAY_MS - offsetMs(at, timeZone));
}

const DAY_MS = 86_400_000;

/** A moment with its offset: `2026-12-01T09:00:00+08:00`. */
export const isMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
