import type { Actor } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';

/** Who moves the task, as the history will have it. */
export function actorOf({ person, agentId, isAutonomous, taskId }: Caller): Actor {
  if (isAutonomous && agentId)
    return { kind: 'agent', id: agentId, name: agentId, ...(taskId && { taskId }) };
  return { kind: 'person', id: person.id, name: person.name };
}
