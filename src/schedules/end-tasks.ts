import type { App } from '../app.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded } from '../domain/run.ts';
import type { Schedule } from '../domain/schedule.ts';
import { errandAs, type Task, type TaskSummary } from '../domain/task.ts';
import { GONE_ANOTHER_WAY, moveTask } from '../moves/move-task.ts';
import { transitionRun } from '../moves/move-run.ts';
import { underWay } from './find-schedule.ts';
import { reconcileRun } from '../runs/reconcile-run.ts';

const PAGE = 100;
const SYSTEM = errandAs('system');

/** Ends what an archived schedule has queued and running: the runs first, which fences their workers out. Answers with those tasks. */
export async function endTasks(app: App, { id }: Pick<Schedule, 'id'>): Promise<TaskSummary[]> {
  const ended: TaskSummary[] = [];
  for (let isMore = true; isMore;) {
    const live = await app.store.collection('tasks').find(underWay(id), { limit: PAGE, omit: ['history'] });
    const before = ended.length;
    for (const task of live) if (await endTask(app, task)) ended.push(task);
    isMore = live.length === PAGE && ended.length > before;
  }
  return ended;
}

async function endTask(app: App, task: TaskSummary): Promise<boolean> {
  const { store, bus } = app;
  const run = task.currentRunId ? await store.collection('runs').get(task.currentRunId) : undefined;
  if (!run || isRunEnded(run)) return moveAway(app, task);
  const change = { move: 'archive_schedule', actor: SYSTEM, note: null, key: null } as const;
  const cancelled = await transitionRun(app, run, 'cancel', { outcome: 'schedule_archived', change });
  if (!cancelled) return false;
  bus.publish('run_signal', { runId: run.id });
  await reconcileRun(app, cancelled);
  return true;
}

/** One that has no run yet. */
async function moveAway(app: App, task: TaskSummary): Promise<boolean> {
  try {
    const moved: Task = await moveTask(app, task.id, 'archive_schedule', { actor: SYSTEM });
    if (task.wait?.askId) await withdrawAsk(app, task.wait.askId);
    return moved.status === 'cancelled';
  } catch (thrown) {
    // It has come to its own end meanwhile.
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
    return false;
  }
}
