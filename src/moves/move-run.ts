import { runMove, type Run, type RunChange, type RunMoveName } from '../domain/run.ts';
import { errandAs, type Outcome } from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';
import type { Filter } from '../ports/store.ts';

/** After this time without a claim the sweeper puts a queued run in the queue again. */
export const FIRST_DISPATCH_MS = 10_000;

export interface RunTransition {
  outcome?: Outcome;
  change?: Partial<RunChange>;
  set?: Partial<Run>;
  onlyIf?: Filter;
}

const SYSTEM: RunChange = {
  move: null,
  actor: errandAs('system'),
  note: null,
  key: null,
};

/** What each move does beside the status. A run that is queued again is of the next generation. */
const ENDS_LEASE = { owner: null, leaseUntil: null } as const;

/**
 * Takes one row of the run's table as an atomic update. Answers with the run, or undefined when somebody else had moved
 * it: then nothing was written.
 */
export async function transitionRun(
  { store, clock, bus }: Pick<Ports, 'store' | 'clock' | 'bus'>,
  run: Pick<Run, 'id' | 'epoch' | 'taskId'>,
  name: RunMoveName,
  { outcome, change, set, onlyIf }: RunTransition = {},
): Promise<Run | undefined> {
  const { from, to, isFenced } = runMove(name);
  const at = clock.now();
  const isQueued = to === 'queued';
  const isEnded = to === 'succeeded' || to === 'failed' || to === 'cancelled';
  const moved = await store.collection('runs').update(
    { id: run.id, status: { $in: [...from] }, ...(isFenced ? { epoch: run.epoch } : {}), ...onlyIf },
    {
      $set: {
        status: to,
        ...(to === 'running' ? {} : ENDS_LEASE),
        dispatch: 0,
        nextDispatchAt: isQueued ? new Date(at.getTime() + FIRST_DISPATCH_MS) : null,
        ...(isEnded ? { outcome: outcome ?? null, endedAt: at } : {}),
        change: { ...SYSTEM, ...change },
        isDirty: true,
        updatedAt: at,
        ...set,
      },
      ...(isEnded ? { $unset: { parkedBrowser: true } } : {}),
      $inc: { version: 1, ...(isQueued ? { attempt: 1 } : {}), ...(name === 'cancel' ? { epoch: 1 } : {}) },
    },
  );
  if (moved) bus.publish('changed', { kind: 'run', id: moved.id, taskId: moved.taskId });
  return moved;
}
