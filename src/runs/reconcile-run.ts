import type { Ask, AskKind } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { allows, MOVE_NAMES, taskMove, taskState, type MoveName, type TaskState } from '../domain/task-moves.ts';
import type { Task } from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';
import { moveTask } from '../tasks/move-task.ts';
import type { TouchCard } from '../outbox/enqueue.ts';
import type { WithdrawAsks } from '../asks/withdraw-asks.ts';

type ReconcilePorts = Pick<Ports, 'store' | 'clock' | 'bus' | 'log'>;

/** What follows the end of a run or a change of its task, outside of both. */
export interface RunFollowers {
  touchCard: TouchCard;
  withdrawAsks: WithdrawAsks;
  /** The task has ended or waits for review: those who want to know are told. */
  onTaskChanged: (task: Task, run: Run) => Promise<void>;
}

/** Which state each kind of ask puts the task in. */
const WAIT_STATES: Partial<Record<AskKind, TaskState>> = {
  input: 'in_progress.input',
  approval: 'in_progress.approval',
  takeover: 'in_progress.takeover',
  pause: 'in_progress.pause',
};

/**
 * Brings the task, the asks and the cards up to what the run says, after each change of the run and, when somebody
 * died in between, again by the sweeper. Doing it twice changes nothing.
 */
export function createReconcileRun(ports: ReconcilePorts, followers: RunFollowers) {
  const runs = ports.store.collection('runs');

  return async function reconcileRun(run: Run): Promise<void> {
    const task = await ports.store.collection('tasks').get(run.taskId);
    if (task && task.currentRunId === run.id) await bringUp(task, run);
    await runs.update({ id: run.id, version: run.version }, { $set: { isDirty: false } });
  };

  async function bringUp(task: Task, run: Run): Promise<void> {
    const ask = run.status === 'waiting' ? await firstOpenAsk(run) : undefined;
    const moved = await moveTowards(task, run, ask);
    if (isRunEnded(run)) await followers.withdrawAsks(run.id);
    await followers.touchCard({ kind: 'run', id: run.id });
    if (moved !== task) await followers.onTaskChanged(moved, run);
  }

  async function moveTowards(task: Task, run: Run, ask: Ask | undefined): Promise<Task> {
    const target = targetOf(task, run, ask);
    if (!target || (target === taskState(task) && task.wait?.askId === ask?.id)) return task;
    const name = pickMove(task, target, run);
    if (!name) {
      ports.log.warn({ runId: run.id, taskId: task.id, from: taskState(task), to: target }, 'no move leads there');
      return task;
    }
    const { actor, note, key } = run.change;
    try {
      return await moveTask(ports, task.id, name, {
        actor: taskMove(name).by.includes(actor.kind) ? actor : { kind: pickActor(name), id: 'errand', name: 'Errand' },
        note: note ?? undefined,
        key: key ?? undefined,
        runId: run.id,
        askId: ask?.id,
        outcome: run.outcome ?? undefined,
        set: isRunEnded(run) ? endFields(task, run) : {},
        onlyIf: { currentRunId: run.id },
      });
    } catch (thrown) {
      // A person was quicker: what they did stands, and the next change of either brings the other up.
      if (!AppError.is(thrown, 'task.illegal_event', 'task.archived', 'task.busy')) throw thrown;
      ports.log.info({ runId: run.id, taskId: task.id, move: name }, 'the task had moved on');
      return task;
    }
  }

  async function firstOpenAsk(run: Run): Promise<Ask | undefined> {
    const [ask] = await ports.store
      .collection('asks')
      .find({ runId: run.id, state: 'open' }, { sort: { createdAt: 1, id: 1 }, limit: 1 });
    return ask;
  }
}

/** The state that the run means for its task. */
function targetOf(task: Task, run: Run, ask: Ask | undefined): TaskState | undefined {
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
      return run.outcome !== 'terminated' && task.isReviewRequired ? 'awaiting_review.review' : 'completed';
    case 'failed':
      return run.change.move === 'back_off' ? 'pending.backoff' : 'failed';
    case 'cancelled':
      if (run.outcome !== 'superseded') return 'cancelled';
      // Taken out of the queue by somebody who did not live to put the task back.
      return task.status === 'pending' ? 'backlog' : undefined;
  }
}

/** Of the rows that lead from the task's state to the target, the one that says best what happened to the run. */
function pickMove(task: Task, target: TaskState, run: Run): MoveName | undefined {
  const rank = (name: MoveName): number => {
    const { outcome, by } = taskMove(name);
    const isNamed = name === run.change.move ? 8 : 0;
    const byOutcome = outcome === run.outcome ? 4 : outcome === undefined ? 2 : 0;
    return isNamed + byOutcome + (by.includes(run.change.actor.kind) ? 1 : 0);
  };
  const fitting = MOVE_NAMES.filter((name) => taskMove(name).to === target && allows(taskMove(name), task));
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0];
}

const pickActor = (name: MoveName) => {
  const [first] = taskMove(name).by.filter((kind) => kind !== 'person' && kind !== 'agent');
  return first ?? 'system';
};

function endFields(task: Task, run: Run): Partial<Task> {
  if (run.status !== 'succeeded') return run.error ? { error: run.error } : {};
  const feedback = task.feedback.map((item) =>
    item.status === 'pending' && item.at <= run.createdAt ? { ...item, status: 'processed' as const, runId: run.id } : item,
  );
  return { result: run.result, error: null, feedback };
}
