import { wordsFor } from '../words/index.ts';
import type { App } from '../app.ts';
import { reconcileRun } from './reconcile-run.ts';
import { wakeWaiting } from './wake-run.ts';
import { wakeAfterAsk } from './wake-after-ask.ts';
import { AppError } from '../domain/errors.ts';
import type { RunOutput } from '../domain/capability.ts';
import type { Run } from '../domain/run.ts';
import type { RunOutcomes } from '../domain/run-rows.ts';
import type { Spent } from '../domain/spending.ts';
import type { Actor, Task } from '../domain/task.ts';
import type { RunHint } from '../ports/queue.ts';
import { GONE_ANOTHER_WAY, moveTask } from '../moves/move-task.ts';
import { readStop } from '../moves/read-stop.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { holding } from '../shared/at-hand.ts';
import { hold } from './hold.ts';
import { holdForAgent, letNextBegin, mayBegin } from './agent-slots.ts';
import { keepLease } from './keep-lease.ts';
import { transitionRun, type RunTransition } from '../moves/move-run.ts';
import { nextTryAt } from './try-again.ts';

/** How an executor left a run. */
export type RunEnd =
  | { kind: 'succeeded'; outcome: RunOutcomes['succeeded']; result: string; outputs?: RunOutput[] }
  | { kind: 'failed'; outcome: RunOutcomes['failed']; error: { code: string; message: string } }
  /** Until everything is released. */
  | { kind: 'stopped' }
  /** Until there is something to spend again. */
  | { kind: 'held'; spent: Spent }
  /** For people; at the wish of one where `pause` says so. */
  | {
      kind: 'waiting';
      pause?: NonNullable<Run['pauseRequested']>;
      /** What its browser is opened again from. */
      browser?: string;
      /** Looked at once the run waits: whether what it waits for has moved on since it was read. */
      hasMovedOn?: () => Promise<boolean>;
    };

export interface Execution {
  run: Run;
  task: Task;
  signal: AbortSignal;
  /** A person has asked for a pause since the last look. */
  mustPause: () => Promise<boolean>;
  /** To be called whenever the work has got on. */
  progress: () => void;
}

export type Execute = (execution: Execution) => Promise<RunEnd>;

/**
 * One job: claim the run, execute it, settle it. The claim lets one worker in; from then on every write carries its
 * epoch. Never throws for what the run did: that is written in the run.
 */
export async function work(
  app: App,
  execute: Execute,
  { runId, attempt }: Pick<RunHint, 'runId' | 'attempt'>,
  shutdown: AbortSignal,
): Promise<void> {
  if (await readStop(app.store)) return;
  if (!(await mayBegin(app, runId, attempt))) return;
  const run = await claim(app, runId, attempt);
  if (!run || (await holdForAgent(app, run))) return;
  try {
    await workOn(app, execute, run, shutdown);
  } finally {
    await letNextBegin(app, run);
  }
}

/** What has been claimed. */
async function workOn(app: App, execute: Execute, run: Run, shutdown: AbortSignal): Promise<void> {
  const { clock, settings } = app;
  const task = await taskOf(app, run);
  if (!task) {
    await transitionRun(app, run, 'cancel', { outcome: 'superseded' });
    return;
  }
  const lease = keepLease(app, run, settings.leaseMs, shutdown);
  const startedMs = clock.monotonicMs();
  const worked = () => run.workedMs + Math.round(clock.monotonicMs() - startedMs);
  let now = task;
  try {
    now = (await reconcileRun(app, run, run.attempt === 1 ? task : undefined)) ?? task;
    // Held back at the last moment: a blocker was reopened, or somebody took the task out of the queue.
    if (now.currentRunId !== run.id) {
      await transitionRun(app, run, 'cancel', { outcome: 'superseded' });
      return;
    }
    const { signal, mustPause, progress } = lease;
    const execution = { run, task: now, signal, mustPause, progress };
    const end = await holding(`run ${run.id}`, () => execute(execution));
    await settle(app, run, now, end, worked());
  } catch (thrown) {
    await settleError(
      app,
      run,
      now,
      shutdown.aborted ? new AppError('stopped', {}, thrown) : thrown,
      worked(),
    );
  } finally {
    lease.stop();
  }
}

async function claim(app: App, id: string, attempt: number): Promise<Run | undefined> {
  const { store, clock, settings, owner } = app;
  const runs = store.collection('runs');
  const at = clock.now();
  const leaseUntil = new Date(at.getTime() + settings.leaseMs);
  const taken = {
    status: 'running',
    owner,
    leaseUntil,
    nextDispatchAt: null,
    change: { move: 'start', actor: { kind: 'worker', id: owner, name: 'Errand' }, note: null, key: null },
    updatedAt: at,
  } as const;
  const change = { $inc: { epoch: 1, version: 1 }, $unset: { held: true, waitsForAgent: true } } as const;
  const filter = { id, status: 'queued', attempt };
  const first = await runs.update(
    { ...filter, startedAt: null },
    { $set: { ...taken, startedAt: at }, ...change },
  );
  return first ?? runs.update({ ...filter, startedAt: { $ne: null } }, { $set: taken, ...change });
}

/**
 * The task, where the run is its current one. It may not know of the run yet, when whoever made it died in between: then
 * the run says how it was started.
 */
async function taskOf(app: App, run: Run): Promise<Task | undefined> {
  const { store } = app;
  const task = await store.collection('tasks').get(run.taskId);
  if (!task || task.currentRunId === run.id) return task;
  if (task.runCount >= run.number) return undefined;
  const { move, actor, note, key, set } = run.start;
  try {
    const moved = await moveTask(app, task, move, {
      actor,
      note: note ?? undefined,
      key: key ?? undefined,
      runId: run.id,
      set,
      run,
      onlyIf: { runCount: task.runCount },
    });
    return moved.currentRunId === run.id ? moved : undefined;
  } catch (thrown) {
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
    return undefined;
  }
}

async function settle(app: App, run: Run, task: Task, end: RunEnd, workedMs: number): Promise<void> {
  const { metrics } = app;
  const set = {
    workedMs,
    ...(end.kind === 'waiting' && end.browser ? { parkedBrowser: end.browser } : {}),
  };
  if (end.kind === 'stopped') return putBack(app, run, set);
  if (end.kind === 'held') return hold(app, run, task, end.spent, workedMs);
  if (end.kind === 'waiting') {
    const waiting = await transitionRun(app, run, 'wait', end.pause ? pausing(end.pause, set) : { set });
    if (!waiting) return;
    await reconcileRun(app, waiting);
    await wakeIfAnswered(app, waiting);
    if (await end.hasMovedOn?.()) await wakeWaiting(app, waiting);
    return;
  }
  const ended =
    end.kind === 'succeeded'
      ? await transitionRun(app, run, 'succeed', {
          outcome: end.outcome,
          set: { ...set, result: end.result, ...(end.outputs ? { outputs: end.outputs } : {}) },
        })
      : await transitionRun(app, run, 'fail', {
          outcome: end.outcome,
          set: { ...set, error: end.error },
        });
  metrics.count('errand_runs_ended_total', { outcome: end.outcome });
  if (ended) await reconcileRun(app, ended, task);
}

/** Nothing of it is lost: it goes on from its journal once everything is released. */
async function putBack(app: App, run: Run, set: Partial<Run>): Promise<void> {
  const back = await transitionRun(app, run, 'hand_back', { set });
  if (back) await touchCard(app, { kind: 'run', id: run.id });
}

/** People may have answered between the asking and the letting go. */
async function wakeIfAnswered(app: App, { id }: Run): Promise<void> {
  const { store } = app;
  const asks = store.collection('asks');
  const settled = await asks.find(
    { runId: id, isWakePending: true },
    { sort: { createdAt: 1, id: 1 }, limit: 50 },
  );
  for (const ask of settled) await wakeAfterAsk(app, ask);
}

async function settleError(app: App, run: Run, task: Task, thrown: unknown, workedMs: number): Promise<void> {
  const { log } = app;
  const error = AppError.from(thrown);
  if (error.code === 'run.fenced') {
    log.info({ runId: run.id, epoch: run.epoch }, 'the run went to another, or was cancelled');
    return;
  }
  // Neither is a fault of the run: it goes on from its journal. While the store is away, so does the lease run out.
  if (error.code === 'stopped' || error.code === 'store.unavailable') {
    const handedBack = await transitionRun(app, run, 'hand_back', { set: { workedMs } });
    const isHandedBack = handedBack !== undefined;
    log.info({ runId: run.id, code: error.code, isHandedBack }, 'the run was handed back');
    return;
  }
  const level = error.kind.tell === 'operator' ? 'error' : 'warn';
  log[level]({ err: thrown, runId: run.id, code: error.code }, 'a run failed');
  const told = { code: error.code, message: wordsFor(task.locale).error(error.code, error.details).detail };
  const againAt = await nextTryAt(app, run, error);
  if (againAt) {
    const set = { workedMs, error: told, nextDispatchAt: againAt };
    const change = { move: 'back_off', note: told.message } as const;
    const failed = await transitionRun(app, run, 'fail', { outcome: 'error', change, set });
    if (failed) await reconcileRun(app, failed, task);
    return;
  }
  const isTimeout = AppError.is(error, 'limit.reached') && TIMEOUTS.has(error.details.limit);
  const outcome = isTimeout ? 'timeout' : 'error';
  await settle(app, run, task, { kind: 'failed', outcome, error: told }, workedMs);
}

/** Limits of time, rather than of how much is done. */
const TIMEOUTS: ReadonlySet<unknown> = new Set(['time', 'idle']);

/** A pause is the doing of whoever asked for it; the wish is fulfilled with it. */
function pausing({ by, reason }: NonNullable<Run['pauseRequested']>, set: Partial<Run>): RunTransition {
  const actor: Actor = { kind: 'person', id: by.id, name: by.name };
  return { set: { ...set, pauseRequested: null }, change: { move: 'pause', actor, note: reason || null } };
}
