import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import Bull from 'bull';
import { z } from 'zod';

import { AppError } from '../../../src/domain/errors.ts';
import { ABORT_MS, hintKey, type Queue } from '../../../src/ports/queue.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { createBackoff } from '../../../src/shared/backoff.ts';
import { type RedisOptions, redisOptions } from './redis-options.ts';

/** Longest wait for an answer of Redis; the sweeper does what could not be done in it. */
const ANSWER_MS = 1_800;
/** Longest wait for Redis to take note of what has ended, when everything has. */
const GOODBYE_MS = 2_000;
/** How often it is looked whether the address still leads to the server that is spoken with. */
const CHECK_MS = 15_000;
/** How long what is written for that, and for readiness, stays. */
const TOKEN_MS = 60_000;

const WAITS = { minMs: 50, maxMs: 2_000, livesAfterMs: 5_000 }; // Bull's own go up to 20 s

/** Said by a server that answers and serves no longer: after a failover the address leads to another one. */
const NOT_SERVING = /(?:^|[\s-])(?:READONLY|LOADING|MASTERDOWN|CLUSTERDOWN)\b/;

// Bull is a dispatcher here and nothing else. Its own second tries stay off, since the store decides what runs again:
// Bull would run a job twice after a pause of the process, and lose it after two.
const SETTINGS = { lockDuration: 30_000, stalledInterval: 30_000, maxStalledCount: 0 };
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true };

const hintSchema = z.object({ runId: z.string().min(1), attempt: z.int().min(0), dispatch: z.int().min(0) });

export interface BullQueueOptions {
  /** `redis://` or `rediss://`. @throws AppError `input.invalid` when it is neither. */
  url: string;
  /** Before every key, so that several installations can share one Redis. */
  prefix: string;
  /** What `notBefore` is measured by; the waiting itself is Redis's. */
  clock: Pick<Clock, 'now' | 'monotonicMs'>;
  log: Log;
  /** How often it is looked whether the address still leads to the same server; only tests look more often. */
  checkMs?: number;
}

/**
 * Hints in Redis, by Bull 4. Connects on its own, and goes on connecting for as long as Redis is away. After a failover the old
 * server may live on and answer: one that refuses to serve is left at once, one that takes everything when it is seen that
 * the address leads elsewhere.
 */
export function createBullQueue({ url, prefix, clock, log, checkMs = CHECK_MS }: BullQueueOptions): Queue {
  const bull = createBull(prefix, redisOptions(url), clock);
  const tokenKey = `{${prefix}}:here:${randomUUID()}`;
  const running = new Set<Promise<void>>();
  const abort = new AbortController();
  let closing: Promise<void> | undefined;
  logOutages(bull, log, () => closing !== undefined);

  /** The answer of Redis, or `queue.unavailable` soon. While Redis is known to be away, nothing is sent late. */
  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (closing) throw new AppError('queue.unavailable');
    const signal = AbortSignal.timeout(ANSWER_MS);
    for (;;) {
      try {
        if (bull.client.status !== 'ready') await once(bull.client, 'ready', { signal });
        return await Promise.race([question(), rejection(signal)]);
      } catch (error) {
        if (!isNotServing(error) || !(await hasClosed(signal)))
          throw new AppError('queue.unavailable', {}, withoutCommand(error));
      }
    }
  }

  /** Such a connection is made anew, perhaps to a server that serves. */
  const hasClosed = (signal: AbortSignal): Promise<boolean> =>
    once(bull.client, 'close', { signal }).then(
      () => true,
      () => false, // not in time
    );

  const token = (): Promise<string> =>
    ask(async () => {
      const written = randomUUID();
      await bull.client.set(tokenKey, written, 'PX', TOKEN_MS);
      return written;
    });

  /** What is written here must be read by somebody who connects now. */
  async function checkAddress(): Promise<void> {
    const fresh = bull.client.duplicate({
      lazyConnect: true,
      retryStrategy: () => null,
      connectTimeout: ANSWER_MS,
    });
    fresh.on('error', (error: unknown) =>
      log.debug({ error: withoutCommand(error) }, 'no second connection to Redis'),
    );
    try {
      const written = await token();
      await fresh.connect();
      if ((await fresh.get(tokenKey)) === written || closing) return;
      log.warn({}, 'the address of Redis leads to another server now');
      for (const client of bull.clients) client.disconnect(true);
    } catch (error) {
      // An outage, which is told of where it is noticed first.
      log.debug({ error: withoutCommand(error) }, 'it could not be looked where the address of Redis leads');
    } finally {
      fresh.disconnect();
    }
  }
  const checking = setInterval(() => void checkAddress(), checkMs).unref();

  // Bull's own waiting for handlers has no limit, and rejects where nobody listens while Redis is away.
  async function close(graceMs: number): Promise<void> {
    clearInterval(checking);
    const paused = pause();
    if (!(await isOver(running, graceMs))) {
      abort.abort();
      await isOver(running, ABORT_MS);
    }
    await isOver([paused.then(() => bull.close(true))], GOODBYE_MS); // says QUIT after the handlers' ends
    for (const client of bull.clients) client.disconnect();
  }

  /** The pause holds at once; what may fail is only the renewal of the connection that waits for jobs. */
  async function pause(): Promise<void> {
    await bull.pause(true, true).catch((error: unknown) => {
      log.debug({ error: withoutCommand(error) }, 'the queue was paused while Redis was away');
    });
  }

  return {
    kind: 'bull',
    async enqueue(hint) {
      const { runId, attempt, dispatch, notBefore = 0, place: priority = 1 } = hint;
      const delay = Math.max(0, notBefore - clock.now().getTime());
      await ask(() => bull.add({ runId, attempt, dispatch }, { jobId: hintKey(hint), delay, priority }));
    },
    async work(handle, { concurrency, onError }) {
      async function take(job: Bull.Job<unknown>): Promise<void> {
        if (closing || (await bull.isPaused(true))) handBack(job);
        const { data: hint } = hintSchema.safeParse(job.data);
        if (!hint) return drop(job, log);
        try {
          await handle(hint, abort.signal);
        } catch (error) {
          onError(error, hint);
        }
      }
      // '*' takes jobs of every name: one without a processor would stay behind as failed.
      const working = bull.process('*', concurrency, async (job) => {
        const taken = take(job).finally(() => running.delete(taken));
        running.add(taken);
        await taken;
      });
      working.catch((error: unknown) => {
        if (!closing) log.error({ error: withoutCommand(error) }, 'the queue takes no more hints');
      });
    },
    pause,
    resume: () => bull.resume(true),
    async stats() {
      const { waiting, delayed, active } = await ask(() => bull.getJobCounts());
      return { waiting, delayed, active };
    },
    async ping() {
      await token();
    },
    close: ({ graceMs }) => (closing ??= close(graceMs)),
  };
}

function createBull(
  prefix: string,
  redis: RedisOptions,
  clock: BullQueueOptions['clock'],
): Bull.Queue<unknown> {
  const backoff = createBackoff(WAITS, clock);
  const bull = new Bull<unknown>('runs', {
    prefix: `{${prefix}}`, // the braces keep all keys in one slot of a cluster
    redis: {
      ...redis,
      maxRetriesPerRequest: null,
      retryStrategy: () => Math.max(backoff.next(), WAITS.minMs),
      reconnectOnError: isNotServing,
      keepAlive: 10_000, // the blocking connection would never notice a peer that vanished
    },
    settings: SETTINGS,
    defaultJobOptions: JOB_OPTIONS,
  });
  bull.client.on('ready', () => backoff.stands());
  // The connection that waits for jobs cannot be asked where it leads: it goes where the other goes.
  bull.client.on('close', () => {
    for (const client of bull.clients)
      if (client !== bull.client && client.status === 'ready') client.disconnect(true);
  });
  bull.client.setMaxListeners(0); // each enqueue waits for `ready` while Redis is away
  // Bull names its connection in a promise that nobody awaits; closed at the wrong moment, it would end the process.
  bull.setWorkerName = async () => {};
  return bull;
}

/** One line when Redis goes and one when it is back; between them each connection fails every two seconds. */
function logOutages(bull: Bull.Queue<unknown>, log: Log, isClosing: () => boolean): void {
  let isAway = false;
  bull.on('error', (error: unknown) => {
    if (bull.client.status !== 'ready') return;
    log.warn({ error: withoutCommand(error) }, 'the queue has trouble with Redis');
  });
  bull.client.on('close', () => {
    if (!isAway && !isClosing()) log.warn({}, 'the queue has lost Redis');
    isAway = true;
  });
  bull.client.on('ready', () => {
    if (isAway) log.info({}, 'the queue has Redis again');
    isAway = false;
  });
}

/**
 * A job without a run: somebody else's, or one whose hash vanished between Bull's two steps of taking it. Bull then
 * writes a new hash, which would stay and swallow every later hint of that key, unless its options say otherwise.
 */
function drop(job: Bull.Job<unknown>, log: Log): void {
  Object.assign(job.opts, JOB_OPTIONS);
  log.warn({ jobId: job.id }, 'a job without a run was dropped');
}

/** Of a second attempt Bull makes a second place in the line, where another process finds it. */
function handBack(job: Bull.Job<unknown>): never {
  job.opts.attempts = Infinity;
  throw new Error('taken while the queue was being paused');
}

const isNotServing = (error: unknown): boolean => error instanceof Error && NOT_SERVING.test(error.message);

/** ioredis hangs the failed command on its errors, and that of AUTH is the password. */
function withoutCommand(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : 'unknown');
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
}

/** Whether all of them settle in time. */
async function isOver(promises: Iterable<Promise<unknown>>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const isLate = sleep(ms, true, { signal: timer.signal }).catch(() => true);
  const isEarly = Promise.allSettled(promises).then(() => false);
  const wasLate = await Promise.race([isLate, isEarly]);
  timer.abort();
  return !wasLate;
}
