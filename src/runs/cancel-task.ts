import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded } from '../domain/run.ts';
import { errandAs, type Task } from '../domain/task.ts';
import { transitionRun } from '../moves/move-run.ts';
import { admit, moveTask, type MoveOptions } from '../moves/move-task.ts';
import { reconcileRun } from './reconcile-run.ts';

/** The run is cancelled first: that fences its worker out. The task follows from the run. */
export async function cancelTask(app: App, task: Task, options: MoveOptions): Promise<Task> {
  const { store, bus } = app;
  const run = task.currentRunId ? await store.collection('runs').get(task.currentRunId) : undefined;
  if (!run || isRunEnded(run)) return moveTask(app, task.id, 'cancel', options);
  await admit(app, task, 'cancel', options);
  const { actor, note = null, key = null } = options;
  const change = { move: 'cancel', actor, note, key } as const;
  const cancelled = await transitionRun(app, run, 'cancel', { outcome: 'user', change });
  if (cancelled) {
    bus.publish('run_signal', { runId: run.id });
    await reconcileRun(app, cancelled);
  }
  const now = await store.collection('tasks').get(task.id);
  if (!now) throw new AppError('not_found', { what: 'task', ref: task.id });
  return now;
}

/**
 * Ends the run that the task has been taken from. The task goes first: a worker that has claimed the run meanwhile finds that
 * it is not the task's any more, and one that has shown it on the task was quicker than the move.
 */
export async function dropRun(app: App, { currentRunId }: Task, moved: Task): Promise<Task> {
  const { store } = app;
  const runs = store.collection('runs');
  const run = currentRunId ? await runs.get(currentRunId) : undefined;
  if (!run || isRunEnded(run)) return moved;
  const { actor, note = null } = moved.history.at(-1) ?? { actor: errandAs('system') };
  await transitionRun(app, run, 'cancel', { outcome: 'superseded', change: { actor, note } });
  return moved;
}
