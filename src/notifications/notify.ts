import type { App } from '../app.ts';
import { NAMED, platformOf, samePerson } from '../domain/person.ts';
import type { Notification, NotificationType } from '../domain/notification.ts';
import type { Task } from '../domain/task.ts';
import { plainMarkdown } from '../shared/plain-markdown.ts';
import { shorten } from '../shared/text.ts';

/** The whole stands behind the link. */
const MAX_TEXT = 300;

interface News {
  type: NotificationType;
  /** What it is about, within the task: the same when it is told again. */
  ref: string;
  text: string;
  askId?: string;
  /** Who did it, and knows it. */
  by?: string;
}

/** Those whose work it is: who asked for it, and the person it was given to. */
export const ownersOf = ({ requester, assignee }: Pick<Task, 'requester' | 'assignee'>): string[] => [
  requester.id,
  ...(assignee?.kind === 'person' ? [assignee.id] : []),
];

/** Notes it for each of the people, once, except for the one who did it, and those who were only ever named. */
export async function notify(
  { store, clock, bus }: Pick<App, 'store' | 'clock' | 'bus'>,
  task: Pick<Task, 'id' | 'placeKey'>,
  people: readonly string[],
  { type, ref, text, askId, by }: News,
): Promise<void> {
  const told = [...new Set(people)].filter(
    (id) => platformOf(id) !== NAMED && (by === undefined || !samePerson(id, by)),
  );
  for (const personId of told) {
    const row: Notification = {
      id: `${personId}:${type}:${ref}`,
      personId,
      type,
      taskId: task.id,
      askId: askId ?? null,
      text: shorten(plainMarkdown(text), MAX_TEXT),
      at: clock.now(),
      readAt: null,
    };
    if (await store.collection('notifications').insertIfAbsent(row))
      bus.publish('changed', { kind: 'notification', id: task.id, placeKey: task.placeKey });
  }
}
