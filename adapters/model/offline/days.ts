/** A calendar day, counted from 1970-01-01, so that days add up without any zone. */
export type Day = number;

const DAY_MS = 86_400_000;

export const dayOf = (year: number, month: number, date: number): Day =>
  Date.UTC(year, month - 1, date) / DAY_MS;

/** Month counts from 1; Monday is weekday 1 and Sunday 7. */
export function partsOf(day: Day): { year: number; month: number; date: number; weekday: number } {
  const utc = new Date(day * DAY_MS);
  return {
    year: utc.getUTCFullYear(),
    month: utc.getUTCMonth() + 1,
    date: utc.getUTCDate(),
    weekday: utc.getUTCDay() || 7,
  };
}

/** 2026-12-01 */
export const isoDay = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one takes longer than reading a whole sentence. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const numeric = 'numeric';
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Minutes by which the zone's clocks are ahead of UTC at the moment. */
export function offsetMinutes(at: Date, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

/** The moment as the zone's clocks show it, with the offset that holds then: 2026-12-01T09:00:00+08:00 */
export function isoMoment(day: Day, minutes: number, timeZone: string): string {
  const wall = day * DAY_MS + minutes * 60_000;
  // The offset of the guess may differ from that of the moment on the day clocks change, so it is taken twice.
  const guess = wall - offsetMinutes(new Date(wall), timeZone) * 60_000;
  const offset = offsetMinutes(new Date(guess), timeZone);
  const size = Math.abs(offset);
  const two = (n: number) => String(n).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(wall).toISOString().slice(0, 19)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
