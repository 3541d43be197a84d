import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { LIVE_STATUSES } from '../domain/task-moves.ts';
import { errandAs, type Actor, type Task } from '../domain/task.ts';
import { transitionRun } from '../moves/move-run.ts';
import { GONE_ANOTHER_WAY, moveTask } from '../moves/move-task.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { cancelTask } from '../runs/cancel-task.ts';
import { reconcileRun } from '../runs/reconcile-run.ts';
import { startRun } from '../runs/start-run.ts';
import { wakeWaiting } from '../runs/wake-run.ts';
import { each } from '../shared/each.ts';

/** A workflow has at most so many tasks. */
const MAX_PARTS = 100;

/**
 * A part of a workflow has ended, or was taken up again: the run of the workflow looks at what comes next. One that has ended already
 * is followed by another, which keeps what still holds.
 *
 * @returns false while nobody can say whether that run has seen it.
 */
export async function tellParent(app: App, part: Task): Promise<boolean> {
  const { store } = app;
  const parent = part.parentId ? await store.collection('tasks').get(part.parentId) : undefined;
  const run = parent?.currentRunId ? await store.collection('runs').get(parent.currentRunId) : undefined;
  if (!parent || !run || parent.isArchived) return true;
  await touchCard(app, { kind: 'run', id: run.id });
  if (isRunEnded(run)) return !isUnderWay(part) || reopen(app, parent, part);
  await countHandwork(app, part, run);
  if (run.status !== 'waiting') return run.status === 'queued';
  // Somebody has paused the whole: who resumes it wakes it.
  const isAsked = (await store.collection('asks').count({ runId: run.id, state: 'open' }, 1)) > 0;
  return isAsked || wakeWaiting(app, run);
}

const isUnderWay = ({ status }: Task): boolean => status === 'pending' || status === 'in_progress';

/** What a person has done by hand in the place of an agent is done for this run. */
async function countHandwork(
  app: App,
  { id, version, status, part, history }: Task,
  run: Run,
): Promise<void> {
  const isByHand = history.findLast(({ to }) => to === 'completed')?.move === 'complete';
  if (!part || status !== 'completed' || !isByHand || part.round >= run.number) return;
  await app.store.collection('tasks').update({ id, version }, { $set: { 'part.round': run.number } });
}

async function reopen(app: App, parent: Task, part: Task): Promise<boolean> {
  if (parent.status !== 'completed' && parent.status !== 'failed') return true;
  const move = parent.status === 'failed' ? 'retry' : 'rerun';
  const key = `reopen:${part.id}:${part.version}`;
  try {
    await startRun(app, parent, { move, cause: 'feedback', actor: errandAs('system'), key });
  } catch (thrown) {
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
  }
  return true;
}

/** With the whole its parts are stopped, by whom it was. */
export async function stopParts(app: App, parent: Task): Promise<void> {
  const { actor, note } = whoMoved(parent, 'cancelled');
  await eachLive(app, parent, async (part) => {
    await cancelTask(app, part, { actor, note, key: `stop:${parent.id}:${parent.version}` });
  });
}

/** What is done is kept; what is under way goes back to where it has not begun. */
export async function putPartsBack(app: App, parent: Task): Promise<void> {
  const { store, bus } = app;
  const { actor, note } = whoMoved(parent, 'backlog');
  await eachLive(app, parent, async (part) => {
    if (part.status !== 'pending' && part.status !== 'in_progress') return;
    const move = part.status === 'pending' ? 'unqueue' : 'reset_workflow';
    const run = part.currentRunId ? await store.collection('runs').get(part.currentRunId) : undefined;
    await moveTask(app, part, move, { actor, note, set: { currentRunId: null } });
    const dropped =
      run && (await transitionRun(app, run, 'cancel', { outcome: 'superseded', change: { actor } }));
    if (!dropped) return;
    bus.publish('run_signal', { runId: dropped.id });
    await reconcileRun(app, dropped);
  });
}

/** Who took the workflow where it is; a person's doing is theirs with its parts too. */
function whoMoved(parent: Task, to: 'cancelled' | 'backlog'): { actor: Actor; note: string | undefined } {
  const entry = parent.history.findLast((one) => one.to === to);
  const { kind, id, name } = entry?.actor ?? errandAs('system');
  return { actor: kind === 'person' ? { kind, id, name } : errandAs('system'), note: entry?.note };
}

async function eachLive(app: App, parent: Task, work: (part: Task) => Promise<void>): Promise<void> {
  const { store, log } = app;
  const filter = { parentId: parent.id, status: { $in: [...LIVE_STATUSES] } };
  const live = await store.collection('tasks').find(filter, { limit: MAX_PARTS });
  await each(log, live, async (part) => {
    if (part.part && !part.isArchived) await work(part);
  });
}
