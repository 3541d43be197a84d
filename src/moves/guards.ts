import { AppError } from '../domain/errors.ts';
import { taskMove, type GuardName, type MoveName } from '../domain/task-moves.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { isStartApproved } from './start-approval.ts';

/** Whether the rule lets the move through, judged by the task as the move would leave it. */
const HOLDS: Record<GuardName, (task: Task) => boolean> = {
  start_approval: isStartApproved,
};

/**
 * The row that is taken when `name` is asked for: that one, or the one that stands in for it where a guard does not hold.
 *
 * @param task - as it is, with what the move would set.
 * @throws AppError `task.guarded` naming the guard.
 */
export function rowToTake(name: MoveName, task: Task): MoveName {
  for (const [guard, otherwise] of Object.entries(taskMove(name).guards ?? {}) as [GuardName, string][]) {
    if (HOLDS[guard](task)) continue;
    if (otherwise === 'refuse') {
      throw new AppError('task.guarded', { task: taskLabel(task), event: taskMove(name).event, guard });
    }
    return otherwise as MoveName;
  }
  return name;
}
