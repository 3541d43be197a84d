import type { App } from '../app.ts';
import type { PostedRef } from '../domain/message.ts';
import type { OutboxRow } from '../domain/records.ts';
import { scheduleIdOf } from '../domain/schedule.ts';
import type { ThreadRef } from '../domain/person.ts';

/**
 * A command is typed outside of any thread; the first thing that is shown of its task begins one. From then on the task
 * and its open asks live there, so that what people say there reaches them.
 */
export async function beginThread(
  app: App,
  { body, target }: OutboxRow,
  { thread }: PostedRef,
): Promise<void> {
  const { store } = app;
  if (body.kind !== 'card') return;
  const { kind, id } = body.subject;
  if (kind === 'draft') {
    // The task that it becomes lives below its form.
    const change = { $set: { 'place.thread': thread } };
    await store.collection('drafts').update({ id, 'place.thread': '' }, change);
    return;
  }
  if (kind === 'schedule') {
    const change = { $set: { 'cardAt.thread': thread } };
    await store.collection('schedules').update({ 'id': scheduleIdOf(id), 'cardAt.thread': '' }, change);
    return;
  }
  const subject =
    kind === 'task' ? { taskId: id } : await store.collection(kind === 'run' ? 'runs' : 'asks').get(id);
  if (!subject) return;
  const { taskId } = subject;
  await store
    .collection('tasks')
    .update({ 'id': taskId, 'home.thread': '', ...here(target) }, { $set: { 'home.thread': thread } });
  const asks = store.collection('asks');
  const waiting = await asks.find(
    { taskId, 'home.thread': '', ...here(target) },
    { sort: { createdAt: 1, id: 1 }, limit: 50 },
  );
  for (const ask of waiting) await asks.update({ id: ask.id }, { $set: { 'home.thread': thread } });
}

/** The card of an ask may begin threads in other places too: the task does not live there. */
const here = ({ platform, channel }: ThreadRef) => ({ 'home.platform': platform, 'home.channel': channel });
