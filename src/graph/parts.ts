import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { isRunEnded } from '../domain/run.ts';
import { isEnded, LIVE_STATUSES } from '../domain/task-moves.ts';
import { errandAs, type Task } from '../domain/task.ts';
import { GONE_ANOTHER_WAY } from '../moves/move-task.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { cancelTask } from '../runs/cancel-task.ts';
import { startRun } from '../runs/start-run.ts';
import { wakeWaiting } from '../runs/wake-run.ts';
import { each } from '../shared/each.ts';

/** A workflow has at most so many tasks. */
const MAX_PARTS = 100;

/**
 * A part of a workflow has ended, or was taken up again: the run of the workflow looks at what comes next. One that has ended already
 * is followed by another, which keeps what still holds.
 *
 * @returns false while nobody can say whether that run has seen it.
 */
export async function tellParent(app: App, part: Task): Promise<boolean> {
  const { store } = app;
  const parent = part.parentId ? await store.collection('tasks').get(part.parentId) : undefined;
  const run = parent?.currentRunId ? await store.collection('runs').get(parent.currentRunId) : undefined;
  if (!parent || !run || parent.isArchived) return true;
  await touchCard(app, { kind: 'run', id: run.id });
  if (isRunEnded(run)) return isEnded(part) || reopen(app, parent, part);
  if (run.status !== 'waiting') return run.status === 'queued';
  // Somebody has paused the whole: who resumes it wakes it.
  const isAsked = (await store.collection('asks').count({ runId: run.id, state: 'open' }, 1)) > 0;
  return isAsked || wakeWaiting(app, run);
}

async function reopen(app: App, parent: Task, part: Task): Promise<boolean> {
  if (parent.status !== 'completed' && parent.status !== 'failed') return true;
  const move = parent.status === 'failed' ? 'retry' : 'rerun';
  const key = `reopen:${part.id}:${part.version}`;
  try {
    await startRun(app, parent, { move, cause: 'feedback', actor: errandAs('system'), key });
  } catch (thrown) {
    if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
  }
  return true;
}

/** With the whole its parts are stopped, by whom it was. */
export async function stopParts(app: App, parent: Task): Promise<void> {
  const { store, log } = app;
  const stop = parent.history.findLast(({ to }) => to === 'cancelled');
  const live = await store
    .collection('tasks')
    .find({ parentId: parent.id, status: { $in: [...LIVE_STATUSES] } }, { limit: MAX_PARTS });
  const { kind, id, name } = stop?.actor ?? errandAs('system');
  const actor = kind === 'person' ? { kind, id, name } : errandAs('system');
  await each(log, live, async (part) => {
    if (!part.part || part.isArchived) return;
    await cancelTask(app, part, { actor, note: stop?.note, key: `stop:${parent.id}:${parent.version}` });
  });
}
