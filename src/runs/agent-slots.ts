import type { App } from '../app.ts';
import { placeOf } from '../domain/rank.ts';
import type { Lease } from '../domain/records.ts';
import type { Run } from '../domain/run.ts';
import { transitionRun } from '../moves/move-run.ts';
import { redispatch } from './recover.ts';

/** When a run that waits for its agent is looked at again though nobody let it go: whoever was to has died. */
const LOOK_AGAIN_MS = 30_000;
/** Of those that wait for one agent so many are looked at for the first in line. */
const MAX_LOOKED_AT = 200;

/** How many runs of its agent may work at once. The run of a workflow only lets go its parts, which count themselves. */
const most = ({ settings }: App, { config, since }: Pick<Run, 'config' | 'since'>): number | null =>
  since === undefined ? (settings.agents.get(config.agentId)?.maxRuns ?? null) : null;

/**
 * A slot is held for as long as the claim that it names works on its run: nobody has to give it back, and that of a worker that died
 * is free with its run's lease.
 */
async function isHeld({ store }: App, { owner, epoch }: Lease): Promise<boolean> {
  const run = await store.collection('runs').get(owner);
  return run?.status === 'running' && run.epoch === epoch;
}

const slotIds = (agentId: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `slot:${agentId}:${at}`);

async function hasRoom(app: App, run: Run): Promise<boolean> {
  const count = most(app, run);
  if (count === null) return true;
  for (const id of slotIds(run.config.agentId, count)) {
    const slot = await app.store.collection('leases').get(id);
    if (!slot || !(await isHeld(app, slot))) return true;
  }
  return false;
}

/** Takes one of its agent's slots for a run that has just been claimed. Of two who see the same one free, the store lets one have it. */
async function takeSlot(app: App, run: Run): Promise<boolean> {
  const count = most(app, run);
  if (count === null) return true;
  const leases = app.store.collection('leases');
  const ours = { owner: run.id, epoch: run.epoch, until: run.leaseUntil ?? app.clock.now() };
  for (const id of slotIds(run.config.agentId, count)) {
    const slot = await leases.get(id);
    if (slot && (await isHeld(app, slot))) continue;
    const taken = slot
      ? await leases.update({ id, owner: slot.owner, epoch: slot.epoch }, { $set: ours })
      : await leases.insertIfAbsent({ id, ...ours });
    if (taken) return true;
  }
  return false;
}

const held = (app: App) =>
  ({
    waitsForAgent: true,
    nextDispatchAt: new Date(app.clock.now().getTime() + LOOK_AGAIN_MS),
  }) as const;

/**
 * Whether the agent of a run that is to be claimed has room for it. Where it has not, that is written down, and looked at once
 * more: whoever leaves off afterwards finds the run.
 */
export async function mayBegin(app: App, id: string, attempt: number): Promise<boolean> {
  const { store, settings } = app;
  if (![...settings.agents.values()].some(({ maxRuns }) => maxRuns !== null)) return true;
  const runs = store.collection('runs');
  const run = await runs.get(id);
  if (run?.status !== 'queued' || run.attempt !== attempt || (await hasRoom(app, run))) return true;
  const waiting = await runs.update({ id, status: 'queued', attempt }, { $set: held(app) });
  return waiting !== undefined && hasRoom(app, run);
}

/** The claim was too late for the last slot: the run goes back as it was, to be let go with the others. */
export async function holdForAgent(app: App, run: Run): Promise<boolean> {
  if (await takeSlot(app, run)) return false;
  const begun = run.journalLength > 0 ? {} : { startedAt: null };
  const back = await transitionRun(app, run, 'hand_back', { set: { ...held(app), ...begun } });
  if (back && (await hasRoom(app, back))) await redispatch(app, back, app.clock.now());
  return true;
}

/** Lets go the first of those that wait for the agent of a run that no longer works. */
export async function letNextBegin(app: App, run: Run): Promise<void> {
  if (most(app, run) === null) return;
  const waiting = await app.store
    .collection('runs')
    .find(
      { 'status': 'queued', 'waitsForAgent': true, 'config.agentId': run.config.agentId },
      { sort: { createdAt: 1, id: 1 }, limit: MAX_LOOKED_AT, omit: ['journal'] },
    );
  const [next] = waiting.toSorted((one, other) => placeOf(one) - placeOf(other));
  if (next) await redispatch(app, next, app.clock.now());
}
