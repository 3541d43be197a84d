import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ABORT_MS, hintKey, type Queue, type RunHint } from '../../src/ports/queue.ts';

/** A queue under test, and time for it. */
export interface QueueBench {
  queue: Queue;
  /** Milliseconds since 1970 by the queue's clock. */
  now: () => number;
  /** Lets time pass: wound where the clock is ours, waited for where it is the world's. */
  pass(ms: number): Promise<void>;
  /** Waits until the condition holds; throws when it never does. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  dispose(): Promise<void>;
}

export const aHint = (runId: string, more: Partial<RunHint> = {}): RunHint => ({
  runId,
  attempt: 1,
  dispatch: 0,
  ...more,
});

/** A handler that holds what it gets until it is let go. */
export function createHolder() {
  const started: string[] = [];
  const signals: AbortSignal[] = [];
  const waiting: (() => void)[] = [];
  const errors: { error: unknown; runId: string }[] = [];
  let most = 0;
  return {
    started,
    signals,
    errors,
    most: () => most,
    held: () => waiting.length,
    letGo: () => waiting.shift()?.(),
    onError: (error: unknown, { runId }: RunHint) => void errors.push({ error, runId }),
    handle: async (hint: RunHint, signal: AbortSignal): Promise<void> => {
      started.push(hintKey(hint));
      signals.push(signal);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
      });
    },
  };
}

/** What every queue does. */
export function queueContract(kind: string, open: () => Promise<QueueBench>): void {
  describe(`the ${kind} queue`, () => {
    let bench: QueueBench;
    let queue: Queue;
    const got: string[] = [];
    const collect = async (hint: RunHint): Promise<void> => void got.push(hintKey(hint));
    const onError = (error: unknown): never => {
      throw error;
    };

    beforeEach(async () => {
      bench = await open();
      queue = bench.queue;
      got.length = 0;
    });
    afterEach(() => bench.dispose());

    it('delivers every hint once, those from before the worker came included', async () => {
      const before = Array.from({ length: 20 }, (_, i) => aHint(`before${i}`));
      const after = Array.from({ length: 20 }, (_, i) => aHint(`after${i}`));
      for (const hint of before) await queue.enqueue(hint);
      await queue.work(collect, { concurrency: 3, onError });
      await Promise.all(after.map((hint) => queue.enqueue(hint)));

      await bench.until(() => got.length >= 40);
      await bench.pass(100);
      expect(got.toSorted()).toEqual([...before, ...after].map(hintKey).toSorted());
    });

    it('hands over the run, the attempt and the dispatch, and nothing else', async () => {
      const hints: RunHint[] = [];
      await queue.work(async (hint) => void hints.push(hint), { concurrency: 1, onError });
      await queue.enqueue({ runId: 'r1', attempt: 4, dispatch: 7, notBefore: 1 });
      await bench.until(() => hints.length === 1);
      expect(hints).toEqual([{ runId: 'r1', attempt: 4, dispatch: 7 }]);
    });

    it('drops a hint whose key is pending or being handled', async () => {
      const holder = createHolder();
      await queue.enqueue(aHint('r1'));
      await queue.enqueue(aHint('r1'));
      await queue.work(holder.handle, { concurrency: 5, onError });
      await bench.until(() => holder.held() === 1);
      await queue.enqueue(aHint('r1'));
      await queue.enqueue(aHint('r2'));

      await bench.until(() => holder.held() === 2);
      await bench.pass(100);
      expect(holder.started).toEqual(['r1.1.0', 'r2.1.0']);
      holder.letGo();
      holder.letGo();
    });

    it('drops a hint whose key is pending for later', async () => {
      await queue.enqueue(aHint('r1', { notBefore: bench.now() + 300 }));
      await queue.enqueue(aHint('r1'));
      await queue.work(collect, { concurrency: 1, onError });
      expect(await queue.stats()).toMatchObject({ waiting: 0, delayed: 1 });

      await bench.pass(300);
      await bench.until(() => got.length === 1);
      expect(await queue.stats()).toMatchObject({ waiting: 0, delayed: 0 });
    });

    it('delivers a key again once it was handled, and another dispatch or attempt while it is', async () => {
      await queue.work(collect, { concurrency: 1, onError });
      await queue.enqueue(aHint('r1'));
      await bench.until(async () => got.length === 1 && (await queue.stats()).active === 0);
      await queue.enqueue(aHint('r1'));
      await queue.enqueue(aHint('r1', { dispatch: 1 }));
      await queue.enqueue(aHint('r1', { attempt: 2 }));

      await bench.until(() => got.length === 4);
      expect(got.toSorted()).toEqual(['r1.1.0', 'r1.1.0', 'r1.1.1', 'r1.2.0']);
    });

    it('delivers never before the time of a hint, and soon after', async () => {
      const arrivals = new Map<string, number>();
      const start = bench.now();
      await queue.work(async ({ runId }) => void arrivals.set(runId, bench.now() - start), {
        concurrency: 10,
        onError,
      });
      for (const ms of [600, 150, 400, 0, -5_000])
        await queue.enqueue(aHint(`in ${ms}`, { notBefore: start + ms }));
      await bench.pass(600);
      await bench.until(() => arrivals.size === 5);

      for (const ms of [150, 400, 600]) expect(arrivals.get(`in ${ms}`)).toBeGreaterThanOrEqual(ms - 2);
      expect(Math.max(...arrivals.values())).toBeLessThan(600 + 5_000);
      const order = [...arrivals.keys()].filter((name) => !['in 0', 'in -5000'].includes(name));
      expect(order).toEqual(['in 150', 'in 400', 'in 600']);
    });

    it('keeps a hint for 40 days, which is more than a timer of the machine can count', async () => {
      await queue.work(collect, { concurrency: 1, onError });
      await queue.enqueue(aHint('far', { notBefore: bench.now() + 40 * 24 * 3_600_000 }));
      await queue.enqueue(aHint('near'));
      await bench.until(() => got.length === 1);
      await bench.pass(100);
      expect(got).toEqual(['near.1.0']);
      expect(await queue.stats()).toEqual({ waiting: 0, delayed: 1, active: 0 });
    });

    it('never handles more at once than it may', async () => {
      const holder = createHolder();
      await queue.work(holder.handle, { concurrency: 3, onError });
      for (let i = 0; i < 10; i++) await queue.enqueue(aHint(`r${i}`));
      await bench.until(() => holder.held() === 3);
      await bench.pass(100);
      expect(await queue.stats()).toEqual({ waiting: 7, delayed: 0, active: 3 });
      for (let i = 0; i < 10; i++) {
        await bench.until(() => holder.held() > 0);
        holder.letGo();
      }
      expect(holder.most()).toBe(3);
    });

    it('F120 hands over what has the lowest place first, and of equals what waits longest', async () => {
      const places = { low: 2_000_000_000, a: 1_300_000_000, b: 1_300_000_000, begun: 300_000_000 };
      for (const [runId, place] of Object.entries(places)) await queue.enqueue(aHint(runId, { place }));
      await queue.enqueue(aHint('first'));
      await queue.work(collect, { concurrency: 1, onError });
      await bench.until(() => got.length === 5);
      expect(got.map((key) => key.split('.')[0])).toEqual(['first', 'begun', 'a', 'b', 'low']);
    });

    it('reports a handler that throws, does not try again, and goes on', async () => {
      const handle = (hint: RunHint): Promise<void> => {
        got.push(hint.runId);
        if (hint.runId === 'now') throw new Error('at once');
        return hint.runId === 'later' ? Promise.reject(new Error('after a while')) : Promise.resolve();
      };
      const seen: string[] = [];
      await queue.work(handle, {
        concurrency: 1,
        onError: (error, hint) => seen.push(`${hint.runId}: ${String(error)}`),
      });
      for (const runId of ['now', 'later', 'fine']) await queue.enqueue(aHint(runId));

      await bench.until(() => got.includes('fine'));
      await bench.pass(100);
      expect(got).toEqual(['now', 'later', 'fine']);
      expect(seen).toEqual(['now: Error: at once', 'later: Error: after a while']);
      await queue.enqueue(aHint('now'));
      await bench.until(() => got.length === 4);
    });

    it('starts nothing while it is paused, lets go on what runs, and catches up when it is resumed', async () => {
      const holder = createHolder();
      await queue.work(holder.handle, { concurrency: 2, onError });
      await queue.enqueue(aHint('running'));
      await bench.until(() => holder.held() === 1);
      await queue.pause();
      await queue.enqueue(aHint('later'));
      await bench.pass(200);
      expect(holder.started).toEqual(['running.1.0']);
      expect(holder.signals[0]?.aborted).toBe(false);
      holder.letGo();
      await bench.pass(100);
      expect(holder.started).toEqual(['running.1.0']);

      await queue.resume();
      await bench.until(() => holder.held() === 1);
      expect(holder.started).toEqual(['running.1.0', 'later.1.0']);
      holder.letGo();
    });

    it('may be paused before it works', async () => {
      await queue.pause();
      await queue.work(collect, { concurrency: 1, onError });
      await queue.enqueue(aHint('r1'));
      await bench.pass(200);
      expect(got).toEqual([]);
      await queue.resume();
      await bench.until(() => got.length === 1);
    });

    it('answers a ping and counts what it holds', async () => {
      await queue.ping();
      await queue.enqueue(aHint('r1'));
      await queue.enqueue(aHint('r2', { notBefore: bench.now() + 60_000 }));
      await bench.until(async () => (await queue.stats()).waiting === 1);
      expect(await queue.stats()).toEqual({ waiting: 1, delayed: 1, active: 0 });
    });

    it('lets a handler finish within the grace of its close, and starts nothing more', async () => {
      const holder = createHolder();
      await queue.work(holder.handle, { concurrency: 1, onError });
      await queue.enqueue(aHint('r1'));
      await queue.enqueue(aHint('r2'));
      await bench.until(() => holder.held() === 1);
      let isClosed = false;
      const closed = queue.close({ graceMs: 60_000 }).then(() => (isClosed = true));
      await bench.pass(100);
      expect(isClosed).toBe(false);

      holder.letGo();
      await closed;
      expect(holder.signals[0]?.aborted).toBe(false);
      expect(holder.started).toEqual(['r1.1.0']);
    });

    it('aborts a handler when the grace of its close is over, and waits for its return', async () => {
      let wasAborted = false;
      await queue.work(
        async (_hint, signal) => {
          got.push('started');
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          wasAborted = true;
        },
        { concurrency: 1, onError },
      );
      await queue.enqueue(aHint('r1'));
      await bench.until(() => got.length === 1);
      const closed = queue.close({ graceMs: 200 });
      await bench.pass(200);
      await closed;
      expect(wasAborted).toBe(true);
    });

    it('closes without a handler that does not even return when it is aborted', async () => {
      const holder = createHolder();
      await queue.work(holder.handle, { concurrency: 1, onError });
      await queue.enqueue(aHint('r1'));
      await bench.until(() => holder.held() === 1);
      const closed = queue.close({ graceMs: 100 });
      await bench.pass(100);
      await bench.until(() => holder.signals[0]?.aborted === true);
      await bench.pass(ABORT_MS);
      await expect(closed).resolves.toBeUndefined();
      holder.letGo();
    });

    it('closes twice, and after that refuses hints and pings', async () => {
      await queue.work(collect, { concurrency: 1, onError });
      await Promise.all([queue.close({ graceMs: 100 }), queue.close({ graceMs: 100 })]);
      await queue.close({ graceMs: 100 });
      await expect(queue.enqueue(aHint('r1'))).rejects.toMatchObject({ code: 'queue.unavailable' });
      await expect(queue.ping()).rejects.toMatchObject({ code: 'queue.unavailable' });
      expect(got).toEqual([]);
    });

    it('closes when it never worked', async () => {
      await queue.enqueue(aHint('r1', { notBefore: bench.now() + 60_000 }));
      await expect(queue.close({ graceMs: 0 })).resolves.toBeUndefined();
    });
  });
}
