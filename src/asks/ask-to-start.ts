import type { Ask } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { hashWork } from '../moves/start-approval.ts';
import { writeInstructions } from '../domain/instructions.ts';
import type { App } from '../app.ts';
import { putAsk } from './put-ask.ts';

/** Asks for the approval that a task waits for before it starts. Once for each time that it comes to wait for one. */
export async function askToStart(app: App, task: Task): Promise<Ask> {
  const id = task.wait?.askId;
  if (!id) throw new AppError('internal', { task: taskLabel(task), problem: 'waits for no approval' });
  return putAsk(app, task, null, {
    id,
    kind: 'pre_approval',
    callKey: null,
    question: task.title,
    work: { text: writeInstructions(task), hash: hashWork(task) },
    policy: app.settings.startPolicy,
    expiresAfterMs: app.settings.askExpiresAfterMs,
  });
}
