import { expiryOf, type Ask, type DecisionRecord } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { errandAs, type Actor, type Task } from '../domain/task.ts';
import type { TouchCard } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';
import type { StartRun } from './start-run.ts';
import { transitionRun } from '../moves/move-run.ts';
import { moveTask } from '../moves/move-task.ts';
import { wordsFor } from '../words/index.ts';
import { actorOf, EXPIRY_MOVES, MOVE_AFTER } from '../moves/settled.ts';

type WakePorts = Pick<Ports, 'store' | 'clock' | 'bus' | 'queue' | 'log'>;

export interface WakeActions {
  touchCard: TouchCard;
  reconcileRun: (run: Run) => Promise<unknown>;
  startRun: (task: Task, start: StartRun) => Promise<Task>;
}

/**
 * Sends on what waited for a settled ask: the run back to the queue, or the task out of its review. Doing it twice
 * changes nothing; `isWakePending` stays set until it is done, for whoever finds it.
 */
export function createWakeAfterAsk(ports: WakePorts, actions: WakeActions) {
  const asks = ports.store.collection('asks');
  const runs = ports.store.collection('runs');

  async function wakeAfterAsk(ask: Ask): Promise<void> {
    await actions.touchCard({ kind: 'ask', id: ask.id });
    const isDone = await SETTLE[ask.kind === 'review' || ask.kind === 'pre_approval' ? ask.kind : 'run'](ask);
    if (ask.kind === 'review' && ask.runId) await actions.touchCard({ kind: 'run', id: ask.runId });
    if (isDone) await asks.update({ id: ask.id, isWakePending: true }, { $set: { isWakePending: false } });
  }

  /** @returns false while a worker has the run: it looks for settled asks itself when it lets go. */
  async function wakeRun(ask: Ask): Promise<boolean> {
    const run = ask.runId ? await runs.get(ask.runId) : undefined;
    if (!run || isRunEnded(run)) return true;
    if (run.status === 'running') return false;
    const next = expiryOf(ask);
    if (next !== 'go_on') return next === 'fail' ? giveUp(ask, run) : putOff(ask, run);
    if (run.status === 'queued') return true;
    const decision = ask.decisions.at(-1);
    const change = {
      move: MOVE_AFTER[ask.kind]?.[ask.state] ?? null,
      actor: actorOf(decision),
      note: decision?.note ?? null,
    };
    const woken = await transitionRun(ports, run, 'wake', { change });
    if (!woken) return false;
    await actions.reconcileRun(woken);
    try {
      await ports.queue.enqueue({ runId: woken.id, attempt: woken.attempt, dispatch: woken.dispatch });
    } catch (thrown) {
      ports.log.warn({ err: thrown, runId: woken.id }, 'not put in the queue; the sweeper will');
    }
    return true;
  }

  async function giveUp(ask: Ask, run: Run): Promise<boolean> {
    const move = EXPIRY_MOVES[ask.kind]?.fail ?? 'time_out';
    const error = { code: 'limit.reached', message: wordsFor(ask.locale).nobodyAnswered(ask.question) };
    const ended = await transitionRun(ports, run, 'give_up', {
      outcome: 'timeout',
      change: { move, actor: actorOf(undefined) },
      set: { error },
    });
    if (ended) await actions.reconcileRun(ended);
    return ended !== undefined;
  }

  /** The task goes aside, and a person can bring it back; the run that waited is given up. */
  async function putOff(ask: Ask, run: Run): Promise<boolean> {
    const task = await ports.store.collection('tasks').get(ask.taskId);
    if (task?.currentRunId === run.id) await setAside(ask, task);
    const dropped = await transitionRun(ports, run, 'cancel', { outcome: 'superseded' });
    if (dropped) await actions.reconcileRun(dropped);
    return dropped !== undefined;
  }

  /** A task that shows another of its asks, or work, comes to this ask first: the table knows no other way aside from there. */
  async function setAside(ask: Ask, task: Task): Promise<void> {
    const rows = EXPIRY_MOVES[ask.kind];
    if (!rows) throw new AppError('internal', { askId: ask.id, problem: 'cannot be put off' });
    const deferred = { reason: ask.question, until: null, from: 'pending' } as const;
    const set = { deferred, currentRunId: null };
    // Its worker was lost, and it stands in the queue.
    if (task.status === 'pending') {
      await moveTask(ports, task, 'defer_by_limit', { actor: errandAs('system'), note: ask.question, set });
      return;
    }
    if (task.status !== 'in_progress') return;
    const isShown = task.wait?.askId === ask.id;
    const shown = isShown
      ? task
      : await moveTask(ports, task, rows.show, { actor: errandAs('worker'), askId: ask.id });
    await moveTask(ports, shown, rows.defer, { actor: actorOf(undefined), set });
  }

  async function settleReview(ask: Ask): Promise<boolean> {
    const task = await ports.store.collection('tasks').get(ask.taskId);
    const decision = ask.decisions.at(-1);
    // Decided before the task has come to its review: the sweep looks again.
    if (task?.status === 'in_progress' && task.currentRunId === ask.runId) return false;
    if (!task || task.wait?.askId !== ask.id) return true;
    const options = { actor: actorOf(decision), note: decision?.note, key: `${ask.id}.settled` };
    try {
      if (decision?.decision === 'request_changes') await requestChanges(task, decision, options);
      else if (decision?.decision === 'accept') await accept(task, options);
      else await moveTask(ports, task.id, 'reject_review', options);
    } catch (thrown) {
      if (!AppError.is(thrown, 'task.illegal_event', 'task.guarded', 'task.archived')) throw thrown;
      ports.log.info({ askId: ask.id, taskId: task.id }, 'the task had left its review');
    }
    return true;
  }

  /** A nod starts the work; a refusal, or nobody's word in time, ends it before it began. */
  async function settleStart(ask: Ask): Promise<boolean> {
    const task = await ports.store.collection('tasks').get(ask.taskId);
    if (!task || task.wait?.askId !== ask.id) return true;
    const decision = ask.decisions.at(-1);
    const options = { actor: actorOf(decision), note: decision?.note, key: `${ask.id}.settled` };
    try {
      // An ask of before the work was kept with it says nothing of the work: it is put anew.
      const startApproval = { hash: ask.work?.hash ?? '', askId: ask.id, at: ports.clock.now() };
      if (ask.state === 'approved')
        await actions.startRun(task, {
          move: 'approve_start',
          cause: 'start',
          set: { startApproval },
          ...options,
        });
      else await moveTask(ports, task, 'reject_start', options);
    } catch (thrown) {
      if (!AppError.is(thrown, 'task.illegal_event', 'task.guarded', 'task.archived')) throw thrown;
      ports.log.info({ askId: ask.id, taskId: task.id }, 'the task had moved on');
    }
    return true;
  }

  /** What was done in part, or ended early, is so after its review as well. */
  async function accept(task: Task, options: { actor: Actor; key: string }): Promise<void> {
    const run = task.currentRunId ? await runs.get(task.currentRunId) : undefined;
    await moveTask(ports, task.id, 'accept', { ...options, outcome: run?.outcome ?? undefined });
  }

  function requestChanges(
    task: Task,
    { by, note }: DecisionRecord,
    options: { actor: Actor; key: string },
  ): Promise<Task> {
    const feedback = [
      ...task.feedback,
      { content: note ?? '', status: 'pending' as const, author: by, at: ports.clock.now() },
    ];
    // What was done by hand goes back to whoever did it.
    if (!task.currentRunId)
      return moveTask(ports, task, 'give_back', { note, set: { feedback }, ...options });
    const start: StartRun = {
      move: 'request_changes',
      cause: 'request_changes',
      note,
      set: { feedback },
      ...options,
    };
    return actions.startRun(task, start);
  }

  const SETTLE = { review: settleReview, pre_approval: settleStart, run: wakeRun } as const;

  return wakeAfterAsk;
}
