import type { App } from '../app.ts';
import { hintOf } from '../domain/rank.ts';
import type { Run, RunChange } from '../domain/run.ts';
import { transitionRun } from '../moves/move-run.ts';
import { reconcileRun } from './reconcile-run.ts';

/** Puts a run that waits back in the queue. False where it does not wait. */
export async function wakeWaiting(app: App, run: Run, change: Partial<RunChange> = {}): Promise<boolean> {
  const { queue, log } = app;
  const woken = await transitionRun(app, run, 'wake', { change });
  if (!woken) return false;
  await reconcileRun(app, woken);
  try {
    await queue.enqueue(hintOf(woken));
  } catch (thrown) {
    log.warn({ err: thrown, runId: woken.id }, 'not put in the queue; the sweeper will');
  }
  return true;
}
