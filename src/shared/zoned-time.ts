const DAY_MS = 24 * 3600_000;
const MINUTE_MS = 60_000;

/** A moment as the clocks of a zone show it. */
export interface Reading {
  /** `2027-01-04`. */
  date: string;
  /** `09:00`. */
  time: string;
  /** 0 is Sunday. */
  weekday: number;
}

export const readingAt = (at: Date, timeZone: string): Reading => {
  const local = new Date(at.getTime() + offsetMs(at, timeZone));
  const iso = local.toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16), weekday: local.getUTCDay() };
};

/** Whether it is a day of the calendar: the language takes 30 February for 2 March. */
export const isDate = (date: string): boolean => {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date;
};

/** `2027-01-04` and 3 give `2027-01-07`. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** How many days of the calendar lie between. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/**
 * The moment at which the clocks of the zone show it. A time that they show twice is the first of both.
 * @param inGap - what a time means that they skip: where the gap `ends`, or as much later as the gap is long (`moved`).
 */
export function instantOf(date: string, time: string, timeZone: string, inGap: 'ends' | 'moved'): Date {
  const local = Date.parse(`${date}T${time}:00Z`);
  const before = offsetMs(new Date(local - DAY_MS), timeZone);
  const after = offsetMs(new Date(local + DAY_MS), timeZone);
  const [first, second] = [local - before, local - after].toSorted((a, b) => a - b) as [number, number];
  for (const at of [first, second]) if (at + offsetMs(new Date(at), timeZone) === local) return new Date(at);
  return new Date(inGap === 'moved' ? local - before : changeBetween(first, second, timeZone));
}

/** The first minute with the offset of the end. */
function changeBetween(from: number, to: number, timeZone: string): number {
  let [low, high] = [from, to];
  const before = offsetMs(new Date(from), timeZone);
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / (2 * MINUTE_MS)) * MINUTE_MS;
    if (offsetMs(new Date(middle), timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at the moment. */
export function offsetMs(at: Date, timeZone: string): number {
  const parts = formatterOf(timeZone).formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return local - Math.floor(at.getTime() / 1000) * 1000;
}
