import type { Task, TaskSummary } from '../domain/task.ts';
import type { Store } from '../ports/store.ts';

/** More are never asked for: a task has at most 32. */
const MAX_BLOCKERS = 50;

/** Read at once where it is asked of many tasks. */
const MAX_FOUND = 500;

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

/** Those of the tasks that wait for others still, by their ids. */
export async function blockedAmong(
  store: Pick<Store, 'collection'>,
  tasks: readonly Pick<Task, 'id' | 'blockedBy' | 'skippedBlockers'>[],
): Promise<Set<string>> {
  const needs = tasks.map(({ id, blockedBy, skippedBlockers = [] }) => ({
    id,
    ids: blockedBy.filter((one) => !skippedBlockers.includes(one)),
  }));
  const ids = [...new Set(needs.flatMap((need) => need.ids))];
  const parts = Array.from({ length: Math.ceil(ids.length / MAX_FOUND) }, (_, at) =>
    ids.slice(at * MAX_FOUND, (at + 1) * MAX_FOUND),
  );
  const found = await Promise.all(
    parts.map((part) =>
      store
        .collection('tasks')
        .find({ id: { $in: part }, status: { $ne: 'completed' } }, { limit: MAX_FOUND, omit: ['history'] }),
    ),
  );
  const open = new Set(found.flat().map(({ id }) => id));
  return new Set(needs.filter((need) => need.ids.some((one) => open.has(one))).map(({ id }) => id));
}

/** The tasks that wait for each of these, by its id. */
export async function waitingFor(
  store: Pick<Store, 'collection'>,
  tasks: readonly Pick<Task, 'id'>[],
): Promise<Map<string, string[]>> {
  const ids = tasks.map(({ id }) => id);
  const found = await store
    .collection('tasks')
    .find({ blockedBy: { $in: ids } }, { limit: MAX_FOUND, omit: ['history'] });
  return new Map(
    ids.map((id) => [id, found.filter(({ blockedBy }) => blockedBy.includes(id)).map((one) => one.id)]),
  );
}

/** It will not be completed unless somebody takes it up again. */
export const isDead = ({ status, isArchived }: Pick<Task, 'status' | 'isArchived'>): boolean =>
  status === 'cancelled' || status === 'failed' || isArchived;
