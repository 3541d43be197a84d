import { showFiles } from '../notifications/show-files.ts';
import { tellNews } from '../notifications/tell-news.ts';
import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { goOnWithFeedback } from './go-on-with-feedback.ts';
import { withdrawAsks } from '../asks/withdraw-asks.ts';
import { askForReview } from '../asks/ask-for-review.ts';
import { settledBy, MOVE_AFTER } from '../moves/settled.ts';
import { expiryOf, type Ask, type AskKind } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { hasAsked } from '../domain/journal.ts';
import { isRunEnded, isTriedAgain, type Run } from '../domain/run.ts';
import { graver, hasReadOutside } from '../domain/taint.ts';
import { rowOfRun } from '../domain/run-rows.ts';
import { taskMove, taskState, type MoveName } from '../domain/task-moves.ts';
import type { TaskState } from '../domain/task-states.ts';
import { errandAs, type Actor, type Task } from '../domain/task.ts';
import { rowToTake } from '../moves/guards.ts';
import { GONE_ANOTHER_WAY, moveTask } from '../moves/move-task.ts';

/** Which state each kind of ask puts the task in. */
const WAIT_STATES: Partial<Record<AskKind, TaskState>> = {
  input: 'in_progress.input',
  approval: 'in_progress.approval',
  takeover: 'in_progress.takeover',
  pause: 'in_progress.pause',
};

/** A task is at most this many rows of the table away from what its run means. */
const MAX_MOVES = 4;

/**
 * Brings the task, the asks and the cards up to what the run says, after each change of the run and, when somebody died
 * in between, again by the sweeper. Doing it twice changes nothing; what could not be brought up stays marked.
 *
 * @param read - the task as the caller knows it, to save a reading; it may be out of date.
 * @returns the task as it then is.
 */
export async function reconcileRun(app: App, run: Run, read?: Task): Promise<Task | undefined> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const task = read ?? (await tasks.get(run.taskId));
  if (!task || task.currentRunId !== run.id) {
    if (isRunEnded(run) && mayHaveAsked(run)) await withdrawAsks(app, run.id);
    if (task?.home && isRunEnded(run)) await touchCard(app, { kind: 'run', id: run.id });
    await markClean(app, run);
    return task;
  }
  const { moved, isThere } = await bringUp(app, task, run);
  if (isThere) await markClean(app, run);
  return moved;
}

async function markClean(app: App, { id, version, isDirty }: Run): Promise<void> {
  const { store } = app;
  const runs = store.collection('runs');
  if (isDirty) await runs.update({ id, version }, { $set: { isDirty: false } });
}

async function bringUp(app: App, task: Task, run: Run): Promise<{ moved: Task; isThere: boolean }> {
  const isForReview = await endsInReview(app, task, run);
  const ask = await askToShow(app, task, run, isForReview);
  const { moved, isThere } = await walk(app, task, run, { ask, isForReview });
  if (isRunEnded(run) && mayHaveAsked(run)) await withdrawAsks(app, run.id);
  if (task.home) await touchCard(app, { kind: 'run', id: await cardRunOf(app, task, run) });
  if (isThere && isRunEnded(run) && !isTriedAgain(run)) {
    if (moved.untold) await tellNews(app, moved.id);
    if (!moved.part || moved.isDeliverable) await showFiles(app, moved, run);
    await goOnWithFeedback(app, moved, run);
  }
  return { moved, isThere };
}

/** A part of a workflow has no card of its own: the workflow's shows it. */
async function cardRunOf(app: App, { part, parentId }: Task, run: Run): Promise<string> {
  const parent = part && parentId ? await app.store.collection('tasks').get(parentId) : undefined;
  return parent?.currentRunId ?? run.id;
}

/** What the task waits for in the state that the run means. */
async function askToShow(app: App, task: Task, run: Run, isForReview: boolean): Promise<Ask | undefined> {
  if (run.status === 'waiting') return firstOpenAsk(app, run);
  return isForReview ? askForReview(app, task, run) : undefined;
}

/** Takes row after row until the task shows the run. What was read may be out of date: then it is read again. */
async function walk(
  app: App,
  task: Task,
  run: Run,
  { ask, isForReview }: { ask: Ask | undefined; isForReview: boolean },
): Promise<{ moved: Task; isThere: boolean }> {
  const { store, log } = app;
  const runs = store.collection('runs');
  const tasks = store.collection('tasks');
  let now = task;
  for (let moves = 0; moves < MAX_MOVES; moves += 1) {
    const target = targetOf(now, run, ask, isForReview);
    if (!target || (target === taskState(now) && now.wait?.askId === ask?.id))
      return { moved: now, isThere: true };
    const next = await step(app, now, target, run, ask);
    // Held back by a guard before it began: the run is nobody's any more.
    if (next && next.currentRunId !== run.id) return { moved: next, isThere: true };
    if (next) {
      now = next;
      continue;
    }
    const fresh = await tasks.get(now.id);
    const newest = await runs.get(run.id);
    // Whoever changed the run meanwhile brings the task up; whoever changed the task may have gone another way.
    if (!fresh || newest?.version !== run.version) return { moved: fresh ?? now, isThere: false };
    if (fresh.version === now.version || fresh.currentRunId !== run.id)
      return { moved: fresh, isThere: true };
    now = fresh;
  }
  log.warn(
    { runId: run.id, taskId: task.id, from: taskState(now) },
    'the task does not come to what its run means',
  );
  return { moved: now, isThere: false };
}

async function step(
  app: App,
  task: Task,
  target: TaskState,
  run: Run,
  ask: Ask | undefined,
): Promise<Task | undefined> {
  const { log } = app;
  const row = await rowFrom(app, task, target, run);
  if (!row) return undefined;
  const isLast = taskMove(row.name).to === target;
  try {
    return await moveTask(app, task, row.name, {
      actor: row.actor,
      note: row.note ?? undefined,
      key: isLast ? (run.change.key ?? undefined) : undefined,
      runId: run.id,
      askId: isLast ? ask?.id : undefined,
      outcome: isLast ? (run.outcome ?? undefined) : undefined,
      set: isLast && isRunEnded(run) && !isTriedAgain(run) ? endFields(task, run) : {},
      onlyIf: { currentRunId: run.id },
    });
  } catch (thrown) {
    // A person was quicker: what they did stands.
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
    log.info({ runId: run.id, taskId: task.id, move: row.name }, 'the task had moved on');
    return undefined;
  }
}

/** The row to take now: out of a wait by how its ask was settled, into work when it has not begun, else to the target. */
async function rowFrom(app: App, task: Task, target: TaskState, run: Run): Promise<Row | undefined> {
  const { store } = app;
  const asks = store.collection('asks');
  if (task.wait?.askId && run.status !== 'cancelled') {
    const waitsFor = await asks.get(task.wait.askId);
    const isOver = waitsFor && waitsFor.state !== 'open';
    if (isOver && expiryOf(waitsFor) === 'go_on') return rowOfAsk(waitsFor);
    // While it is open nobody has let the work go on, whatever an older look at the run says.
    if (waitsFor && !isOver && target === 'in_progress') return undefined;
  }
  const direct = rowOfRun(task, target, run);
  if (direct) return { name: direct, ...causeOf(direct, run) };
  // Back is not by way of the work.
  if (target === 'backlog') return undefined;
  const begin = rowOfRun(task, 'in_progress', run);
  return begin && { name: begin, ...causeOf(begin, run), note: null };
}

function rowOfAsk(ask: Ask): Row | undefined {
  const name = MOVE_AFTER[ask.kind]?.[ask.state];
  const decision = ask.decisions.at(-1);
  return name && { name, actor: settledBy(decision), note: decision?.note ?? null };
}

async function firstOpenAsk(app: App, run: Run): Promise<Ask | undefined> {
  const { store } = app;
  const asks = store.collection('asks');
  const filter = { runId: run.id, state: 'open', kind: { $ne: 'review' } };
  const [ask] = await asks.find(filter, { sort: { createdAt: 1, id: 1 }, limit: 1 });
  return ask;
}

interface Row {
  name: MoveName;
  actor: Actor;
  note: string | null;
}

/** A run that its first worker ended without asking has no asks; one that was cancelled may have waited. */
const mayHaveAsked = ({ journal, earlier, attempt, status }: Run): boolean =>
  attempt > 1 || status === 'cancelled' || earlier?.hasAsked === true || journal.some(hasAsked);

/** The state that the run means for its task. */
function targetOf(task: Task, run: Run, ask: Ask | undefined, isForReview: boolean): TaskState | undefined {
  switch (run.status) {
    case 'queued':
      // Only a run that lost its worker goes back to the queue on the board; one that was answered is under way.
      if (run.change.move === 'requeue') return 'pending';
      return run.attempt > 1 && task.status === 'in_progress' ? 'in_progress' : undefined;
    case 'running':
      return 'in_progress';
    case 'waiting':
      return (ask && WAIT_STATES[ask.kind]) ?? 'in_progress';
    case 'succeeded':
      // Once in review, people say where the task goes.
      return !isUnderWay(task) ? undefined : isForReview ? 'awaiting_review.review' : 'completed';
    case 'failed':
      return isTriedAgain(run) ? 'pending.backoff' : 'failed';
    case 'cancelled':
      if (run.outcome !== 'superseded') return 'cancelled';
      // Taken out of the queue by somebody who did not live to put the task back.
      return task.status === 'pending' ? 'backlog' : undefined;
  }
}

const isUnderWay = ({ status }: Task): boolean => status === 'in_progress' || status === 'pending';

/** Whether the table leads the end of the run into a review. */
async function endsInReview({ store }: App, task: Task, run: Run): Promise<boolean> {
  if (run.status !== 'succeeded' || !isUnderWay(task)) return false;
  const ended = { ...task, ...endFields(task, run) };
  const attempt = { name: 'finish', before: task, task: ended, actor: errandAs('worker') } as const;
  return (await rowToTake(store, attempt)) === 'finish_for_review';
}

/** Who did it, as the history will have it: whoever changed the run, where the row is theirs to take. */
function causeOf(name: MoveName, { change }: Run): { actor: Actor; note: string | null } {
  const { by } = taskMove(name);
  if (by.includes(change.actor.kind)) return { actor: change.actor, note: change.note };
  const kind = by.find((one) => one === 'worker' || one === 'system') ?? 'system';
  return { actor: errandAs(kind), note: change.note };
}

function endFields(task: Task, run: Run): Partial<Task> {
  const taint = graver(task.taint, hasReadOutside(run) || run.taint ? 'results' : null);
  const read = taint === (task.taint ?? null) ? {} : { taint };
  if (run.status !== 'succeeded') return run.error ? { error: run.error, ...read } : read;
  const feedback = task.feedback.map((item) =>
    item.status === 'pending' && item.at <= run.createdAt
      ? { ...item, status: 'processed' as const, runId: run.id }
      : item,
  );
  return { result: run.result, error: null, feedback, ...read };
}
