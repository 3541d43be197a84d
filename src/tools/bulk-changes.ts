import { mayBeHeard } from '../access/may-see.ts';
import { whatToFix, type ToolContext } from '../agent/tool.ts';
import type { App } from '../app.ts';
import { manageTasksInput, type ManageTasksInput } from '../contract/tools.ts';
import { canUndo, WAY_BACK, type BulkChange } from '../domain/bulk-change.ts';
import type { Draft } from '../domain/definition.ts';
import { AppError } from '../domain/errors.ts';
import type { JournalEntry } from '../domain/journal.ts';
import { threadKey } from '../domain/person.ts';
import { eventFor, type AskedEvent } from '../domain/sendable.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { findTask, resolveTask } from '../tasks/find-task.ts';
import { sendEvent } from '../tasks/send-event.ts';
import { eventToward } from '../tasks/set-job-status.ts';
import { updateTask } from '../tasks/update-task.ts';
import { wordsFor } from '../words/index.ts';
import { sha256 } from '../shared/sha256.ts';

/** A list of changes that nobody confirms is given up after this time. */
const OPEN_MS = 24 * 3_600_000;

/** What each action that changes a task asks of it. */
const EVENTS: Partial<
  Record<ManageTasksInput['action'], (task: Task, args: ManageTasksInput) => AskedEvent>
> = {
  update: (task, { status }) => (status && eventToward(task, status, 'person')) || 'edit',
  run: (task) => eventFor('run', task),
  retry: (task) => eventFor('retry', task),
  cancel: () => 'cancel',
  pause: () => 'pause',
  resume: (task) => eventFor('resume', task),
  defer: () => 'defer',
  archive: () => 'archive',
  begin: () => 'begin',
  claim: () => 'claim',
  release: () => 'release',
};

/** The one list of a turn: all that is asked for by one message waits for one word. */
export const bulkIdOf = (turnKey: string): string => sha256(`bulk:${turnKey}`).slice(0, 32);

/**
 * One request that changes or ends more than one task changes none but the first until a person has seen the exact list: the call is put into the
 * list of its turn; so is one that asks for it. Undefined where it is about the only task of the turn, which is changed at once.
 */
export async function holdBack(args: ManageTasksInput, context: ToolContext): Promise<string | undefined> {
  const { app, caller, turn, key } = context;
  const eventOf = EVENTS[args.action];
  if (!turn || !eventOf || !args.ref || !caller.place) return undefined;
  const refs = refsIn(turn.entries());
  if (!args.confirm && refs.length < 2) return undefined;
  const others = new Set((await Promise.all(refs.map((ref) => idOf(app, ref, caller)))).filter(Boolean));
  if (!args.confirm && others.size < 2) return undefined;
  const task = await resolveTask(app, args.ref, caller);
  // The card stands before everybody.
  if (!mayBeHeard(task, caller)) throw new AppError('not_found', { what: 'task', ref: args.ref });
  const change: BulkChange = {
    key,
    taskId: task.id,
    label: taskLabel(task),
    title: task.title,
    event: eventOf(task, args),
    args: { ...args, ref: task.id, confirm: false },
    outcome: 'waiting',
  };
  await add(app, turn.key, change, caller);
  return 'Not done yet: a card with the exact list asks for one confirmation. Say so, and do not try it again.';
}

/** What the calls of the turn are about, but for those that have failed. */
const refsIn = (entries: readonly JournalEntry[]): string[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'call' || entry.tool !== 'manage_tasks' || entry.state === 'failed') return [];
    const { success, data } = manageTasksInput.safeParse(entry.args);
    return success && EVENTS[data.action] && data.ref ? [data.ref] : [];
  });

async function idOf(app: App, ref: string, caller: Caller): Promise<string | undefined> {
  try {
    return (await resolveTask(app, ref, caller)).id;
  } catch (thrown) {
    if (AppError.is(thrown, 'not_found', 'task.ambiguous')) return undefined;
    throw thrown;
  }
}

async function add(app: App, turnKey: string, change: BulkChange, caller: Caller): Promise<void> {
  const drafts = app.store.collection('drafts');
  const { place, person, locale } = caller;
  if (!place) return;
  const at = app.clock.now();
  const id = bulkIdOf(turnKey);
  const empty: Draft = {
    id,
    definitionId: '',
    title: '',
    person,
    place,
    threadKey: threadKey(place),
    locale,
    isToRun: false,
    isStepwise: false,
    values: {},
    fields: [],
    trigger: null,
    changes: [],
    state: 'open',
    taskLabel: null,
    lastKey: null,
    version: 1,
    createdAt: at,
    expiresAt: new Date(at.getTime() + OPEN_MS),
  };
  await drafts.insertIfAbsent(empty);
  const draft = await drafts.get(id);
  const changes = draft?.changes ?? [];
  if (!draft || draft.state !== 'open' || changes.some(({ key }) => key === change.key)) return;
  await drafts.update(
    { id, version: draft.version, state: 'open' },
    { $set: { changes: [...changes, change] }, $inc: { version: 1 } },
  );
}

/** Makes one change, as the tool would have. */
export type MakeChange = (args: ManageTasksInput, caller: Caller, key: string) => Promise<unknown>;

/**
 * The list was confirmed, refused, or taken back by the person who asked for it. A press that is repeated after a crash goes on where the first
 * one stood.
 * @throws AppError `access.refused` for anybody else, `draft.over` for a list that is settled or has changed since it was drawn.
 */
export async function settleBulk(
  app: App,
  draft: Draft,
  action: string,
  caller: Caller,
  make: MakeChange,
): Promise<void> {
  if (draft.person.id !== caller.person.id) throw new AppError('access.refused');
  const isRepeat = draft.lastKey !== null && draft.lastKey === caller.key;
  const from = action === 'undo' ? 'done' : 'open';
  const isOver = draft.state !== from || (from === 'open' && draft.expiresAt < app.clock.now());
  if (isOver && !isRepeat) throw new AppError('draft.over');
  const state = action === 'discard' ? 'cancelled' : 'done';
  const taken = isRepeat ? draft : await write(app, draft, { state, lastKey: caller.key ?? null });
  if (action === 'confirm') await makeAll(app, taken, (change) => confirm(app, change, caller, make));
  if (action === 'undo') await makeAll(app, taken, (change) => undo(app, change, caller));
}

async function write(app: App, { id, version }: Draft, set: Partial<Draft>): Promise<Draft> {
  const written = await app.store
    .collection('drafts')
    .update({ id, version }, { $set: set, $inc: { version: 1 } });
  if (!written) throw new AppError('draft.over');
  return written;
}

async function makeAll(
  app: App,
  draft: Draft,
  one: (change: BulkChange) => Promise<BulkChange>,
): Promise<void> {
  let now = draft;
  for (const [at, change] of (draft.changes ?? []).entries()) {
    const made = await one(change);
    if (made !== change) now = await write(app, now, { changes: (now.changes ?? []).with(at, made) });
  }
}

async function confirm(app: App, change: BulkChange, caller: Caller, make: MakeChange): Promise<BulkChange> {
  if (change.outcome !== 'waiting') return change;
  try {
    const args = manageTasksInput.parse(change.args);
    const before =
      change.event === 'edit' ? fieldsOf(await findTask(app, change.taskId, caller), args) : undefined;
    await make(args, caller, change.key);
    return { ...change, outcome: 'done', ...(before && { before }) };
  } catch (thrown) {
    return failed(change, thrown, caller);
  }
}

/** What an undo of the edit writes back; undefined where it cannot. */
function fieldsOf(task: Task, args: ManageTasksInput): BulkChange['before'] {
  if (args.status || args.parameters) return undefined;
  const { title, description, priority, tags, dueAt, assignee } = task;
  const all = { title, description, priority, tags, due: dueAt?.toISOString() ?? null, assignee };
  const { due, ...rest } = Object.fromEntries(
    Object.entries(all).filter(([name]) => args[name as keyof ManageTasksInput] !== undefined),
  );
  return { ...rest, ...(due === undefined ? {} : { dueAt: due }) };
}

async function undo(app: App, change: BulkChange, caller: Caller): Promise<BulkChange> {
  if (!canUndo(change)) return change;
  try {
    const task = await findTask(app, change.taskId, caller);
    const own = { ...caller, key: `${change.key}:undo` };
    const back = WAY_BACK[change.event];
    if (back) await sendEvent(app, task, { event: back }, own);
    else await updateTask(app, task, change.before ?? {}, own);
    return { ...change, outcome: 'undone' };
  } catch (thrown) {
    return { ...failed(change, thrown, caller), outcome: 'done' };
  }
}

/** Of what a person can mend they are told; the rest is looked at by whoever looks after the inbox, and tried again. */
function failed(change: BulkChange, thrown: unknown, { locale }: Caller): BulkChange {
  return { ...change, outcome: 'failed', problem: whatToFix(thrown, wordsFor(locale)) };
}
