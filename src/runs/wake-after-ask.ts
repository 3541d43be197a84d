import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { tellNews } from '../notifications/tell-news.ts';
import { reconcileRun } from './reconcile-run.ts';
import { wakeWaiting } from './wake-run.ts';
import { askForStage } from '../asks/ask-for-review.ts';
import { startRun, type StartRun } from './start-run.ts';
import { expiryOf, type Ask, type DecisionRecord } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { addFeedback, errandAs, type Actor, type Task } from '../domain/task.ts';
import { transitionRun } from '../moves/move-run.ts';
import { moveTask } from '../moves/move-task.ts';
import { wordsFor } from '../words/index.ts';
import { settledBy, EXPIRY_MOVES, MOVE_AFTER } from '../moves/settled.ts';

/**
 * Sends on what waited for a settled ask: the run back to the queue, or the task out of its review. Doing it twice
 * changes nothing; `isWakePending` stays set until it is done, for whoever finds it.
 */
export async function wakeAfterAsk(app: App, ask: Ask): Promise<void> {
  const { store } = app;
  const asks = store.collection('asks');
  await touchCard(app, { kind: 'ask', id: ask.id });
  const isDone = await SETTLE[ask.kind === 'review' || ask.kind === 'pre_approval' ? ask.kind : 'run'](
    app,
    ask,
  );
  if (ask.kind === 'review' && ask.runId) await touchCard(app, { kind: 'run', id: ask.runId });
  if (isDone) await tellNews(app, ask.taskId);
  if (isDone) await asks.update({ id: ask.id, isWakePending: true }, { $set: { isWakePending: false } });
}

/** @returns false while a worker has the run: it looks for settled asks itself when it lets go. */
async function wakeRun(app: App, ask: Ask): Promise<boolean> {
  const { store } = app;
  const runs = store.collection('runs');
  const run = ask.runId ? await runs.get(ask.runId) : undefined;
  if (!run || isRunEnded(run)) return true;
  if (run.status === 'running') return false;
  const next = expiryOf(ask);
  if (next !== 'go_on') return next === 'fail' ? giveUp(app, ask, run) : putOff(app, ask, run);
  if (run.status === 'queued') return true;
  const decision = ask.decisions.at(-1);
  const change = {
    move: MOVE_AFTER[ask.kind]?.[ask.state] ?? null,
    actor: settledBy(decision),
    note: decision?.note ?? null,
  };
  return wakeWaiting(app, run, change);
}

async function giveUp(app: App, ask: Ask, run: Run): Promise<boolean> {
  const move = EXPIRY_MOVES[ask.kind]?.fail ?? 'time_out';
  const error = { code: 'limit.reached', message: wordsFor(ask.locale).nobodyAnswered(ask.question) };
  const ended = await transitionRun(app, run, 'give_up', {
    outcome: 'timeout',
    change: { move, actor: settledBy(undefined) },
    set: { error },
  });
  if (ended) await reconcileRun(app, ended);
  return ended !== undefined;
}

/** The task goes aside, and a person can bring it back; the run that waited is given up. */
async function putOff(app: App, ask: Ask, run: Run): Promise<boolean> {
  const { store } = app;
  const task = await store.collection('tasks').get(ask.taskId);
  if (task?.currentRunId === run.id) await setAside(app, ask, task);
  const dropped = await transitionRun(app, run, 'cancel', { outcome: 'superseded' });
  if (dropped) await reconcileRun(app, dropped);
  return dropped !== undefined;
}

/** A task that shows another of its asks, or work, comes to this ask first: the table knows no other way aside from there. */
async function setAside(app: App, ask: Ask, task: Task): Promise<void> {
  const rows = EXPIRY_MOVES[ask.kind];
  if (!rows) throw new AppError('internal', { askId: ask.id, problem: 'cannot be put off' });
  const deferred = { reason: ask.question, until: null, from: 'pending' } as const;
  const set = { deferred, currentRunId: null };
  // Its worker was lost, and it stands in the queue.
  if (task.status === 'pending') {
    await moveTask(app, task, 'defer_by_limit', { actor: errandAs('system'), note: ask.question, set });
    return;
  }
  if (task.status !== 'in_progress') return;
  const isShown = task.wait?.askId === ask.id;
  const shown = isShown
    ? task
    : await moveTask(app, task, rows.show, { actor: errandAs('worker'), askId: ask.id });
  await moveTask(app, shown, rows.defer, { actor: settledBy(undefined), set });
}

async function settleReview(app: App, ask: Ask): Promise<boolean> {
  const { store, log } = app;
  const task = await store.collection('tasks').get(ask.taskId);
  const decision = ask.decisions.at(-1);
  // Decided before the task has come to its review: the sweep looks again.
  if (task?.status === 'in_progress' && task.currentRunId === ask.runId) return false;
  // Whoever let it come to its next stage has not lived to put that.
  if (task?.passedReviews?.at(-1) === ask.id && task.wait?.kind === 'review') await askForStage(app, task);
  if (!task || task.wait?.askId !== ask.id) return true;
  const options = { actor: settledBy(decision), note: decision?.note, key: `${ask.id}.settled` };
  try {
    if (decision?.decision === 'request_changes') await requestChanges(app, task, decision, options);
    else if (decision?.decision === 'accept') await accept(app, task, options);
    else await moveTask(app, task.id, 'reject_review', options);
  } catch (thrown) {
    if (!AppError.is(thrown, 'task.illegal_event', 'task.guarded', 'task.archived')) throw thrown;
    log.info({ askId: ask.id, taskId: task.id }, 'the task had left its review');
  }
  return true;
}

/** A nod starts the work; a refusal, or nobody's word in time, ends it before it began. */
async function settleStart(app: App, ask: Ask): Promise<boolean> {
  const { store, clock, log } = app;
  const task = await store.collection('tasks').get(ask.taskId);
  if (!task || task.wait?.askId !== ask.id) return true;
  const decision = ask.decisions.at(-1);
  const options = { actor: settledBy(decision), note: decision?.note, key: `${ask.id}.settled` };
  try {
    // An ask of before the work was kept with it says nothing of the work: it is put anew.
    const startApproval = { hash: ask.work?.hash ?? '', askId: ask.id, at: clock.now() };
    if (ask.state === 'approved')
      await startRun(app, task, {
        move: 'approve_start',
        cause: 'start',
        set: { startApproval },
        ...options,
      });
    else await moveTask(app, task, 'reject_start', options);
  } catch (thrown) {
    if (!AppError.is(thrown, 'task.illegal_event', 'task.guarded', 'task.archived')) throw thrown;
    log.info({ askId: ask.id, taskId: task.id }, 'the task had moved on');
  }
  return true;
}

/** What was done in part, or ended early, is so after its review as well. */
async function accept(app: App, task: Task, options: { actor: Actor; key: string }): Promise<void> {
  const { store } = app;
  const runs = store.collection('runs');
  const run = task.currentRunId ? await runs.get(task.currentRunId) : undefined;
  const moved = await moveTask(app, task.id, 'accept', { ...options, outcome: run?.outcome ?? undefined });
  if (moved.wait?.kind === 'review') await askForStage(app, moved);
}

function requestChanges(
  app: App,
  task: Task,
  { by, note }: DecisionRecord,
  options: { actor: Actor; key: string },
): Promise<Task> {
  const { clock } = app;
  const feedback = addFeedback(task, note ?? '', by, clock.now());
  // What was done by hand goes back to whoever did it.
  if (!task.currentRunId) return moveTask(app, task, 'give_back', { note, set: { feedback }, ...options });
  const start: StartRun = {
    move: 'request_changes',
    cause: 'request_changes',
    note,
    set: { feedback },
    ...options,
  };
  return startRun(app, task, start);
}

const SETTLE = { review: settleReview, pre_approval: settleStart, run: wakeRun } as const;
