import type { Ask } from '../domain/ask.ts';
import type { Run } from '../domain/run.ts';
import { AppError } from '../domain/errors.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { App } from '../app.ts';
import { shorten } from '../shared/text.ts';
import { putAsk } from './put-ask.ts';

/** Puts what somebody did by hand before whoever reviews it. Once for each time that it comes to its review. */
export async function askForHandReview(app: App, task: Task): Promise<Ask> {
  const id = task.wait?.askId;
  if (!id) throw new AppError('internal', { task: taskLabel(task), problem: 'waits for no review' });
  return putAsk(app, task, null, {
    id,
    kind: 'review',
    callKey: null,
    question: shorten(task.result || task.title, 500),
    policy: app.settings.reviewPolicy,
    expiresAfterMs: app.settings.askExpiresAfterMs,
  });
}

/** Puts what a run made before whoever reviews it. Once for each run. */
export const askForReview = (app: App, task: Task, run: Run): Promise<Ask> =>
  putAsk(app, task, run.id, {
    id: `${run.id}.review`,
    kind: 'review',
    callKey: null,
    question: shorten(run.result || task.title, 500),
    policy: app.settings.reviewPolicy,
    expiresAfterMs: app.settings.askExpiresAfterMs,
  });
