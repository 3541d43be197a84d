import type { Clock } from '../ports/system.ts';

interface Waits {
  minMs: number;
  maxMs: number;
  /** A connection that did not live as long as this counts as one that did not come about. */
  livesAfterMs: number;
}

/**
 * How long to wait before connecting again: at once after a connection that has lived, else twice as long each time. Who judges by
 * the greeting alone knocks for ever at a door that is opened and shut.
 */
export function createBackoff({ minMs, maxMs, livesAfterMs }: Waits, clock: Pick<Clock, 'monotonicMs'>) {
  let failures = 0;
  let stoodAt: number | undefined;
  const hasLived = (): boolean => stoodAt !== undefined && clock.monotonicMs() - stoodAt >= livesAfterMs;
  return {
    hasLived,
    /** It stands now. */
    stands(): void {
      stoodAt = clock.monotonicMs();
    },
    /** It has ended, or has not come about: the wait before the next. */
    next(): number {
      failures = hasLived() ? 0 : failures + 1;
      stoodAt = undefined;
      return failures === 0 ? 0 : Math.min(minMs * 2 ** (failures - 1), maxMs);
    },
  };
}
