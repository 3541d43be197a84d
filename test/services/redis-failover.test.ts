import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { createRedisBus } from '../../adapters/bus/redis/index.ts';
import { createBullQueue } from '../../adapters/queue/bull/index.ts';
import { createClock } from '../../adapters/system/node/index.ts';
import { aHint } from '../contracts/queue.contract.ts';
import { createFakeLog } from '../fakes/log.ts';
import { type OwnRedis, startRedis } from '../fakes/redis.ts';
import { startProxy } from './tcp-proxy.ts';

const clock = createClock();
/** The product looks each fifteen seconds; here it need not be waited for so long. */
const CHECK_MS = 300;

const closers: (() => Promise<unknown> | void)[] = [];
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  await vi.waitUntil(condition, { timeout: 12_000, interval: 20 });
};
const isRefused = (question: () => Promise<unknown>): Promise<boolean> =>
  question().then(
    () => false,
    () => true,
  );

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A primary and its stand-in behind one address, as a managed Redis has them. */
async function openPair() {
  const [old, next] = await Promise.all([startRedis(), startRedis()]);
  await next.command(['REPLICAOF', '127.0.0.1', String(old.port)]);
  const proxy = await startProxy(old.url);
  closers.push(
    () => Promise.all([old.stop(), next.stop()]),
    () => proxy.stop(),
  );
  async function failOver(): Promise<void> {
    await next.command(['REPLICAOF', 'NO', 'ONE']);
    proxy.leadTo(next.url);
  }
  return {
    old,
    next,
    url: `redis://127.0.0.1:${proxy.port}`,
    /** As a failover is meant: what was the primary copies the new one, and refuses writes. */
    async swap() {
      await failOver();
      await old.command(['REPLICAOF', '127.0.0.1', String(next.port)]);
    },
    /** The old primary knows nothing of it, and takes whatever it is given. */
    leaveBehind: failOver,
  };
}

function openQueue(url: string) {
  const log = createFakeLog();
  const queue = createBullQueue({ url, prefix: 'errand', clock, log, checkMs: CHECK_MS });
  closers.push(() => queue.close({ graceMs: 0 }));
  return { queue, log };
}

async function openWorker(url: string) {
  const { queue, log } = openQueue(url);
  const got: string[] = [];
  await queue.work(async ({ runId }) => void got.push(runId), { concurrency: 2, onError: () => {} });
  return { queue, log, got };
}

const keysOf = async (redis: OwnRedis): Promise<unknown> => redis.command(['KEYS', '*:wait']);

/** Answers every command with one error, as a server does that cannot serve. */
async function startRefusing(error: string) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      for (const _ of data.toString().matchAll(/^\*\d+\r$/gm)) socket.write(`-${error}\r\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  closers.push(() => void server.close());
  return { url: `redis://127.0.0.1:${address.port}`, connections: () => connections };
}

describe('the queue after a failover of Redis', () => {
  it('P49 takes and delivers hints though the old connections stay, once the primary is a replica', async () => {
    const pair = await openPair();
    const { queue, got } = await openWorker(pair.url);
    await queue.enqueue(aHint('before'));
    await until(() => got.includes('before'));
    await pair.swap();

    await queue.enqueue(aHint('after')); // at once: what was refused is asked of the new primary
    await until(() => got.includes('after'));
    expect(got).toEqual(['before', 'after']);
    await queue.ping();
  });

  it('P49 leaves an old primary that lives on and takes everything', async () => {
    const pair = await openPair();
    const worker = await openWorker(pair.url);
    const { queue } = openQueue(pair.url);
    await queue.enqueue(aHint('before'));
    await until(() => worker.got.includes('before'));
    await pair.leaveBehind();

    const isMoved = 'the address of Redis leads to another server now';
    await until(() => worker.log.messages('warn').includes(isMoved));
    const late = await openWorker(pair.url); // as a process that starts after the failover
    await late.queue.pause();
    await until(async () => {
      await queue.enqueue(aHint(`after-${Date.now()}`));
      return worker.got.some((runId) => runId.startsWith('after'));
    });
    await worker.queue.close({ graceMs: 0 });
    await queue.enqueue(aHint('last'));
    expect(await keysOf(pair.old)).toEqual([]);
    expect(await keysOf(pair.next)).toEqual(['{errand}:runs:wait']);
  });

  it('P49 says that it is not ready while Redis takes no writes, and is ready when it does', async () => {
    const redis = await startRedis();
    closers.push(() => redis.stop());
    const { queue } = openQueue(redis.url);
    await queue.ping();
    await redis.command(['CONFIG', 'SET', 'min-replicas-to-write', '1']);
    await expect(queue.ping()).rejects.toMatchObject({ code: 'queue.unavailable' });
    await redis.command(['CONFIG', 'SET', 'min-replicas-to-write', '0']);
    await queue.ping();
    await redis.command(['REPLICAOF', '127.0.0.1', '1']);
    await expect(queue.ping()).rejects.toMatchObject({ code: 'queue.unavailable' });
    await redis.command(['REPLICAOF', 'NO', 'ONE']);
    await until(async () => !(await isRefused(() => queue.ping())));
  });

  it.each(['LOADING Redis is loading the dataset in memory', 'READONLY You can’t write against a replica'])(
    'P49 asks a server that only says %s some times, not some hundred times',
    async (error) => {
      const server = await startRefusing(error);
      const { queue } = await openWorker(server.url);
      expect(await isRefused(() => queue.ping())).toBe(true);
      await sleep(2_000);
      expect(await isRefused(() => queue.enqueue(aHint('r1')))).toBe(true);
      expect(server.connections()).toBeGreaterThan(2);
      expect(server.connections()).toBeLessThan(40);
    },
  );
});

describe('the bus after a failover of Redis', () => {
  it('P49 brings hints from one process to the other, whichever of the two began first', async () => {
    const pair = await openPair();
    const openBus = () => {
      const bus = createRedisBus({
        url: pair.url,
        prefix: 'errand',
        clock,
        log: createFakeLog(),
        checkMs: CHECK_MS,
      });
      closers.push(() => bus.close());
      return bus;
    };
    const early = openBus();
    const heard: string[] = [];
    early.subscribe('inbox', ({ threadKey }) => heard.push(`early ${threadKey}`));
    await until(
      async () => Number(((await pair.old.command(['PUBSUB', 'NUMSUB', 'errand:bus'])) as string[])[1]) > 0,
    );
    await pair.leaveBehind();
    const late = openBus();
    late.subscribe('inbox', ({ threadKey }) => heard.push(`late ${threadKey}`));
    await until(() => {
      early.publish('inbox', { threadKey: 'of early' });
      late.publish('inbox', { threadKey: 'of late' });
      return heard.includes('early of late') && heard.includes('late of early');
    });
    expect(heard).toEqual(expect.arrayContaining(['early of late', 'late of early']));
  });
});
