import type { App } from '../app.ts';
import type { FiguresQuery, FiguresView } from '../contract/figures.ts';
import type { Ask } from '../domain/ask.ts';
import type { Run } from '../domain/run.ts';
import type { TaskSummary } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { quantile } from '../shared/quantile.ts';
import { countTasks, NO_PARTS, visibleTo } from './list-tasks.ts';

const DAY_MS = 86_400_000;
/** Ended tasks that are looked at, the newest. */
const MAX_TASKS = 999;
/** Ids in one query, and what belongs to them. */
const CHUNK = 200;
const MAX_OF_CHUNK = 1000;
const ENDED = ['completed', 'failed', 'cancelled'] as const;

/** What the caller may see: how many tasks stand where, and how long those took and waited that have ended. */
export async function readFigures(app: App, { days }: FiguresQuery, caller: Caller): Promise<FiguresView> {
  const { store, clock } = app;
  const since = new Date(clock.now().getTime() - days * DAY_MS);
  const states = await countTasks(app, caller);
  const found = await store.collection('tasks').find(
    {
      isArchived: { $in: [true, false] },
      status: { $in: [...ENDED] },
      completedAt: { $gte: since },
      ...NO_PARTS,
      ...(caller.isAdmin ? {} : visibleTo(caller)),
    },
    { sort: { updatedAt: -1, id: -1 }, limit: MAX_TASKS + 1, omit: ['history', 'description'] },
  );
  const tasks = found.slice(0, MAX_TASKS);
  const { runs, asks } = await readWork(app, tasks);
  const ended = Object.fromEntries(
    ENDED.map((status) => [status, tasks.filter((task) => task.status === status).length]),
  ) as FiguresView['ended'];
  const judged = ended.completed + ended.failed;
  const perTask = <T extends { taskId: string | null }>(
    rows: readonly T[],
    ms: (row: T) => number,
  ): number[] => sums(rows.map((row) => [row.taskId ?? '', ms(row)]));
  return {
    states,
    since: since.toISOString(),
    ended,
    successRate: judged === 0 ? null : ended.completed / judged,
    cycleMs: spanOf(tasks.map(({ completedAt, createdAt }) => between(createdAt, completedAt))),
    workedMs: spanOf(perTask(runs, ({ workedMs }) => workedMs)),
    queuedMs: spanOf(perTask(runs, ({ createdAt, startedAt }) => between(createdAt, startedAt))),
    peopleMs: spanOf(perTask(asks, ({ createdAt, settledAt }) => between(createdAt, settledAt))),
    isTruncated: found.length > MAX_TASKS,
  };
}

type Worked = Pick<Run, 'taskId' | 'workedMs' | 'createdAt' | 'startedAt'>;

/** The runs of the tasks, and what people were asked in them and have settled. */
async function readWork(
  { store }: Pick<App, 'store'>,
  tasks: readonly Pick<TaskSummary, 'id'>[],
): Promise<{ runs: Worked[]; asks: Ask[] }> {
  const runs: Worked[] = [];
  const asks: Ask[] = [];
  for (let from = 0; from < tasks.length; from += CHUNK) {
    const taskId = { $in: tasks.slice(from, from + CHUNK).map(({ id }) => id) };
    const [ran, asked] = await Promise.all([
      store.collection('runs').find({ taskId }, { limit: MAX_OF_CHUNK, omit: ['journal'] }),
      store.collection('asks').find({ taskId, state: { $ne: 'open' } }, { limit: MAX_OF_CHUNK }),
    ]);
    runs.push(...ran.filter(({ startedAt }) => startedAt !== null));
    asks.push(...asked.filter(({ kind, settledAt }) => kind !== 'pause' && settledAt !== null));
  }
  return { runs, asks };
}

const between = (from: Date, to: Date | null): number =>
  to ? Math.max(0, to.getTime() - from.getTime()) : 0;

function sums(rows: readonly (readonly [key: string, ms: number])[]): number[] {
  const byKey = new Map<string, number>();
  for (const [key, ms] of rows) byKey.set(key, (byKey.get(key) ?? 0) + ms);
  return [...byKey.values()];
}

const spanOf = (values: readonly number[]): FiguresView['cycleMs'] =>
  values.length === 0
    ? null
    : { count: values.length, p50: quantile(values, 0.5), p90: quantile(values, 0.9) };

/** Whoever reads the metrics sees how many there are, and nothing of them. */
const EVERYTHING: Caller = {
  person: { id: 'errand', name: 'Errand' },
  isAdmin: true,
  via: 'metrics',
  agentId: null,
  isAutonomous: false,
  place: null,
  locale: 'en',
  timeZone: 'UTC',
  source: 'api',
};

/** Shows the figures of the last day in the metrics. */
export async function watchFigures(app: App): Promise<void> {
  const figures = await readFigures(app, { days: 1 }, EVERYTHING);
  for (const [state, count] of Object.entries(figures.states))
    app.metrics.gauge('errand_tasks', count, { state });
  for (const name of ['cycleMs', 'workedMs', 'queuedMs', 'peopleMs'] as const)
    for (const quantileName of ['p50', 'p90'] as const)
      app.metrics.gauge('errand_task_seconds', (figures[name]?.[quantileName] ?? 0) / 1000, {
        of: name.slice(0, -2),
        quantile: quantileName,
      });
}
