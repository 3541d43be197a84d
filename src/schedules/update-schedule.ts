import { checkVersion } from '../shared/check-version.ts';
import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { readAssignee } from '../tasks/assignee.ts';
import type { UpdateScheduleInput } from '../contract/schedules.ts';
import { AppError, invalid } from '../domain/errors.ts';
import type { PersonRef } from '../domain/person.ts';
import {
  changeSubject,
  scheduleLabel,
  type Revision,
  type Schedule,
  type ScheduleTerms,
  type TimeRule,
} from '../domain/schedule.ts';
import type { Caller } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { PROPOSAL_MS, readMakes } from './create-schedule.ts';
import { checkMayChange } from './find-schedule.ts';
import { checkTimes, checkZone } from './check-times.ts';
import { checkTimesOfDay, compileRules, readMoment } from './compile-rules.ts';
import { reckon } from './reckon.ts';

/** Changes kept of each schedule, the newest. */
const MAX_REVISIONS = 50;
const MAX_TRIES = 5;

export interface UpdateOptions {
  version?: number | undefined;
  /** Change the times at once: an administrator has seen them. */
  isConfirmed?: boolean;
  isTimeGuessed?: boolean;
}

/**
 * Changes the terms of a schedule. Other times wait on a card to be confirmed, unless an administrator has confirmed them or the schedule
 * is itself still a proposal, whose card then shows them.
 * @throws AppError `input.invalid`, `schedule.not_yours`, `version.stale`, `task.busy`.
 */
export async function updateSchedule(
  app: App,
  schedule: Schedule,
  patch: UpdateScheduleInput,
  caller: Caller,
  options: UpdateOptions = {},
): Promise<Schedule> {
  checkMayChange(schedule, caller);
  return withVersion(app, schedule, caller, options.version, async (now) => {
    const terms = await readTerms(app, now, patch, caller);
    const isTimed =
      terms.rules !== undefined || terms.timeZone !== undefined || 'startsAt' in terms || 'endsAt' in terms;
    const isLive = now.state === 'active' || now.state === 'paused';
    if (isTimed && isLive && !(options.isConfirmed && caller.isAdmin && caller.agentId === null))
      return propose(app, now, terms, caller, options.isTimeGuessed === true);
    return {
      set: {
        ...termsSet(app, now, terms),
        ...(isTimed ? { isTimeGuessed: options.isTimeGuessed === true } : {}),
      },
      changes: Object.keys(terms),
    };
  });
}

interface Changed {
  set: Partial<Schedule>;
  changes: string[];
  /** More that must be touched once it is written. */
  card?: string;
}

function propose(
  app: App,
  now: Schedule,
  terms: Partial<ScheduleTerms>,
  { person }: Caller,
  isTimeGuessed: boolean,
): Changed {
  const at = app.clock.now();
  const number = now.proposals + 1;
  const proposal = {
    number,
    by: person,
    terms,
    isTimeGuessed,
    at,
    endsAt: new Date(at.getTime() + PROPOSAL_MS),
  };
  return {
    set: { proposal, proposals: number },
    changes: ['propose'],
    card: changeSubject(now.id, number),
  };
}

/** The new terms, and the next time by them. What was dealt with is not dealt with again: times are reckoned from now. */
export function termsSet(app: App, schedule: Schedule, terms: Partial<ScheduleTerms>): Partial<Schedule> {
  const at = app.clock.now();
  const merged = { ...schedule, ...terms };
  if (schedule.state !== 'active') return terms;
  const from = schedule.lastAt && schedule.lastAt > at ? schedule.lastAt : at;
  const next = reckon(merged, from);
  const skips = schedule.skips.filter((skip) => skip > at);
  return { ...terms, ...next, skips };
}

async function readTerms(
  app: App,
  schedule: Schedule,
  { owner, rules, timeZone, startsAt, endsAt, ...rest }: UpdateScheduleInput,
  caller: Caller,
): Promise<Partial<ScheduleTerms>> {
  const terms: Partial<ScheduleTerms> = {};
  const zone = timeZone === undefined ? schedule.timeZone : checkZone(timeZone);
  if (timeZone !== undefined) terms.timeZone = zone;
  if (startsAt !== undefined)
    terms.startsAt = startsAt === null ? null : readMoment(startsAt, zone, 'startsAt');
  if (endsAt !== undefined) terms.endsAt = endsAt === null ? null : readMoment(endsAt, zone, 'endsAt');
  const now = app.clock.now();
  const start = terms.startsAt === undefined ? schedule.startsAt : terms.startsAt;
  if (rules) terms.rules = compileRules(rules, zone, start ?? now);
  if (Object.keys(terms).length > 0)
    checkTimes({ ...schedule, ...terms }, now, app.settings.schedules.minIntervalMs);
  const { name, overlap, missed, spreadMinutes, pauseAfterFailures, missedWithinMinutes, ...work } = rest;
  const plain = { name, overlap, missed, spreadMinutes, pauseAfterFailures };
  Object.assign(terms, Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)));
  if (missedWithinMinutes !== undefined) terms.missedWithinMs = missedWithinMinutes * 60_000;
  if (Object.values(work).some((value) => value !== undefined))
    terms.makes = await readMakes(app, work, schedule.makes);
  if (owner !== undefined) terms.owner = await readOwner(app, owner, caller);
  return terms;
}

async function readOwner(app: App, owner: string, caller: Caller): Promise<PersonRef> {
  const { kind, id, name } = await readAssignee(owner, caller, app, app.settings);
  // Its rights are those of the ticks: nobody who has only been heard of can have any.
  if (kind !== 'person' || id.startsWith('name:')) throw invalid('owner', 'has_written');
  return { id, name };
}

/** The same rules at other times of day: those that follow real time have none. */
function rulesAt(rules: readonly TimeRule[], times: readonly string[]): TimeRule[] {
  const moved = rules.flatMap((rule): TimeRule[] => {
    if (rule.kind === 'interval' && rule.unit === 'days') return times.map((at) => ({ ...rule, time: at }));
    if (rule.kind !== 'cron') throw invalid('times', 'not_for', rule.kind);
    const [minutes = '', hours = '', ...days] = rule.cron.split(' ');
    if (/[*/?]/.test(`${minutes}${hours}`)) throw invalid('times', 'not_for', rule.cron);
    return times.map((at) => {
      const [hour, minute] = at.split(':').map(Number);
      return { kind: 'cron', cron: [minute, hour, ...days].join(' ') };
    });
  });
  return [...new Map(moved.map((rule) => [JSON.stringify(rule), rule])).values()];
}

/** Moves the times of day and leaves the days as they are; confirmed as other times are. */
export async function moveTimes(
  app: App,
  schedule: Schedule,
  times: readonly string[],
  caller: Caller,
): Promise<Schedule> {
  checkMayChange(schedule, caller);
  const faults = checkTimesOfDay(times, 'times');
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  return withVersion(app, schedule, caller, undefined, async (now) => {
    const rules = rulesAt(now.rules, times);
    checkTimes({ ...now, rules }, app.clock.now(), app.settings.schedules.minIntervalMs);
    if (now.state === 'proposed') return { set: { rules, isTimeGuessed: false }, changes: ['rules'] };
    return propose(app, now, { rules }, caller, false);
  });
}

/**
 * Writes a change under the version that was read, with an entry of what was changed by whom. A request that was carried out before is
 * found by its key.
 */
export async function withVersion(
  app: App,
  schedule: Schedule,
  { person, key }: Pick<Caller, 'person' | 'key'>,
  version: number | undefined,
  decide: (now: Schedule) => Changed | Promise<Changed>,
  onlyIf: Filter = {},
): Promise<Schedule> {
  const { store, clock, bus } = app;
  const schedules = store.collection('schedules');
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const now = tries === 0 ? schedule : await schedules.get(schedule.id);
    if (!now) throw new AppError('not_found', { what: 'schedule', ref: scheduleLabel(schedule) });
    if (key && now.revisions.some((one) => one.key === key)) return touch(app, now);
    checkVersion(now, version);
    const { set, changes, card } = await decide(now);
    const at = clock.now();
    const entry: Revision = {
      version: now.version + 1,
      by: person,
      at,
      changes,
      ...(set.rules ? { rulesBefore: now.rules } : {}),
      ...(key ? { key } : {}),
    };
    const changed = await schedules.update(
      { id: now.id, version: now.version, ...onlyIf },
      {
        $set: { ...set, updatedAt: at },
        $inc: { version: 1 },
        $push: { revisions: { $each: [entry], $slice: -MAX_REVISIONS } },
      },
    );
    if (!changed) continue;
    bus.publish('changed', { kind: 'schedule', id: changed.id, placeKey: changed.placeKey });
    if (card) await touchCard(app, { kind: 'schedule', id: card });
    return touch(app, changed);
  }
  throw new AppError('task.busy', { what: 'schedule', ref: scheduleLabel(schedule) });
}

/** The cards as it now is: its own, and that of the change which waited last. */
async function touch(app: App, schedule: Schedule): Promise<Schedule> {
  await touchCard(app, { kind: 'schedule', id: schedule.id });
  if (schedule.proposals > 0)
    await touchCard(app, { kind: 'schedule', id: changeSubject(schedule.id, schedule.proposals) });
  return schedule;
}
