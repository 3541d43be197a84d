import { WEEKDAYS, type RuleInput, type Weekday } from '../../domain/schedule.ts';

/** A word of the sentence, in lower case, and where it stands. */
export interface Word {
  text: string;
  from: number;
  to: number;
}

/** Words, and the commas and so on that join them. */
export const wordsIn = (text: string): Word[] =>
  Array.from(text.matchAll(/[\p{L}\p{N}:'’#-]+|[,;&]/gu), ({ 0: word, index }) => ({
    text: word.toLowerCase().replace(/:$/, ''),
    from: index,
    to: index + word.length,
  }));

const WEEKDAY_NAMES: Readonly<Record<Weekday, readonly string[]>> = {
  sun: ['sun', 'sunday', 'sundays'],
  mon: ['mon', 'monday', 'mondays'],
  tue: ['tue', 'tues', 'tuesday', 'tuesdays'],
  wed: ['wed', 'weds', 'wednesday', 'wednesdays'],
  thu: ['thu', 'thur', 'thurs', 'thursday', 'thursdays'],
  fri: ['fri', 'friday', 'fridays'],
  sat: ['sat', 'saturday', 'saturdays'],
};
const WEEKDAY_OF: ReadonlyMap<string, Weekday> = new Map(
  WEEKDAYS.flatMap((day) => WEEKDAY_NAMES[day].map((name) => [name, day] as const)),
);

const MONTH_NAMES = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
]; // prettier-ignore
export const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.flatMap((name, at) => [[name, at + 1] as const, [name.slice(0, 3), at + 1] as const]),
);

/** Zero to twelve, in order. */
export const ENGLISH_NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** `15` or "fifteen", as far as people write numbers out. */
export function numberAt(words: readonly Word[], at: number): { value: number; end: number } | undefined {
  const word = words[at]?.text ?? '';
  const named = ENGLISH_NUMBERS.indexOf(word);
  const value = /^\d{1,3}$/.test(word) ? Number(word) : named;
  return value > 0 ? { value, end: at + 1 } : undefined;
}

/** Things with commas and "and" between them, from the word on. */
export function listAt<T>(
  words: readonly Word[],
  at: number,
  one: (at: number) => { value: T; end: number } | undefined,
): { values: T[]; end: number } | undefined {
  const first = one(at);
  if (!first) return undefined;
  const values = [first.value];
  let { end } = first;
  for (;;) {
    const joint = words[end]?.text ?? '';
    if (![',', 'and', '&', 'or'].includes(joint)) return { values, end };
    const isBoth = joint === ',' && words[end + 1]?.text === 'and';
    const next = one(isBoth ? end + 2 : end + 1);
    if (!next) return { values, end };
    values.push(next.value);
    ({ end } = next);
  }
}

/** "Monday, Wednesday and Friday", "Monday to Thursday", "weekends". */
export function weekdaysAt(
  words: readonly Word[],
  at: number,
): { days: Weekday[]; end: number; isRange: boolean } | undefined {
  const word = words[at]?.text ?? '';
  if (word === 'weekend' || word === 'weekends') return { days: ['sat', 'sun'], end: at + 1, isRange: true };
  // `mon-fri` is one word.
  const glued = word.split('-');
  const [start, stop] = [WEEKDAY_OF.get(glued[0] ?? ''), WEEKDAY_OF.get(glued[1] ?? '')];
  if (glued.length === 2 && start && stop) return { days: span(start, stop), end: at + 1, isRange: true };
  const namedAt = (index: number) => {
    const value = WEEKDAY_OF.get(words[index]?.text ?? '');
    return value && { value, end: index + 1 };
  };
  const first = namedAt(at);
  if (first && ['to', 'through', 'until', 'till', '-', 'thru'].includes(words[first.end]?.text ?? '')) {
    const last = namedAt(first.end + 1);
    if (last) return { days: span(first.value, last.value), end: last.end, isRange: true };
  }
  const list = listAt(words, at, namedAt);
  return list && { days: [...new Set(list.values)], end: list.end, isRange: false };
}

function span(from: Weekday, to: Weekday): Weekday[] {
  const start = WEEKDAYS.indexOf(from);
  const length = ((WEEKDAYS.indexOf(to) - start + 7) % 7) + 1;
  return Array.from({ length }, (_, at) => WEEKDAYS[(start + at) % 7] ?? from);
}

export interface Dates {
  fields: Pick<RuleInput, 'days' | 'nth'>;
  end: number;
  /** By more than a bare number: "1st", "last day", "first Monday". */
  isNamed: boolean;
}

/** "the 1st and 15th", "the last working day", "the first Monday", as days of a month. */
export function datesAt(words: readonly Word[], at: number): Dates | undefined {
  const from = words[at]?.text === 'the' ? at + 1 : at;
  const word = words[from]?.text ?? '';
  const next = words[from + 1]?.text ?? '';
  const which = word === 'last' ? ('last' as const) : ORDINALS.indexOf(word) + 1 || shortOrdinal(word);
  const weekday = WEEKDAY_OF.get(next);
  if (which && weekday && (which === 'last' || which <= 5))
    return { fields: { nth: { which, weekday } }, end: from + 2, isNamed: true };
  if (word === 'last' && next === 'day') return { fields: { days: ['last'] }, end: from + 2, isNamed: true };
  if (word === 'last' && ['weekday', 'workday'].includes(next))
    return { fields: { days: ['last_weekday'] }, end: from + 2, isNamed: true };
  if (
    word === 'last' &&
    ['working', 'business', 'work', 'week'].includes(next) &&
    words[from + 2]?.text === 'day'
  )
    return { fields: { days: ['last_weekday'] }, end: from + 3, isNamed: true };
  if (word === 'first' && next === 'day') return { fields: { days: [1] }, end: from + 2, isNamed: true };
  const list = listAt(words, from, (index) => dayAt(words, index));
  if (!list) return undefined;
  return { fields: { days: list.values }, end: list.end, isNamed: shortOrdinal(word) !== undefined };
}

function dayAt(words: readonly Word[], at: number): { value: number; end: number } | undefined {
  const from = words[at]?.text === 'the' ? at + 1 : at;
  const value = shortOrdinal(words[from]?.text ?? '');
  return value === undefined ? undefined : { value, end: from + 1 };
}

/** `1st`, `15th`. */
function shortOrdinal(word: string): number | undefined {
  const value = Number(/^(\d{1,2})(?:st|nd|rd|th)$/.exec(word)?.[1] ?? 0);
  return value >= 1 && value <= 31 ? value : undefined;
}

/** "March 3", "March 3rd", "the 3rd of March". */
export function monthDayAt(
  words: readonly Word[],
  at: number,
): { month: number; day: number; end: number } | undefined {
  const month = MONTHS.get(words[at]?.text ?? '');
  if (month !== undefined) {
    const from = words[at + 1]?.text === 'the' ? at + 2 : at + 1;
    const day = shortOrdinal(words[from]?.text ?? '') ?? numberAt(words, from)?.value;
    return day === undefined || day > 31 ? undefined : { month, day, end: from + 1 };
  }
  const date = dayAt(words, at);
  const after =
    date && words[date.end]?.text === 'of' ? MONTHS.get(words[date.end + 1]?.text ?? '') : undefined;
  return date && after !== undefined ? { month: after, day: date.value, end: date.end + 2 } : undefined;
}
