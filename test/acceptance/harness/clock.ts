import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '../../../src/ports/system.ts';

interface Timer {
  at: number;
  handle: () => void;
  real: NodeJS.Timeout;
}

export interface WindingClock extends Clock {
  /**
   * Winds time on by so many milliseconds, at most 60 s in steps of half a second. Of a longer span all but the end is one leap, as for a
   * machine that slept: each timer that came due fires once. Leap only while no run works, since its lease ends meanwhile.
   */
  wind(ms: number): Promise<void>;
}

const STEP_MS = 500;
/** Steps at the end of a leap: every loop of the product gets at least one turn. */
const TAIL_MS = 60_000;
/** Real time between two steps, for sockets and other processes. */
const PAUSE_MS = 3;

/** A clock that goes on by itself, at the pace of the real one, and can be wound forward beside. */
export function createWindingClock(startAt: Date): WindingClock {
  const began = performance.now();
  const timers = new Set<Timer>();
  let woundMs = 0;
  const elapsed = (): number => performance.now() - began + woundMs;

  function fire(timer: Timer): void {
    clearTimeout(timer.real);
    if (timers.delete(timer)) timer.handle();
  }

  function arm(timer: Timer): void {
    const leftMs = Math.max(0, timer.at - elapsed());
    timer.real = setTimeout(
      () => (timer.at > elapsed() ? arm(timer) : fire(timer)),
      Math.min(leftMs, 2 ** 30),
    );
    timer.real.unref();
  }

  async function jump(ms: number): Promise<void> {
    woundMs += ms;
    const due = [...timers].filter(({ at }) => at <= elapsed()).toSorted((a, b) => a.at - b.at);
    for (const timer of due) fire(timer);
    for (const timer of timers) {
      clearTimeout(timer.real);
      arm(timer);
    }
    await sleep(PAUSE_MS);
  }

  return {
    now: () => new Date(startAt.getTime() + elapsed()),
    monotonicMs: elapsed,
    after(ms, handle) {
      const timer = { at: elapsed() + Math.max(0, ms), handle } as Timer; // `arm` sets the rest.
      timers.add(timer);
      arm(timer);
      return () => {
        clearTimeout(timer.real);
        timers.delete(timer);
      };
    },
    async wind(ms) {
      if (ms > TAIL_MS) await jump(ms - TAIL_MS);
      for (let left = Math.min(ms, TAIL_MS); left > 0; left -= STEP_MS) await jump(Math.min(left, STEP_MS));
    },
  };
}
