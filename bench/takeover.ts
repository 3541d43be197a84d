// From `kill -9` of a worker to the moment at which another has its work, beside bare Bull's, both with a lease of 5 s; and
// what the journal adds to a step. Needs MONGODB_URI and redis-server.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import Bull from 'bull';
import { openStoredJournal } from '../src/agent/stored-journal.ts';
import { createCore } from '../src/core.ts';
import type { CallEntry, ModelEntry } from '../src/domain/journal.ts';
import type { Run } from '../src/domain/run.ts';
import { databaseOf, dropDatabase } from '../test/faults/campaign.ts';
import { effectUrl, startLedger } from '../test/faults/effect-ledger.ts';
import { makeSlowErrand } from '../test/faults/errands.ts';
import { createFleet } from '../test/faults/fleet.ts';
import { createPeople } from '../test/faults/people.ts';
import { openWorld, type Place } from '../test/faults/world.ts';
import { startRedis } from '../test/fakes/redis.ts';
import { measure, report } from './measure.ts';

const TRIALS = 5;
const LEASE_MS = 5000;
/** The kill comes somewhere within this time, so anywhere between two heartbeats. */
const SLOW_MS = 3000;
const LOOK_MS = 10;
const SAMPLES = 200;

const { MONGODB_URI } = process.env;
if (!MONGODB_URI) {
  console.log('Not measured: takeover (set MONGODB_URI).');
  process.exit(0);
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const redis = await startRedis();
const ledger = await startLedger();
const uri = databaseOf(MONGODB_URI);
const place: Place = {
  servers: { mongoUri: uri, redisUrl: redis.url },
  dataDir: null,
  prefix: 'takeover',
  ledger: ledger.host,
  since: Date.now(),
  speed: 1,
  leaseMs: LEASE_MS,
};
const world = await openWorld(place, silent);
await world.ports.store.migrate();
const runs = world.ports.store.collection('runs');

function showTimes(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b).map((ms) => `${(ms / 1000).toFixed(1)} s`);
  console.log(`  ${name.padEnd(20)} median ${sorted[Math.floor(sorted.length / 2)]}  max ${sorted.at(-1)}`);
}

/** Both workers would die at the end of the effect: whichever has the run does, and the other takes over. */
async function measureErrand(): Promise<number[]> {
  const fleet = createFleet();
  const people = createPeople(
    { ...world, core: createCore(world.ports, world.settings, 'bench') },
    'plainly',
    Math.random,
  );
  const traps = [{ point: 'after-effect-before-record', signal: 'SIGKILL' } as const];
  const times: number[] = [];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const workers = await Promise.all([fleet.start(place, { traps }), fleet.start(place, { traps })]);
    const errand = makeSlowErrand(`b${trial}`, ledger.host, SLOW_MS);
    await people.handIn(errand);
    await Promise.race(workers.map(({ gone }) => gone));
    const killedMs = performance.now();
    while ((await runs.count({ taskNumber: trial + 1, epoch: 2 }, 1)) === 0) await sleep(LOOK_MS);
    times.push(performance.now() - killedMs);
    await Promise.all(workers.map((worker) => worker.stop()));
  }
  await fleet.close();
  return times;
}

async function measureBull(): Promise<number[]> {
  const env = { ...process.env, BULL_URL: redis.url, BULL_LOCK_MS: String(LEASE_MS) };
  const bull = new Bull('bare', redis.url);
  const begin = async (): Promise<ChildProcess> => {
    const child = fork(new URL('./bare-bull.ts', import.meta.url), { execArgv: ['--import', 'tsx'], env });
    await heard(child, 'ready');
    return child;
  };
  const times: number[] = [];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const workers = [await begin(), await begin()];
    const began = workers.map(async (child) => (await heard(child, 'began'), child));
    await bull.add({ trial });
    const holder = await Promise.race(began);
    await sleep(Math.random() * SLOW_MS);
    holder.kill('SIGKILL');
    const killedMs = performance.now();
    await Promise.race(began.filter((_, at) => workers[at] !== holder));
    times.push(performance.now() - killedMs);
    for (const child of workers) child.kill('SIGKILL');
    await bull.empty();
    await redis.flush();
  }
  await bull.close();
  return times;
}

async function heard(child: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [said] = (await once(child, 'message')) as unknown[];
    if (said === word) return;
  }
}

/** One effect over HTTP on this machine, alone and with what is written down before and after it. */
async function measureLedger(): Promise<void> {
  const url = effectUrl(ledger.host, 'bench');
  const send = () => fetch(url, { method: 'POST', body: 'x' }).then((response) => response.text());
  const bare = await measure('the effect alone', SAMPLES, send);
  const [run] = await runs.find({ epoch: { $gte: 1 } }, { limit: 1 });
  if (!run) throw new Error('there is no run to write into');
  const held = { id: 'bench', status: 'running', epoch: 1 } as const;
  const fresh: Partial<Run> = { ...held, taskId: 'bench', journal: [], journalLength: 0 };
  await runs.insert({ ...run, ...fresh });
  const holder = { id: 'bench', journal: [], collection: 'runs' } as const;
  const journal = await openStoredJournal({ store: world.ports.store, holder, held });
  const at = new Date();
  const said: ModelEntry = {
    kind: 'model',
    text: '',
    calls: [],
    usage: { inputTokens: 1, outputTokens: 1 },
    model: 'bench',
    at,
  };
  // prettier-ignore
  const call: CallEntry = { kind: 'call', key: '', callId: '', tool: 'http_send', title: 'Send', args: { url }, effect: 'effect', state: 'planned', askId: null, result: null, startedAt: null, endedAt: null };
  const written = await measure('the effect, with its entries in the journal', SAMPLES, async () => {
    const index = journal.entries.length + 1;
    await journal.append([said, call]);
    await journal.settle(index, { state: 'started', startedAt: at });
    await send();
    await journal.settle(index, { state: 'done', result: 'done', endedAt: at });
  });
  report('What the journal adds to a step without its model', [bare, written]);
}

try {
  console.log(`From kill -9 to takeover, lease ${LEASE_MS / 1000} s, ${TRIALS} trials`);
  showTimes('Errand', await measureErrand());
  showTimes('bare Bull', await measureBull());
  await measureLedger();
} finally {
  await world.ports.queue.close({ graceMs: 0 });
  await world.close();
  await redis.stop();
  await ledger.close();
  await dropDatabase(uri);
}
process.exit(0);
