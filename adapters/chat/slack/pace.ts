import { AppError } from '../../../src/domain/errors.ts';
import type { Clock } from '../../../src/ports/system.ts';

/** How often something may be done: on the average, and at once after a rest. */
export interface Rate {
  perMinute: number;
  burst: number;
}

/** `chat.postMessage`: about one a second and channel; `chat.update`: Tier 3 (docs.slack.dev/apis/web-api/rate-limits). */
export const POSTS: Rate = { perMinute: 60, burst: 3 };
export const EDITS: Rate = { perMinute: 50, burst: 5 };

export interface Pace {
  /** Counts one call. @throws AppError `chat.rate_limited` when it is too soon. */
  take(key: string, rate: Rate): void;
  /** Slack itself said to wait. */
  hold(key: string, rate: Rate, ms: number): void;
}

const MAX_KEYS = 5_000;

/** Keeps to the limits of Slack before Slack has to say so: once it does, every call of the app in there suffers. */
export function createPace(clock: Clock): Pace {
  /** When each key's allowance is full again, in monotonic milliseconds. */
  const fullAt = new Map<string, number>();

  function forgetFull(now: number): void {
    for (const [key, at] of fullAt) if (at <= now) fullAt.delete(key);
  }

  return {
    take(key, { perMinute, burst }) {
      const now = clock.monotonicMs();
      const stepMs = 60_000 / perMinute;
      const at = Math.max(now, fullAt.get(key) ?? now);
      const waitMs = at - now - (burst - 1) * stepMs;
      if (waitMs > 0) throw new AppError('chat.rate_limited', { retryAfterMs: Math.ceil(waitMs) });
      if (fullAt.size >= MAX_KEYS) forgetFull(now);
      fullAt.set(key, at + stepMs);
    },
    hold(key, { perMinute, burst }, ms) {
      fullAt.set(key, clock.monotonicMs() + ms + ((burst - 1) * 60_000) / perMinute);
    },
  };
}
