import type { Task, TaskSummary } from '../domain/task.ts';
import type { Store } from '../ports/store.ts';

/** More are never asked for: a task has at most 32. */
const MAX_BLOCKERS = 50;

/** The tasks that this one waits for: not completed, and not passed over. */
export async function openBlockers(
  store: Pick<Store, 'collection'>,
  { blockedBy, skippedBlockers = [] }: Pick<Task, 'blockedBy' | 'skippedBlockers'>,
): Promise<TaskSummary[]> {
  const ids = blockedBy.filter((id) => !skippedBlockers.includes(id));
  if (ids.length === 0) return [];
  return store
    .collection('tasks')
    .find({ id: { $in: ids }, status: { $ne: 'completed' } }, { limit: MAX_BLOCKERS, omit: ['history'] });
}

/** It will not be completed unless somebody takes it up again. */
export const isDead = ({ status, isArchived }: Pick<Task, 'status' | 'isArchived'>): boolean =>
  status === 'cancelled' || status === 'failed' || isArchived;
