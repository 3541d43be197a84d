import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFakeLog } from '../fakes/log.ts';
import { type EffectLedger, startLedger } from '../faults/effect-ledger.ts';
import { makeErrands } from '../faults/errands.ts';
import { createFleet, type Fleet, type Worker } from '../faults/fleet.ts';
import { inspect, NO_FAULTS } from '../faults/inspect.ts';
import { FAST, openWorld, type Place } from '../faults/world.ts';

const KILLS = 30;
/** A process lives up to this long. */
const LIFE_MS = 1200;
const LOOK_MS = 100;

const dataDir = mkdtempSync(join(tmpdir(), 'errand-kill-'));
let ledger: EffectLedger;
let fleet: Fleet;

beforeAll(async () => {
  ledger = await startLedger();
  fleet = createFleet();
});

afterAll(async () => {
  await fleet.close();
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

/** Until nothing is left to do for the process. */
async function finish(worker: Worker): Promise<void> {
  while (worker.progress().left > 0) {
    if (!worker.isAlive()) throw new Error('the process ended by itself');
    await sleep(LOOK_MS);
  }
  await worker.stop();
}

it('the only process is killed thirty times, and nothing is lost or done twice', async () => {
  const servers = null;
  const place: Place = { ...FAST, servers, dataDir, prefix: '', ledger: ledger.host, since: Date.now() };
  const errands = makeErrands(60, 'k', ledger.host);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const worker = await fleet.start(place, { errands });
    await sleep(Math.random() * LIFE_MS);
    worker.signal('SIGKILL');
    await worker.gone;
  }
  await finish(await fleet.start(place, { errands }));

  const world = await openWorld(place, createFakeLog());
  const { faults, facts } = await inspect(world.ports, errands, ledger);
  await world.close();
  console.log(facts);
  expect(faults).toEqual(NO_FAULTS);
}, 600_000);
