import type { Clock } from '../../src/ports/system.ts';

interface Timer {
  at: number;
  order: number;
  handle: () => void;
}

export interface FakeClock extends Clock {
  /** Winds both times on, running the timers that come due in their order; then all that follows has settled. */
  advance(ms: number): Promise<void>;
  /** As for a machine that slept so long: each timer that came due in the time fires once, at its end. For hours and days. */
  leap(ms: number): Promise<void>;
  /** Lets promises and immediates that are ready run, without winding. */
  settle(): Promise<void>;
  /** How many timers are armed. */
  timers(): number;
}

/** Rounds of the event loop that count as settled: enough for chains of awaits over libsql and the queue. */
const ROUNDS = 10;

export async function settle(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until it is wound. */
export function createFakeClock(start: Date | string | number = '2026-01-05T09:00:00Z'): FakeClock {
  const startMs = new Date(start).getTime();
  const timers = new Set<Timer>();
  let elapsedMs = 0;
  let order = 0;

  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at || a.order - b.order)[0];

  return {
    now: () => new Date(startMs + elapsedMs),
    monotonicMs: () => elapsedMs,
    after(ms, handle) {
      const timer = { at: elapsedMs + Math.max(0, ms), order: order++, handle };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = elapsedMs + ms;
      await settle();
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        timers.delete(timer);
        elapsedMs = Math.max(elapsedMs, timer.at);
        timer.handle();
        await settle();
      }
      elapsedMs = until;
    },
    async leap(ms) {
      elapsedMs += ms;
      const due = [...timers].filter(({ at }) => at <= elapsedMs).toSorted((a, b) => a.at - b.at);
      for (const timer of due) {
        if (!timers.delete(timer)) continue;
        timer.handle();
        await settle();
      }
    },
    settle,
    timers: () => timers.size,
  };
}
