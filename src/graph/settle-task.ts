import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { taskState } from '../domain/task-moves.ts';
import { errandAs, type Task } from '../domain/task.ts';
import { openBlockers } from '../moves/blockers.ts';
import { GONE_ANOTHER_WAY } from '../moves/move-task.ts';
import { startRun } from '../runs/start-run.ts';
import { each } from '../shared/each.ts';
import { checkEdges } from './link.ts';
import { putPartsBack, stopParts, tellParent } from './parts.ts';

/** How many rows one look takes. */
const BATCH = 50;

const PARKED = { 'isArchived': false, 'status': 'pending', 'wait.kind': 'dependency' } as const;

/**
 * Looks at the neighbours of a task that has changed: lets it begin where it waits for nothing any more, and those that waited for it. The
 * mark is written with the change itself, and taken off when all is done: whoever dies in between is followed by the sweep. Doing
 * it twice, or at once, changes nothing: each start has its key.
 */
export async function settleTask(app: App, taskId: string): Promise<void> {
  const tasks = app.store.collection('tasks');
  const task = await tasks.get(taskId);
  if (!task?.unsettled) return;
  await checkEdges(app, task);
  if (taskState(task) === 'pending.dependency') await release(app, task);
  if (task.status === 'completed') await releaseWaiting(app, { blockedBy: task.id });
  if (task.definition?.workflow && task.status === 'cancelled') await stopParts(app, task);
  if (task.definition?.workflow && task.status === 'backlog') await putPartsBack(app, task);
  // While a worker has the workflow's run nobody can say what it has seen: the sweep looks again.
  if (task.part && !(await tellParent(app, task))) return;
  await tasks.update({ id: task.id, unsettled: task.unsettled }, { $set: { unsettled: null } });
}

/** Changes that nobody lived to follow up. */
export async function sweepGraph(app: App): Promise<void> {
  const { store, log } = app;
  const unsettled = await store
    .collection('tasks')
    .find({ unsettled: { $gt: 0 } }, { sort: { unsettled: 1 }, limit: BATCH, omit: ['history'] });
  await each(log, unsettled, ({ id }) => settleTask(app, id));
}

/** Every parked task is looked at, once: those of an earlier version bear no mark. */
export const releaseAll = (app: App): Promise<void> => releaseWaiting(app, {});

async function releaseWaiting(app: App, which: { blockedBy?: string }): Promise<void> {
  const tasks = app.store.collection('tasks');
  for (let last = ''; ;) {
    const parked = await tasks.find(
      { ...which, ...PARKED, id: { $gt: last } },
      { sort: { id: 1 }, limit: BATCH },
    );
    await each(app.log, parked, (task) => release(app, task));
    const end = parked.at(-1);
    if (!end || parked.length < BATCH) return;
    last = end.id;
  }
}

async function release(app: App, task: Task): Promise<void> {
  if (task.isArchived || (await openBlockers(app.store, task)).length > 0) return;
  const key = `unblock:${task.version}`;
  try {
    await startRun(app, task, { move: 'unblock', cause: 'start', actor: errandAs('system'), key });
  } catch (thrown) {
    // Another has let it begin, or people have taken it elsewhere.
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
  }
}
