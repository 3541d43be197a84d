import type { TaskEventInput } from '../contract/tasks.ts';
import type { WithdrawAsk } from '../asks/withdraw-asks.ts';
import type { Ask, Decision } from '../domain/ask.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { taskState } from '../domain/task-moves.ts';
import { errandAs, taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { Ports } from '../ports/index.ts';
import type { StartRun } from '../runs/start-run.ts';
import { transitionRun } from '../moves/move-run.ts';
import type { Settings } from '../settings.ts';
import { actorOf } from './access.ts';
import { SENDABLE, sendableEvents, type SendableEvent } from '../domain/sendable.ts';
import { readAssignee } from './assignee.ts';
import { isDead, openBlockers } from '../moves/blockers.ts';
import type { FindTask } from './find-task.ts';
import {
  admit,
  archived,
  illegalEvent,
  moveTask,
  staleVersion,
  type MoveOptions,
} from '../moves/move-task.ts';
import { checkDelegation } from './delegation.ts';

type EventPorts = Pick<Ports, 'store' | 'clock' | 'bus'>;

export interface EventActions {
  startRun: (task: Task, start: StartRun) => Promise<Task>;
  reconcileRun: (run: Run) => Promise<unknown>;
  decideAsk: (
    ask: Ask,
    input: { decision: Decision; value?: unknown; note?: string },
    caller: Caller,
  ) => Promise<Ask>;
  touchRun: (runId: string) => Promise<void>;
  withdrawAsk: WithdrawAsk;
  /** Puts work that was done by hand before its reviewers. */
  askForHandReview: (task: Task) => Promise<unknown>;
  findTask: FindTask;
}

type Handler = (task: Task, input: TaskEventInput, caller: Caller) => Promise<Task>;

/** One door for every move that people and agents may ask for. What it cannot do here it refuses with what it can. */
export function createSendEvent(ports: EventPorts, settings: Settings, actions: EventActions) {
  const runs = ports.store.collection('runs');
  const tasks = ports.store.collection('tasks');

  async function sendEvent(task: Task, input: TaskEventInput, caller: Caller): Promise<Task> {
    if (caller.key && task.history.some(({ key }) => key === caller.key)) return task;
    if (input.version !== undefined && input.version !== task.version) {
      throw staleVersion(input.version, task);
    }
    if (await hasDecided(task, caller)) return task;
    const event = SENDABLE.find((known) => known === input.event);
    const isLegal = event !== undefined && sendableEvents(task, actorOf(caller).kind).includes(event);
    if (event && !isLegal && task.isArchived) throw archived(task);
    if (!event || !isLegal) throw illegalEvent(task, input.event, actorOf(caller).kind);
    const handler = HANDLERS[event];
    const changed = await handler(task, input, caller);
    // What people were asked before the task went another way needs no answer any more.
    const asked = task.wait?.askId;
    if (asked && changed.wait?.askId !== asked) await actions.withdrawAsk(asked);
    if (changed.currentRunId) await actions.touchRun(changed.currentRunId);
    return changed;
  }

  /** Whether this very request was a decision that has been taken already. */
  async function hasDecided({ id }: Task, { key }: Caller): Promise<boolean> {
    if (!key) return false;
    return (await ports.store.collection('asks').count({ 'taskId': id, 'decisions.key': key }, 1)) > 0;
  }

  const options = (
    { reason, version, park }: TaskEventInput,
    caller: Caller,
  ): MoveOptions & { actor: MoveOptions['actor'] } => ({
    actor: actorOf(caller),
    note: reason,
    key: caller.key,
    version,
    park,
  });

  const start =
    (move: StartRun['move'], cause: StartRun['cause']): Handler =>
    (task, input, caller) =>
      actions.startRun(task, { move, cause, ...options(input, caller) });

  /** Events that settle the open ask of a kind are decisions on it: the same rights, the same record. */
  const decide =
    (decision: Decision): Handler =>
    async (task, { reason, value }, caller) => {
      const asks = ports.store.collection('asks');
      const ask = task.wait?.askId ? await asks.get(task.wait.askId) : undefined;
      if (!ask) throw illegalEvent(task, decision, actorOf(caller).kind);
      const given = value === undefined ? {} : { value };
      await actions.decideAsk(ask, { decision, ...given, ...(reason ? { note: reason } : {}) }, caller);
      return again(task);
    };

  const HANDLERS: Record<SendableEvent, Handler> = {
    queue: start('queue', 'start'),
    skip_blocker: skipBlocker,
    unqueue: async (task, input, caller) => {
      const set = { currentRunId: null };
      return dropRun(task, await moveTask(ports, task, 'unqueue', { ...options(input, caller), set }));
    },
    claim: async (task, { assignee, ...input }, caller) => {
      const who = await readAssignee(assignee ?? 'me', caller, ports, settings);
      if (who.kind === 'agent') checkDelegation(who.id, caller, settings, 'assignee');
      return moveTask(ports, task, 'claim', { ...options(input, caller), set: { assignee: who } });
    },
    release: (task, input, caller) =>
      moveTask(ports, task.id, 'release', { ...options(input, caller), set: { assignee: null } }),
    defer: async (task, input, caller) => {
      const until = input.until ? new Date(input.until) : null;
      if (until && until <= ports.clock.now()) throw invalid('until', 'in_the_past');
      const from = task.status === 'backlog' ? ('backlog' as const) : ('pending' as const);
      const set = { deferred: { reason: input.reason ?? '', until, from }, currentRunId: null };
      return dropRun(task, await moveTask(ports, task, 'defer', { ...options(input, caller), set }));
    },
    resume_deferred: (task, input, caller) =>
      task.deferred?.from === 'backlog'
        ? moveTask(ports, task.id, 'shelve_deferred', { ...options(input, caller), set: { deferred: null } })
        : actions.startRun(task, {
            move: 'resume_deferred',
            cause: 'start',
            set: { deferred: null },
            ...options(input, caller),
          }),
    cancel,
    pause: async (task, input, caller) => {
      const { reason = '' } = input;
      await admit(ports, task, 'pause', options(input, caller));
      const asked = await runs.update(
        { id: task.currentRunId, status: { $in: ['running', 'queued'] } },
        { $set: { pauseRequested: { by: caller.person, reason } }, $inc: { version: 1 } },
      );
      if (!asked) throw illegalEvent(task, 'pause', actorOf(caller).kind);
      ports.bus.publish('run_signal', { runId: asked.id });
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
    feedback: (task, input, caller) => {
      if (!input.reason) throw invalid('reason', 'what_differs');
      const feedback = [
        ...task.feedback,
        { content: input.reason, status: 'pending' as const, author: caller.person, at: ports.clock.now() },
      ];
      return actions.startRun(task, {
        move: 'feedback',
        cause: 'feedback',
        set: { feedback },
        ...options(input, caller),
      });
    },
    complete: async (task, input, caller) => {
      const set = { result: input.reason ?? null };
      const moved = await moveTask(ports, task.id, 'complete', { ...options(input, caller), set });
      if (moved.status === 'awaiting_review') await actions.askForHandReview(moved);
      return moved;
    },
    archive: (task, input, caller) => {
      const set = { archivedAt: ports.clock.now(), isArchived: true, liveKey: task.id };
      return moveTask(ports, task.id, 'archive', { ...options(input, caller), set });
    },
    restore: (task, input, caller) =>
      moveTask(ports, task.id, 'restore', {
        ...options(input, caller),
        set: { archivedAt: null, isArchived: false },
      }),
  };

  /** The run is cancelled first: that fences its worker out. The task follows from the run. */
  async function cancel(task: Task, input: TaskEventInput, caller: Caller): Promise<Task> {
    const run = task.currentRunId ? await runs.get(task.currentRunId) : undefined;
    if (!run || isRunEnded(run)) return moveTask(ports, task.id, 'cancel', options(input, caller));
    await admit(ports, task, 'cancel', options(input, caller));
    const change = {
      move: 'cancel',
      actor: actorOf(caller),
      note: input.reason ?? null,
      key: caller.key ?? null,
    } as const;
    const cancelled = await transitionRun(ports, run, 'cancel', { outcome: 'user', change });
    if (cancelled) {
      ports.bus.publish('run_signal', { runId: run.id });
      await actions.reconcileRun(cancelled);
    }
    return again(task);
  }

  /**
   * Ends the run that the task has been taken from. The task goes first: a worker that has claimed the run meanwhile finds that
   * it is not the task's any more, and one that has shown it on the task was quicker than the move.
   */
  async function dropRun({ currentRunId }: Task, moved: Task): Promise<Task> {
    const run = currentRunId ? await runs.get(currentRunId) : undefined;
    if (!run || isRunEnded(run)) return moved;
    const { actor, note = null } = moved.history.at(-1) ?? { actor: errandAs('system') };
    await transitionRun(ports, run, 'cancel', { outcome: 'superseded', change: { actor, note } });
    await actions.touchRun(run.id);
    return moved;
  }

  /** The one that is named, or those that nothing will complete. */
  async function skipBlocker(task: Task, input: TaskEventInput, caller: Caller): Promise<Task> {
    const open = await openBlockers(ports.store, task);
    const named = input.blocker ? (await actions.findTask(input.blocker, caller)).id : undefined;
    const skipped = open.filter((blocker) => (named ? blocker.id === named : isDead(blocker)));
    if (skipped.length === 0) throw invalid('blocker', 'one_of', open.map(taskLabel).join(', '));
    const set = { skippedBlockers: [...(task.skippedBlockers ?? []), ...skipped.map(({ id }) => id)] };
    const given = { ...options(input, caller), set };
    if (taskState(task) !== 'pending.dependency') return moveTask(ports, task, 'skip_some', given);
    return actions.startRun(task, { move: 'blocker_skip', cause: 'start', ...given });
  }

  async function again({ id }: Task): Promise<Task> {
    const task = await tasks.get(id);
    if (!task) throw new AppError('not_found', { what: 'task', ref: id });
    return task;
  }

  return sendEvent;
}
