import type { App } from '../app.ts';
import type { ListTasksQuery, TaskView } from '../contract/tasks.ts';
import { invalid } from '../domain/errors.ts';
import { BUILT_IN_PLATFORM, namedPersonId, placeKey } from '../domain/person.ts';
import { AIM_KINDS } from '../domain/aim.ts';
import { splitState } from '../domain/task-moves.ts';
import { aimFilter } from './aims.ts';
import { findTask } from './find-task.ts';
import { foldTitle, type Task, type TaskSummary } from '../domain/task.ts';
import { archivedLabelOf, labelsOf, statesOf, type Vocabulary } from '../domain/vocabularies.ts';
import type { Caller, Page } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { after, toPage } from '../shared/cursor.ts';
import { accountsOf } from '../access/accounts.ts';
import { maySee, readsWebChat, WEB_PLACES } from '../access/may-see.ts';
import { showTasks } from './show-task.ts';

/** How many tasks one page may look at when words or rights leave some out; the cursor goes on from there. */
const MAX_LOOKED_AT = 1000;

export async function listTasks(app: App, query: ListTasksQuery, caller: Caller): Promise<Page<TaskView>> {
  const parent = query.parent === undefined ? undefined : await findTask(app, query.parent, caller);
  const aims = await Promise.all(
    AIM_KINDS.flatMap((kind) => (query[kind] === undefined ? [] : [aimFilter(app, kind, query[kind])])),
  );
  const page = await findTasks(app, toFilter(query, caller, parent, aims), query, caller);
  return { items: await showTasks(app, page.items, query.view), nextCursor: page.nextCursor };
}

/** One page of the tasks that match, that the caller may read, and whose title or description has the words. */
export async function findTasks(
  app: App,
  filter: Filter,
  { limit, cursor, text }: { limit: number; cursor?: string | undefined; text?: string | undefined },
  caller: Caller,
): Promise<Page<TaskSummary>> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const words = text ? foldTitle(text) : '';
  const kept: TaskSummary[] = [];
  let at = cursor;
  for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT;) {
    const step = words ? 200 : limit + 1;
    const found = await tasks.find(
      { ...filter, ...after(at, 'updatedAt', -1) },
      { sort: { updatedAt: -1, id: -1 }, limit: step, omit: ['history'] },
    );
    lookedAt += found.length;
    kept.push(...found.filter((task) => maySee(task, caller) && has(task, words)));
    const last = found.at(-1);
    if (kept.length > limit || found.length < step || !last) return toPage(kept, limit, positionOf);
    at = toPage([last, last], 1, positionOf).nextCursor ?? undefined;
  }
  const items = kept.slice(0, limit);
  return {
    items,
    nextCursor: kept.length > limit ? toPage(kept, limit, positionOf).nextCursor : (at ?? null),
  };
}

/** Counts by label of the default vocabulary what the caller may see, each at most 1 000. */
export async function countTasks(app: App, caller: Caller): Promise<Record<string, number>> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const seen = caller.isAdmin ? [] : [visibleTo(caller)];
  const counts = await Promise.all(
    labelsOf('errand').map(async (label) => {
      const count = await tasks.count(narrow([labelFilter('errand', label), NO_PARTS, ...seen]), 1000);
      return [label, count] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** What is part of a workflow stands in no list of its own: the workflow does. */
export const NO_PARTS: Filter = { 'part.key': null };

const positionOf = ({ updatedAt, id }: TaskSummary) => ({ at: updatedAt, id });

const has = ({ titleKey, description }: TaskSummary, words: string): boolean =>
  words === '' || titleKey.includes(words) || foldTitle(description).includes(words);

function toFilter(
  query: ListTasksQuery,
  caller: Caller,
  parent: Task | undefined,
  aims: readonly Filter[],
): Filter {
  // Parts of a workflow are listed with it, and with whoever has them to do.
  const parts: Filter[] = parent ? [{ parentId: parent.id }] : query.assignee ? [] : [NO_PARTS];
  parts.push(...aims);
  const isArchived = query.status !== undefined && query.status === archivedLabelOf(query.view);
  if (query.status && !isArchived) parts.push(labelFilter(query.view, query.status));
  if (query.assignee) parts.push({ 'assignee.id': query.assignee });
  if (query.requester) parts.push({ 'requester.id': query.requester });
  if (query.source) parts.push({ 'source.kind': query.source });
  if (query.referenceId) parts.push({ referenceId: query.referenceId });
  if (query.channel)
    parts.push({
      placeKey: placeKey({ platform: query.platform ?? BUILT_IN_PLATFORM, channel: query.channel }),
    });
  if (query.dueBefore) parts.push({ dueAt: { $lte: new Date(query.dueBefore) } });
  if (!caller.isAdmin) parts.push(visibleTo(caller));
  return narrow(parts, isArchived || query.archived);
}

/** The filters joined; fields that stand alone go to the top, where an index can be found for them. */
export function narrow(parts: readonly Filter[], isArchived = false): Filter {
  const joined: Filter = { isArchived };
  const rest: Filter[] = [];
  for (const part of parts) {
    const isFree = Object.keys(part).every((key) => !key.startsWith('$') && !(key in joined));
    if (isFree) Object.assign(joined, part);
    else rest.push(part);
  }
  return rest.length > 0 ? { ...joined, $and: rest } : joined;
}

export function visibleTo(caller: Caller): Filter {
  const { place } = caller;
  const mine = { $in: accountsOf(caller) };
  const own: Filter[] = [{ 'requester.id': mine }, { 'assignee.id': mine }];
  const open: Filter[] = readsWebChat(caller) ? [{ placeKey: WEB_PLACES }] : [];
  return { $or: [...(place ? [{ placeKey: placeKey(place) }] : open), ...own] };
}

/**
 * What somebody has on their plate: given to them, or asked for by them and given to no other person. In the channel of the
 * talk it counts too when only their name was said.
 */
export function mineFilter({ person, also, place }: Pick<Caller, 'person' | 'also' | 'place'>): Filter {
  const mine = { $in: accountsOf({ person, ...(also && { also }) }) };
  const unassigned: Filter = { $or: [{ assignee: null }, { 'assignee.kind': 'agent' }] };
  const named = place ? [{ 'placeKey': placeKey(place), 'assignee.id': namedPersonId(person.name) }] : [];
  return {
    $or: [{ 'assignee.id': mine }, ...named, { $and: [{ 'requester.id': mine }, unassigned] }],
  };
}

/**
 * The tasks that read as one of the labels (with commas between them) in the vocabulary.
 * @throws AppError `input.invalid` that lists the labels there are.
 */
export function labelFilter(view: Vocabulary, labels: string): Filter {
  const wanted = labels.split(',').map((label) => label.trim());
  const matches = wanted.flatMap((label) => {
    const states = statesOf(view, label);
    if (states.length === 0) throw invalid('status', 'no_label', label, labelsOf(view));
    return states;
  });
  const statuses = [...new Set(matches.map(({ state }) => splitState(state).status))];
  const exact = matches.map(({ state, outcomes }): Filter => {
    const { status, wait } = splitState(state);
    return { status, 'wait.kind': wait, ...(outcomes ? { outcome: { $in: [...outcomes] } } : {}) };
  });
  return { status: { $in: statuses }, $or: exact };
}
