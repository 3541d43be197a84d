import type { App } from '../app.ts';
import type { AimView, ListAimsQuery } from '../contract/aims.ts';
import { aimId, type AimKind } from '../domain/aim.ts';
import { TASK_STATUSES } from '../domain/task.ts';
import type { Caller, Page } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { visibleTo } from './list-tasks.ts';

/** How many tasks of one project or goal are counted. */
const MAX_COUNTED = 10_000;

/** How many rows one page may look at when the caller sees no task of some. */
const MAX_LOOKED_AT = 500;

/** One page of the projects or goals that have a task which the caller sees, by name, each with how far it is. */
export async function listAims(
  app: App,
  kind: AimKind,
  { limit, cursor }: ListAimsQuery,
  caller: Caller,
): Promise<Page<AimView>> {
  const aims = app.store.collection('aims');
  const items: AimView[] = [];
  let after = cursor === undefined ? '' : aimId(kind, cursor);
  for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT;) {
    const rows = await aims.find({ kind, id: { $gt: after } }, { sort: { id: 1 }, limit });
    const shown = await Promise.all(rows.map(({ name }) => show(app, kind, name, caller)));
    for (const [at, one] of shown.entries()) {
      after = rows[at]?.id ?? after;
      if (one.tasks > 0) items.push(one);
      if (items.length === limit) return { items, nextCursor: one.name };
    }
    if (rows.length < limit) return { items, nextCursor: null };
    lookedAt += rows.length;
  }
  return { items, nextCursor: after.slice(kind.length + 1) };
}

const COUNTED = TASK_STATUSES.filter((status) => status !== 'cancelled');

async function show({ store }: App, kind: AimKind, name: string, caller: Caller): Promise<AimView> {
  const tasks = store.collection('tasks');
  const own: Filter = { [kind]: name, ...(caller.isAdmin ? {} : visibleTo(caller)) };
  const [all, completed] = await Promise.all([
    tasks.count({ ...own, status: { $in: [...COUNTED] } }, MAX_COUNTED),
    tasks.count({ ...own, status: 'completed' }, MAX_COUNTED),
  ]);
  return { name, tasks: all, completed, percent: all === 0 ? 0 : Math.floor((completed / all) * 100) };
}
