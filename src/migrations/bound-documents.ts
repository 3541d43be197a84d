import { pagesToMoveOut } from '../agent/journal-pages.ts';
import { BOUNDS } from '../domain/bounds.ts';
import type { Task } from '../domain/task.ts';
import { moveOutHistory } from '../moves/task-history.ts';
import type { Store } from '../ports/store.ts';
import { eachDocument } from './each-document.ts';
import type { MigrationPorts } from './migration.ts';

/**
 * Long histories and journals become pages, and each task says by itself whether its start must be approved: the entry of its
 * history that said so may be in a page from now on. What is under way meanwhile is left alone: its next write moves its pages out.
 */
export async function boundDocuments({ store }: MigrationPorts, signal: AbortSignal): Promise<void> {
  const silent = { isApprovalRequired: { $exists: false } };
  await eachDocument(store, 'tasks', silent, signal, async ({ id, history }) => {
    const isApprovalRequired = history[0]?.move === 'create_for_approval';
    await store.collection('tasks').update({ id, ...silent }, { $set: { isApprovalRequired } });
  });
  const long = { version: { $gte: BOUNDS.history.kept } };
  await eachDocument(store, 'tasks', long, signal, (task) => shorten(store, task));
  for (const name of ['runs', 'inbox'] as const) {
    const full = {
      journalLength: { $gt: BOUNDS.journal.full },
      earlier: { $exists: false },
      status: { $ne: 'running' },
      state: { $ne: 'working' },
    };
    await eachDocument(store, name, full, signal, async (holder) => {
      const { id, epoch, journalLength } = holder;
      const receivedAt = 'receivedAt' in holder ? holder.receivedAt : null;
      const { pages, earlier, kept } = pagesToMoveOut(holder, receivedAt);
      if (pages.length === 0) return;
      await Promise.all(pages.map((page) => store.collection('journal_pages').insertIfAbsent(page)));
      await store
        .collection(name)
        .update({ id, epoch, journalLength }, { $set: { journal: [...kept], earlier } });
    });
  }
}

async function shorten(store: Store, task: Task): Promise<void> {
  const kept = await moveOutHistory({ store }, task);
  if (kept === task.history.length) return;
  await store
    .collection('tasks')
    .update({ id: task.id, version: task.version }, { $set: { history: task.history.slice(-kept) } });
}
