import { WEEKDAYS } from '../../domain/schedule.ts';
import { addDays, isDate, readingAt } from '../zoned-time.ts';
import { weekdaysIn } from './chinese-parts.ts';
import { weekdaysAt, wordsIn } from './english-parts.ts';

/** A day as it is said: so many days from today, the next of a weekday, or one of the calendar. */
export type SaidDay = { inDays: number } | { weekday: number } | { date: string };

const RELATIVE: Readonly<Record<string, number>> = {
  'today': 0,
  'tonight': 0,
  'tomorrow': 1,
  'day after tomorrow': 2,
  '今天': 0,
  '今日': 0,
  '今晚': 0,
  '明天': 1,
  '明日': 1,
  '明早': 1,
  '后天': 2,
};

/** Reads "tomorrow", "Monday", 周五 and 2027-01-05; undefined for anything else. */
export function readDay(said: string): SaidDay | undefined {
  const text = said.trim();
  const relative = Object.hasOwn(RELATIVE, text) ? RELATIVE[text] : undefined;
  if (relative !== undefined) return { inDays: relative };
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return isDate(text) ? { date: text } : undefined;
  const words = wordsIn(text);
  const english = weekdaysAt(words, 0);
  const chinese = weekdaysIn(text.replace(/^[本这]/, ''));
  const isWhole = english?.end === words.length || chinese?.length === text.replace(/^[本这]/, '').length;
  const [day] = english?.days ?? chinese?.value ?? [];
  return isWhole && day ? { weekday: WEEKDAYS.indexOf(day) } : undefined;
}

/** The date of a day that was said, as the zone's calendar has it: a weekday is the next one, today included. */
export function dateOf(day: SaidDay, now: Date, timeZone: string): string {
  if ('date' in day) return day.date;
  const today = readingAt(now, timeZone);
  const ahead = 'inDays' in day ? day.inDays : (day.weekday - today.weekday + 7) % 7;
  return addDays(today.date, ahead);
}
