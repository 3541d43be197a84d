import { AppError } from '../domain/errors.ts';
import { placeKey } from '../domain/person.ts';
import type { Actor, Task } from '../domain/task.ts';
import { taskLabel } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';

/** Who moves the task, as the history will have it. */
export function actorOf({ person, agentId, isAutonomous, taskId }: Caller): Actor {
  if (isAutonomous && agentId)
    return { kind: 'agent', id: agentId, name: agentId, ...(taskId && { taskId }) };
  return { kind: 'person', id: person.id, name: person.name };
}

/** Tasks of the channel that one talks in, and everywhere the tasks that one asked for or was given. */
export function mayRead(task: Pick<Task, 'placeKey' | 'requester' | 'assignee'>, caller: Caller): boolean {
  if (caller.isAdmin) return true;
  if (caller.place && placeKey(caller.place) === task.placeKey) return true;
  return task.requester.id === caller.person.id || task.assignee?.id === caller.person.id;
}

/** Refuses in the words of a task that is not there, so that nobody learns what is. */
export function checkMayRead(task: Task, caller: Caller): void {
  if (!mayRead(task, caller)) throw new AppError('not_found', { what: 'task', ref: taskLabel(task) });
}
