import type { App } from '../app.ts';
import { touchShown } from '../outbox/enqueue.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import { askToStart } from '../asks/ask-to-start.ts';
import type { UpdateTaskInput } from '../contract/tasks.ts';
import { readParameters } from '../definitions/check-definition.ts';
import type { TaskDefinition } from '../domain/definition.ts';
import { MAX_TITLE } from '../contract/common.ts';
import { invalid } from '../domain/errors.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import { shorten } from '../shared/text.ts';
import { splitState, taskMove, taskState } from '../domain/task-moves.ts';
import { foldTitle, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { askOfTask, hashWork } from '../moves/start-approval.ts';
import { actorOf } from './access.ts';
import { readAims } from './aims.ts';
import { checkDelegation } from './delegation.ts';
import { readAgent, readAssignee } from './assignee.ts';
import { rowToTake } from '../moves/guards.ts';
import { archived, changeTask, checkMove } from '../moves/move-task.ts';

/** What is to be done. Changing it under a run would make the run's card a lie, so it needs the move `edit`. */
const WORK_FIELDS = ['description', 'definition', 'expectedOutput', 'agentId', 'isReviewRequired'] as const;

/** What an agent is told to do stands in these. */
const WORDS = ['title', 'description', 'definition', 'expectedOutput'] as const;

/** Changes fields of a task; what changed goes into its history by name. */
export async function updateTask(
  app: App,
  task: Task,
  patch: UpdateTaskInput,
  caller: Caller,
  version?: number,
): Promise<Task> {
  const { store } = app;
  const actor = actorOf(caller);
  const given = await toFields(app, patch, caller);
  // Under another title or with somebody else it is no longer the one that a new task could be mistaken for.
  if (patch.title !== undefined || patch.assignee !== undefined) given.liveKey = task.id;
  const options = { actor, version, key: caller.key };
  const changed = await changeTask(app, task.id, options, async (now, at) => {
    if (now.isArchived) throw archived(now);
    const set: Partial<Task> = patch.parameters
      ? { ...given, definition: withValues(now, patch.parameters) }
      : { ...given };
    const isNewly = (field: string) => !isSame(now[field as keyof Task], set[field as keyof Task]);
    if (caller.isTainted && WORDS.some((field) => field in set && isNewly(field))) set.taint = 'words';
    const changes = Object.keys(set).filter((field) => field !== 'taint' && isNewly(field));
    if (changes.some((field) => (WORK_FIELDS as readonly string[]).includes(field)))
      checkMove(now, 'edit', actor);
    await rowToTake(store, { name: 'edit', before: now, task: { ...now, ...set }, actor });
    const state = taskState(now);
    // Work that is given to somebody else was not begun by them.
    const isHandedOver = now.wait?.kind === 'person' && isNewly('assignee') && 'assignee' in set;
    const row = isHandedOver ? ('hand_over' as const) : ('edit' as const);
    const { to } = taskMove(row);
    const after = to === 'same' ? state : to;
    if (isHandedOver) Object.assign(set, { status: splitState(after).status, wait: null });
    // What its approvers have before them is not this work any more.
    if (now.wait?.kind === 'pre_approval' && hashWork({ ...now, ...set }) !== hashWork(now))
      set.wait = { ...now.wait, since: at, askId: askOfTask(now.id, 'pre_approval', now.version + 1) };
    return {
      set,
      entry: {
        move: row,
        from: state,
        to: after,
        changes: changes
          .filter((field) => field !== 'titleKey' && field !== 'liveKey')
          // Of the definition only its values can change.
          .map((field) => (field === 'definition' ? 'parameters' : field)),
      },
    };
  });
  if (changed.wait?.kind === 'pre_approval' && changed.wait.askId !== task.wait?.askId) {
    await askToStart(app, changed);
    if (task.wait?.askId) await withdrawAsk(app, task.wait.askId);
  }
  await touchShown(app, { kind: 'task', id: task.id });
  return changed;
}

async function toFields(app: App, patch: UpdateTaskInput, caller: Caller): Promise<Partial<Task>> {
  const { settings } = app;
  const { assignee, dueAt, parameters: _, title: typed, project, goal, ...plain } = patch;
  const title = typed && shorten(showHidden(typed), MAX_TITLE);
  const set: Partial<Task> = { ...dropUndefined(plain), ...(await readAims(app, { project, goal })) };
  if (title) Object.assign(set, { title, titleKey: foldTitle(title) });
  if (dueAt !== undefined) set.dueAt = dueAt === null ? null : new Date(dueAt);
  if (assignee !== undefined) {
    set.assignee = assignee ? await readAssignee(assignee, caller, app, settings) : null;
    // Work that is given to an agent is done by that agent.
    if (set.assignee?.kind === 'agent') set.agentId = set.assignee.id;
  }
  if (patch.agentId) set.agentId = readAgent(patch.agentId, settings);
  if (set.agentId) checkDelegation(set.agentId, caller, settings, assignee ? 'assignee' : 'agentId');
  return set;
}

/** What the task was made from, with some of its values changed. */
function withValues({ definition }: Task, changed: Record<string, unknown>): TaskDefinition {
  if (!definition) throw invalid('parameters', 'not_in_form');
  const values = { ...definition.parameters, ...changed };
  return { ...definition, parameters: readParameters({ parameters: definition.asks }, values) };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Without the keys whose value is undefined. */
function dropUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
