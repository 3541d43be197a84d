import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCore } from '../../src/core.ts';
import { startRedis, type OwnRedis } from '../fakes/redis.ts';
import { databaseOf, dropDatabase } from '../faults/campaign.ts';
import { type EffectLedger, startLedger } from '../faults/effect-ledger.ts';
import { type Errand, makeLongErrand } from '../faults/errands.ts';
import { createFleet, type Fleet } from '../faults/fleet.ts';
import { inspect, NO_FAULTS, settle } from '../faults/inspect.ts';
import { createPeople, type People } from '../faults/people.ts';
import { POINT_NAMES } from '../faults/points.ts';
import { FAST, openWorld, type Place, type World } from '../faults/world.ts';
import { createFakeLog } from '../fakes/log.ts';

const { MONGODB_URI } = process.env;
if (!MONGODB_URI)
  throw new Error('MONGODB_URI is not set: these tests need a MongoDB, such as mongodb://127.0.0.1:27017/');

const SETTLE_MS = 40_000;
const TEND_MS = 200;
/** People press buttons: what follows is then the work of the processes that may die. */
const PRESSING = () => 0.25;

const uri = databaseOf(MONGODB_URI);
const errands: Errand[] = [];
let fleet: Fleet;
let ledger: EffectLedger;
let redis: OwnRedis;
let place: Place;
let world: World;
let people: People;
let tending: NodeJS.Timeout;

beforeAll(async () => {
  fleet = createFleet();
  ledger = await startLedger();
  redis = await startRedis();
  const servers = { mongoUri: uri, redisUrl: redis.url };
  place = { ...FAST, servers, dataDir: null, prefix: 'points', ledger: ledger.host, since: Date.now() };
  world = await openWorld(place, createFakeLog());
  await world.ports.store.migrate();
  const core = createCore(world.ports, world.settings, 'people');
  await world.web.start(core.receive);
  people = createPeople({ ...world, core }, 'every way', PRESSING);
  tending = setInterval(() => void people.tend(), TEND_MS);
}, 60_000);

afterAll(async () => {
  clearInterval(tending);
  await fleet.close();
  await world.ports.queue.close({ graceMs: 0 });
  await world.close();
  await redis.stop();
  await ledger.close();
  await dropDatabase(uri);
}, 60_000);

function newErrand(): Errand {
  const errand = makeLongErrand(`x${errands.length}`, ledger.host);
  errands.push(errand);
  return errand;
}

describe('a process that is killed', () => {
  it.each(POINT_NAMES)('%s leaves nothing undone and does nothing twice', async (point) => {
    // The sweep has something to find once another process has died before.
    const first = point === 'in-sweep' ? (['after-claim', point] as const) : [point];
    const handingIn = people.handIn(newErrand());
    for (const trap of first) {
      const worker = await fleet.start(place, { traps: [{ point: trap, signal: 'SIGKILL' }] });
      expect(await worker.reached()).toBe(true);
      await worker.gone;
    }
    const heir = await fleet.start(place);
    await handingIn;
    expect(await settle(world.ports, errands.length, SETTLE_MS)).toBe(true);
    await heir.stop();
    const { faults, facts } = await inspect(world.ports, errands, ledger);
    expect(faults).toEqual(NO_FAULTS);
    expect(facts['completed (success)']).toBe(errands.length);
  });
});

describe('a process that stood still before an effect, until another had begun it', () => {
  /** Both are stopped on the way to the effect; the one that lost the run goes on first. */
  async function standStill(isUnfenced: boolean): Promise<Errand> {
    const errand = newErrand();
    const frozen = await fleet.start(place, {
      isUnfenced,
      traps: [{ point: 'before-effect', signal: 'SIGSTOP' }],
    });
    await people.handIn(errand);
    expect(await frozen.reached()).toBe(true);
    const heir = await fleet.start(place, {
      isUnfenced,
      traps: [{ point: 'after-effect-begun', signal: 'SIGSTOP' }],
    });
    expect(await heir.reached()).toBe(true);
    frozen.signal('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 700)); // long enough to do harm, shorter than the heir's lease
    heir.signal('SIGCONT');
    await settle(world.ports, errands.length, SETTLE_MS);
    await Promise.all([frozen.stop(), heir.stop()]);
    return errand;
  }

  it('does not do it a second time', async () => {
    const { effects } = await standStill(false);
    expect(effects.map((effect) => ledger.times(effect))).toEqual([1]);
  });

  it('would do it a second time without the epoch, and the ledger would see it', async () => {
    const { effects } = await standStill(true);
    expect(effects.map((effect) => ledger.times(effect))).toEqual([2]);
  });
});
