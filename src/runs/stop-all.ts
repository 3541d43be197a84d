import { checkAdmin } from '../access/check-admin.ts';
import type { App } from '../app.ts';
import type { StopView } from '../contract/stops.ts';
import { EVERYTHING, type Stop, type StopEntry } from '../domain/stop.ts';
import { touchCard } from '../outbox/enqueue.ts';
import type { Caller, Commands } from '../ports/commands.ts';
import { requeueAll } from './recover.ts';

export type StopCommands = Pick<Commands, 'getStop' | 'stopAll' | 'releaseAll'>;

/** What was done longer ago leaves the row. */
const MAX_LOG = 500;
/** Read at once. */
const BATCH = 100;

/**
 * The emergency stop. While it is on, no run begins, and what runs is put back in the queue before its next step; the call that
 * is being made is finished and written down. What waits for people waits on, and can be decided.
 */
export const stopCommands = (app: App): StopCommands => ({
  getStop: async () => showStop(await app.store.collection('stops').get(EVERYTHING)),
  async stopAll({ reason }, caller) {
    const { stop, isNew } = await turn(app, 'stop_all', reason, caller);
    await touchRuns(app);
    return { ...showStop(stop), ...(isNew ? {} : { isRepeat: true }) };
  },
  async releaseAll({ reason }, caller) {
    const { stop, isNew } = await turn(app, 'release_all', reason, caller);
    await requeueAll(app);
    await touchRuns(app);
    return { ...showStop(stop), ...(isNew ? {} : { isRepeat: true }) };
  },
});

/** Of two who do the same at once one is written down; the other finds it done. */
async function turn(
  { store, clock, bus }: App,
  move: StopEntry['move'],
  reason: string,
  caller: Caller,
): Promise<{ stop: Stop | undefined; isNew: boolean }> {
  checkAdmin(caller);
  const { person: by, via } = caller;
  const stops = store.collection('stops');
  const isOn = move === 'stop_all';
  const at = clock.now();
  const entry = { move, by, at, via, reason };
  const changed = await stops.update(
    { id: EVERYTHING, isOn: !isOn },
    { $set: { isOn, by, reason, at }, $push: { log: { $each: [entry], $slice: -MAX_LOG } } },
  );
  const first: Stop = { id: EVERYTHING, isOn, by, reason, at, log: [entry] };
  const isNew = changed !== undefined || (isOn && (await stops.insertIfAbsent(first)));
  bus.publish('changed', { kind: 'settings', id: EVERYTHING });
  return { stop: changed ?? (await stops.get(EVERYTHING)), isNew };
}

/** The cards of what runs, or would, tell of it. */
async function touchRuns(app: App): Promise<void> {
  const runs = app.store.collection('runs');
  for (let last = ''; ;) {
    const found = await runs.find(
      { status: { $in: ['queued', 'running'] }, id: { $gt: last } },
      { sort: { id: 1 }, limit: BATCH, omit: ['journal'] },
    );
    for (const { id } of found) await touchCard(app, { kind: 'run', id });
    const end = found.at(-1);
    if (!end || found.length < BATCH) return;
    last = end.id;
  }
}

function showStop(stop: Stop | undefined): StopView {
  if (!stop) return { isStopped: false, by: null, reason: '', at: null, log: [] };
  const { isOn: isStopped, by, reason, at, log } = stop;
  const entries = log.map((entry) => ({ ...entry, at: entry.at.toISOString() })).toReversed();
  return { isStopped, by, reason, at: at.toISOString(), log: entries };
}
