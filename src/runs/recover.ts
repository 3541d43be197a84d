import { askForStage } from '../asks/ask-for-review.ts';
import { askToStart } from '../asks/ask-to-start.ts';
import type { App } from '../app.ts';
import { reconcileRun } from './reconcile-run.ts';
import { startRun } from './start-run.ts';
import { oneMoreDeath, progressOf, SET_ASIDE } from '../domain/deaths.ts';
import { tellNews } from '../notifications/tell-news.ts';
import { hintOf } from '../domain/rank.ts';
import type { Run } from '../domain/run.ts';
import { errandAs, type Task } from '../domain/task.ts';
import type { Filter } from '../ports/store.ts';
import { each } from '../shared/each.ts';
import { readStop } from '../moves/read-stop.ts';
import { moveTask } from '../moves/move-task.ts';
import { transitionRun } from '../moves/move-run.ts';
import { wordsFor } from '../words/index.ts';

/** How many rows one look takes; the next look comes soon. */
const BATCH = 50;
/** A run whose worker was lost this often is not tried again by itself. */
const MAX_FAILURES = 5;
/** How long whoever changed a run may take to bring its task up to date. */
const DIRTY_MS = 5000;
const FIRST_BACKOFF_MS = 30_000;
/** After this the queue is asked again that did not take a hint: it may be back, and the run is not to wait for longer than that. */
const REFUSED_MS = 5000;
const MAX_BACKOFF_MS = 15 * 60_000;

const SYSTEM = errandAs('system');

/**
 * Runs whose worker has not been heard of within its lease go back to the queue, or fail when that came too often.
 * @returns how many of those that were looked at changed hands.
 */
export async function sweepLeases(app: App): Promise<number> {
  const { store, clock, log, metrics, settings } = app;
  const runs = store.collection('runs');
  const lost = await runs.find(
    { status: 'running', leaseUntil: { $lt: clock.now() } },
    { sort: { leaseUntil: 1 }, limit: BATCH },
  );
  let freed = 0;
  await each(log, lost, async (run) => {
    const onlyIf = { leaseUntil: run.leaseUntil };
    const failures = run.failures + 1;
    const change = { move: 'requeue', actor: SYSTEM, note: 'lease_lost' } as const;
    const deaths = oneMoreDeath(run.deaths, progressOf(run));
    const isSetAside = deaths.count >= settings.maxDeaths;
    const error = isSetAside ? await setAsideError(app, run) : { code: 'stopped', message: 'lease_lost' };
    const moved =
      failures < MAX_FAILURES && !isSetAside
        ? await transitionRun(app, run, 'lose', { change, onlyIf, set: { failures, deaths } })
        : await transitionRun(app, run, 'fail', {
            outcome: 'interrupted',
            change: { ...change, move: 'interrupt' },
            onlyIf,
            set: { failures, deaths, error },
          });
    if (!moved) return;
    freed += 1;
    log.warn({ runId: run.id, epoch: run.epoch, owner: run.owner, failures }, 'a run lost its worker');
    if (isSetAside) {
      log.error(
        { runId: run.id, deaths: deaths.count },
        'a run has ended its worker too often: it is set aside',
      );
      metrics.count('errand_set_aside_total', { kind: 'run' });
    }
    metrics.count('errand_leases_lost_total');
    await reconcileRun(app, moved);
    if (moved.status === 'queued') await enqueue(app, moved);
  });
  return freed;
}

async function setAsideError(app: App, { taskId }: Run): Promise<{ code: string; message: string }> {
  const task = await app.store.collection('tasks').get(taskId);
  return { code: SET_ASIDE, message: wordsFor(task?.locale ?? app.settings.locale).runSetAside };
}

/** Queued runs that nobody has taken for a while are put in the queue again, each time after a longer wait. */
export async function sweepDispatch(app: App): Promise<void> {
  const { store, clock, log } = app;
  if (await readStop(store)) return;
  const runs = store.collection('runs');
  const now = clock.now();
  const due = await runs.find(
    { status: 'queued', nextDispatchAt: { $lt: now } },
    { sort: { nextDispatchAt: 1 }, limit: BATCH, omit: ['journal'] },
  );
  await each(log, due, (run) => redispatch(app, run, now));
}

/** One that another process has put in the queue at the same moment is left to it. */
export async function redispatch(
  app: App,
  run: Pick<Run, 'id' | 'dispatch' | 'attempt'>,
  now: Date,
): Promise<void> {
  const { store } = app;
  const runs = store.collection('runs');
  const waitMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(run.dispatch, 10));
  const again = await runs.update(
    { id: run.id, status: 'queued', dispatch: run.dispatch, attempt: run.attempt },
    { $set: { nextDispatchAt: new Date(now.getTime() + waitMs) }, $inc: { dispatch: 1 } },
  );
  if (again) await enqueue(app, again);
}

/** Puts a run in the queue. One that refuses counts as no try: only hints that it took and nobody followed wait for longer. */
async function enqueue(app: App, run: Run): Promise<void> {
  const { queue, store, clock, log } = app;
  const { id, attempt, dispatch } = run;
  try {
    await queue.enqueue(hintOf(run));
  } catch (thrown) {
    log.warn({ err: thrown, runId: id }, 'not put in the queue; the next sweep will');
    await store.collection('runs').update(
      { id, status: 'queued', attempt, dispatch },
      {
        $set: {
          nextDispatchAt: new Date(clock.now().getTime() + REFUSED_MS),
          dispatch: Math.max(0, dispatch - 1),
        },
      },
    );
  }
}

/** Runs whose task and card were not brought up to date by whoever changed them. */
export async function sweepDirty(app: App): Promise<void> {
  const { store, clock, log } = app;
  const runs = store.collection('runs');
  const before = new Date(clock.now().getTime() - DIRTY_MS);
  const dirty = await runs.find(
    { isDirty: true, updatedAt: { $lt: before } },
    { sort: { updatedAt: 1 }, limit: BATCH },
  );
  await each(log, dirty, async ({ id }) => {
    // What was read with the others may have moved on while they were brought up.
    const run = await runs.get(id);
    if (run?.isDirty) await reconcileRun(app, run);
  });
}

/** Runs that failed before they did anything, and are to be followed by the next. */
export async function sweepBackoff(app: App): Promise<void> {
  const { store, clock, log } = app;
  const runs = store.collection('runs');
  const due = await runs.find(
    { status: 'failed', nextDispatchAt: { $lt: clock.now() } },
    { sort: { nextDispatchAt: 1 }, limit: BATCH, omit: ['journal'] },
  );
  await each(log, due, async ({ id, taskId, retry, isDirty }) => {
    const task = await store.collection('tasks').get(taskId);
    const isWaiting = task?.currentRunId === id && task.wait?.kind === 'backoff';
    // Whoever changed the run has not told the task yet: the next look finds it there.
    if (!isWaiting && isDirty) return;
    if (isWaiting) {
      const start = { move: 'backoff_due', cause: 'backoff', actor: SYSTEM, key: `backoff:${id}` } as const;
      await startRun(app, task, { ...start, retry: retry + 1 });
    }
    await runs.update({ id, status: 'failed' }, { $set: { nextDispatchAt: null } });
  });
}

/** Deferred tasks whose time has come. */
export async function sweepDeferred(app: App): Promise<void> {
  const { store, clock, log } = app;
  const due = await store
    .collection('tasks')
    .find(
      { 'status': 'deferred', 'deferred.until': { $lte: clock.now() }, 'isArchived': false },
      { limit: BATCH },
    );
  await each(log, due, async (task) => {
    if (task.deferred?.from === 'backlog')
      await moveTask(app, task.id, 'shelve_deferred', { actor: SYSTEM, set: { deferred: null } });
    else
      await startRun(app, task, {
        move: 'resume_deferred',
        cause: 'start',
        actor: SYSTEM,
        set: { deferred: null },
      });
  });
}

/** Ends that nobody lived to tell. */
export async function sweepUntold(app: App): Promise<void> {
  const { store, log } = app;
  const untold = await store
    .collection('tasks')
    .find({ untold: { $gt: 0 } }, { sort: { untold: 1 }, limit: BATCH, omit: ['history'] });
  await each(log, untold, ({ id }) => tellNews(app, id));
}

/** Tasks that wait for an approval of their start, or for a review, which nobody lived to ask for. */
export async function sweepUnasked(app: App): Promise<void> {
  await putMissing(app, { 'status': 'backlog', 'wait.kind': 'pre_approval' }, askToStart);
  await putMissing(app, { 'status': 'awaiting_review', 'wait.kind': 'review' }, askForStage);
}

async function putMissing(
  app: App,
  filter: Filter,
  put: (app: App, task: Task) => Promise<unknown>,
): Promise<void> {
  const { store, log } = app;
  const tasks = await store
    .collection('tasks')
    .find({ isArchived: false, ...filter }, { sort: { updatedAt: -1, id: -1 }, limit: BATCH });
  await each(log, tasks, async (task) => {
    const ask = task.wait?.askId ? await store.collection('asks').get(task.wait.askId) : undefined;
    if (!ask) await put(app, task);
  });
}

/** Everything that is queued, into a queue that has just begun and knows nothing. */
export async function requeueAll(app: App): Promise<void> {
  const { store, clock } = app;
  const runs = store.collection('runs');
  for (let last = ''; ;) {
    const queued = await runs.find(
      { status: 'queued', id: { $gt: last } },
      { sort: { id: 1 }, limit: BATCH, omit: ['journal'] },
    );
    for (const run of queued) await redispatch(app, run, clock.now());
    const end = queued.at(-1);
    if (!end || queued.length < BATCH) return;
    last = end.id;
  }
}
