import fc from 'fast-check';

/** The hours of a zone around a change of its clocks. */
export interface Window {
  zone: string;
  from: Date;
  to: Date;
}

const DAY_MS = 24 * 3600_000;
/** Long enough for the hours in which clocks are changed, and short enough for thousands of expressions. */
const HALF_MS = 5 * 3600_000;
const around = (zone: string, change: string): Window => ({
  zone,
  from: new Date(Date.parse(change) - HALF_MS),
  to: new Date(Date.parse(change) + HALF_MS),
});

export const ZONES: readonly Window[] = [
  around('Europe/Berlin', '2027-03-28T01:00Z'),
  around('Europe/Berlin', '2027-10-31T01:00Z'),
  around('America/New_York', '2027-03-14T07:00Z'),
  around('America/New_York', '2027-11-07T06:00Z'),
  around('Australia/Lord_Howe', '2027-10-02T15:30Z'),
  around('Australia/Lord_Howe', '2027-04-03T15:00Z'),
  around('Africa/Cairo', '2027-04-29T22:00Z'),
  around('America/Sao_Paulo', '2018-11-04T03:00Z'),
  around('Asia/Shanghai', '2027-06-01T00:00Z'),
  around('Pacific/Auckland', '2027-09-25T14:00Z'),
  around('Asia/Kolkata', '2027-06-01T00:00Z'),
];

interface Minute {
  at: number;
  /** Minutes of the local calendar since 1970, to be compared. */
  local: number;
}

interface Minutes {
  all: readonly Minute[];
  /** The first moment at which the clocks show it. */
  first: ReadonlyMap<number, number>;
}

const read = new Map<Window, Minutes>();

/** Every real minute of the window with two days around, and what the clocks show. */
function minutesOf(window: Window): Minutes {
  const known = read.get(window);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: window.zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const all: Minute[] = [];
  for (let at = window.from.getTime() - 2 * DAY_MS; at < window.to.getTime() + 2 * DAY_MS; at += 60_000)
    all.push({ at, local: Date.parse(`${format.format(at).replace(' ', 'T')}Z`) / 60_000 });
  const minutes = { all, first: new Map(all.toReversed().map(({ at, local }) => [local, at])) };
  read.set(window, minutes);
  return minutes;
}

/** The numbers that a field of lists, ranges, steps and `*` names. */
function numbersOf(field: string, low: number, high: number): Set<number> {
  return new Set(
    field.split(',').flatMap((part) => {
      const [span = '', step = '1'] = part.split('/');
      const [from = low, to = span.includes('-') || span !== '*' ? from : high] =
        span === '*' ? [low, high] : span.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, at) => from + at).filter(
        (_, at) => at % Number(step) === 0,
      );
    }),
  );
}

/** By Vixie's rule: a time with `*` or a step follows real time, any other comes once on each local day that is meant. */
export function occurrences(window: Window, expression: string): Date[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = expression.split(' ');
  const minutes = numbersOf(minute, 0, 59);
  const hours = numbersOf(hour, 0, 23);
  const days = numbersOf(day, 1, 31);
  const months = numbersOf(month, 1, 12);
  const weekdays = numbersOf(weekday, 0, 6);
  const isDay = (local: number): boolean => {
    const date = new Date(local * 60_000);
    if (!months.has(date.getUTCMonth() + 1)) return false;
    const [byDay, byWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    return day !== '*' && weekday !== '*' ? byDay || byWeekday : byDay && byWeekday;
  };
  const { all, first } = minutesOf(window);
  const isWild = /[*/]/.test(`${minute}${hour}`);
  const moments = isWild
    ? all
        .filter(
          ({ local }) => isDay(local) && minutes.has(local % 60) && hours.has(Math.floor(local / 60) % 24),
        )
        .map(({ at }) => at)
    : fixed();
  const inWindow = moments.filter((at) => at >= window.from.getTime() && at < window.to.getTime());
  return [...new Set(inWindow)].toSorted((a, b) => a - b).map((at) => new Date(at));

  function fixed(): number[] {
    const from = Math.floor((all[0]?.local ?? 0) / 1440) + 1;
    const to = Math.floor((all.at(-1)?.local ?? 0) / 1440);
    const found: number[] = [];
    for (let date = from; date < to; date += 1) {
      if (!isDay(date * 1440)) continue;
      for (const h of hours)
        for (const m of minutes) {
          const wanted = date * 1440 + h * 60 + m;
          const shown = first.get(wanted) ?? all.find(({ local }) => local > wanted)?.at;
          if (shown !== undefined) found.push(shown);
        }
    }
    return found;
  }
}

const number = (low: number, high: number) => fc.integer({ min: low, max: high });

const field = (low: number, high: number, wild: number) =>
  fc.oneof(
    { weight: wild, arbitrary: fc.constant('*') },
    { weight: 4, arbitrary: number(low, high).map(String) },
    { weight: 2, arbitrary: fc.uniqueArray(number(low, high), { minLength: 2, maxLength: 4 }).map(String) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(number(low, high), number(low, high))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    },
    { weight: 1, arbitrary: number(2, Math.min(15, high)).map((step) => `*/${step}`) },
  );

/** Of five fields, mostly in the hours in which clocks are changed. */
export const randomCron = fc
  .tuple(
    field(0, 59, 1),
    fc.oneof({ weight: 3, arbitrary: field(0, 4, 1) }, { weight: 1, arbitrary: field(0, 23, 2) }),
    fc.oneof({ weight: 5, arbitrary: fc.constant('*') }, { weight: 1, arbitrary: field(1, 28, 1) }),
    fc.oneof({ weight: 8, arbitrary: fc.constant('*') }, { weight: 1, arbitrary: field(1, 12, 1) }),
    fc.oneof({ weight: 5, arbitrary: fc.constant('*') }, { weight: 1, arbitrary: field(0, 6, 1) }),
  )
  .map((fields) => fields.join(' '));
