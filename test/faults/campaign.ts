import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mongoose';
import { createCore } from '../../src/core.ts';
import type { Log } from '../../src/ports/system.ts';
import { startProxy } from '../services/tcp-proxy.ts';
import { startRedis } from '../fakes/redis.ts';
import { startLedger } from './effect-ledger.ts';
import { makeErrands } from './errands.ts';
import { createFleet, type Worker } from './fleet.ts';
import { inspect, settle, type Findings } from './inspect.ts';
import { createPeople } from './people.ts';
import { POINT_NAMES } from './points.ts';
import { FAST, LEASE_MS, openWorld, type Place } from './world.ts';

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
  /** The store's connections: cut, answered late, not answered at all. */
  storeCuts: number;
  storeDelays: number;
  storeSilences: number;
}

export interface CampaignOptions {
  /** Any database of the server; one of its own is made and dropped. */
  mongoUri: string;
  errands: number;
  faults: Faults;
  seed: number;
  /** Mean time between two faults. */
  paceMs: number;
  /** How long everything may take to end after the last fault. */
  settleMs: number;
  isUnfenced: boolean;
}

export interface CampaignReport extends Findings {
  /** What was done, and how often. */
  done: Record<string, number>;
  /** Writes that were refused because their worker had lost the run. */
  fencedWrites: number;
  lines: [string, number][];
  seconds: number;
}

const WORKERS = 3;
const FROZEN_MS = LEASE_MS * 1.5;
const SLOW_STORE_MS = 300;
/** A trap that nobody has stepped into by then is a plain signal. */
const TRAP_MS = 2500;
const TEND_MS = 300;
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Numbers that are the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const databaseOf = (mongoUri: string): string => {
  const uri = new URL(mongoUri);
  uri.pathname = `/errand_faults_${randomUUID().slice(0, 8)}`;
  return uri.href;
};

export async function dropDatabase(uri: string): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

/**
 * People hand in work and see to it while processes are killed, frozen and stopped, Redis is emptied and away, and the
 * store's connections fail. Then everything that happened is compared with everything that was asked for.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const startedMs = performance.now();
  const random = createRandom(options.seed);
  const ledger = await startLedger();
  const redis = await startRedis();
  const uri = databaseOf(options.mongoUri);
  const proxy = await startProxy(uri);
  const behindProxy = new URL(uri);
  behindProxy.host = `127.0.0.1:${proxy.port}`;

  const common = { ...FAST, dataDir: null, prefix: 'faults', ledger: ledger.host, since: Date.now() };
  const place: Place = { ...common, servers: { mongoUri: behindProxy.href, redisUrl: redis.url } };
  // People watch without the proxy, so that what they see is so.
  const world = await openWorld({ ...common, servers: { mongoUri: uri, redisUrl: redis.url } }, SILENT);
  await world.ports.store.migrate();
  const core = createCore(world.ports, world.settings, 'people');
  await world.web.start(core.receive);
  const people = createPeople({ ...world, core }, 'every way', random);
  const errands = makeErrands(options.errands, 'e', ledger.host);
  const fleet = createFleet();
  const done: Record<string, number> = {};
  const over = new AbortController();

  try {
    const workers = await Promise.all(Array.from({ length: WORKERS }, () => startWorker()));
    const tending = keepTending();
    const faulting = inflict(workers);
    const handingIn = handInOver(faulting);
    await faulting;
    await handingIn;
    await settle(world.ports, errands.length, options.settleMs);
    over.abort();
    await tending;
    await Promise.all(workers.map((worker) => worker.stop()));
    const findings = await inspect(world.ports, errands, ledger);
    const lines = [...fleet.lines].toSorted(([, a], [, b]) => b - a);
    const fencedWrites = lines.reduce(
      (sum, [line, count]) => sum + (line.includes('went to another') ? count : 0),
      0,
    );
    return { ...findings, done, fencedWrites, lines, seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    await fleet.close();
    await world.ports.queue.close({ graceMs: 0 });
    await world.close();
    await proxy.stop();
    await redis.stop();
    await ledger.close();
    await dropDatabase(uri);
  }

  /** One that could not reach the store at its start has ended; then another is started, as a supervisor would. */
  async function startWorker(): Promise<Worker> {
    for (;;) {
      const worker = await fleet.start(place, { isUnfenced: options.isUnfenced });
      if (worker.isAlive()) return worker;
    }
  }

  async function keepTending(): Promise<void> {
    while (!over.signal.aborted) {
      await people.tend();
      await sleep(TEND_MS);
    }
  }

  /** Evenly over the time of the faults; the rest at its end. */
  async function handInOver(faulting: Promise<unknown>): Promise<void> {
    let isLate = false;
    void faulting.then(() => (isLate = true));
    const count = Object.values(options.faults).reduce((sum: number, times: number) => sum + times, 0);
    const gapMs = (count * options.paceMs * 0.8) / errands.length;
    const all: Promise<void>[] = [];
    for (const errand of errands) {
      all.push(people.handIn(errand));
      if (!isLate) await sleep(gapMs * 2 * random());
    }
    await Promise.all(all);
  }

  async function inflict(workers: Worker[]): Promise<void> {
    const any = () => Math.floor(random() * WORKERS);
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
      redisFlushes: () => redis.flush(),
      redisKills: () => beside('redis', () => redis.restart()),
      redisOutages: () =>
        beside('redis', async () => {
          await redis.kill();
          await sleep(FROZEN_MS);
          await redis.restart();
        }),
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
    const plan = names.flatMap((name) => Array.from({ length: options.faults[name] }, () => name));
    for (const name of shuffle(plan, random)) {
      await sleep(options.paceMs * (0.5 + random()));
      await kinds[name]();
      done[name] = (done[name] ?? 0) + 1;
    }
    await Promise.all(busy.values());
  }
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
