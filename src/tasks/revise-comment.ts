import type { App } from '../app.ts';
import { readAside } from '../shared/read-aside.ts';
import type { IncomingChange } from '../domain/message.ts';
import { placeKey } from '../domain/person.ts';
import { commentIdOf, sayingKey } from './comment.ts';

/**
 * Brings the comment that a message in a task's thread became up to what the message now is: other words, or gone. A
 * message that became none changes nothing.
 */
export async function reviseComment(
  app: App,
  { platform, of, text, at, place }: IncomingChange,
): Promise<void> {
  const { store, bus } = app;
  const comments = store.collection('comments');
  const id = commentIdOf(sayingKey(platform, of));
  const aside = readAside(text ?? '');
  const set = { text: aside ?? text, isAside: aside !== undefined, editedAt: at };
  const comment = text === null ? await comments.get(id) : await comments.update({ id }, { $set: set });
  if (!comment) return;
  if (text === null) await comments.deleteMany({ id });
  bus.publish('changed', { kind: 'task', id: comment.taskId, placeKey: placeKey(place) });
}
