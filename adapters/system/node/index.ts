import { v7 } from 'uuid';

import type { Clock, Ids } from '../../../src/ports/system.ts';

/** Node fires a longer timer at once, so longer spans are cut into such pieces. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export function createClock(): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    after(ms, handle) {
      let timer: NodeJS.Timeout;
      const arm = (leftMs: number): void => {
        const pieceMs = Math.min(leftMs, MAX_TIMER_MS);
        timer = setTimeout(() => (leftMs > pieceMs ? arm(leftMs - pieceMs) : handle()), pieceMs);
        timer.unref();
      };
      arm(Math.max(0, ms));
      return () => clearTimeout(timer);
    },
  };
}

/** UUIDs of version 7: ids made later in this process sort later, within one millisecond too. */
export const createIds = (): Ids => ({ next: () => v7() });
