import { AppError } from '../../../src/domain/errors.ts';
import { ABORT_MS, hintKey, type Queue, type RunHint } from '../../../src/ports/queue.ts';
import type { Clock } from '../../../src/ports/system.ts';

interface Worker {
  handle: Parameters<Queue['work']>[0];
  concurrency: number;
  onError: (error: unknown, hint: RunHint) => void;
}

/** The queue of a single process. It forgets everything at the end of it; the sweep at boot puts back what was lost. */
export function createMemoryQueue({ clock }: { clock: Clock }): Queue {
  const keys = new Set<string>(); // pending or being handled
  const delayed = new Map<string, () => void>(); // key → cancels the timer
  const waiting: RunHint[] = [];
  const abort = new AbortController();
  let worker: Worker | undefined;
  let active = 0;
  let isPaused = false;
  let isWoken = false;
  let closing: Promise<void> | undefined;
  let allReturned: (() => void) | undefined;

  /** Puts the hint in line once its time has come; a timer may fire a little early, so it looks again. */
  function admit(hint: RunHint): void {
    const leftMs = (hint.notBefore ?? 0) - clock.now().getTime();
    if (leftMs > 0) {
      delayed.set(
        hintKey(hint),
        clock.after(leftMs, () => admit(hint)),
      );
      return;
    }
    delayed.delete(hintKey(hint));
    waiting.splice(waiting.findLastIndex(({ place = 1 }) => place <= (hint.place ?? 1)) + 1, 0, hint);
    wake();
  }

  /** Starts what may start, one a turn of the event loop and never in the caller's: `enqueue` runs no handler. */
  function wake(): void {
    if (isWoken) return;
    isWoken = true;
    setImmediate(() => {
      isWoken = false;
      if (!worker || isPaused || closing || active >= worker.concurrency) return;
      const hint = waiting.shift();
      if (!hint) return;
      void run(worker, hint);
      wake();
    });
  }

  async function run({ handle, onError }: Worker, { runId, attempt, dispatch }: RunHint): Promise<void> {
    const hint = { runId, attempt, dispatch };
    active++;
    try {
      await handle(hint, abort.signal);
    } catch (error) {
      onError(error, hint);
    } finally {
      active--;
      keys.delete(hintKey(hint));
      if (active === 0) allReturned?.();
      wake();
    }
  }

  async function close(graceMs: number): Promise<void> {
    for (const cancel of delayed.values()) cancel();
    delayed.clear();
    if (active === 0) return;

    const stops: (() => void)[] = [];
    await new Promise<void>((resolve) => {
      allReturned = resolve;
      stops.push(
        clock.after(graceMs, () => abort.abort()),
        clock.after(graceMs + ABORT_MS, resolve),
      );
    });
    for (const stop of stops) stop();
  }

  return {
    kind: 'memory',
    async enqueue(hint) {
      if (closing) throw new AppError('queue.unavailable');
      const key = hintKey(hint);
      if (keys.has(key)) return;
      keys.add(key);
      admit(hint);
    },
    async work(handle, options) {
      worker = { handle, ...options };
      wake();
    },
    async pause() {
      isPaused = true;
    },
    async resume() {
      isPaused = false;
      wake();
    },
    stats: async () => ({ waiting: waiting.length, delayed: delayed.size, active }),
    async ping() {
      if (closing) throw new AppError('queue.unavailable');
    },
    close: ({ graceMs }) => (closing ??= close(graceMs)),
  };
}
