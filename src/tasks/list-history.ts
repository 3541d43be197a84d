import type { App } from '../app.ts';
import type { HistoryView, ListHistoryQuery } from '../contract/tasks.ts';
import type { Task } from '../domain/task.ts';
import { readTaskHistory } from '../moves/task-history.ts';
import type { Page } from '../ports/commands.ts';
import { readCount, writeCount } from '../shared/cursor.ts';
import { showHistory } from './show-task.ts';

/** One page of the moves of a task. The cursor is the version that the last page ended with. */
export async function listHistory(
  app: Pick<App, 'store'>,
  task: Task,
  { limit, cursor, order = 'oldest' }: ListHistoryQuery,
): Promise<Page<HistoryView>> {
  const end = cursor === undefined ? undefined : readCount(cursor);
  if (order === 'oldest') {
    const from = (end ?? 0) + 1;
    const to = Math.min(from + limit - 1, task.version);
    const items = await readTaskHistory(app, task, from, to);
    return { items: items.map(showHistory), nextCursor: to < task.version ? writeCount(to) : null };
  }
  const to = Math.min((end ?? task.version + 1) - 1, task.version);
  const from = Math.max(1, to - limit + 1);
  const items = await readTaskHistory(app, task, from, to);
  return { items: items.toReversed().map(showHistory), nextCursor: from > 1 ? writeCount(from) : null };
}
