import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import { beginTask } from '../tasks/begin-task.ts';
import { sendEvent } from '../tasks/send-event.ts';
import { AppError } from '../domain/errors.ts';
import { scheduleLabel, tickKey, type Schedule, type Tick } from '../domain/schedule.ts';
import { taskLabel, type Task, type TaskSummary } from '../domain/task.ts';
import { readingAt } from '../shared/zoned-time.ts';
import { wordsFor } from '../words/index.ts';
import { endTasks } from './end-tasks.ts';
import { underWay } from './find-schedule.ts';
import { pauseFor } from './pause-for.ts';
import { toTick, type Planned } from './plan-ticks.ts';
import { isServedThere, ownerCaller } from '../access/owner-caller.ts';
import type { Caller } from '../ports/commands.ts';

/** What stands in the way of the next tick: the tasks of earlier ones. A review does not. */
export const inFlight = ({ store }: App, { id }: Schedule): Promise<TaskSummary[]> =>
  store.collection('tasks').find(underWay(id), { limit: 20, omit: ['history'] });

/**
 * Deals with one nominal time. What was decided is written down once, with the row: whoever comes after a crash follows that, and the
 * task of a tick has a key of its own, so that it is made once.
 */
export async function fireTick(app: App, schedule: Schedule, planned: Planned): Promise<void> {
  const ticks = app.store.collection('ticks');
  const wanted = await decide(app, schedule, toTick(planned, schedule, app.clock.now()));
  const isNew = await ticks.insertIfAbsent(wanted);
  const tick = isNew ? wanted : await ticks.get(wanted.id);
  if (!tick) return;
  if (isNew && tick.state === 'done') await settled(app, schedule, tick);
  if (tick.state === 'held') await holdTick(app, schedule, tick);
  if (tick.state === 'due') await makeTask(app, schedule, tick);
}

/** What the overlap policy makes of a tick that would fire. */
async function decide(app: App, schedule: Schedule, tick: Tick): Promise<Tick> {
  if (tick.state !== 'due' || schedule.overlap === 'parallel') return tick;
  const [before] = await inFlight(app, schedule);
  if (!before) return tick;
  const why = { reason: 'in_flight', detail: taskLabel(before) } as const;
  if (schedule.overlap === 'skip') return { ...tick, state: 'done', outcome: 'skipped', ...why };
  return { ...tick, state: 'held', ...why };
}

/** One tick waits at most: a newer one takes its place. */
async function holdTick(app: App, schedule: Schedule, tick: Tick): Promise<void> {
  const ticks = app.store.collection('ticks');
  const held = await ticks.find({ scheduleId: schedule.id, state: 'held' }, { limit: 50 });
  for (const other of held) {
    if (other.at >= tick.at) continue;
    await settleTick(app, schedule, other, { outcome: 'replaced', reason: 'replaced' });
  }
  await releaseTick(app, schedule, tick);
}

/** Lets a held tick fire once nothing stands in its way. */
export async function releaseTick(app: App, schedule: Schedule, tick: Tick): Promise<void> {
  const ticks = app.store.collection('ticks');
  if (schedule.state === 'archived' || schedule.state === 'paused') {
    const reason = schedule.state === 'archived' ? 'archived' : 'asked';
    return settleTick(app, schedule, tick, { outcome: 'skipped', reason });
  }
  const before = await inFlight(app, schedule);
  if (before.length > 0 && schedule.overlap === 'cancel_previous') {
    const caller = tickCaller(app, schedule, `${tickKey(tick.id)}:cancel`);
    for (const task of before) await cancelTask(app, task, caller);
    if ((await inFlight(app, schedule)).length > 0) return;
  } else if (before.length > 0) return;
  const due = await ticks.update({ id: tick.id, state: 'held' }, { $set: { state: 'due' } });
  if (due) await makeTask(app, schedule, due);
}

const tickCaller = (app: App, schedule: Schedule, key: string): Caller =>
  ownerCaller(app, schedule, { via: 'schedule', source: 'cron', key });

async function cancelTask(app: App, { id }: TaskSummary, caller: Caller): Promise<void> {
  const task = await app.store.collection('tasks').get(id);
  if (!task) return;
  try {
    await sendEvent(app, task, { event: 'cancel' }, caller);
  } catch (thrown) {
    // It has ended, or goes another way: the next look sees it.
    if (!AppError.is(thrown, 'task.illegal_event', 'task.busy', 'version.stale')) throw thrown;
  }
}

/** Makes the task of a tick and puts it to work. Done twice, it makes one. */
export async function makeTask(app: App, schedule: Schedule, tick: Tick): Promise<Task | undefined> {
  if (schedule.state === 'archived' || schedule.state === 'dropped') {
    const left = await endLeft(app, schedule, tick);
    const end = left
      ? ({ outcome: 'fired', taskId: left.id } as const)
      : ({ outcome: 'skipped', reason: 'archived' } as const);
    await settleTick(app, schedule, tick, end);
    return left;
  }
  if (!isServedThere(app, schedule.home, schedule.owner)) {
    await settleTick(app, schedule, tick, { outcome: 'refused', reason: 'access' });
    const { pausedByAccess } = wordsFor(schedule.locale).schedules;
    await pauseFor(app, schedule, 'refused', pausedByAccess(scheduleLabel(schedule), schedule.name));
    return undefined;
  }
  try {
    const task = await begin(app, schedule, tick);
    await settleTick(app, schedule, tick, { outcome: 'fired', taskId: task.id });
    return task;
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.kind.tell === 'operator' || error.kind.retry) throw thrown;
    const { detail } = wordsFor(schedule.locale).error(error.code, error.details);
    await settleTick(app, schedule, tick, { outcome: 'failed', reason: 'error', detail });
    const { pausedByFault } = wordsFor(schedule.locale).schedules;
    await pauseFor(app, schedule, 'broken', pausedByFault(scheduleLabel(schedule), schedule.name, detail));
    return undefined;
  }
}

/** The task that somebody made for the tick and died, before the schedule was archived: it is ended with the others. */
async function endLeft(app: App, schedule: Schedule, tick: Tick): Promise<Task | undefined> {
  const dedupeKey = tickKey(tick.id);
  const [left] = await app.store.collection('tasks').find({ dedupeKey }, { limit: 1 });
  if (!left) return undefined;
  await endTasks(app, schedule);
  if (left.status === 'backlog')
    await cancelTask(app, left, tickCaller(app, schedule, `${dedupeKey}:archived`));
  return left;
}

async function begin(app: App, schedule: Schedule, tick: Tick): Promise<Task> {
  const key = tickKey(tick.id);
  const caller = tickCaller(app, schedule, key);
  const { title, description, definitionId, parameters, agentId, tags, isReviewRequired } = schedule.makes;
  const input = {
    ...(title ? { title } : {}),
    description,
    ...(definitionId ? { definition: definitionId, parameters } : {}),
    ...(agentId ? { agentId } : {}),
    tags,
    isReviewRequired,
    source: { kind: 'cron' as const, key },
    run: true,
    park: true,
  };
  const { task: begun } = await beginTask(app, input, caller, { scheduleId: schedule.id });
  // Archived in between: what is made too late is ended with the rest.
  const now = await app.store.collection('schedules').get(schedule.id);
  if (now?.state === 'archived') await endTasks(app, now);
  return begun;
}

type End = Pick<Tick, 'outcome'> & Partial<Pick<Tick, 'reason' | 'detail' | 'taskId'>>;

/** Writes down how a tick ended. Of two who know, the first is kept. */
export async function settleTick(app: App, schedule: Schedule, tick: Tick, end: End): Promise<void> {
  const { store } = app;
  const done = await store
    .collection('ticks')
    .update({ id: tick.id, state: { $in: ['due', 'held'] } }, { $set: { state: 'done', ...end } });
  if (done) await settled(app, schedule, done);
}

async function settled(app: App, schedule: Schedule, tick: Tick): Promise<void> {
  const { metrics, bus } = app;
  metrics.count('errand_ticks_total', { outcome: tick.outcome ?? 'none' }, tick.count);
  if (tick.outcome === 'fired') metrics.observe('errand_tick_late_seconds', tick.lateMs / 1000);
  bus.publish('changed', { kind: 'schedule', id: schedule.id, placeKey: schedule.placeKey });
  if (tick.outcome === 'skipped' && tick.reason === 'in_flight') await tellSkipped(app, schedule, tick);
}

/** In its own place, at most once a day. */
async function tellSkipped(app: App, schedule: Schedule, tick: Tick): Promise<void> {
  const words = wordsFor(schedule.locale).schedules;
  const [before] = await inFlight(app, schedule);
  const waits = before?.wait ? wordsFor(schedule.locale).labels[waitLabel(before)] : '';
  const text = words.skippedInFlight(scheduleLabel(schedule), schedule.name, tick.detail ?? '', waits);
  const { date } = readingAt(tick.at, schedule.timeZone);
  await tellPlace(app, schedule, `schedule:${schedule.id}:skipped:${date}`, text);
}

const waitLabel = ({ wait }: Pick<TaskSummary, 'wait'>) =>
  wait?.kind === 'pause' ? ('paused' as const) : ('needs_input' as const);

/** One line where the schedule was made, else where its tasks live. */
export async function tellPlace(app: App, schedule: Schedule, key: string, text: string): Promise<void> {
  const target = schedule.cardAt ?? schedule.home;
  if (!target || !app.chats.has(target.platform)) return;
  await post(app, { key, target, message: { text, locale: schedule.locale }, priority: 1 });
}
