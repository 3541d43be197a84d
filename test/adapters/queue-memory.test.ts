import { expect, it } from 'vitest';

import { createMemoryQueue } from '../../adapters/queue/memory/index.ts';
import { aHint, createHolder, type QueueBench, queueContract } from '../contracts/queue.contract.ts';
import { createFakeClock } from '../fakes/clock.ts';

async function open(): Promise<QueueBench & { clock: ReturnType<typeof createFakeClock> }> {
  const clock = createFakeClock();
  const queue = createMemoryQueue({ clock });
  return {
    clock,
    queue,
    now: () => clock.now().getTime(),
    pass: (ms) => clock.advance(ms),
    async until(condition) {
      for (let round = 0; round < 100; round++) {
        if (await condition()) return;
        await clock.settle();
      }
      throw new Error('the condition never held');
    },
    dispose: async () => {
      const closed = queue.close({ graceMs: 0 });
      await clock.advance(10_000);
      await closed;
    },
  };
}

queueContract('memory', open);

it('delivers after 40 days, to the millisecond', async () => {
  const { queue, clock, now } = await open();
  const got: number[] = [];
  const due = now() + 40 * 24 * 3_600_000;
  await queue.work(async () => void got.push(now()), { concurrency: 1, onError: () => {} });
  await queue.enqueue(aHint('far', { notBefore: due }));
  await clock.advance(due - now() - 1);
  expect(got).toEqual([]);
  await clock.advance(1);
  expect(got).toEqual([due]);
});

it('looks again when a timer fired before the wall clock got there', async () => {
  const clock = createFakeClock();
  let behindMs = 50; // as when the wall clock was set back
  const queue = createMemoryQueue({
    clock: { ...clock, now: () => new Date(clock.now().getTime() - behindMs) },
  });
  const got: number[] = [];
  await queue.work(async () => void got.push(clock.monotonicMs()), { concurrency: 1, onError: () => {} });
  behindMs = 0;
  await queue.enqueue(aHint('r1', { notBefore: clock.now().getTime() + 100 }));
  behindMs = 50;
  await clock.advance(100);
  expect(got).toEqual([]);
  await clock.advance(50);
  expect(got).toEqual([150]);
});

it('runs no handler inside the call that brings the hint', async () => {
  const { queue } = await open();
  let isInside = true;
  const seen: boolean[] = [];
  await queue.work(async () => void seen.push(isInside), { concurrency: 1, onError: () => {} });
  const enqueued = queue.enqueue(aHint('r1'));
  isInside = false;
  await enqueued;
  await queue.close({ graceMs: 0 });
  expect(seen).not.toContain(true);
});

it('leaves no timer behind when it is closed', async () => {
  const { queue, clock } = await open();
  const holder = createHolder();
  await queue.work(holder.handle, { concurrency: 1, onError: holder.onError });
  await queue.enqueue(aHint('r1'));
  await queue.enqueue(aHint('r2', { notBefore: clock.now().getTime() + 60_000 }));
  await clock.settle();
  const closed = queue.close({ graceMs: 1_000 });
  holder.letGo();
  await closed;
  expect(clock.timers()).toBe(0);
});
