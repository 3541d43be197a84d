import { namedPersonId, placeKey } from '../domain/person.ts';
import { LIVE_STATUSES } from '../domain/task-moves.ts';
import type { TaskSummary } from '../domain/task.ts';
import type { Caller, Page } from '../ports/commands.ts';
import type { Ports } from '../ports/index.ts';
import type { Filter } from '../ports/store.ts';
import type { Settings } from '../settings.ts';
import { readAssignee } from './assignee.ts';
import { labelFilter, mineFilter, narrow } from './list-tasks.ts';
import type { ListWish } from './task-desk.ts';

type FindTasks = (
  filter: Filter,
  query: { limit: number; text?: string | undefined },
  caller: Caller,
) => Promise<Page<TaskSummary>>;

/** A list as somebody in a conversation means it: without more words the caller's own; else those of the place. */
export function createListFor(ports: Pick<Ports, 'store'>, settings: Settings, findTasks: FindTasks) {
  return async function listFor(
    wish: ListWish,
    caller: Caller,
  ): Promise<{ items: TaskSummary[]; hasMore: boolean }> {
    const parts = [statusPart(wish.status), await whosePart(wish, caller)];
    if (wish.priority) parts.push({ priority: wish.priority });
    if (wish.dueBefore) parts.push({ dueAt: { $lte: wish.dueBefore } });
    const page = await findTasks(narrow(parts), { limit: wish.limit, text: wish.text }, caller);
    return { items: page.items, hasMore: page.nextCursor !== null };
  };

  async function whosePart({ assignee, text }: ListWish, caller: Caller): Promise<Filter> {
    const here: Filter = caller.place ? { placeKey: placeKey(caller.place) } : {};
    if (assignee === null) return { ...here, assignee: null };
    if (assignee && /^(?:anyone|anybody|everyone|everybody|all|任何人|所有人|大家|全部)$/i.test(assignee))
      return here;
    // Words are looked for everywhere here, not only among what is one's own.
    if (assignee === undefined && text) return here;
    const who = await readAssignee(assignee ?? 'me', caller, ports, settings);
    return who.id === caller.person.id
      ? mineFilter(caller)
      : { ...here, 'assignee.id': { $in: [who.id, namedPersonId(who.name)] } };
  }
}

function statusPart(status: string): Filter {
  if (status === 'all') return {};
  if (status === 'open') return { status: { $in: [...LIVE_STATUSES] } };
  return labelFilter('jobs', status);
}
