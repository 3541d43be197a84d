import type { PutAsk } from '../asks/put-ask.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';
import type { Settings } from '../settings.ts';
import type { PostText } from '../outbox/enqueue.ts';
import { taskLabel } from '../domain/task.ts';
import { shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';

interface ChangeActions {
  putAsk: PutAsk;
  post: PostText;
}

/**
 * What people must hear of when a run has moved its task: a review to give, or an end. The card is edited in place and
 * notifies nobody, so the end of a run is said once more in the thread, in one line.
 */
export function createOnTaskChanged(
  { store }: Pick<Ports, 'store'>,
  settings: Settings,
  { putAsk, post }: ChangeActions,
) {
  return async function onTaskChanged(task: Task, run: Run): Promise<void> {
    if (task.status === 'awaiting_review') await askForReview(task, run);
    if (task.status === 'completed' || task.status === 'failed') await tellEnd(task, run);
  };

  async function askForReview(task: Task, run: Run): Promise<void> {
    const ask = await putAsk(task, run.id, {
      id: `${run.id}.review`,
      kind: 'review',
      callKey: null,
      question: shorten(run.result ?? task.title, 500),
      policy: settings.reviewPolicy,
      expiresAfterMs: settings.askExpiresAfterMs,
    });
    await store
      .collection('tasks')
      .update({ id: task.id, version: task.version }, { $set: { 'wait.askId': ask.id }, $inc: { version: 1 } });
  }

  async function tellEnd(task: Task, run: Run): Promise<void> {
    if (!task.home) return;
    const words = wordsFor(task.locale);
    const { platform, channel, thread } = task.home;
    const label = words.outcomes[run.outcome ?? 'success'];
    const detail = run.status === 'failed' ? (run.error?.message ?? '') : (run.result ?? '');
    const text = words.ended(taskLabel(task), task.title, label, shorten(detail, 1500));
    const message = { text, locale: task.locale, mentions: [task.requester] };
    await post({ key: `end:${run.id}`, target: { platform, channel, thread }, message, priority: 0 });
  }
}
