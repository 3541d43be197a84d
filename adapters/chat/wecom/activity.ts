import { AppError } from '../../../src/domain/errors.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import type { Bubbles } from './bubbles.ts';

/** The reply may still be on its way when the core says that it has done its part. */
const IDLE_MS = 5_000;

/** Where the core is at work. A message whose work ends without a reply has its bubble ended. */
export interface Activity {
  isWorking(channel: string): boolean;
  begin(channel: string): void;
  end(channel: string): void;
}

export function createActivity(
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  bubblesOf: () => Bubbles | undefined,
): Activity {
  const working = new Set<string>();

  async function seal(channel: string): Promise<void> {
    const bubbles = bubblesOf();
    const open = working.has(channel) ? undefined : await bubbles?.free(channel);
    if (open) await bubbles?.seal(open, null, wordsFor(open.locale).wecom.noted);
  }

  /** Later still, where the bubble may not be ended yet. */
  function sealAfter(channel: string, ms: number): void {
    clock.after(ms, () => {
      seal(channel).catch((error: unknown) => {
        const waitMs = AppError.is(error, 'chat.rate_limited') ? Number(error.details['retryAfterMs']) : 0;
        if (waitMs > 0) sealAfter(channel, waitMs);
        else log.warn({ err: error }, 'a bubble was left open');
      });
    });
  }

  return {
    isWorking: (channel) => working.has(channel),
    begin: (channel) => void working.add(channel),
    end(channel) {
      working.delete(channel);
      sealAfter(channel, IDLE_MS);
    },
  };
}
