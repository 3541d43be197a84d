import type { Clock, Log } from '../ports/system.ts';

/**
 * Does the work again and again, `ms` after the last time ended, give or take a tenth so that processes do not march in
 * step. A failure is logged and does not end it. The answer stops it and waits for what is under way.
 */
export function every(
  { clock, log }: { clock: Clock; log: Log },
  name: string,
  ms: number,
  work: () => Promise<unknown>,
): () => Promise<void> {
  let isStopped = false;
  let cancelTimer = () => {};
  let running: Promise<unknown> = Promise.resolve();

  const schedule = () => {
    if (isStopped) return;
    cancelTimer = clock.after(ms * (0.9 + Math.random() * 0.2), () => {
      running = work()
        .catch((error: unknown) => log.error({ err: error, loop: name }, 'a loop failed; it goes on'))
        .then(schedule);
    });
  };
  schedule();
  return async () => {
    isStopped = true;
    cancelTimer();
    await running;
  };
}
