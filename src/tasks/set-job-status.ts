import type { App } from '../app.ts';
import { sendEvent } from './send-event.ts';
import { invalid } from '../domain/errors.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import { sendableEvents, type SendableEvent } from '../domain/sendable.ts';
import type { MoveActor } from '../domain/task-moves.ts';
import type { Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { actorOf } from './access.ts';
import { illegalEvent } from '../moves/move-task.ts';
import { hasMoved } from '../moves/task-history.ts';

/** Which events lead to a status of the `jobs` vocabulary, the likeliest first. Nobody can make a task fail or need input by saying so. */
const LEADS_TO: Readonly<Record<string, readonly SendableEvent[]>> = {
  pending: ['unqueue', 'resume_deferred', 'retry', 'rerun'],
  in_progress: ['begin', 'queue', 'resume', 'resume_deferred', 'retry', 'rerun'],
  completed: ['complete'],
  cancelled: ['cancel'],
};

/** The event that leads to the status from where the task stands; undefined where none does. */
export function eventToward(task: Task, status: string, by: MoveActor): SendableEvent | undefined {
  const sendable = sendableEvents(task, by);
  // What an agent is to do begins with a run of it, and what a person does without one.
  const isOfAgent = task.assignee?.kind === 'agent';
  return LEADS_TO[status]?.find((lead) => sendable.includes(lead) && !(isOfAgent && lead === 'begin'));
}

/** Brings a task to a status by the event that leads there from where it stands. */
export async function setJobStatus(
  app: App,
  task: Task,
  status: string,
  reason: string | undefined,
  caller: Caller,
): Promise<Task> {
  if (taskLabelIn('jobs', task) === status) return task;
  const leads = LEADS_TO[status];
  if (!leads) throw invalid('status', 'not_by_hand', status, Object.keys(LEADS_TO));
  const event = eventToward(task, status, actorOf(caller).kind);
  if (event) return sendEvent(app, task, { event, ...(reason ? { reason } : {}) }, caller);
  if (await hasMoved(app, task, caller.key)) return task;
  throw illegalEvent(task, leads[0] ?? status, actorOf(caller).kind);
}
