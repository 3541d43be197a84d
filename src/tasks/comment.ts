import type { App } from '../app.ts';
import type { CommentInput } from '../contract/tasks.ts';
import { readAside } from '../shared/read-aside.ts';
import type { Comment } from '../domain/records.ts';
import type { Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { actorOf } from './access.ts';
import { sha256 } from '../shared/sha256.ts';

export const commentIdOf = (key: string): string => sha256(key).slice(0, 32);

/** The key of the comment that something said in a task's thread becomes: the message's own, so that it can follow it. */
export const sayingKey = (platform: string, messageKey: string): string => `said:${platform}:${messageKey}`;

/** Writes a remark on a task. The same key writes it once. */
export async function comment(
  app: App,
  task: Task,
  { text, isAside }: CommentInput,
  caller: Caller,
): Promise<Comment> {
  const { store, bus, clock, ids } = app;
  const { kind, id, name } = actorOf(caller);
  const aside = readAside(text);
  const made: Comment = {
    id: caller.key ? commentIdOf(caller.key) : ids.next(),
    taskId: task.id,
    author: { kind: kind === 'person' ? 'person' : 'agent', id, name },
    text: aside ?? text,
    isAside: isAside === true || aside !== undefined,
    createdAt: clock.now(),
  };
  // What it says may reach those who work on the task.
  if (caller.isTainted)
    await store
      .collection('tasks')
      .update({ id: task.id, taint: { $nin: ['words', 'results'] } }, { $set: { taint: 'results' } });
  const comments = store.collection('comments');
  if (await comments.insertIfAbsent(made)) {
    bus.publish('changed', { kind: 'task', id: task.id, placeKey: task.placeKey });
    return made;
  }
  return (await comments.get(made.id)) ?? made;
}
