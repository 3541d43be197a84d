import { checkVersion } from '../shared/check-version.ts';
import type { App } from '../app.ts';
import type { ScheduleEventInput } from '../contract/schedules.ts';
import { AppError, invalid } from '../domain/errors.ts';
import {
  scheduleLabel,
  type Schedule,
  type ScheduleEvent,
  type ScheduleState,
  type Tick,
} from '../domain/schedule.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { instantOf, readingAt } from '../shared/zoned-time.ts';
import { sendEvent } from '../tasks/send-event.ts';
import { dueFrom } from './create-schedule.ts';
import { endTasks } from './end-tasks.ts';
import { checkMayChange } from './find-schedule.ts';
import { makeTask, settleTick } from './fire-tick.ts';
import { checkTimes } from './check-times.ts';
import { nextTimes } from './next-times.ts';
import { reckon } from './reckon.ts';
import { termsSet, withVersion } from './update-schedule.ts';

/** What has come of an event, beside the schedule. */
export interface Done {
  schedule: Schedule;
  /** The task that was made by hand. */
  task?: Task;
  /** Labels of the tasks that were cancelled. */
  cancelled?: string[];
  /** The times that were taken out. */
  skipped?: Date[];
}

/** From which states each event leads, and for those with a change that waits. */
const FROM: Readonly<Record<ScheduleEvent, readonly ScheduleState[]>> = {
  start: ['proposed'],
  dismiss: ['proposed'],
  pause: ['active'],
  resume: ['paused'],
  run: ['active', 'paused', 'ended', 'missed'],
  skip: ['active'],
  archive: ['proposed', 'active', 'paused', 'ended', 'missed'],
  restore: ['archived'],
};

const isLegal = (event: ScheduleEvent, { state, proposal }: Schedule): boolean =>
  FROM[event].includes(state) || ((event === 'start' || event === 'dismiss') && proposal !== null);

export const legalFor = (schedule: Schedule): ScheduleEvent[] =>
  (Object.keys(FROM) as ScheduleEvent[]).filter((event) => isLegal(event, schedule));

/**
 * One door for what people do with a schedule.
 * @param version - what the caller saw: a later one is `version.stale`.
 * @throws AppError `schedule.illegal_event`, `schedule.not_yours`, `schedule.settled`, `version.stale`.
 */
export async function sendScheduleEvent(
  app: App,
  schedule: Schedule,
  input: ScheduleEventInput,
  caller: Caller,
  version?: number,
): Promise<Done> {
  checkMayChange(schedule, caller);
  const isRepeat = caller.key !== undefined && schedule.revisions.some(({ key }) => key === caller.key);
  if (!isRepeat && input.event !== 'run' && !isLegal(input.event, schedule))
    throw illegal(schedule, input.event);
  return EVENTS[input.event](app, schedule, input, caller, version);
}

const illegal = (schedule: Schedule, event: ScheduleEvent): AppError =>
  new AppError('schedule.illegal_event', {
    schedule: scheduleLabel(schedule),
    event,
    state: schedule.state,
    legal: legalFor(schedule),
  });

type Handler = (
  app: App,
  schedule: Schedule,
  input: ScheduleEventInput,
  caller: Caller,
  version: number | undefined,
) => Promise<Done>;

/** An event that is one write; judged again by what then stands when somebody was quicker. */
const write =
  (event: ScheduleEvent, set: (app: App, now: Schedule, caller: Caller) => Partial<Schedule>): Handler =>
  async (app, schedule, _, caller, version) => ({
    schedule: await withVersion(app, schedule, caller, version, (now) => {
      if (!isLegal(event, now)) throw illegal(now, event);
      return { set: set(app, now, caller), changes: [event] };
    }),
  });

const because = ({ clock }: App, { person }: Caller): Schedule['why'] => ({
  reason: 'person',
  by: person,
  at: clock.now(),
});

const STOPPED = { nextAt: null, dueAt: null } as const;

/** Live from now on: what it missed while it stood still is not made up for. */
function live(app: App, now: Schedule): Partial<Schedule> {
  const at = app.clock.now();
  const isOnce = now.rules.every(({ kind }) => kind === 'once');
  const next = reckon(now, isOnce && now.lastAt === null ? dueFrom(at) : at);
  const over = { reason: 'over' as const, by: now.owner, at };
  return next.nextAt
    ? { ...next, state: 'active', why: null, expiresAt: null, failures: 0, failuresSince: at }
    : { ...next, state: 'ended', why: over, expiresAt: null };
}

const start: Handler = async (app, schedule, _, caller, version) => ({
  schedule: await withVersion(app, schedule, caller, version, (now) => {
    if (!isLegal('start', now)) throw new AppError('schedule.settled', { schedule: scheduleLabel(now) });
    const { minIntervalMs } = app.settings.schedules;
    if (now.state === 'proposed') {
      checkTimes(now, app.clock.now(), minIntervalMs);
      return { set: live(app, now), changes: ['start'] };
    }
    const terms = now.proposal?.terms ?? {};
    if (now.proposal && now.proposal.endsAt <= app.clock.now())
      throw new AppError('schedule.settled', { schedule: scheduleLabel(now) });
    checkTimes({ ...now, ...terms }, app.clock.now(), minIntervalMs);
    const isTimeGuessed = now.proposal?.isTimeGuessed ?? false;
    const set = { ...termsSet(app, now, terms), proposal: null, isTimeGuessed };
    return { set, changes: Object.keys(terms) };
  }),
});

const EVENTS: Readonly<Record<ScheduleEvent, Handler>> = {
  start,
  dismiss: write('dismiss', (app, now, caller) =>
    now.state === 'proposed'
      ? { state: 'dropped', why: because(app, caller), expiresAt: app.clock.now() }
      : { proposal: null },
  ),
  pause: write('pause', (app, _, caller) => ({ ...STOPPED, state: 'paused', why: because(app, caller) })),
  resume: write('resume', live),
  restore: write('restore', (app, _, caller) => ({ ...STOPPED, state: 'paused', why: because(app, caller) })),

  async archive(app, schedule, input, caller, version) {
    const archive = write('archive', (_, now) => ({
      ...STOPPED,
      state: 'archived',
      why: because(app, caller),
      proposal: null,
      expiresAt: null,
      ...(now.state === 'proposed' ? { skips: [] } : {}),
    }));
    const { schedule: archived } = await archive(app, schedule, input, caller, version);
    const held = await app.store
      .collection('ticks')
      .find({ scheduleId: archived.id, state: 'held' }, { limit: 50 });
    for (const tick of held)
      await settleTick(app, archived, tick, { outcome: 'skipped', reason: 'archived' });
    const ended = await endTasks(app, archived);
    const unasked = await cancelUnstarted(app, archived, caller);
    return { schedule: archived, cancelled: [...ended.map(taskLabel), ...unasked] };
  },

  async run(app, schedule, _, caller, version) {
    checkVersion(schedule, version);
    const at = app.clock.now();
    const id = `${schedule.id}@manual:${caller.key ?? app.ids.next()}`;
    const ticks = app.store.collection('ticks');
    const before = await ticks.get(id);
    if (!before && !isLegal('run', schedule)) throw illegal(schedule, 'run');
    const fresh: Tick = {
      id,
      scheduleId: schedule.id,
      at,
      state: 'due',
      outcome: null,
      reason: 'by_hand',
      detail: null,
      taskId: null,
      lateMs: 0,
      count: 1,
      by: caller.person,
      recordedAt: at,
    };
    if (!before) await ticks.insertIfAbsent(fresh);
    const tick = before ?? fresh;
    const made =
      tick.state === 'done' && tick.taskId
        ? await app.store.collection('tasks').get(tick.taskId)
        : await makeTask(app, schedule, tick);
    const now = (await app.store.collection('schedules').get(schedule.id)) ?? schedule;
    return { schedule: now, ...(made ? { task: made } : {}) };
  },

  async skip(app, schedule, { day }, caller, version) {
    let skipped: Date[] = [];
    const changed = await withVersion(app, schedule, caller, version, (now) => {
      if (!isLegal('skip', now)) throw illegal(now, 'skip');
      skipped = timesToSkip(now, app.clock.now(), day);
      return { set: { skips: [...now.skips, ...skipped] }, changes: ['skip'] };
    });
    return { schedule: changed, skipped: skipped.length > 0 ? skipped : changed.skips };
  },
};

/** What waits to be approved before it starts is cancelled by the person: the table has no other row for it. */
async function cancelUnstarted(app: App, { id }: Schedule, caller: Caller): Promise<string[]> {
  const tasks = await app.store
    .collection('tasks')
    .find({ 'source.scheduleId': id, 'status': 'backlog', 'wait.kind': 'pre_approval' }, { limit: 100 });
  for (const task of tasks)
    await sendEvent(app, task, { event: 'cancel' }, { ...caller, key: `archive:${id}:${task.id}` });
  return tasks.map(taskLabel);
}

/** Times of one day that are looked at: a schedule has at most so many of them by the least distance. */
const MAX_OF_DAY = 1500;

function timesToSkip(schedule: Schedule, now: Date, day: string | undefined): Date[] {
  const known = new Set(schedule.skips.map((at) => at.getTime()));
  const dawn = day ? new Date(instantOf(day, '00:00', schedule.timeZone, 'ends').getTime() - 1) : now;
  const from = dawn > now ? dawn : now;
  const count = day ? MAX_OF_DAY : 1 + known.size;
  const next = nextTimes(schedule.rules, schedule.timeZone, from, count, schedule);
  const open = next.filter((at) => !known.has(at.getTime()));
  const found = day ? open.filter((at) => readingAt(at, schedule.timeZone).date === day) : open.slice(0, 1);
  if (found.length === 0) throw invalid('day', 'no_time_to_skip', day ?? '');
  return found;
}
