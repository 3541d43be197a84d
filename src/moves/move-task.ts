import { AppError } from '../domain/errors.ts';
import { newsOf, tells } from '../domain/task-news.ts';
import { allows, splitState, standing, taskMove, taskState, type MoveName } from '../domain/task-moves.ts';
import type { TaskState } from '../domain/task-states.ts';
import { isEnded } from '../domain/task-moves.ts';
import {
  taskLabel,
  type Actor,
  type HistoryEntry,
  type Outcome,
  type Task,
  type Wait,
} from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';
import type { Filter, Update } from '../ports/store.ts';
import { rowToTake } from '../moves/guards.ts';
import { verify } from './evidence.ts';
import { askOfTask } from '../moves/start-approval.ts';
import { chained } from './chain-history.ts';
import { hasMoved, moveOutHistory } from '../moves/task-history.ts';
import { sendableEvents } from '../domain/sendable.ts';

export interface MoveOptions {
  actor: Actor;
  isAdmin?: boolean | undefined;
  accounts?: readonly string[] | undefined;
  note?: string | undefined;
  /** Journal key of the call that causes it: a replay finds its own entry and changes nothing. */
  key?: string | undefined;
  runId?: string | undefined;
  askId?: string | undefined;
  outcome?: Outcome | undefined;
  /** Further fields to set with the move. */
  set?: Partial<Task>;
  /** Wait for open blockers instead of being refused. */
  park?: boolean | undefined;
  /** The run that the move puts to work: none where a guard has another row taken. */
  run?: { id: string; number: number };
  /** More that must hold, checked by the store in the same step. */
  onlyIf?: Filter;
  /** What the caller saw; a later one is `version.stale`. */
  version?: number | undefined;
}

/** A move was refused since the task is no longer where, or what, its mover took it for. */
export const GONE_ANOTHER_WAY = ['task.illegal_event', 'task.guarded', 'task.archived', 'task.busy'] as const;

type MovePorts = Pick<Ports, 'store' | 'clock' | 'bus'>;

/** How often a move is tried again when somebody else changed the task between reading and writing. */
const MAX_TRIES = 8;

/**
 * Takes one row of the table, or the one that its guards lead to instead: the row and the version that was read are the filter of one atomic update, so of two
 * movers one wins and the other is judged again by what then stands.
 *
 * @throws AppError `task.illegal_event`, `task.guarded`, `task.archived`, `version.stale`, `not_found`.
 */
export async function moveTask(
  ports: MovePorts,
  which: Task | string,
  name: MoveName,
  options: MoveOptions,
): Promise<Task> {
  return changeTask(ports, which, options, async (task, at) => {
    const row = await admit(ports, task, name, options);
    const move = taskMove(row);
    const to = move.to === 'same' ? taskState(task) : move.to;
    const { status, wait: kind } = splitState(to);
    const wait: Wait | null =
      move.to === 'same' && !move.asksAnew
        ? task.wait
        : makeWait(kind, at, options.askId ?? ownAskId(task, kind));
    const ended = isEnded({ status });
    const set: Partial<Task> = {
      status,
      wait,
      outcome: move.to === 'same' ? task.outcome : ended ? (options.outcome ?? move.outcome ?? null) : null,
      ...(ended ? { completedAt: task.completedAt ?? at, liveKey: task.id } : { completedAt: null }),
      ...stagesPassed(row, task, to),
      ...(await verify(
        ports.store,
        { name: row, task: { ...task, ...options.set }, actor: options.actor, note: options.note },
        at,
      )),
      ...(isNews(task, { move: row, from: taskState(task), to, actor: options.actor })
        ? // What is still to be told of before comes with it.
          { untold: task.untold ?? task.version + 1 }
        : {}),
      ...(concernsOthers(row, task, to) ? { unsettled: task.version + 1 } : {}),
      ...options.set,
      ...(row === name ? withRun(options.run) : {}),
      // What is held back has no run: the one that was to begin is not the task's.
      ...(row !== name && (kind === 'pre_approval' || kind === 'dependency') ? { currentRunId: null } : {}),
    };
    const entry = { move: row, ...(row !== name && { insteadOf: name }), from: taskState(task), to };
    return { set, entry };
  });
}

/**
 * The row that would be taken now, without taking it: for what must be done before the move is written, and not at all when it
 * may not be.
 *
 * @throws as `moveTask` does.
 */
export async function admit(
  { store }: Pick<Ports, 'store'>,
  before: Task,
  name: MoveName,
  {
    actor,
    isAdmin,
    accounts,
    note,
    park,
    set,
  }: Pick<MoveOptions, 'actor' | 'isAdmin' | 'accounts' | 'note' | 'park' | 'set'>,
): Promise<MoveName> {
  checkMove(before, name, actor);
  const row = await rowToTake(store, {
    name,
    before,
    task: { ...before, ...set },
    actor,
    isAdmin,
    accounts,
    note,
    park,
  });
  if (row !== name) checkMove(before, row, actor);
  return row;
}

/** Each time that work comes to its review, it passes the stages from the first one. */
function stagesPassed(row: MoveName, { wait, passedReviews = [] }: Task, to: TaskState): Partial<Task> {
  const { to: target, asksAnew } = taskMove(row);
  if (asksAnew) return { passedReviews: [...passedReviews, ...(wait?.askId ? [wait.askId] : [])] };
  return target !== 'same' && to === 'awaiting_review.review' ? { passedReviews: [] } : {};
}

/** Ends are always noted; of all else, what the task's policy has told. */
function isNews(task: Task, entry: Parameters<typeof newsOf>[0]): boolean {
  const news = newsOf(entry);
  return news !== undefined && (tells(task, news) || isEnded({ status: splitState(entry.to).status }));
}

/** What waits for a task looks again when it ends or is taken up anew, and a task that is parked looks at what it waits for. */
const concernsOthers = (row: MoveName, before: Task, to: TaskState): boolean =>
  isEnded(before) ||
  isEnded({ status: splitState(to).status }) ||
  to === 'pending.dependency' ||
  row === 'archive' ||
  row === 'reset_workflow';

const withRun = (run: MoveOptions['run']): Partial<Task> =>
  run ? { currentRunId: run.id, runCount: run.number, error: null } : {};

/** Of the asks that belong to the task rather than to a run of it, and are put once it waits for them. */
const ownAskId = ({ id, version }: Task, kind: Wait['kind'] | null): string | undefined =>
  kind === 'pre_approval' || kind === 'review' ? askOfTask(id, kind, version + 1) : undefined;

function makeWait(kind: Wait['kind'] | null, since: Date, askId: string | undefined): Wait | null {
  if (!kind) return null;
  return askId ? { kind, since, askId } : { kind, since };
}

/** Throws unless the table lets this actor take the row from where the task stands. */
export function checkMove(task: Task, name: MoveName, actor: Actor): void {
  const move = taskMove(name);
  if (allows(move, task) && move.by.includes(actor.kind)) return;
  if (task.isArchived && !move.onArchived) throw archived(task);
  throw illegalEvent(task, move.event, actor.kind);
}

export const archived = (task: Task): AppError =>
  new AppError('task.archived', { task: taskLabel(task), guard: 'archived', state: standing(task) });

export function illegalEvent(task: Task, event: string, by: Actor['kind']): AppError {
  const legal = sendableEvents(task, by);
  return new AppError('task.illegal_event', { task: taskLabel(task), event, state: standing(task), legal });
}

export const staleVersion = (expected: number, { version: actual }: Pick<Task, 'version'>): AppError =>
  new AppError('version.stale', { expected, actual, guard: 'version' });

interface Change {
  set: Partial<Task>;
  entry: Pick<HistoryEntry, 'move' | 'insteadOf' | 'from' | 'to'> & { changes?: string[] };
}

/**
 * Changes a task under its version, writing one entry of history in the same step.
 * @param from - the task as the caller has just read it, or its id; read again when somebody was quicker.
 */
export async function changeTask(
  { store, clock, bus }: MovePorts,
  from: Task | string,
  options: MoveOptions,
  decide: (task: Task, at: Date) => Change | Promise<Change>,
): Promise<Task> {
  const tasks = store.collection('tasks');
  const taskId = typeof from === 'string' ? from : from.id;
  let label = taskId;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const task = tries === 0 && typeof from !== 'string' ? from : await tasks.get(taskId);
    if (!task) throw new AppError('not_found', { what: 'task', ref: taskId });
    label = taskLabel(task);
    if (await hasMoved({ store }, task, options.key)) return task;
    if (options.version !== undefined && options.version !== task.version) {
      throw staleVersion(options.version, task);
    }
    const at = clock.now();
    const { set, entry } = await decide(task, at);
    const filter: Filter = { id: taskId, version: task.version, ...options.onlyIf };
    const kept = await moveOutHistory({ store }, task);
    const moved = await tasks.update(filter, toUpdate(task, set, { ...entry, ...about(options) }, at, kept));
    if (moved) {
      bus.publish('changed', { kind: 'task', id: moved.id, placeKey: moved.placeKey });
      if (moved.unsettled === moved.version) bus.publish('graph', { taskId: moved.id });
      if (moved.source.scheduleId !== undefined && moved.status !== task.status)
        await store
          .collection('schedules')
          .update({ id: moved.source.scheduleId }, { $set: { checkAt: at } });
      return moved;
    }
    if (options.onlyIf) await checkStillThere(tasks.get(taskId), task);
  }
  throw new AppError('task.busy', { what: 'task', ref: label });
}

/** When the version has not moved, it was the caller's own condition that failed: trying again would not help. */
async function checkStillThere(reading: Promise<Task | undefined>, before: Task): Promise<void> {
  const now = await reading;
  if (now?.version === before.version)
    throw new AppError('task.busy', { what: 'task', ref: taskLabel(before) });
}

function about({
  actor,
  note,
  key,
  runId,
}: MoveOptions): Pick<HistoryEntry, 'actor' | 'note' | 'key' | 'runId'> {
  return { actor, ...(note ? { note } : {}), ...(key ? { key } : {}), ...(runId ? { runId } : {}) };
}

function toUpdate(
  task: Task,
  set: Partial<Task>,
  entry: Omit<HistoryEntry, 'version' | 'at'>,
  at: Date,
  kept: number,
): Update {
  const version = task.version + 1;
  const next = chained(task.id, task.history.at(-1), { version, at, ...entry });
  const slice = kept < task.history.length ? { $slice: -(kept + 1) } : {};
  return {
    $set: { ...set, updatedAt: at, version },
    $push: { history: { $each: [next], ...slice } },
  };
}
