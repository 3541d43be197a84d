import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mongoose';
import { createCore } from '../../src/core.ts';
import type { Log } from '../../src/ports/system.ts';
import { startProxy } from '../services/tcp-proxy.ts';
import { startLedger } from './effect-ledger.ts';
import { makeErrands, tangle } from './errands.ts';
import { createFleet, type Worker } from './fleet.ts';
import { inflict, type Faults } from './inflict.ts';
import { inspect, settle, type Findings } from './inspect.ts';
import { createPeople } from './people.ts';
import { startRedisPair } from './redis-pair.ts';
import { FAST, openWorld, type Place } from './world.ts';

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
  const redis = await startRedisPair();
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
  const errands = tangle(makeErrands(options.errands, 'e', ledger.host), ledger.host);
  const fleet = createFleet();
  const done: Record<string, number> = {};
  const over = new AbortController();

  try {
    const workers = await Promise.all(Array.from({ length: WORKERS }, () => startWorker()));
    const tending = keepTending();
    const { faults, paceMs } = options;
    const faulting = inflict({ workers, startWorker, redis, proxy, faults, paceMs, random, done });
    const handingIn = handInOver(faulting);
    await faulting;
    await handingIn;
    await settle(world.ports, errands.length, options.settleMs, () => people.countOwed());
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
}
