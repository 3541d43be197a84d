import type { CallEntry, JournalEntry } from '../../src/domain/journal.ts';
import type { Run } from '../../src/domain/run.ts';
import type { HistoryEntry, Task } from '../../src/domain/task.ts';
import type { Store } from '../../src/ports/store.ts';
import type { TestApp } from './app.ts';

/**
 * Brings one task and its run back to how documents looked before there were layouts: everything in one document, however long,
 * and a start approval that is known by the history alone.
 *
 * @param entries - of the history. The journal has half as many answers, with a call each.
 */
async function makePrevious(store: Store, task: Task, run: Run, entries: number): Promise<void> {
  const first = await giveHistory(store, task.id, entries);
  await store
    .collection('tasks')
    .update(
      { id: task.id },
      { $set: { 'history.0.move': 'create_for_approval' }, $unset: { isApprovalRequired: true } },
    );
  const usage = { inputTokens: 1, outputTokens: 2 };
  const journal = Array.from({ length: entries / 2 }, (_, at): JournalEntry[] => {
    const call = { id: 'c', name: 'http_get', args: { url: `https://example.test/${at}` } };
    // prettier-ignore
    const entry: CallEntry = { kind: 'call', key: `${at * 2}.0`, callId: 'c', tool: 'http_get', title: `Read ${at}`, args: call.args, effect: 'read', state: 'done', askId: null, result: 'ok', startedAt: first.at, endedAt: first.at };
    return [{ kind: 'model', text: '', calls: [call], usage, model: 'm', at: first.at }, entry];
  }).flat();
  await store
    .collection('runs')
    .update({ id: run.id }, { $set: { journal, journalLength: journal.length }, $unset: { earlier: true } });
  await store.collection('counters').deleteMany({ id: 'layout' });
}

/** Gives a task a history of so many entries in one document; the sixth has the key `an-old-call`. */
export async function giveHistory(store: Store, id: string, entries: number): Promise<HistoryEntry> {
  const task = await store.collection('tasks').get(id);
  const [written] = task?.history ?? [];
  if (!task || !written) throw new Error('there is no such task');
  // No entry had a hash then.
  const { hash: _, ...first } = written;
  const history = Array.from({ length: entries }, (_, at) => ({
    ...(at === 0 ? first : { ...first, move: 'edit', from: first.to }),
    version: at + 1,
    ...(at === 5 ? { key: 'an-old-call' } : {}),
    ...(at === entries - 1 ? { to: task.history.at(-1)?.to ?? first.to } : {}),
  }));
  await store.collection('tasks').update({ id }, { $set: { history, version: entries } });
  return first;
}

/** A completed task and its run, in that layout. */
export async function completeOne(app: TestApp, entries: number): Promise<{ taskId: string; runId: string }> {
  app.model.script({ run: ['Done.'] });
  const { id } = await app.core.commands.createTask({ title: 'An old one', run: true }, app.api);
  await app.settle();
  const { store } = app.ports;
  const task = await store.collection('tasks').get(id);
  const run = await store.collection('runs').get(task?.currentRunId ?? '');
  if (!task || !run) throw new Error('it was not made');
  await makePrevious(store, task, run, entries);
  return { taskId: task.id, runId: run.id };
}
