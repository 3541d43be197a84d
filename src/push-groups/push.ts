import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import { askLabel, namedDeciders, type Ask, type AskKind } from '../domain/ask.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import type { PushGroup, PushNews } from '../domain/push-group.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';
import { knownGroups } from './known-groups.ts';

/** A push points to what has happened; in bytes of UTF-8 it fits one message of every platform. */
const MAX_TEXT = 800;
/** More than there can be. */
const MAX_GROUPS = 1000;

export const pushTarget = ({ id, platform }: Pick<PushGroup, 'id' | 'platform'>): ThreadRef => ({
  platform,
  channel: id,
  thread: '',
});

/**
 * Besides the thread of a task, groups are told by their push address: of the channels that each names, and of no others,
 * since everybody in the group reads along. `*` names no conversation of one person with the bot. Nobody can answer there, so a link leads to where one can. `key` is the same on
 * each try.
 */
export async function push(
  app: App,
  news: PushNews,
  key: string,
  task: Task,
  message: OutgoingMessage,
): Promise<void> {
  const { store, settings } = app;
  const groups = store.collection('push_groups');
  const from = task.home ? placeKey(task.home) : '';
  const wants = (group: PushGroup): boolean =>
    group.on.includes(news) &&
    (group.from.includes(from) || (group.from.includes('*') && !task.home?.isDirect));
  const all = await groups.find(
    { ...knownGroups(settings), isActive: true, disabled: null },
    { sort: { createdAt: 1, id: 1 }, limit: MAX_GROUPS },
  );
  const text = `${shorten(message.text, MAX_TEXT)}\n${settings.publicUrl}/tasks/${taskLabel(task)}`;
  for (const group of all.filter(wants)) {
    const target = pushTarget(group);
    await post(app, { key: `push:${group.id}:${key}`, target, message: { ...message, text }, priority: 1 });
  }
}

/** Every other kind is news of the kind `asks`. */
const NEWS_OF_ASK: Partial<Record<AskKind, PushNews>> = { review: 'awaiting_review' };

/** People are waited for. */
export async function pushAsk(app: App, task: Task, ask: Ask): Promise<void> {
  const { locale, question, policy, requester, kind } = ask;
  const text = wordsFor(locale).waitsForPeople(taskLabel(task), task.title, askLabel(ask), question);
  const message = { text, locale, mentions: namedDeciders(policy, requester) };
  await push(app, NEWS_OF_ASK[kind] ?? 'asks', `ask:${ask.id}`, task, message);
}
