import type { App } from '../app.ts';
import type { CreateTaskInput } from '../contract/tasks.ts';
import type { Caller } from '../ports/commands.ts';
import { createTask, type CreatedTask, type CreateOptions } from './create-task.ts';
import { sendEvent } from './send-event.ts';

/** Writes a task down and, where that is asked for and nothing stands in its way, puts it in the queue. Done twice, it is one. */
export async function beginTask(
  app: App,
  input: CreateTaskInput,
  caller: Caller,
  options: CreateOptions = {},
): Promise<CreatedTask> {
  const created = await createTask(app, input, caller, options);
  const { task } = created;
  if (input.run !== true || task.status !== 'backlog' || task.wait !== null) return created;
  const own = caller.key ? { ...caller, key: `${caller.key}:run` } : caller;
  // A blocker that was reopened in between is waited for: the task is there, and cannot be taken back.
  return { ...created, task: await sendEvent(app, task, { event: 'queue', park: true }, own) };
}
