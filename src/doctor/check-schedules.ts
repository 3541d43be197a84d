import type { Invariant } from '../domain/invariants.ts';
import type { Schedule, Tick } from '../domain/schedule.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Ports } from '../ports/index.ts';
import type { CollectionName, Filter } from '../ports/store.ts';
import { underWay } from '../schedules/find-schedule.ts';
import { nextTimes } from '../schedules/next-times.ts';
import { pagesOf } from '../shared/pages.ts';

/** Longer than any sweep needs to finish what a crash left behind. */
const GRACE_MS = 2 * 60_000;
/** Ticks are kept a little longer than this. */
const KEPT_MS = 170 * 24 * 3600_000;
const PAGE = 200;

type Report = (invariant: Invariant, id: string, detail: string) => void;

/** What must hold of schedules, their ticks and their tasks. Reads only. */
export async function checkSchedules(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  depth: 'live' | 'all',
  report: Report,
): Promise<void> {
  const now = clock.now().getTime();
  const old = (at: Date): boolean => now - at.getTime() > GRACE_MS;
  const pages = <N extends CollectionName>(name: N, filter: Filter) => pagesOf(store, name, filter, PAGE);

  for await (const page of pages('schedules', { state: 'active' })) page.forEach(checkSchedule);
  const open: Filter = { state: { $in: ['due', 'held'] } };
  for await (const page of pages('ticks', depth === 'all' ? {} : open)) await checkTicks(page);
  if (depth === 'all')
    for await (const page of pages('tasks', { 'source.kind': 'cron' }))
      for (const task of page) await checkTask(task);

  function checkSchedule({ id, nextAt, dueAt, rules, timeZone, endsAt }: Schedule): void {
    if (!nextAt || !dueAt || old(dueAt))
      return report('schedules_come', id, `nextAt=${nextAt?.toISOString() ?? 'null'}`);
    const [given] = nextTimes(rules, timeZone, new Date(nextAt.getTime() - 1), 1, { endsAt });
    if (given?.getTime() !== nextAt.getTime())
      report(
        'schedules_keep_rules',
        id,
        `nextAt=${nextAt.toISOString()} rules=${given?.toISOString() ?? 'none'}`,
      );
  }

  async function checkTicks(page: readonly Tick[]): Promise<void> {
    const wanted = page.flatMap(({ taskId, outcome }) => (outcome === 'fired' && taskId ? [taskId] : []));
    const found = await store
      .collection('tasks')
      .find({ id: { $in: wanted } }, { limit: PAGE, omit: ['history'] });
    const tasks = new Set(found.map(({ id }) => id));
    for (const { id, state, outcome, taskId, recordedAt, scheduleId } of page) {
      if (outcome === 'fired' && !tasks.has(taskId ?? '')) report('ticks_have_tasks', id, `task=${taskId}`);
      if (state === 'done' || !old(recordedAt)) continue;
      const isWaiting = state === 'held' && (await hasTaskUnderWay(scheduleId));
      if (!isWaiting) report('ticks_are_settled', id, `state=${state}`);
    }
  }

  async function hasTaskUnderWay(scheduleId: string): Promise<boolean> {
    return (await store.collection('tasks').count(underWay(scheduleId), 1)) > 0;
  }

  async function checkTask(task: Task): Promise<void> {
    const { scheduleId, key } = task.source;
    if (scheduleId === undefined || key === undefined || now - task.createdAt.getTime() > KEPT_MS) return;
    if (!old(task.createdAt)) return;
    const tick = await store.collection('ticks').get(key.slice('tick:'.length));
    if (tick?.taskId !== task.id)
      report('ticks_have_tasks', task.id, `task=${taskLabel(task)} tick=${tick?.state ?? 'none'}`);
  }
}
