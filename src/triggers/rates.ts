import type { Clock } from '../ports/system.ts';

const MINUTE_MS = 60_000;
/** Keys that are remembered; beyond them the oldest is forgotten. */
const MAX_KEYS = 10_000;

/**
 * Counts what happened in the minute that began with the first of it. What stands in this process is enough: it bounds what one
 * process is made to do.
 */
export function createRates({ monotonicMs }: Pick<Clock, 'monotonicMs'>) {
  const begun = new Map<string, { count: number; at: number }>();
  return {
    /** Counts one more; milliseconds to wait where there were as many as may be, 0 where not. */
    take(key: string, max: number): number {
      const now = monotonicMs();
      const known = begun.get(key);
      const minute = known && now - known.at < MINUTE_MS ? known : { count: 0, at: now };
      if (minute.count >= max) return minute.at + MINUTE_MS - now;
      begun.delete(key);
      begun.set(key, { count: minute.count + 1, at: minute.at });
      const [oldest] = begun.keys();
      if (begun.size > MAX_KEYS && oldest !== undefined) begun.delete(oldest);
      return 0;
    },
  };
}

export type Rates = ReturnType<typeof createRates>;
