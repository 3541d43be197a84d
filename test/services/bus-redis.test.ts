import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { createRedisBus } from '../../adapters/bus/redis/index.ts';
import { createClock } from '../../adapters/system/node/index.ts';
import type { Bus } from '../../src/ports/bus.ts';
import { busContract } from '../contracts/bus.contract.ts';
import { createFakeLog } from '../fakes/log.ts';
import { type OwnRedis, startRedis } from '../fakes/redis.ts';

const clock = createClock();
const REDIS_URL = process.env['REDIS_URL'];
if (!REDIS_URL)
  throw new Error('REDIS_URL is not set: these tests need a Redis, such as redis://127.0.0.1:6379');

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  await vi.waitUntil(condition, { timeout: 10_000, interval: 10 });
};

busContract('Redis', async () => {
  const log = createFakeLog();
  return { bus: createRedisBus({ url: REDIS_URL, prefix: `test-${randomUUID()}`, clock, log }), log };
});

describe('the Redis bus of two processes', () => {
  const strays: unknown[] = [];
  const collectStray = (reason: unknown): void => void strays.push(reason);
  let redis: OwnRedis;
  let log = createFakeLog();
  let here: Bus;
  let there: Bus;

  const openBus = (prefix = 'errand') => createRedisBus({ url: redis.url, prefix, clock, log });

  /** What arrives there of the topic `inbox`. */
  function collect(bus: Bus): string[] {
    const seen: string[] = [];
    bus.subscribe('inbox', ({ threadKey }) => seen.push(threadKey));
    return seen;
  }

  /** Until a hint gets from here to there. */
  async function connected(): Promise<void> {
    let hasArrived = false;
    const stop = there.subscribe('outbox', () => (hasArrived = true));
    await until(() => {
      here.publish('outbox', { orderKey: 'probe' });
      return hasArrived;
    });
    stop();
  }

  const say = (message: string) => redis.command(['PUBLISH', 'errand:bus', message]);

  beforeAll(async () => {
    redis = await startRedis();
    process.on('unhandledRejection', collectStray);
  });
  beforeEach(() => {
    log = createFakeLog();
    here = openBus();
    there = openBus();
  });
  afterEach(async () => {
    await Promise.all([here.close(), there.close()]);
    await redis.restart();
  });
  afterAll(async () => {
    process.off('unhandledRejection', collectStray);
    await redis.stop();
  });

  it('brings a hint to the other process once, and once to its own', async () => {
    await connected();
    const seenHere = collect(here);
    const seenThere = collect(there);
    here.publish('inbox', { threadKey: 'a' });
    here.publish('inbox', { threadKey: 'b' });
    expect(seenHere).toEqual(['a', 'b']);
    await until(() => seenThere.length === 2);
    await connected(); // the echo has come by now
    expect(seenThere).toEqual(['a', 'b']);
    expect(seenHere).toEqual(['a', 'b']);
  });

  it('keeps to its own prefix', async () => {
    await connected();
    const elsewhere = openBus('another');
    const seen = collect(elsewhere);
    const ownMessage = '{"from":"x","topic":"inbox","event":{"threadKey":"own"}}';
    await until(async () => {
      here.publish('inbox', { threadKey: 'foreign' });
      await redis.command(['PUBLISH', 'another:bus', ownMessage]);
      return seen.length > 0;
    });
    expect(seen).not.toContain('foreign');
    await elsewhere.close();
  });

  it.each([
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['an unknown topic', '{"from":"x","topic":"weather","event":{}}'],
    ['the name of a method as its topic', '{"from":"x","topic":"toString","event":{}}'],
    ['an event without its key', '{"from":"x","topic":"inbox","event":{}}'],
    ['a number for a key', '{"from":"x","topic":"inbox","event":{"threadKey":7}}'],
    ['no sender', '{"topic":"inbox","event":{"threadKey":"a"}}'],
  ])('drops a message that is %s, and goes on', async (_what, message) => {
    await connected();
    const seen = collect(there);
    await say(message);
    here.publish('inbox', { threadKey: 'good' });
    await until(() => seen.length > 0);
    expect(seen).toEqual(['good']);
    expect(log.messages('debug')).toContain('a strange message on the bus was dropped');
  });

  it('ignores what a newer version adds to a hint', async () => {
    await connected();
    const seen: unknown[] = [];
    there.subscribe('inbox', (event) => seen.push(event));
    await say('{"from":"x","topic":"inbox","event":{"threadKey":"a","mood":"new"},"extra":1}');
    await until(() => seen.length > 0);
    expect(seen).toEqual([{ threadKey: 'a' }]);
  });

  it('serves its own process while Redis is away, says so once, and comes back by itself', async () => {
    await connected();
    const seenHere = collect(here);
    const seenThere = collect(there);
    const isAway = 'hints do not reach other processes';
    await redis.kill();
    await until(() => log.messages('warn').length === 2); // one for each of the two
    for (let i = 0; i < 50; i++) here.publish('inbox', { threadKey: 'lost' });
    expect(seenHere).toHaveLength(50);
    await new Promise((resolve) => setTimeout(resolve, 500)); // several tries to connect
    expect(log.messages('warn')).toEqual([isAway, isAway]);

    await redis.restart();
    await connected();
    here.publish('inbox', { threadKey: 'back' });
    await until(() => seenThere.includes('back'));
    expect(seenThere).toEqual(['back']);
    await until(() => log.messages('info').includes('hints reach other processes again'));
  });

  it('serves its own process when Redis has never been there, and connects when it comes', async () => {
    await redis.kill();
    const early = openBus();
    const seen = collect(early);
    early.publish('inbox', { threadKey: 'a' });
    expect(seen).toEqual(['a']);
    await redis.restart();
    await until(() => {
      here.publish('inbox', { threadKey: 'b' });
      return seen.includes('b');
    });
    await early.close();
  });

  it('never waits for a Redis that hangs, and closes all the same', async () => {
    await connected();
    const seen = collect(here);
    redis.freeze();
    for (let i = 0; i < 5_000; i++) here.publish('inbox', { threadKey: 'a' });
    expect(seen).toHaveLength(5_000);
    await until(() => log.messages('warn').length > 0); // it holds back a thousand and drops the others
    await here.close();
    redis.thaw();
    expect(log.messages('warn')).toEqual(['hints do not reach other processes']);
  });

  it('shows the password nowhere', async () => {
    const guarded = await startRedis({ password: 'right-Pa55word' });
    const wrong = createRedisBus({
      url: guarded.url.replace('right', 'wrong'),
      prefix: 'errand',
      clock,
      log,
    });
    wrong.publish('inbox', { threadKey: 'a' });
    await until(() => log.messages('warn').length > 0);
    await guarded.stop();
    await wrong.close();
    expect(() => createRedisBus({ url: 'redis//:Pa55word', prefix: 'errand', clock, log })).toThrow(
      'input.invalid',
    );
    expect(log.text()).not.toContain('Pa55word');
  });

  it('has left no rejection without a listener in all of this', () => {
    expect(strays).toEqual([]);
  });
});
