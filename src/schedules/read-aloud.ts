import type { TimeRule } from '../domain/schedule.ts';
import { NAMED_ZONES } from '../domain/zones.ts';
import { formatMoment } from '../shared/time.ts';
import { wordsFor } from '../words/index.ts';

type Said = ReturnType<typeof wordsFor>['schedules'];

/** A rule as its days, its times and its months: rules that differ in the times alone are read as one. */
interface Piece {
  days: string;
  times: string[];
  /** Said of the times in place of a list. */
  span: string;
  months: string;
}

/** The rules in one sentence, with the zone: `every weekday at 09:00 · Shanghai time`. What has no words is read as its expression. */
export function readAloud(rules: readonly TimeRule[], timeZone: string, locale: string): string {
  const words = wordsFor(locale).schedules;
  const pieces: Piece[] = [];
  for (const rule of rules) {
    const piece = pieceOf(rule, timeZone, locale, words);
    const same = pieces.find(
      ({ days, months, span }) => days === piece.days && months === piece.months && !span && !piece.span,
    );
    if (same) same.times.push(...piece.times);
    else pieces.push(piece);
  }
  const said = pieces.map(({ days, times, span, months }) => {
    const list = [...new Set(times)].toSorted();
    return words.rule(days, span || (list.length > 0 ? words.atTimes(list) : ''), months);
  });
  return `${words.ways(said)} · ${zoneName(timeZone, locale)}`;
}

/** `Shanghai time`. */
export function zoneName(timeZone: string, locale: string): string {
  const words = wordsFor(locale).schedules;
  const named = NAMED_ZONES.find((zone) => zone === timeZone);
  const city = named ? words.zones[named] : (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  return words.zone(city);
}

function pieceOf(rule: TimeRule, timeZone: string, locale: string, words: Said): Piece {
  const piece = { days: '', times: [], span: '', months: '' };
  if (rule.kind === 'once') return { ...piece, span: words.onceAt(formatMoment(rule.at, timeZone, locale)) };
  if (rule.kind === 'cron')
    return cronPiece(rule.cron, words) ?? { ...piece, span: words.expression(rule.cron) };
  const { every } = rule;
  if (rule.unit === 'minutes')
    return { ...piece, span: every % 60 === 0 ? words.everyHours(every / 60) : words.everyMinutes(every) };
  const day = new Date(`${rule.anchor}T00:00:00Z`).getUTCDay();
  const days = every % 7 === 0 ? words.everyWeeks(every / 7, day) : words.everyDays(every);
  return { ...piece, days, times: [rule.time] };
}

/** How many times of day are read out one by one. */
const MAX_TIMES = 8;

function cronPiece(cron: string, words: Said): Piece | undefined {
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = cron.split(' ');
  const days = daysOf(date, weekday, words);
  const clock = clockOf(minute, hour, words);
  const months = isAny(month) ? '' : monthsIn(month, words);
  if (days === undefined || !clock || months === undefined) return undefined;
  // Of what comes every few minutes on each day, the days go without saying.
  const isEachDay = isAny(date) && isAny(weekday) && clock.span !== '' && months === '';
  return { days: isEachDay ? '' : days, months, ...clock };
}

const isAny = (field: string): boolean => field === '*' || field === '?';

function clockOf(minute: string, hour: string, words: Said): Pick<Piece, 'times' | 'span'> | undefined {
  const step = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  const hourStep = /^\*\/(\d{1,2})$/.exec(hour)?.[1];
  if ((step !== undefined || minute === '*') && (isAny(hour) || /^\d{1,2}-\d{1,2}$/.test(hour))) {
    const [from, to] = isAny(hour) ? [] : hour.split('-');
    const every = words.everyMinutes(Number(step ?? 1));
    const span = from ? `${every} ${words.between(`${pad(from)}:00`, `${pad(to ?? from)}:59`)}` : every;
    return { times: [], span };
  }
  const minutes = numbersIn(minute);
  if (!minutes) return undefined;
  if (hourStep && minutes.length === 1 && minutes[0] === 0)
    return { times: [], span: words.everyHours(Number(hourStep)) };
  if (isAny(hour) && minutes.length === 1 && minutes[0] !== undefined)
    return { times: [], span: minutes[0] === 0 ? words.everyHours(1) : words.hourly(minutes[0]) };
  const hours = numbersIn(hour);
  if (!hours || hours.length * minutes.length > MAX_TIMES) return undefined;
  return { span: '', times: hours.flatMap((one) => minutes.map((other) => `${pad(one)}:${pad(other)}`)) };
}

function daysOf(date: string, weekday: string, words: Said): string | undefined {
  const isBoth = weekday.startsWith('+');
  const weekdays = isAny(weekday) ? null : weekdaysIn(isBoth ? weekday.slice(1) : weekday, words);
  const dates = isAny(date) ? null : datesIn(date, words);
  if (weekdays === undefined || dates === undefined) return undefined;
  if (dates === null) return weekdays ?? words.everyDay;
  if (weekdays === null) return dates;
  return isBoth ? words.both(dates, weekdays) : words.either(dates, weekdays);
}

const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function weekdaysIn(field: string, words: Said): string | undefined {
  const plain = NAMES.reduce((text, name, at) => text.replaceAll(name, String(at)), field);
  const nth = /^([0-7])(?:#([1-5L])|L)$/.exec(plain);
  if (nth)
    return words.onNth(nth[2] === undefined || nth[2] === 'L' ? 'last' : Number(nth[2]), Number(nth[1]) % 7);
  const numbers = numbersIn(plain)?.map((day) => day % 7);
  if (!numbers) return undefined;
  const days = [...new Set(numbers)].toSorted((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  if (days.length === 7) return words.everyDay;
  return days.join() === '1,2,3,4,5' ? words.onWeekdays : words.onDays(days);
}

function datesIn(field: string, words: Said): string | undefined {
  const dates: Parameters<Said['onDates']>[0][number][] = [];
  for (const part of field.split(',')) {
    const near = /^(\d{1,2})W$/.exec(part)?.[1];
    const numbers = numbersIn(part);
    if (part === 'L') dates.push('last');
    else if (part === 'LW') dates.push('last_weekday');
    else if (near !== undefined) dates.push(`near_${Number(near)}`);
    else if (numbers) dates.push(...numbers);
    else return undefined;
  }
  return words.onDates(dates);
}

// prettier-ignore
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function monthsIn(field: string, words: Said): string | undefined {
  const plain = MONTH_NAMES.reduce((text, name, at) => text.replaceAll(name, String(at + 1)), field);
  const months = numbersIn(plain);
  return months && words.inMonths(months);
}

/** The numbers of a field of lists and ranges; undefined for any other. */
function numbersIn(field: string): number[] | undefined {
  const numbers: number[] = [];
  for (const part of field.split(',')) {
    const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const from = Number(match[1]);
    for (let one = from; one <= Number(match[2] ?? from); one += 1) numbers.push(one);
  }
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

const pad = (number: number | string): string => String(number).padStart(2, '0');
