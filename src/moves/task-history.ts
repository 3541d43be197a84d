import { BOUNDS } from '../domain/bounds.ts';
import type { HistoryPage } from '../domain/records.ts';
import type { HistoryEntry, Task } from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';

type Kept = Pick<Task, 'id' | 'version' | 'history'>;
type Reader = Pick<Ports, 'store'>;

/** The version of the oldest entry that stands in the task; those before it are rows. */
export const firstKept = ({ history, version }: Pick<Task, 'history' | 'version'>): number =>
  version - history.length + 1;

/** Whether the call of that journal key has moved the task before: then a replay of it changes nothing. */
export async function hasMoved({ store }: Reader, task: Kept, key: string | undefined): Promise<boolean> {
  if (!key) return false;
  if (task.history.some((entry) => entry.key === key)) return true;
  if (firstKept(task) === 1) return false;
  return (await store.collection('history_pages').count({ taskId: task.id, keys: key }, 1)) > 0;
}

/**
 * Writes the oldest pages of a long history down as rows, before the move that takes them out of the task. The entries never
 * change and each page has one id, so that it may be done twice, by two at once, or in vain.
 *
 * @returns how many of the task's entries may stay.
 */
export async function moveOutHistory({ store }: Reader, { id, version, history }: Kept): Promise<number> {
  const { kept, page } = BOUNDS.history;
  const pages = history.length < kept ? 0 : Math.floor((history.length - kept) / page) + 1;
  const first = firstKept({ history, version });
  const rows = Array.from({ length: pages }, (_, at): HistoryPage => {
    const entries = history.slice(at * page, (at + 1) * page);
    const from = first + at * page;
    const keys = entries.flatMap(({ key }) => (key ? [key] : []));
    return { id: `${id}:${from}`, taskId: id, from, to: from + entries.length - 1, keys, entries };
  });
  await Promise.all(rows.map((row) => store.collection('history_pages').insertIfAbsent(row)));
  return history.length - pages * page;
}

/** The entries of the versions from `from` to `to`, both included, as far as there are any, the oldest first. */
export async function readTaskHistory(
  { store }: Reader,
  task: Kept,
  from: number,
  to: number,
): Promise<HistoryEntry[]> {
  const isAsked = ({ version }: HistoryEntry): boolean => version >= from && version <= to;
  const first = firstKept(task);
  const earlier: HistoryEntry[] = [];
  for (let next = from; next < first && next <= to;) {
    const pages = await store
      .collection('history_pages')
      .find(
        { taskId: task.id, from: { $gt: next - BOUNDS.history.page, $lte: Math.min(to, first - 1) } },
        { sort: { from: 1 }, limit: PAGES },
      );
    const last = pages.at(-1);
    if (!last) break;
    earlier.push(...pages.flatMap(({ entries }) => entries));
    next = last.to + 1;
  }
  return [...earlier, ...task.history].filter(isAsked);
}

/** Read at once. */
const PAGES = 50;
