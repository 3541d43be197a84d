import { titlesInDoubt } from '../domain/doubt.ts';
import type { Run } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { PostText } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';
import { shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';
import type { Push } from '../push-groups/push.ts';

/**
 * Says in the thread how a run has ended, in one message: its card is edited in place and notifies nobody. A review says it
 * on a card of its own. Done twice, it says nothing twice.
 */
export function createOnRunEnded({ chats }: Pick<Ports, 'chats'>, post: PostText, push: Push) {
  return async function onRunEnded(task: Task, run: Run): Promise<void> {
    if (run.status === 'cancelled' || task.status === 'awaiting_review') return;
    const words = wordsFor(task.locale);
    const label = words.outcomes[run.outcome ?? 'success'];
    const detail = run.status === 'failed' ? (run.error?.message ?? '') : (run.result ?? '');
    const told = [shorten(detail, 1500), ...titlesInDoubt(run).map(words.inDoubt)];
    const text = words.ended(taskLabel(task), task.title, label, told.filter(Boolean).join('\n'));
    const message = { text, locale: task.locale, mentions: [task.requester] };
    const key = `end:${run.id}`;
    await push(run.status === 'failed' ? 'failed' : 'completed', key, task, message);
    if (!task.home) return;
    const { platform, channel, thread } = task.home;
    if (chats.get(platform)?.tellsEndsOnCards) return;
    await post({ key, target: { platform, channel, thread }, message, priority: 0 });
  };
}
