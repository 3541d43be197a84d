import { askForStage } from '../asks/ask-for-review.ts';
import { tellNews } from '../notifications/tell-news.ts';
import { touchCard, touchShown } from '../outbox/enqueue.ts';
import { decideAsk } from '../decisions/decide-ask.ts';
import type { App } from '../app.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import { cancelTask, dropRun } from '../runs/cancel-task.ts';
import { wakeWaiting } from '../runs/wake-run.ts';
import { startRun, type StartRun } from '../runs/start-run.ts';
import { findTask } from './find-task.ts';
import type { TaskEventInput } from '../contract/tasks.ts';
import type { Decision } from '../domain/ask.ts';
import { AppError, choiceFault, invalid } from '../domain/errors.ts';
import { taskState } from '../domain/task-moves.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { actorOf } from './access.ts';
import { SENDABLE, sendableEvents, type SendableEvent } from '../domain/sendable.ts';
import { readAssignee } from './assignee.ts';
import { moveOptions as options } from './move-options.ts';
import { isDead, openBlockers } from '../moves/blockers.ts';
import { admit, archived, illegalEvent, moveTask, staleVersion } from '../moves/move-task.ts';
import { hasMoved } from '../moves/task-history.ts';
import { checkNoAside } from '../shared/check-no-aside.ts';
import { checkDelegation } from './delegation.ts';
import { link, unlink } from '../graph/link.ts';
import { giveFeedback } from './give-feedback.ts';

type Handler = (app: App, task: Task, input: TaskEventInput, caller: Caller) => Promise<Task>;

/** One door for every move that people and agents may ask for. What it cannot do here it refuses with what it can. */
export async function sendEvent(app: App, task: Task, input: TaskEventInput, caller: Caller): Promise<Task> {
  if (await hasMoved(app, task, caller.key)) return task;
  if (input.version !== undefined && input.version !== task.version) {
    throw staleVersion(input.version, task);
  }
  if (await hasDecided(app, task, caller)) return task;
  checkNoAside('reason', input.reason);
  checkNoAside('value', input.value);
  const event = SENDABLE.find((known) => known === input.event);
  const isBlocked = event === 'skip_blocker' && (await openBlockers(app.store, task)).length > 0;
  const isLegal =
    event !== undefined && sendableEvents(task, actorOf(caller).kind, isBlocked).includes(event);
  if (event && !isLegal && task.isArchived) throw archived(task);
  if (!event || !isLegal) throw illegalEvent(task, input.event, actorOf(caller).kind);
  const handler = HANDLERS[event];
  const changed = await handler(app, task, input, caller);
  // What people were asked before the task went another way needs no answer any more.
  const asked = task.wait?.askId;
  if (asked && changed.wait?.askId !== asked) await withdrawAsk(app, asked);
  for (const id of new Set([task.currentRunId, changed.currentRunId]))
    if (id) await touchCard(app, { kind: 'run', id });
  await touchShown(app, { kind: 'task', id: task.id });
  if (changed.untold) await tellNews(app, changed.id);
  return changed;
}

/** Whether this very request was a decision that has been taken already. */
async function hasDecided(app: App, { id }: Task, { key }: Caller): Promise<boolean> {
  const { store } = app;
  if (!key) return false;
  return (await store.collection('asks').count({ 'taskId': id, 'decisions.key': key }, 1)) > 0;
}

/** The one that is named, or those that nothing will complete. */
async function skipBlocker(app: App, task: Task, input: TaskEventInput, caller: Caller): Promise<Task> {
  const { store } = app;
  const open = await openBlockers(store, task);
  const named = input.blocker ? (await findTask(app, input.blocker, caller)).id : undefined;
  const skipped = open.filter((blocker) => (named ? blocker.id === named : isDead(blocker)));
  if (skipped.length === 0)
    throw new AppError('input.invalid', {
      faults: [{ field: 'blocker', ...choiceFault('one_of', open.map(taskLabel)) }],
    });
  const set = { skippedBlockers: [...(task.skippedBlockers ?? []), ...skipped.map(({ id }) => id)] };
  const given = { ...options(input, caller), set };
  if (taskState(task) !== 'pending.dependency') return moveTask(app, task, 'skip_some', given);
  return startRun(app, task, { move: 'blocker_skip', cause: 'start', ...given });
}

/** What it has to wait for, in one event however many they are. */
const changeLinks =
  (change: typeof link): Handler =>
  async (app, task, input, caller) => {
    const { blockedBy = [] } = input;
    if (blockedBy.length === 0) throw invalid('blockedBy', 'which_task');
    const blockers = await Promise.all(blockedBy.map((ref) => findTask(app, ref, caller)));
    return change(app, task, blockers, options(input, caller));
  };

async function again(app: App, { id }: Task): Promise<Task> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const task = await tasks.get(id);
  if (!task) throw new AppError('not_found', { what: 'task', ref: id });
  return task;
}

const start =
  (move: StartRun['move'], cause: StartRun['cause']): Handler =>
  (app, task, input, caller) =>
    startRun(app, task, { move, cause, ...options(input, caller) });

/** Events that settle the open ask of a kind are decisions on it: the same rights, the same record. */
const decide =
  (decision: Decision): Handler =>
  async (app, task, { reason, value }, caller) => {
    const asks = app.store.collection('asks');
    const ask = task.wait?.askId ? await asks.get(task.wait.askId) : undefined;
    if (!ask) throw illegalEvent(task, decision, actorOf(caller).kind);
    const given = value === undefined ? {} : { value };
    await decideAsk(app, ask, { decision, ...given, ...(reason ? { note: reason } : {}) }, caller);
    return again(app, task);
  };

/** Where a run can be paused: while it works, and that of a workflow while it waits for its parts too. */
const WORKS = ['running', 'queued'] as const;
const PLANS = [...WORKS, 'waiting'] as const;

const isByPerson = ({ wait }: Task): boolean => wait?.kind === 'person';

const HANDLERS: Record<SendableEvent, Handler> = {
  queue: start('queue', 'start'),
  link: changeLinks(link),
  unlink: changeLinks(unlink),
  skip_blocker: skipBlocker,
  unqueue: async (app, task, input, caller) => {
    const set = { currentRunId: null };
    const move = isByPerson(task) ? 'set_down' : 'unqueue';
    return dropRun(app, task, await moveTask(app, task, move, { ...options(input, caller), set }));
  },
  begin: async (app, task, { assignee, ...input }, caller) => {
    const holder = task.assignee?.kind === 'person' ? task.assignee : undefined;
    const who = await readAssignee(assignee ?? holder ?? 'me', caller, app, app.settings);
    if (who.kind === 'agent') throw invalid('assignee', 'only_yourself');
    const set = { assignee: who, deferred: null, currentRunId: null };
    return moveTask(app, task, 'begin', { ...options(input, caller), set });
  },
  claim: async (app, task, { assignee, ...input }, caller) => {
    const who = await readAssignee(assignee ?? 'me', caller, app, app.settings);
    if (who.kind === 'agent') checkDelegation(who.id, caller, app.settings, 'assignee');
    return moveTask(app, task, 'claim', { ...options(input, caller), set: { assignee: who } });
  },
  release: (app, task, input, caller) =>
    moveTask(app, task.id, isByPerson(task) ? 'leave' : 'release', {
      ...options(input, caller),
      set: { assignee: null },
    }),
  defer: async (app, task, input, caller) => {
    const until = input.until ? new Date(input.until) : null;
    if (until && until <= app.clock.now()) throw invalid('until', 'in_the_past');
    const from = task.status === 'backlog' || isByPerson(task) ? ('backlog' as const) : ('pending' as const);
    const set = { deferred: { reason: input.reason ?? '', until, from }, currentRunId: null };
    return dropRun(app, task, await moveTask(app, task, 'defer', { ...options(input, caller), set }));
  },
  resume_deferred: (app, task, input, caller) =>
    task.deferred?.from === 'backlog'
      ? moveTask(app, task.id, 'shelve_deferred', { ...options(input, caller), set: { deferred: null } })
      : startRun(app, task, {
          move: 'resume_deferred',
          cause: 'start',
          set: { deferred: null },
          ...options(input, caller),
        }),
  stop_workflow: async (app, task, input, caller) => {
    const set = { currentRunId: null };
    return dropRun(
      app,
      task,
      await moveTask(app, task, 'reset_workflow', { ...options(input, caller), set }),
    );
  },
  cancel: (app, task, input, caller) => cancelTask(app, task, options(input, caller)),
  pause: async (app, task, input, caller) => {
    const { reason = '' } = input;
    await admit(app, task, 'pause', options(input, caller));
    const asked = await app.store
      .collection('runs')
      .update(
        { id: task.currentRunId, status: { $in: task.definition?.workflow ? PLANS : WORKS } },
        { $set: { pauseRequested: { by: caller.person, reason } }, $inc: { version: 1 } },
      );
    if (!asked) throw illegalEvent(task, 'pause', actorOf(caller).kind);
    app.bus.publish('run_signal', { runId: asked.id });
    await wakeWaiting(app, asked);
    return task;
  },
  resume: decide('resume'),
  hand_back: decide('hand_back'),
  answer: decide('answer'),
  approve: decide('approve'),
  accept: decide('accept'),
  request_changes: decide('request_changes'),
  reject: decide('reject'),
  retry: start('retry', 'retry'),
  rerun: start('rerun', 'rerun'),
  feedback: giveFeedback,
  complete: async (app, task, input, caller) => {
    const set = { result: input.reason ?? null };
    const moved = await moveTask(app, task.id, 'complete', { ...options(input, caller), set });
    if (moved.status === 'awaiting_review') await askForStage(app, moved);
    return moved;
  },
  archive: (app, task, input, caller) => {
    const set = { archivedAt: app.clock.now(), isArchived: true, liveKey: task.id };
    return moveTask(app, task.id, 'archive', { ...options(input, caller), set });
  },
  restore: (app, task, input, caller) =>
    moveTask(app, task.id, 'restore', {
      ...options(input, caller),
      set: { archivedAt: null, isArchived: false },
    }),
};
