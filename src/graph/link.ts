import type { App } from '../app.ts';
import { MAX_BLOCKERS } from '../contract/common.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { isEnded, taskState } from '../domain/task-moves.ts';
import { errandAs, taskLabel, type Task } from '../domain/task.ts';
import { rowToTake } from '../moves/guards.ts';
import { changeTask, checkMove, type MoveOptions } from '../moves/move-task.ts';
import { findCycle, MAX_LOOKED_AT } from './find-cycle.ts';

/**
 * Lets a task wait for others. The edges are written first and looked at then: of several that would close a circle at
 * once, whoever looks last sees it and takes theirs out again, and so does whoever settles the task where the writer has died.
 *
 * @throws AppError `task.cycle` with the way round, `input.invalid` for too many.
 */
export async function link(
  app: App,
  task: Task,
  blockers: readonly Task[],
  options: MoveOptions,
): Promise<Task> {
  const linked = await changeEdges(app, task, 'link', blockers, options);
  const fault = await undoCycle(app, linked, blockers);
  if (fault) throw fault;
  return linked;
}

/** The task no longer waits for them. Where it is parked, it is seen whether it may begin. */
export const unlink = (
  app: App,
  task: Task,
  blockers: readonly Task[],
  options: MoveOptions,
): Promise<Task> => changeEdges(app, task, 'unlink', blockers, options);

/** What a writer may have left behind who died between the edge and the look. */
export async function checkEdges(app: App, task: Task): Promise<void> {
  if (task.blockedBy.length === 0 || isEnded(task)) return;
  const ids = { id: { $in: task.blockedBy } };
  await undoCycle(app, task, await app.store.collection('tasks').find(ids, { limit: MAX_BLOCKERS }));
}

async function undoCycle(app: App, task: Task, over: readonly Task[]): Promise<AppError | undefined> {
  const path = await findCycle(
    app,
    task,
    over.map(({ id }) => id),
  );
  if (!path) return undefined;
  const closing = path === 'too_many' ? over : over.filter((one) => taskLabel(one) === path[1]);
  await changeEdges(app, task, 'unlink', closing, { actor: errandAs('system') });
  return path === 'too_many'
    ? invalid('blockedBy', 'too_many', String(MAX_LOOKED_AT))
    : new AppError('task.cycle', { task: taskLabel(task), path });
}

function changeEdges(
  app: App,
  task: Task,
  name: 'link' | 'unlink',
  blockers: readonly Task[],
  options: MoveOptions,
): Promise<Task> {
  const ids = blockers.map(({ id }) => id);
  return changeTask(app, task.id, options, async (now) => {
    checkMove(now, name, options.actor);
    await rowToTake(app.store, { name, before: now, task: now, actor: options.actor });
    const others = now.blockedBy.filter((id) => !ids.includes(id));
    const blockedBy = name === 'link' ? [...new Set([...now.blockedBy, ...ids])] : others;
    if (blockedBy.length > MAX_BLOCKERS) throw invalid('blockedBy', 'too_many', String(MAX_BLOCKERS));
    const state = taskState(now);
    return {
      set: { blockedBy, unsettled: now.version + 1 },
      entry: { move: name, from: state, to: state, changes: blockers.map(taskLabel) },
    };
  });
}
