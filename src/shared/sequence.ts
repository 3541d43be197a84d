import type { Clock } from '../ports/system.ts';

let last = 0;

/**
 * A number that grows with time, and with each call in this process: microseconds since 1970, exact below 2^53 until
 * the year 2255. Numbers of two processes are in order as far as their clocks agree.
 */
export function nextSeq(clock: Pick<Clock, 'now'>): number {
  last = Math.max(last + 1, clock.now().getTime() * 1000);
  return last;
}
