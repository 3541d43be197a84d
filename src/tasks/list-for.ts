import type { Priority, TaskSummary } from '../domain/task.ts';
import type { App } from '../app.ts';
import { findTasks, labelFilter, mineFilter, narrow, NO_PARTS } from './list-tasks.ts';
import { namedPersonId, placeKey } from '../domain/person.ts';
import { LIVE_STATUSES } from '../domain/task-moves.ts';
import { isTheirs } from '../access/accounts.ts';
import type { Caller } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { readAssignee } from './assignee.ts';

/** What a person asks to see of the tasks here. */
export interface ListWish {
  /** A label of the `jobs` vocabulary, `open` for all that live, `all` for everything. */
  status: string;
  /** `me`, `anyone`, a name or an id; left out means the caller's own. */
  assignee?: string | null | undefined;
  priority?: Priority | undefined;
  dueBefore?: Date | undefined;
  text?: string | undefined;
  limit: number;
}

/**
 * A list as somebody in a conversation means it: without more words the caller's own; else those of the place. Where others hear it, only what
 * lives there.
 */
export async function listFor(
  app: App,
  wish: ListWish,
  caller: Caller,
): Promise<{ items: TaskSummary[]; hasMore: boolean }> {
  const parts = [statusPart(wish.status), heardBy(caller), await whosePart(app, wish, caller)];
  if (wish.priority) parts.push({ priority: wish.priority });
  if (wish.dueBefore) parts.push({ dueAt: { $lte: wish.dueBefore } });
  const page = await findTasks(app, narrow(parts), { limit: wish.limit, text: wish.text }, caller);
  return { items: page.items, hasMore: page.nextCursor !== null };
}

const heardBy = ({ place, isAlone }: Caller): Filter =>
  place && !isAlone ? { placeKey: placeKey(place) } : {};

async function whosePart(app: App, { assignee, text }: ListWish, caller: Caller): Promise<Filter> {
  const { settings } = app;
  const here: Filter = { ...NO_PARTS, ...(caller.place ? { placeKey: placeKey(caller.place) } : {}) };
  if (assignee === null) return { ...here, assignee: null };
  if (assignee && /^(?:anyone|anybody|everyone|everybody|all|任何人|所有人|大家|全部)$/i.test(assignee))
    return here;
  // Words are looked for everywhere here, not only among what is one's own.
  if (assignee === undefined && text) return here;
  const who = await readAssignee(assignee ?? 'me', caller, app, settings);
  return isTheirs(caller, who.id)
    ? mineFilter(caller)
    : {
        ...(caller.place ? { placeKey: placeKey(caller.place) } : {}),
        'assignee.id': { $in: [who.id, namedPersonId(who.name)] },
      };
}

function statusPart(status: string): Filter {
  if (status === 'all') return {};
  if (status === 'open') return { status: { $in: [...LIVE_STATUSES] } };
  return labelFilter('jobs', status);
}
