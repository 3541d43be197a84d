import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import { push } from '../push-groups/push.ts';
import { titlesInDoubt } from '../domain/doubt.ts';
import type { Run } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';

/**
 * Says in the thread how a run has ended, in one message: its card is edited in place and notifies nobody. A review says it
 * on a card of its own. Done twice, it says nothing twice.
 */
export async function tellEnd(app: App, task: Task, run: Run): Promise<void> {
  const { chats } = app;
  if (run.status === 'cancelled' || task.status === 'awaiting_review') return;
  const words = wordsFor(task.locale);
  const label = words.outcomes[run.outcome ?? 'success'];
  const detail = run.status === 'failed' ? (run.error?.message ?? '') : (run.result ?? '');
  const told = [shorten(detail, 1500), ...titlesInDoubt(run).map(words.inDoubt)];
  const text = words.ended(taskLabel(task), task.title, label, told.filter(Boolean).join('\n'));
  const message = { text, locale: task.locale, mentions: [task.requester] };
  const key = `end:${run.id}`;
  await push(app, run.status === 'failed' ? 'failed' : 'completed', key, task, message);
  if (!task.home) return;
  const { platform, channel, thread } = task.home;
  if (chats.get(platform)?.tellsEndsOnCards) return;
  await post(app, { key, target: { platform, channel, thread }, message, priority: 0 });
}
