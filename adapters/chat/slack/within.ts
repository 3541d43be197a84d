import type { Clock } from '../../../src/ports/system.ts';

/** The promise's outcome, or `late` when that takes longer than `ms`. A promise that was too late goes on by itself. */
export async function within<T, L>(clock: Clock, ms: number, promise: Promise<T>, late: L): Promise<T | L> {
  let cancel = (): void => undefined;
  const deadline = new Promise<L>((resolve) => {
    cancel = clock.after(ms, () => resolve(late));
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    cancel();
  }
}
