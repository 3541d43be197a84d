// `npm run soak`: ten thousand runs wait for people, the process is killed and started anew, and all are answered: each goes
// on exactly once. Prints times and memory; exit code 1 when anything was lost or done twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startLedger } from './effect-ledger.ts';
import { makeQuestions } from './errands.ts';
import { createFleet, type Worker } from './fleet.ts';
import { countFaults, FAULT_KINDS, inspect } from './inspect.ts';
import { FAST, openWorld, type Place } from './world.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' } } });
const count = Number(values.runs);
const LOOK_MS = 200;

const dataDir = mkdtempSync(join(tmpdir(), 'errand-soak-'));
const ledger = await startLedger();
const fleet = createFleet();
const place: Place = { ...FAST, servers: null, dataDir, prefix: '', ledger: ledger.host, since: Date.now() };
const errands = makeQuestions(count, 's', ledger.host);

async function watch(what: string, worker: Worker, isDone: () => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!isDone()) {
    if (!worker.isAlive()) throw new Error('the process ended by itself');
    await sleep(LOOK_MS);
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const { rssBytes } = worker.progress();
  console.log(
    `${what.padEnd(42)} ${seconds.padStart(7)} s   ${(rssBytes / 2 ** 20).toFixed(0).padStart(5)} MiB`,
  );
}

/** Everything waits for people, each with an open ask and an unfinished task, or has ended, which nothing should have. */
const hasSettled = (worker: Worker): boolean => {
  const { waiting, left } = worker.progress();
  return waiting > 0 && left === 2 * waiting;
};

try {
  const first = await fleet.start(place, { errands, care: null });
  await watch(`${count} runs have come to wait`, first, () => hasSettled(first));
  first.signal('SIGKILL');
  await first.gone;

  const next = await fleet.start(place, { errands, care: 'plainly' });
  await watch('killed, started anew, all answered, all ended', next, () => next.progress().left === 0);
  await next.stop();

  const world = await openWorld(place, { debug() {}, info() {}, warn() {}, error() {} });
  const findings = await inspect(world.ports, errands, ledger);
  await world.close();
  for (const [fact, times] of Object.entries(findings.facts)) console.log(`  ${fact.padEnd(40)} ${times}`);
  for (const kind of FAULT_KINDS) console.log(`  ${kind.padEnd(40)} ${findings.faults[kind].length}`);
  for (const [line, times] of fleet.lines) console.log(`  ${times} x ${line}`);
  process.exitCode = countFaults(findings) > 0 ? 1 : 0;
} finally {
  await fleet.close();
  await ledger.close();
  rmSync(dataDir, { recursive: true });
}
