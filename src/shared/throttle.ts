import type { Clock } from '../ports/system.ts';

/** Calls `handle` at once, then at most once in `ms`; a call that came too early is made up for at the end of the time. */
export function throttle(
  clock: Clock,
  ms: number,
  handle: () => void,
): { call: () => void; cancel: () => void } {
  let lastMs = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | undefined;
  const run = () => {
    cancelTimer = undefined;
    lastMs = clock.monotonicMs();
    handle();
  };
  return {
    call() {
      if (cancelTimer) return;
      const waitMs = lastMs + ms - clock.monotonicMs();
      if (waitMs <= 0) run();
      else cancelTimer = clock.after(waitMs, run);
    },
    cancel() {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
