import type { Clock } from '../../../src/ports/system.ts';

/** So many wrong tokens from one address are taken for slips; after them one try in each second is looked at. */
const FREE_TRIES = 20;
const REFILL_MS = 1000;
/** Addresses that are remembered; beyond them the oldest is forgotten. */
const MAX_ADDRESSES = 10_000;

interface Bucket {
  tries: number;
  at: number;
}

/**
 * Holds back those who guess tokens, by the address that their connection comes from. What stands in this process is enough: a
 * guesser who may try a few dozen times a minute finds nothing.
 */
export function slowGuesses({ monotonicMs }: Pick<Clock, 'monotonicMs'>) {
  const buckets = new Map<string, Bucket>();

  function leftOf(address: string): Bucket {
    const now = monotonicMs();
    const { tries, at } = buckets.get(address) ?? { tries: FREE_TRIES, at: now };
    return { tries: Math.min(FREE_TRIES, tries + (now - at) / REFILL_MS), at: now };
  }

  return {
    /** Milliseconds until a token from there is looked at; 0 for at once. */
    waitMs(address: string): number {
      const { tries } = leftOf(address);
      return tries >= 1 ? 0 : Math.ceil((1 - tries) * REFILL_MS);
    },
    /** It was wrong. */
    count(address: string): void {
      const { tries, at } = leftOf(address);
      buckets.delete(address);
      buckets.set(address, { tries: tries - 1, at });
      const [oldest] = buckets.keys();
      if (buckets.size > MAX_ADDRESSES && oldest !== undefined) buckets.delete(oldest);
    },
  };
}
