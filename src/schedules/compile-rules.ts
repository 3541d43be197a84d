import { AppError, fault } from '../domain/errors.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import { TIME_OF_DAY, WEEKDAYS, type RuleInput, type TimeRule, type Weekday } from '../domain/schedule.ts';
import { addDays, instantOf, isDate, readingAt } from '../shared/zoned-time.ts';
import { checkCron } from './check-cron.ts';

type Given = Exclude<keyof RuleInput, 'repeat'>;

/** What each kind of repetition needs, and what it takes beside. `dates` is `days` or `nth`. */
const TAKES: Readonly<
  Record<RuleInput['repeat'], { needs: readonly (Given | 'dates')[]; takes: readonly Given[] }>
> = {
  day: { needs: ['times'], takes: ['every', 'exceptWeekdays', 'months'] },
  weekday: { needs: ['times'], takes: ['exceptWeekdays', 'months'] },
  week: { needs: ['weekdays', 'times'], takes: ['every', 'months'] },
  month: { needs: ['dates', 'times'], takes: ['every', 'months'] },
  quarter: { needs: ['times'], takes: ['days', 'nth'] },
  year: { needs: ['dates', 'months', 'times'], takes: [] },
  minutes: { needs: ['every'], takes: [] },
  hours: { needs: ['every'], takes: [] },
  cron: { needs: ['cron'], takes: [] },
  once: { needs: ['at'], takes: [] },
};

const QUARTERS = [1, 4, 7, 10];
const QUARTER_ENDS = [3, 6, 9, 12];

/**
 * The rules as they are stored. Those that count from a day or a moment count from `anchor`.
 * @throws AppError `input.invalid` naming each field that a rule lacks, cannot have or does not mean anything in, as `rules.0.times`.
 */
export function compileRules(rules: readonly RuleInput[], timeZone: string, anchor: Date): TimeRule[] {
  const faults = rules.flatMap((rule, at) => faultsOfRule(rule, `rules.${at}`));
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  return rules.flatMap((rule, at) => compile(rule, timeZone, anchor, `rules.${at}`));
}

function faultsOfRule(rule: RuleInput, path: string): CodedFault[] {
  const { needs, takes } = TAKES[rule.repeat];
  const given = Object.entries(rule)
    .filter(([name, value]) => name !== 'repeat' && value !== undefined)
    .map(([name]) => name as Given); // the schema lets no others through
  const known = [...takes, ...needs.flatMap((one) => (one === 'dates' ? (['days', 'nth'] as const) : [one]))];
  const has = (one: Given | 'dates') =>
    one === 'dates' ? given.includes('days') || given.includes('nth') : given.includes(one);
  return [
    ...needs
      .filter((one) => !has(one))
      .map((one) => fault(`${path}.${one === 'dates' ? 'days' : one}`, 'needed_for', rule.repeat)),
    ...given
      .filter((one) => !known.includes(one))
      .map((one) => fault(`${path}.${one}`, 'not_for', rule.repeat)),
    ...(rule.days && rule.nth ? [fault(`${path}.nth`, 'not_both', 'days')] : []),
    ...(rule.every !== undefined && rule.every > 1 && (rule.months || rule.exceptWeekdays)
      ? [fault(`${path}.every`, 'not_both', rule.months ? 'months' : 'exceptWeekdays')]
      : []),
    ...(rule.repeat === 'month' && 12 % (rule.every ?? 1) !== 0
      ? [fault(`${path}.every`, 'one_of', ['1', '2', '3', '4', '6', '12'])]
      : []),
    ...checkDates(rule, `${path}.days`),
    ...checkTimesOfDay(rule.times ?? [], `${path}.times`),
    ...(rule.cron === undefined ? [] : checkCron(rule.cron, `${path}.cron`)),
  ];
}

/** Days that none of the months has, 29 February not among them. */
const checkDates = ({ days = [], months = [] }: RuleInput, path: string): CodedFault[] =>
  days.flatMap((day) => {
    const dates = months.map((month) => [month, day].map((one) => String(one).padStart(2, '0')).join('-'));
    const isNever = typeof day === 'number' && dates.every((date) => !isDate(`2000-${date}`));
    return isNever ? dates.map((date) => fault(path, 'no_such_day', date)) : [];
  });

/** Those that no clock shows: the library that reckons throws where it is given one. */
export const checkTimesOfDay = (times: readonly string[], path: string): CodedFault[] =>
  times.filter((time) => !TIME_OF_DAY.test(time)).map((time) => fault(path, 'no_such_time', time));

const MINUTE_MS = 60_000;

function compile(rule: RuleInput, timeZone: string, from: Date, path: string): TimeRule[] {
  const { every = 1, times = [] } = rule;
  const today = readingAt(from, timeZone);
  switch (rule.repeat) {
    case 'minutes':
    case 'hours': {
      const minutes = rule.repeat === 'hours' ? every * 60 : every;
      // At or before now: the first time is a whole interval from here, or the start that was named.
      const anchor = new Date(Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS);
      return [{ kind: 'interval', unit: 'minutes', every: minutes, anchor }];
    }
    case 'cron':
      return [{ kind: 'cron', cron: foldCron(rule.cron ?? '') }];
    case 'once':
      return [{ kind: 'once', at: readMoment(rule.at ?? '', timeZone, `${path}.at`) }];
    case 'day':
      if (every > 1)
        return times.map((time) => ({
          kind: 'interval',
          unit: 'days',
          every,
          time: padded(time),
          anchor: today.date,
        }));
      return atTimes(times, '*', monthsOf(rule), weekdaysBut(WEEKDAYS, rule.exceptWeekdays));
    case 'weekday':
      return atTimes(
        times,
        '*',
        monthsOf(rule),
        weekdaysBut(['mon', 'tue', 'wed', 'thu', 'fri'], rule.exceptWeekdays),
      );
    case 'week':
      if (every > 1) return everyOtherWeek(rule, today);
      return atTimes(times, '*', monthsOf(rule), writeWeekdays(rule.weekdays ?? []));
    case 'month':
      return onDates(rule, every > 1 ? everyOtherMonth(every, today.date) : rule.months);
    case 'quarter':
      return inQuarters(rule);
    case 'year':
      return onDates(rule, rule.months);
  }
}

export const foldCron = (cron: string): string =>
  cron
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .split(/[ \t]+/)
    .join(' ');

const padded = (time: string): string => time.padStart(5, '0');

const monthsOf = ({ months }: Pick<RuleInput, 'months'>): string => (months ? unique(months).join(',') : '*');

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)].toSorted((a, b) => a - b);

const everyOtherMonth = (every: number, today: string): number[] => {
  const first = Number(today.slice(5, 7)) - 1;
  return unique(Array.from({ length: 12 / every }, (_, at) => ((first + at * every) % 12) + 1));
};

/** A rule for each weekday, from its first day that is not over; every rule of the same week. */
function everyOtherWeek(
  { weekdays = [], every = 1, times = [] }: RuleInput,
  today: { date: string; weekday: number },
): TimeRule[] {
  return weekdays.flatMap((day) => {
    const ahead = (WEEKDAYS.indexOf(day) - today.weekday + 7) % 7;
    const anchor = addDays(today.date, ahead);
    return times.map((time): TimeRule => ({
      kind: 'interval',
      unit: 'days',
      every: every * 7,
      time: padded(time),
      anchor,
    }));
  });
}

/** Days are counted from the quarter's first month, and the last ones of it are in its last month. */
function inQuarters({ days = [], nth, times }: RuleInput): TimeRule[] {
  if (nth) return onDates({ repeat: 'quarter', nth, times }, nth.which === 'last' ? QUARTER_ENDS : QUARTERS);
  const ends = days.filter((day) => typeof day !== 'number');
  const others = days.length > 0 ? days.filter((day) => typeof day === 'number') : [1];
  return [
    ...onDates({ repeat: 'quarter', days: others, times }, QUARTERS),
    ...onDates({ repeat: 'quarter', days: ends, times }, QUARTER_ENDS),
  ];
}

function onDates(
  { days = [], nth, times = [] }: RuleInput,
  months: readonly number[] | undefined,
): TimeRule[] {
  const month = monthsOf({ months: months && [...months] });
  if (nth)
    return atTimes(
      times,
      '*',
      month,
      `${WEEKDAYS.indexOf(nth.weekday)}#${nth.which === 'last' ? 'L' : nth.which}`,
    );
  // `LW` stands alone in its field.
  const plain = days.filter((day) => day !== 'last_weekday');
  const numbers = unique(plain.filter((day) => day !== 'last')).map(String);
  const list = [...numbers, ...(plain.includes('last') ? ['L'] : [])].join(',');
  return [list, days.includes('last_weekday') ? 'LW' : '']
    .filter(Boolean)
    .flatMap((day) => atTimes(times, day, month, '*'));
}

/** One expression for all times that have the minute in common. */
function atTimes(times: readonly string[], day: string, month: string, weekday: string): TimeRule[] {
  const hours = new Map<number, number[]>();
  for (const time of times) {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    hours.set(minute, [...(hours.get(minute) ?? []), hour]);
  }
  return Array.from(hours, ([minute, list]) => ({
    kind: 'cron',
    cron: `${minute} ${unique(list).join(',')} ${day} ${month} ${weekday}`,
  }));
}

const weekdaysBut = (days: readonly Weekday[], except: readonly Weekday[] = []): string => {
  const left = days.filter((day) => !except.includes(day));
  return left.length === 7 ? '*' : writeWeekdays(left);
};

/** `1-5`, `1,4`: from Monday, runs of three and more as ranges. */
function writeWeekdays(days: readonly Weekday[]): string {
  const numbers = unique(days.map((day) => WEEKDAYS.indexOf(day)));
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(','))).join(',');
}

/**
 * A moment in ISO 8601: with an offset, or as the clocks of the zone show it.
 * @throws AppError `input.invalid` for anything else.
 */
export function readMoment(typed: string, timeZone: string, field: string): Date {
  const text = typed.normalize('NFKC').trim();
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/.exec(text);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
  const isZoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const [date, time] = local ? [local[1] ?? '', local[2] ?? ''] : [day ?? '', '00:00'];
  const named = isZoned ? text.slice(0, 10) : date;
  if (named !== '' && !isDate(named))
    throw new AppError('input.invalid', { faults: [fault(field, 'no_such_day', named)] });
  const isReal = isZoned || Date.parse(`${date}T${time}:00Z`) > 0;
  if (!isReal) throw new AppError('input.invalid', { faults: [fault(field, 'moment')] });
  return isZoned ? new Date(text) : instantOf(date, time, timeZone, 'moved');
}
