import type { RuleInput, Weekday } from '../../domain/schedule.ts';
import { shorten } from '../text.ts';
import { datesAt, monthDayAt, numberAt, weekdaysAt, wordsIn, type Word } from './english-parts.ts';
import { partOfDay, timesAt } from './english-times.ts';
import { bothHalves, type Pieces } from './join-pieces.ts';

interface Found {
  rule: RuleInput;
  /** The word after the last one. */
  end: number;
  /** An hour that a part of the day stands for. */
  guess?: string;
}

const UNITS: ReadonlyMap<string, 'minutes' | 'hours' | 'day' | 'week' | 'month' | 'quarter' | 'year'> =
  new Map([
    ...['minute', 'minutes', 'min', 'mins'].map((word) => [word, 'minutes'] as const),
    ...['hour', 'hours', 'hr', 'hrs'].map((word) => [word, 'hours'] as const),
    ...['day', 'days'].map((word) => [word, 'day'] as const),
    ...['week', 'weeks'].map((word) => [word, 'week'] as const),
    ...['month', 'months'].map((word) => [word, 'month'] as const),
    ...['quarter', 'quarters'].map((word) => [word, 'quarter'] as const),
    ...['year', 'years'].map((word) => [word, 'year'] as const),
  ]);
const ADVERBS: Readonly<Record<string, RuleInput>> = {
  daily: { repeat: 'day' },
  hourly: { repeat: 'hours', every: 1 },
  weekly: { repeat: 'week' },
  biweekly: { repeat: 'week', every: 2 },
  fortnightly: { repeat: 'week', every: 2 },
  monthly: { repeat: 'month' },
  quarterly: { repeat: 'quarter' },
  yearly: { repeat: 'year' },
  annually: { repeat: 'year' },
};
const WEEKDAY_WORDS = ['weekday', 'weekdays', 'workday', 'workdays'];
const EXCEPT = ['except', 'excluding', 'but'];

/** Reads the words of a sentence from left to right, each phrase once. */
export function readEnglish(text: string): Pieces | undefined {
  const words = wordsIn(text);
  const pieces: Pieces = {
    repeats: [],
    times: [],
    except: [],
    between: null,
    what: '',
    isTimeGuessed: false,
    unread: [],
  };
  const used: [from: number, to: number][] = [];
  let guess: string | undefined;
  for (let at = 0; at < words.length;) {
    const end = take(at);
    if (end === undefined) {
      at += 1;
      continue;
    }
    used.push([words[at]?.from ?? 0, words[end - 1]?.to ?? 0]);
    at = end;
  }
  if (pieces.repeats.length === 0) return undefined;
  if (pieces.times.length === 0 && guess) {
    pieces.times.push(guess);
    pieces.isTimeGuessed = true;
  }
  return {
    ...pieces,
    what: leftOf(text, used),
    unread: [...pieces.unread, ...unreadIn(text, used, pieces.times.length > 0)],
  };

  /** The end of the phrase that begins here; undefined where none does. */
  function take(at: number): number | undefined {
    const out = exceptAt(words, at);
    if (out) {
      pieces.except.push(...out.days);
      return out.end;
    }
    const between = betweenAt(words, at);
    if (between) {
      pieces.between = between.hours;
      return between.end;
    }
    const repeat = repeatAt(words, at);
    if (repeat) {
      pieces.repeats.push(repeat.rule);
      guess = repeat.guess ?? guess;
      return repeat.end;
    }
    const times = timesAt(words, at);
    if (times && pieces.times.length === 0) {
      pieces.times.push(...times.times);
      if (times.unsure) pieces.unread.push(bothHalves(times.unsure));
      return times.end;
    }
    const part = pieces.repeats.length > 0 ? partOfDay(words, at) : undefined;
    if (!part) return undefined;
    guess = part.time;
    return part.end;
  }
}

function exceptAt(words: readonly Word[], at: number): { days: Weekday[]; end: number } | undefined {
  const word = words[at]?.text ?? '';
  if (!EXCEPT.includes(word)) return undefined;
  const isLonger = ['for', 'on', 'not'].includes(words[at + 1]?.text ?? '');
  if (word === 'but' && words[at + 1]?.text !== 'not') return undefined;
  const from = isLonger ? (words[at + 2]?.text === 'on' ? at + 3 : at + 2) : at + 1;
  return weekdaysAt(words, from);
}

function betweenAt(words: readonly Word[], at: number): { hours: [number, number]; end: number } | undefined {
  if (words[at]?.text !== 'between') return undefined;
  const [from, to] = [hourOf(words[at + 1]?.text), hourOf(words[at + 3]?.text)];
  if (from === undefined || to === undefined || words[at + 2]?.text !== 'and') return undefined;
  return { hours: [from, to], end: at + 4 };
}

function hourOf(word = ''): number | undefined {
  const match = /^(\d{1,2})(?::00)?(am|pm)?$/.exec(word);
  if (!match) return undefined;
  const hour = (Number(match[1]) % (match[2] ? 12 : 25)) + (match[2] === 'pm' ? 12 : 0);
  return hour <= 24 ? hour : undefined;
}

function repeatAt(words: readonly Word[], at: number): Found | undefined {
  const word = words[at]?.text ?? '';
  const adverb = Object.hasOwn(ADVERBS, word) ? ADVERBS[word] : undefined;
  if (adverb) return onDays(words, adverb, at + 1);
  if (word === 'every' || word === 'each') return everyAt(words, at + 1);
  const start = word === 'on' ? at + 1 : at;
  const first = words[start]?.text ?? '';
  if (first === 'weekdays' || first === 'workdays') return { rule: { repeat: 'weekday' }, end: start + 1 };
  const days = weekdaysAt(words, start);
  // "Mondays" comes again, and so does "Monday to Friday"; "on Monday" is a day.
  if (days && (days.isRange || first.endsWith('days')))
    return { rule: { repeat: 'week', weekdays: days.days }, end: days.end };
  const dates = datesAt(words, start);
  if (!dates) return undefined;
  const month = ofMonth(words, dates.end);
  return month === undefined ? undefined : { rule: { repeat: 'month', ...dates.fields }, end: month };
}

/** "of the month", "of every month": where it ends. */
function ofMonth(words: readonly Word[], at: number): number | undefined {
  const isMonth =
    ['the', 'each', 'every'].includes(words[at + 1]?.text ?? '') && words[at + 2]?.text === 'month';
  return words[at]?.text === 'of' && isMonth ? at + 3 : undefined;
}

function everyAt(words: readonly Word[], at: number): Found | undefined {
  const first = words[at]?.text ?? '';
  if (WEEKDAY_WORDS.includes(first)) return { rule: { repeat: 'weekday' }, end: at + 1 };
  if (['working', 'business', 'week', 'work'].includes(first) && /^days?$/.test(words[at + 1]?.text ?? ''))
    return { rule: { repeat: 'weekday' }, end: at + 2 };
  const part = partOfDay(words, at, true);
  if (part) return { rule: { repeat: 'day' }, end: part.end, guess: part.time };
  if (first === 'half') {
    const from = words[at + 1]?.text === 'an' ? at + 2 : at + 1;
    return words[from]?.text === 'hour'
      ? { rule: { repeat: 'minutes', every: 30 }, end: from + 1 }
      : undefined;
  }
  const ofYear = monthDayAt(words, at);
  if (ofYear)
    return { rule: { repeat: 'year', months: [ofYear.month], days: [ofYear.day] }, end: ofYear.end };
  const dates = datesAt(words, at);
  if (dates?.isNamed)
    return { rule: { repeat: 'month', ...dates.fields }, end: ofMonth(words, dates.end) ?? dates.end };
  const count = first === 'other' || first === 'second' ? { value: 2, end: at + 1 } : numberAt(words, at);
  const from = count?.end ?? at;
  const days = weekdaysAt(words, from);
  if (days) {
    const every = count ? { every: count.value } : {};
    return { rule: { repeat: 'week', weekdays: days.days, ...every }, end: days.end };
  }
  const unit = UNITS.get(words[from]?.text ?? '');
  if (!unit) return undefined;
  const every = count?.value ?? 1;
  if (every > 99) return undefined;
  if (unit === 'minutes' || unit === 'hours') return { rule: { repeat: unit, every }, end: from + 1 };
  if ((unit === 'quarter' || unit === 'year') && every > 1) return undefined;
  return onDays(words, { repeat: unit, ...(every > 1 ? { every } : {}) }, from + 1);
}

/** "weekly on Monday", "every month on the 5th", "yearly on March 3". */
function onDays(words: readonly Word[], rule: RuleInput, at: number): Found {
  const from = words[at]?.text === 'on' ? at + 1 : at;
  const isOn = from > at;
  if (rule.repeat === 'week') {
    const days = isOn ? weekdaysAt(words, from) : undefined;
    return days ? { rule: { ...rule, weekdays: days.days }, end: days.end } : { rule, end: at };
  }
  if (rule.repeat === 'year') {
    const date = isOn ? monthDayAt(words, from) : undefined;
    return date
      ? { rule: { ...rule, months: [date.month], days: [date.day] }, end: date.end }
      : { rule, end: at };
  }
  if (rule.repeat !== 'month' && rule.repeat !== 'quarter') return { rule, end: at };
  const dates = isOn ? datesAt(words, from) : undefined;
  return dates
    ? { rule: { ...rule, ...dates.fields }, end: ofMonth(words, dates.end) ?? dates.end }
    : { rule, end: at };
}

/** What begins so after a phrase says more of when, and never what is to be done. */
const SAYS_WHEN =
  /^(?:until|till|til|through|starting|beginning|from (?:\d|today|tomorrow|next|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)|(?:utc|gmt)\b)/i;
const ZONE = /^(?:[A-Z][\w/]{1,20} ){1,2}time\b/;
/** So may work begin; between a phrase and the colon before the work it is none. */
const MAY_SAY_WHEN =
  /^(?:from|between|before|after|since|in|for|except|excluding|but|not|only|within|during)\b|\d|\btime$/i;
const NO_TIME = /^\d{1,3}(?::\d{1,2})?(?:[ap]m)?\b/i;
const DIVIDE = /：|:(?=\s|$)/;
const MAX_UNREAD = 60;

/** What stands after a phrase, says something of when, and was read by none: up to the colon that divides it from the work. */
function unreadIn(text: string, used: readonly [number, number][], hasTimes: boolean): string[] {
  const unread: string[] = [];
  for (const [at, [, to]] of used.entries()) {
    // The word before it has taken the colon.
    if (text.charAt(to - 1) === ':') break;
    const [head = '', ...work] = text.slice(to, used[at + 1]?.[0]).split(DIVIDE);
    const piece = trimJoints(head);
    const isDivided = work.length > 0;
    if (
      SAYS_WHEN.test(piece) ||
      ZONE.test(piece) ||
      (!hasTimes && NO_TIME.test(piece)) ||
      (isDivided && MAY_SAY_WHEN.test(piece))
    )
      unread.push(shorten(piece, MAX_UNREAD));
    if (isDivided) break;
  }
  return unread;
}

/** Around what is to be done each time: "remind me … to send the timesheet", "remind us to send it …". */
const REMIND = /^remind (?:me|us)(?:$| to )/i;

/** What no phrase took, without what joined them. */
function leftOf(text: string, used: readonly [number, number][]): string {
  let left = '';
  let last = 0;
  for (const [from, to] of [...used, [text.length, text.length] as const]) {
    const piece = trimJoints(text.slice(last, from)).replace(REMIND, '');
    left = left && piece ? `${left} ${piece}` : left || piece;
    last = to;
  }
  return trimJoints(left);
}

const JOINTS = ['please', 'and', 'then', 'on', 'at', 'to', 'could', 'you', 'that', 'o', 'clock'];

/** What may stand around a piece and says nothing. */
const EDGE = new Set([' ', '\t', '\n', ',', ';', ':', '(', ')', '.', '-', '–', '—']);

function trimEdges(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && EDGE.has(text.charAt(from))) from += 1;
  while (to > from && EDGE.has(text.charAt(to - 1)) && text.charAt(to - 1) !== '.') to -= 1;
  return text.slice(from, to);
}

function trimJoints(text: string): string {
  let left = trimEdges(text);
  for (let word = firstWord(left); JOINTS.includes(word.toLowerCase()); word = firstWord(left))
    left = trimEdges(left.slice(word.length));
  for (let word = lastWord(left); JOINTS.includes(word.toLowerCase()); word = lastWord(left))
    left = trimEdges(left.slice(0, -word.length));
  return left;
}

const firstWord = (text: string): string => /^[a-z]{1,12}(?=\s|$)/i.exec(text)?.[0] ?? '';
const lastWord = (text: string): string => text.slice(text.lastIndexOf(' ') + 1);
