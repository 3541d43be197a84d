export const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** As the clocks on the wall show it, in nobody's zone yet: the day, and the time. */
export const WALL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/;

/** A moment with its offset: `2026-12-01T09:00:00+08:00`. */
export const isMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);

/** A day, or a moment with an offset or without one, that the calendar has. */
export function isDue(text: string): boolean {
  const [day = ''] = text.split(/[T ]/);
  if (!DAY.test(text) && !WALL.test(text) && !isMoment(text)) return false;
  const at = new Date(`${day}T00:00:00Z`);
  const isThere = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
  return isThere && !Number.isNaN(Date.parse(text));
}
