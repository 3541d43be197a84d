import type { AppError } from '../domain/errors.ts';
import { hasActed } from '../domain/journal.ts';
import type { Run } from '../domain/run.ts';
import type { Ports } from '../ports/index.ts';

const FIRST_WAIT_MS = 30_000;
const MAX_WAIT_MS = 15 * 60_000;

/**
 * When the next run begins by itself after this one failed; undefined where the failure is the end. As often as the run's limits
 * say, and only while nothing was begun but reading: what has acted may have acted in part, and a person looks at it first.
 */
export async function nextTryAt(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  { id, retry, config }: Pick<Run, 'id' | 'retry' | 'config'>,
  { code }: AppError,
): Promise<Date | undefined> {
  // A limit that was reached would be reached again.
  const isLeft = retry < config.limits.maxRetries && code !== 'limit.reached';
  const run = isLeft ? await store.collection('runs').get(id) : undefined;
  if (!run || run.earlier?.hasActed || run.journal.some(hasActed)) return undefined;
  const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** retry);
  // Spread, so that what failed together does not come back together.
  return new Date(clock.now().getTime() + waitMs * (0.8 + 0.4 * Math.random()));
}
