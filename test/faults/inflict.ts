import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisPair } from './redis-pair.ts';
import type { TcpProxy } from '../services/tcp-proxy.ts';
import type { Worker } from './fleet.ts';
import { POINT_NAMES } from './points.ts';
import { LEASE_MS } from './world.ts';

/** How often each fault comes. */
export interface Faults {
  /** `kill -9`, every second one at a named point of the program. */
  kills: number;
  /** SIGSTOP for longer than the lease, every second one just before an effect begins. */
  freezes: number;
  /** SIGTERM: the worker hands back what it does. */
  stops: number;
  redisFlushes: number;
  redisKills: number;
  /** Redis away for longer than the lease. */
  redisOutages: number;
  /** The address of Redis leads to another server; the old one lives on, with the connections that it has, and takes everything. */
  redisFailovers: number;
  /** The store's connections: cut, answered late, not answered at all. */
  storeCuts: number;
  storeDelays: number;
  storeSilences: number;
}

interface Inflicted {
  /** Replaced in place as they die. */
  workers: Worker[];
  startWorker: () => Promise<Worker>;
  redis: RedisPair;
  proxy: TcpProxy;
  faults: Faults;
  /** Mean time between two faults. */
  paceMs: number;
  random: () => number;
  /** Counts what was done. */
  done: Record<string, number>;
}

const FROZEN_MS = LEASE_MS * 1.5;
const SLOW_STORE_MS = 300;
/** A trap that nobody has stepped into by then is a plain signal. */
const TRAP_MS = 2500;

/** Does all the faults to the processes, Redis and the store's connections, in an order of chance. */
export async function inflict(inflicted: Inflicted): Promise<void> {
  const { workers, startWorker, redis, proxy, faults, paceMs, random, done } = inflicted;
  const any = () => Math.floor(random() * workers.length);
  const busy = new Map<string, Promise<void>>();
  /** What takes long goes on beside the others, but not twice at once. */
  const beside = async (what: string, work: () => Promise<void>) => {
    await busy.get(what);
    busy.set(what, work());
  };
  const replace = async (at: number) => {
    workers[at] = await startWorker();
  };
  const point = () => POINT_NAMES[Math.floor(random() * POINT_NAMES.length)] ?? 'after-claim';

  const kinds: Record<keyof Faults, () => Promise<void>> = {
    kills: () =>
      beside('worker', async () => {
        const at = any();
        const worker = workers[at];
        if (random() < 0.5) {
          worker?.trap({ point: point(), signal: 'SIGKILL' });
          await Promise.race([worker?.gone, sleep(TRAP_MS)]);
        }
        worker?.signal('SIGKILL');
        await worker?.gone;
        await replace(at);
      }),
    freezes: () =>
      beside('frozen', async () => {
        const at = any();
        const worker = workers[at];
        if (random() < 0.5) {
          worker?.trap({ point: 'before-effect', signal: 'SIGSTOP' });
          await Promise.race([worker?.reached(), sleep(TRAP_MS)]);
        }
        worker?.signal('SIGSTOP');
        await sleep(FROZEN_MS * (1 + random()));
        worker?.signal('SIGCONT');
      }),
    stops: () =>
      beside('worker', async () => {
        const at = any();
        await workers[at]?.stop();
        await replace(at);
      }),
    redisFlushes: () => beside('redis', () => redis.flush()),
    redisKills: () => beside('redis', () => redis.restart()),
    redisOutages: () =>
      beside('redis', async () => {
        await redis.kill();
        await sleep(FROZEN_MS);
        await redis.restart();
      }),
    redisFailovers: () => beside('redis', () => redis.failOver()),
    storeCuts: () =>
      beside('store', async () => {
        await proxy.stop();
        await sleep(500 * random());
        await proxy.start();
      }),
    storeDelays: () =>
      beside('store', async () => {
        proxy.delay(SLOW_STORE_MS);
        await sleep(2000);
        proxy.delay(0);
      }),
    storeSilences: () =>
      beside('store', async () => {
        proxy.freeze();
        await sleep(FROZEN_MS);
        await proxy.stop();
        await proxy.start();
      }),
  };

  const names = Object.keys(kinds) as (keyof Faults)[];
  const plan = names.flatMap((name) => Array.from({ length: faults[name] }, () => name));
  for (const name of shuffle(plan, random)) {
    await sleep(paceMs * (0.5 + random()));
    await kinds[name]();
    done[name] = (done[name] ?? 0) + 1;
  }
  await Promise.all(busy.values());
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
