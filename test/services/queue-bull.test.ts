import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { createBullQueue } from '../../adapters/queue/bull/index.ts';
import { createClock } from '../../adapters/system/node/index.ts';
import type { Queue, RunHint } from '../../src/ports/queue.ts';
import { aHint, createHolder, type QueueBench, queueContract } from '../contracts/queue.contract.ts';
import { createFakeLog, type FakeLog } from '../fakes/log.ts';
import { type OwnRedis, startRedis } from '../fakes/redis.ts';

const REDIS_URL = process.env['REDIS_URL'];
const clock = createClock();
if (!REDIS_URL)
  throw new Error('REDIS_URL is not set: these tests need a Redis, such as redis://127.0.0.1:6379');

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  await vi.waitUntil(condition, { timeout: 12_000, interval: 10 });
};

async function open(url: string = REDIS_URL ?? '', log: FakeLog = createFakeLog()): Promise<QueueBench> {
  const prefix = `test-${randomUUID()}`;
  const queue = createBullQueue({ url, prefix, clock, log });
  return {
    queue,
    now: () => Date.now(),
    pass: (ms) => sleep(ms),
    until,
    async dispose() {
      await queue.close({ graceMs: 0 });
      const client = await createClient({ url }).connect();
      for await (const keys of client.scanIterator({ MATCH: `{${prefix}}:*` })) {
        if (keys.length > 0) await client.del(keys);
      }
      client.destroy();
    },
  };
}

queueContract('Bull', () => open());

/** Tries until Redis takes the hint, as the sweeper does. */
const enqueueAgain = (queue: Queue, runId: string): Promise<void> =>
  until(() =>
    queue.enqueue(aHint(runId)).then(
      () => true,
      () => false,
    ),
  );

describe('the Bull queue in trouble', () => {
  const PREFIX = 'errand';
  const KEYS = `{${PREFIX}}:runs`;
  const strays: unknown[] = [];
  const collectStray = (reason: unknown): void => void strays.push(reason);
  let redis: OwnRedis;
  let log = createFakeLog();
  const closers: (() => Promise<void>)[] = [];

  const openQueue = (url = redis.url) => {
    const queue = createBullQueue({ url, prefix: PREFIX, clock, log });
    closers.push(() => queue.close({ graceMs: 0 }));
    return queue;
  };
  const worked = async (queue = openQueue()) => {
    const got: string[] = [];
    await queue.work(async ({ runId }) => void got.push(runId), { concurrency: 2, onError: () => {} });
    return { queue, got };
  };

  beforeAll(async () => {
    redis = await startRedis();
    process.on('unhandledRejection', collectStray);
  });
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
    await redis.restart();
    log = createFakeLog();
  });
  afterAll(async () => {
    process.off('unhandledRejection', collectStray);
    await redis.stop();
  });

  it('loses hints when Redis is emptied, and delivers the next ones as if nothing had been', async () => {
    const queue = openQueue();
    for (const runId of ['r1', 'r2']) await queue.enqueue(aHint(runId));
    await queue.enqueue(aHint('r3', { notBefore: Date.now() + 500 }));
    await redis.flush();
    expect(await queue.stats()).toEqual({ waiting: 0, delayed: 0, active: 0 });

    const { got } = await worked(queue);
    await queue.enqueue(aHint('r1'));
    await queue.enqueue(aHint('r2', { dispatch: 1 }));
    await until(() => got.length === 2);
    expect(got.toSorted()).toEqual(['r1', 'r2']);
  });

  it('goes on when Redis is emptied under a running handler', async () => {
    const queue = openQueue();
    const holder = createHolder();
    await queue.work(holder.handle, { concurrency: 1, onError: holder.onError });
    await queue.enqueue(aHint('r1'));
    await until(() => holder.held() === 1);
    await redis.flush();
    holder.letGo();

    await queue.enqueue(aHint('r1', { dispatch: 1 }));
    await until(() => holder.held() === 1);
    expect(holder.started).toEqual(['r1.1.0', 'r1.1.1']);
    expect(holder.errors).toEqual([]);
    holder.letGo();
  });

  it('comes back by itself when Redis was killed and started again', async () => {
    const { queue, got } = await worked();
    await queue.enqueue(aHint('before'));
    await until(() => got.length === 1);
    await redis.restart();

    await enqueueAgain(queue, 'after');
    await until(() => got.includes('after'));
    expect(log.messages('warn').filter((message) => message === 'the queue has lost Redis')).toHaveLength(1);
    expect(log.messages('info')).toContain('the queue has Redis again');
  });

  it('refuses a hint within two seconds while it knows that Redis is away, and does not send it later', async () => {
    const { queue, got } = await worked();
    await queue.enqueue(aHint('before'));
    await until(() => got.length === 1);
    await redis.kill();
    await until(() => log.messages('warn').includes('the queue has lost Redis'));

    const start = performance.now();
    const refusals = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => queue.enqueue(aHint(`lost${i}`))),
    );
    expect(performance.now() - start).toBeLessThan(2_000);
    for (const refusal of refusals) expect(refusal).toMatchObject({ reason: { code: 'queue.unavailable' } });
    await expect(queue.ping()).rejects.toMatchObject({ code: 'queue.unavailable' });
    await expect(queue.stats()).rejects.toMatchObject({ code: 'queue.unavailable' });

    await redis.restart();
    await enqueueAgain(queue, 'after');
    await until(() => got.includes('after'));
    expect(got).toEqual(['before', 'after']);
  });

  it('refuses a hint within two seconds when Redis has never been there', async () => {
    await redis.kill();
    const { queue } = await worked();
    const start = performance.now();
    await expect(queue.enqueue(aHint('r1'))).rejects.toMatchObject({ code: 'queue.unavailable' });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('takes hints once Redis comes, when the worker was there first', async () => {
    await redis.kill();
    const { queue, got } = await worked();
    await sleep(300);
    await redis.restart();
    await enqueueAgain(queue, 'r1');
    await until(() => got.length === 1);
    expect(got).toEqual(['r1']);
  });

  it('refuses a hint within two seconds while Redis hangs, and leaves no stray rejection when it dies', async () => {
    const { queue } = await worked();
    await queue.ping();
    redis.freeze();
    const start = performance.now();
    await expect(queue.enqueue(aHint('r1'))).rejects.toMatchObject({ code: 'queue.unavailable' });
    expect(performance.now() - start).toBeLessThan(2_000);
    await redis.kill();
    await queue.close({ graceMs: 0 });
  });

  it.each(['away', 'hanging'] as const)(
    'closes while Redis is %s, with a handler that just ended',
    async (how) => {
      const queue = openQueue();
      const holder = createHolder();
      await queue.work(holder.handle, { concurrency: 2, onError: holder.onError });
      await queue.enqueue(aHint('r1'));
      await until(() => holder.held() === 1);
      if (how === 'away') await redis.kill();
      else redis.freeze();
      holder.letGo();

      const start = performance.now();
      await queue.close({ graceMs: 1_000 });
      expect(performance.now() - start).toBeLessThan(6_000);
    },
  );

  it('stays paused over an outage, and takes what came meanwhile when it is resumed', async () => {
    const { queue, got } = await worked();
    await queue.ping();
    await redis.kill();
    await queue.pause();
    await redis.restart();
    await enqueueAgain(queue, 'r1');
    await sleep(300);
    expect(got).toEqual([]);
    await queue.resume();
    await until(() => got.length === 1);
    expect(got).toEqual(['r1']);
  });

  it.each(['close', 'pause'] as const)(
    'leaves to others what comes in while it begins to %s',
    async (how) => {
      const leaving = await worked();
      await leaving.queue.enqueue(aHint('early'));
      await until(() => leaving.got.length === 1);
      const left = how === 'close' ? leaving.queue.close({ graceMs: 0 }) : leaving.queue.pause();
      const others = openQueue();
      for (let i = 0; i < 20; i++) {
        await others.enqueue(aHint(`r${i}`));
        await sleep(20);
      }
      await left;
      const { got } = await worked(others);
      await until(() => got.length >= 20);
      expect(leaving.got).toEqual(['early']);
      expect(got).toHaveLength(20);
    },
  );

  it('tells Redis of a handler that ended while it closed', async () => {
    const queue = openQueue();
    const holder = createHolder();
    await queue.work(holder.handle, { concurrency: 1, onError: holder.onError });
    await queue.enqueue(aHint('r1'));
    await until(() => holder.held() === 1);
    const closed = queue.close({ graceMs: 10_000 });
    await sleep(800); // longer than Bull takes to stop waiting for jobs
    holder.letGo();
    await closed;
    expect(await redis.command(['EXISTS', `${KEYS}:r1.1.0`, `${KEYS}:active`])).toBe(0);
  });

  it('closes at once after its start', async () => {
    const { queue } = await worked();
    await expect(queue.close({ graceMs: 0 })).resolves.toBeUndefined();
  });

  it('drops an id whose job is gone, and delivers the next dispatch and even the same key', async () => {
    const { queue, got } = await worked();
    await queue.ping();
    await redis.command(['LPUSH', `${KEYS}:wait`, 'r1.1.0']);
    await until(() => log.messages('warn').includes('a job without a run was dropped'));

    await queue.enqueue(aHint('r1', { dispatch: 1 }));
    await until(() => got.length === 1);
    await until(async () => (await queue.stats()).active === 0);
    expect(await redis.command(['KEYS', `${KEYS}:r1*`])).toEqual([]);
    await queue.enqueue(aHint('r1'));
    await until(() => got.length === 2);
  });

  it('leaves what a dead worker held to the sweeper of the product, and frees its key', async () => {
    const queue = openQueue();
    await queue.enqueue(aHint('r1'));
    await redis.command(['RPOPLPUSH', `${KEYS}:wait`, `${KEYS}:active`]); // as a worker that then died without a lock,
    await redis.command(['SADD', `${KEYS}:stalled`, 'r1.1.0']); // and was found so once already
    const { got } = await worked(queue);
    await until(async () => (await redis.command(['EXISTS', `${KEYS}:r1.1.0`])) === 0);
    await queue.enqueue(aHint('r2'));
    await until(() => got.length > 0);
    expect(got).toEqual(['r2']);
    await queue.enqueue(aHint('r1'));
    await until(() => got.length === 2);
  });

  it.each([
    ['nothing', '{}'],
    ['a run that is no text', '{"runId":7,"attempt":1,"dispatch":0}'],
    ['no attempt', '{"runId":"r1","dispatch":0}'],
    ['null', 'null'],
    ['a list', '[1]'],
  ])('drops a job that holds %s', async (_what, data) => {
    const { queue, got } = await worked();
    await queue.ping();
    const fields = [
      'name',
      'someone else',
      'data',
      data,
      'opts',
      '{}',
      'timestamp',
      '1',
      'delay',
      '0',
      'priority',
      '0',
    ];
    await redis.command(['HSET', `${KEYS}:odd`, ...fields]);
    await redis.command(['LPUSH', `${KEYS}:wait`, 'odd']);
    await until(() => log.messages('warn').includes('a job without a run was dropped'));
    await queue.enqueue(aHint('r1'));
    await until(() => got.length === 1);
    expect(got).toEqual(['r1']);
  });

  it('shares the hints among the workers of several processes, each hint with one of them', async () => {
    const first = await worked();
    const second = await worked();
    const hints = Array.from({ length: 200 }, (_, i) => aHint(`r${i}`));
    await Promise.all(hints.map((hint) => first.queue.enqueue(hint)));
    await until(() => first.got.length + second.got.length >= 200);
    await sleep(100);
    expect([...first.got, ...second.got].toSorted()).toEqual(hints.map(({ runId }) => runId).toSorted());
  });

  it('leaves nothing in Redis of what was handled, whether it went well or not', async () => {
    const queue = openQueue();
    const handled: RunHint[] = [];
    const handle = async (hint: RunHint): Promise<void> => {
      handled.push(hint);
      if (hint.runId === 'r1') throw new Error('no');
    };
    await queue.work(handle, { concurrency: 1, onError: () => {} });
    for (const runId of ['r1', 'r2', 'r3']) await queue.enqueue(aHint(runId));
    await until(async () => handled.length === 3 && (await queue.stats()).active === 0);
    const keys = await redis.command(['KEYS', `${KEYS}:r*.1.0*`]);
    expect(keys).toEqual([]);
    expect(await redis.command(['EXISTS', `${KEYS}:completed`, `${KEYS}:failed`])).toBe(0);
  });

  it('shows the password nowhere, right or wrong', async () => {
    const guarded = await startRedis({ password: 'right-Pa55word' });
    try {
      const right = openQueue(guarded.url);
      await right.ping();
      const wrong = openQueue(guarded.url.replace('right', 'wrong'));
      const error = await wrong.enqueue(aHint('r1')).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'queue.unavailable' });
      log.warn({ error }, 'what a caller may log');
      await guarded.kill();
      await expect(right.ping()).rejects.toMatchObject({ code: 'queue.unavailable' });
      expect(log.text()).not.toContain('Pa55word');
    } finally {
      await guarded.stop();
    }
  });

  it.each(['not a url secret', 'http://u:secret@127.0.0.1/'])('refuses %s without repeating it', (url) => {
    const thrown = (() => {
      try {
        return createBullQueue({ url, prefix: PREFIX, clock, log });
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({ code: 'input.invalid' });
    log.error({ thrown }, 'what the start may log');
    expect(log.text()).not.toContain('secret');
  });

  it('has left no rejection without a listener in all of this', () => {
    expect(strays).toEqual([]);
  });
});
