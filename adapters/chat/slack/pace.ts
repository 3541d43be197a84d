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

/** Streams, in a workspace: begun and ended by Tier 2, continued by Tier 4. */
export const STREAMS: Rate = { perMinute: 20, burst: 5 };
export const APPENDS: Rate = { perMinute: 100, burst: 10 };

export interface Pace {
  /**
   * Makes a call that counts under the key; what Slack itself says about waiting is kept to as well.
   * @throws AppError `chat.rate_limited` when it is too soon, and what the call throws.
   */
  run<R>(key: string, rate: Rate, call: () => Promise<R>): Promise<R>;
}

const MAX_KEYS = 5_000;

/** Keeps to the limits of Slack before Slack has to say so: once it does, every call of the app in there suffers. */
export function createPace(clock: Clock): Pace {
  /** When each key's allowance is full again, in monotonic milliseconds. */
  const fullAt = new Map<string, number>();

  function forgetFull(now: number): void {
    for (const [key, at] of fullAt) if (at <= now) fullAt.delete(key);
  }

  function take(key: string, { perMinute, burst }: Rate): void {
    const now = clock.monotonicMs();
    const stepMs = 60_000 / perMinute;
    const at = Math.max(now, fullAt.get(key) ?? now);
    const waitMs = at - now - (burst - 1) * stepMs;
    if (waitMs > 0) throw new AppError('chat.rate_limited', { retryAfterMs: Math.ceil(waitMs) });
    if (fullAt.size >= MAX_KEYS) forgetFull(now);
    fullAt.set(key, at + stepMs);
  }

  function hold(key: string, { perMinute, burst }: Rate, ms: number): void {
    fullAt.set(key, clock.monotonicMs() + ms + ((burst - 1) * 60_000) / perMinute);
  }

  return {
    async run(key, rate, call) {
      take(key, rate);
      try {
        return await call();
      } catch (error) {
        if (AppError.is(error, 'chat.rate_limited')) hold(key, rate, Number(error.details['retryAfterMs']));
        throw error;
      }
    },
  };
}
