import type { Run } from '../domain/run.ts';
import { errandAs, type Task } from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';
import type { Filter } from '../ports/store.ts';
import { openBlockers } from '../moves/blockers.ts';
import { each } from '../shared/each.ts';
import type { StartRun } from './start-run.ts';
import { transitionRun } from '../moves/move-run.ts';

type RecoverPorts = Pick<Ports, 'store' | 'clock' | 'bus' | 'queue' | 'log' | 'metrics'>;

export interface RecoverActions {
  reconcileRun: (run: Run) => Promise<unknown>;
  startRun: (task: Task, start: StartRun) => Promise<Task>;
  shelveDeferred: (task: Task) => Promise<Task>;
  askToStart: (task: Task) => Promise<unknown>;
  askForHandReview: (task: Task) => Promise<unknown>;
}

/** How many rows one look takes; the next look comes soon. */
const BATCH = 50;
/** A run whose worker was lost this often is not tried again by itself. */
const MAX_FAILURES = 5;
/** How long whoever changed a run may take to bring its task up to date. */
const DIRTY_MS = 5000;
const FIRST_BACKOFF_MS = 30_000;
const MAX_BACKOFF_MS = 15 * 60_000;

const SYSTEM = errandAs('system');

/**
 * Finds what a crash, a lost queue or a lost worker left behind, and sends it on. Every worker does it, and any number
 * may at once: each row is taken by a compare-and-set on what was read.
 */
export function createRecover(ports: RecoverPorts, actions: RecoverActions) {
  const runs = ports.store.collection('runs');

  /** Runs whose worker has not been heard of within its lease go back to the queue, or fail when that came too often. */
  async function sweepLeases(): Promise<void> {
    const lost = await runs.find(
      { status: 'running', leaseUntil: { $lt: ports.clock.now() } },
      { sort: { leaseUntil: 1 }, limit: BATCH },
    );
    await each(ports.log, lost, async (run) => {
      const onlyIf = { leaseUntil: run.leaseUntil };
      const failures = run.failures + 1;
      const change = { move: 'requeue', actor: SYSTEM, note: 'lease_lost' } as const;
      const error = { code: 'stopped', message: 'lease_lost' };
      const moved =
        failures < MAX_FAILURES
          ? await transitionRun(ports, run, 'lose', { change, onlyIf, set: { failures } })
          : await transitionRun(ports, run, 'fail', {
              outcome: 'interrupted',
              change: { ...change, move: 'interrupt' },
              onlyIf,
              set: { failures, error },
            });
      if (!moved) return;
      ports.log.warn(
        { runId: run.id, epoch: run.epoch, owner: run.owner, failures },
        'a run lost its worker',
      );
      ports.metrics.count('errand_leases_lost_total');
      await actions.reconcileRun(moved);
      if (moved.status === 'queued') await enqueue(moved);
    });
  }

  /** Queued runs that nobody has taken for a while are put in the queue again, each time after a longer wait. */
  async function sweepDispatch(): Promise<void> {
    const now = ports.clock.now();
    const due = await runs.find(
      { status: 'queued', nextDispatchAt: { $lt: now } },
      { sort: { nextDispatchAt: 1 }, limit: BATCH, omit: ['journal'] },
    );
    await each(ports.log, due, (run) => redispatch(run, now));
  }

  async function redispatch(run: Pick<Run, 'id' | 'dispatch' | 'attempt'>, now: Date): Promise<void> {
    const waitMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(run.dispatch, 10));
    const again = await runs.update(
      { id: run.id, status: 'queued', dispatch: run.dispatch, attempt: run.attempt },
      { $set: { nextDispatchAt: new Date(now.getTime() + waitMs) }, $inc: { dispatch: 1 } },
    );
    if (again) await enqueue(again);
  }

  async function enqueue({ id, attempt, dispatch }: Pick<Run, 'id' | 'dispatch' | 'attempt'>): Promise<void> {
    try {
      await ports.queue.enqueue({ runId: id, attempt, dispatch });
    } catch (thrown) {
      ports.log.warn({ err: thrown, runId: id }, 'not put in the queue; the next sweep will');
    }
  }

  /** Runs whose task and card were not brought up to date by whoever changed them. */
  async function sweepDirty(): Promise<void> {
    const before = new Date(ports.clock.now().getTime() - DIRTY_MS);
    const dirty = await runs.find(
      { isDirty: true, updatedAt: { $lt: before } },
      { sort: { updatedAt: 1 }, limit: BATCH },
    );
    await each(ports.log, dirty, async ({ id }) => {
      // What was read with the others may have moved on while they were brought up.
      const run = await runs.get(id);
      if (run?.isDirty) await actions.reconcileRun(run);
    });
  }

  /** Runs that failed before they did anything, and are to be followed by the next. */
  async function sweepBackoff(): Promise<void> {
    const due = await runs.find(
      { status: 'failed', nextDispatchAt: { $lt: ports.clock.now() } },
      { sort: { nextDispatchAt: 1 }, limit: BATCH, omit: ['journal'] },
    );
    await each(ports.log, due, async ({ id, taskId, retry, isDirty }) => {
      const task = await ports.store.collection('tasks').get(taskId);
      const isWaiting = task?.currentRunId === id && task.wait?.kind === 'backoff';
      // Whoever changed the run has not told the task yet: the next look finds it there.
      if (!isWaiting && isDirty) return;
      if (isWaiting) {
        const start = { move: 'backoff_due', cause: 'backoff', actor: SYSTEM, key: `backoff:${id}` } as const;
        await actions.startRun(task, { ...start, retry: retry + 1 });
      }
      await runs.update({ id, status: 'failed' }, { $set: { nextDispatchAt: null } });
    });
  }

  /** Deferred tasks whose time has come. */
  async function sweepDeferred(): Promise<void> {
    const due = await ports.store
      .collection('tasks')
      .find(
        { 'status': 'deferred', 'deferred.until': { $lte: ports.clock.now() }, 'isArchived': false },
        { limit: BATCH },
      );
    await each(ports.log, due, async (task) => {
      if (task.deferred?.from === 'backlog') await actions.shelveDeferred(task);
      else
        await actions.startRun(task, {
          move: 'resume_deferred',
          cause: 'start',
          actor: SYSTEM,
          set: { deferred: null },
        });
    });
  }

  /** Parked tasks whose blockers are all done. */
  async function sweepParked(): Promise<void> {
    const tasks = ports.store.collection('tasks');
    for (let last = ''; ;) {
      const parked = await tasks.find(
        { 'isArchived': false, 'status': 'pending', 'wait.kind': 'dependency', 'id': { $gt: last } },
        { sort: { id: 1 }, limit: BATCH },
      );
      await each(ports.log, parked, async (task) => {
        if ((await openBlockers(ports.store, task)).length > 0) return;
        await actions.startRun(task, { move: 'unblock', cause: 'start', actor: SYSTEM });
      });
      const end = parked.at(-1);
      if (!end || parked.length < BATCH) return;
      last = end.id;
    }
  }

  /** Tasks that wait for an approval of their start, or for a review, which nobody lived to ask for. */
  async function sweepUnasked(): Promise<void> {
    await putMissing({ 'status': 'backlog', 'wait.kind': 'pre_approval' }, actions.askToStart);
    await putMissing({ 'status': 'awaiting_review', 'wait.kind': 'review' }, actions.askForHandReview);
  }

  async function putMissing(filter: Filter, put: (task: Task) => Promise<unknown>): Promise<void> {
    const tasks = await ports.store
      .collection('tasks')
      .find({ isArchived: false, ...filter }, { sort: { updatedAt: -1, id: -1 }, limit: BATCH });
    await each(ports.log, tasks, async (task) => {
      const ask = task.wait?.askId ? await ports.store.collection('asks').get(task.wait.askId) : undefined;
      if (!ask) await put(task);
    });
  }

  /** Everything that is queued, into a queue that has just begun and knows nothing. */
  async function requeueAll(): Promise<void> {
    for (let last = ''; ;) {
      const queued = await runs.find(
        { status: 'queued', id: { $gt: last } },
        { sort: { id: 1 }, limit: BATCH, omit: ['journal'] },
      );
      for (const run of queued) await redispatch(run, ports.clock.now());
      const end = queued.at(-1);
      if (!end || queued.length < BATCH) return;
      last = end.id;
    }
  }

  return {
    sweepLeases,
    sweepDispatch,
    sweepDirty,
    sweepBackoff,
    sweepDeferred,
    sweepParked,
    sweepUnasked,
    requeueAll,
  };
}
