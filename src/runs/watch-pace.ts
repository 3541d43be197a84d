import type { App } from '../app.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { quantile } from '../shared/quantile.ts';

/** The newest tasks of a definition that are looked at, and the fewest runs that tell anything. */
const MAX_TASKS = 20;
const MAX_RUNS = 100;
const MIN_RUNS = 3;
const MINUTE_MS = 60_000;
/** Nobody waits for what is usually done sooner. */
const MIN_USUAL_MS = MINUTE_MS;

/**
 * Writes into the run what runs of its definition usually take, and has its card drawn again from the moment on at which it takes
 * long: longer than nine of ten, and a minute longer than half of them.
 * @returns what ends that.
 */
export async function watchPace(app: App, run: Run, task: Task): Promise<() => void> {
  const { store, clock, log } = app;
  const took = task.definition ? await readTook(app, task.definition.id) : [];
  const medianMs = took.length < MIN_RUNS ? 0 : quantile(took, 0.5);
  if (medianMs < MIN_USUAL_MS) return () => {};
  // A minute more than usual is what people notice.
  const slowMs = Math.max(quantile(took, 0.9), medianMs + MINUTE_MS);
  const since = new Date(clock.now().getTime() - run.workedMs);
  const held = { id: run.id, status: 'running', epoch: run.epoch };
  await store.collection('runs').update(held, { $set: { pace: { medianMs, slowMs, since } } });
  const show = (): void => {
    touchCard(app, { kind: 'run', id: run.id }).catch((error: unknown) => {
      log.warn({ err: error, runId: run.id }, 'the card was not touched');
    });
  };
  show();
  let cancel = clock.after(Math.max(0, slowMs - run.workedMs) + 1, goOn);
  function goOn(): void {
    show();
    cancel = clock.after(Math.max(MINUTE_MS, medianMs / 4), goOn);
  }
  return () => cancel();
}

/** What each run took that has brought a task of the definition to its end. */
async function readTook({ store }: Pick<App, 'store'>, definitionId: string): Promise<number[]> {
  const tasks = await store
    .collection('tasks')
    .find(
      { 'definition.id': definitionId, 'status': 'completed' },
      { sort: { completedAt: -1, id: -1 }, limit: MAX_TASKS, omit: ['history', 'description'] },
    );
  if (tasks.length < MIN_RUNS) return [];
  const ids = tasks.map(({ id }) => id);
  const runs = await store
    .collection('runs')
    .find({ taskId: { $in: ids }, status: 'succeeded' }, { limit: MAX_RUNS, omit: ['journal'] });
  return runs.map(({ workedMs }) => workedMs);
}
