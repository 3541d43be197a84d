import type { Ask } from '../domain/ask.ts';
import { askLabel } from '../domain/ask.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { placeKey } from '../domain/person.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { PostText } from '../outbox/enqueue.ts';
import type { Settings } from '../settings.ts';
import { shorten } from '../shared/text.ts';
import { namedDeciders } from '../asks/who-may.ts';
import { wordsFor } from '../words/index.ts';

/** A push points to what has happened; in bytes of UTF-8 it fits one message of every platform. */
const MAX_TEXT = 800;

/** Tells the groups that only listen; `key` is the same on each try. */
export type Push = (key: string, task: Task, message: OutgoingMessage) => Promise<void>;

/**
 * Besides the thread of a task, groups can be told by their push address: of the channels that the configuration names,
 * and of no others, since whoever is in the group reads along. Nobody can answer there, so a link leads to where one can.
 */
export function createPush(
  { pushFrom, pushTo, publicUrl }: Pick<Settings, 'pushFrom' | 'pushTo' | 'publicUrl'>,
  post: PostText,
): Push {
  return async function push(key, task, message) {
    const from = task.home ? placeKey(task.home) : '';
    if (!pushTo || !(pushFrom.includes('*') || pushFrom.includes(from))) return;
    const text = `${shorten(message.text, MAX_TEXT)}\n${publicUrl}/tasks/${taskLabel(task)}`;
    await post({ key: `push:${key}`, target: pushTo, message: { ...message, text }, priority: 1 });
  };
}

/** People are waited for. */
export function createPushAsk(push: Push) {
  return async function pushAsk(task: Task, ask: Ask): Promise<void> {
    const { locale, question, policy, requester } = ask;
    const text = wordsFor(locale).waitsForPeople(taskLabel(task), task.title, askLabel(ask), question);
    await push(`ask:${ask.id}`, task, { text, locale, mentions: namedDeciders(policy, requester) });
  };
}
