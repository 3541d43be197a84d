import type { App } from '../app.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import { AppError } from '../domain/errors.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { GONE_ANOTHER_WAY } from '../moves/move-task.ts';
import { startRun } from './start-run.ts';

/** What people said of the work while it went on is for the next run. */
export async function goOnWithFeedback(app: App, task: Task, run: Run): Promise<void> {
  const [first] = task.feedback.filter(({ status, at }) => status === 'pending' && at > run.createdAt);
  if (!first || task.status === 'cancelled' || task.isArchived) return;
  const { id, name } = first.author;
  const start = {
    move: 'feedback',
    cause: 'feedback',
    note: first.content,
    key: `feedback:${run.id}`,
  } as const;
  try {
    await startRun(app, task, { ...start, actor: { kind: 'person', id, name } });
    if (task.wait?.askId) await withdrawAsk(app, task.wait.askId);
  } catch (thrown) {
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
    app.log.info({ taskId: task.id, runId: run.id }, 'the feedback waits for the next run');
  }
}
