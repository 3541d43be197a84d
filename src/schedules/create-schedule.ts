import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { findActive } from '../definitions/find-definition.ts';
import { readParameters } from '../definitions/check-definition.ts';
import { readAgent } from '../tasks/assignee.ts';
import { MAX_TITLE } from '../contract/common.ts';
import type { CreateScheduleInput, UpdateScheduleInput } from '../contract/schedules.ts';
import { mayLiveIn } from '../access/may-see.ts';
import { AppError, fault, invalid } from '../domain/errors.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import { LISTED_STATES, type Makes, type Schedule } from '../domain/schedule.ts';
import type { Caller } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { nextNumber } from '../shared/counters.ts';
import { firstLine, shorten } from '../shared/text.ts';
import { checkByPerson } from './find-schedule.ts';
import { readTimes } from './preview-times.ts';
import { reckon } from './reckon.ts';
import { isPlaceServed } from '../access/owner-caller.ts';

/** A proposal is given up after this time. */
export const PROPOSAL_MS = 24 * 3600_000;
const MISSED_WITHIN_MS = 12 * 3600_000;
const PAUSE_AFTER_FAILURES = 5;
const MAX_NAME_SHOWN = 80;

export interface CreateScheduleOptions {
  /** The time of day was nobody's wish, but taken. */
  isTimeGuessed?: boolean;
  /** What was asked for in so many words, once and for one moment, needs no second word. */
  mayBeLive?: boolean;
}

/**
 * Writes a schedule down. It waits to be confirmed on its card, unless an administrator confirms with the request, or it is for one
 * moment that somebody named.
 * @throws AppError `input.invalid` naming each field, `definition.inactive`, `schedule.by_people`.
 */
export async function createSchedule(
  app: App,
  input: CreateScheduleInput,
  caller: Caller,
  { isTimeGuessed = false, mayBeLive = false }: CreateScheduleOptions = {},
): Promise<Schedule> {
  const { store, ids, clock, bus } = app;
  const schedules = store.collection('schedules');
  checkByPerson(caller);
  const id = ids.next();
  const dedupeKey = caller.key ? `schedule:${caller.key}` : id;
  const [made] = await schedules.find({ dedupeKey }, { limit: 1 });
  if (made) return shown(app, made);
  const times = readTimes(app, input, caller);
  const makes = await readMakes(app, input, null);
  const home = readHome(app, input.home, caller);
  await checkLimits(app, caller, home);
  const at = clock.now();
  const isOnce = times.rules.every(({ kind }) => kind === 'once');
  const isLive =
    (input.confirm === true && caller.isAdmin && caller.agentId === null) ||
    (mayBeLive && isOnce && !isTimeGuessed);
  const spreadMinutes = input.spreadMinutes ?? 0;
  const next = isLive
    ? reckon({ id, spreadMinutes, ...times }, isOnce ? dueFrom(at) : at)
    : { ...reckon({ id, spreadMinutes, ...times }, at), nextAt: null, dueAt: null };
  const schedule: Schedule = {
    id,
    number: await nextNumber(store, 'schedules'),
    dedupeKey,
    name: input.name ?? shorten(makes.title, MAX_NAME_SHOWN),
    ...times,
    ...next,
    makes,
    owner: caller.person,
    overlap: input.overlap ?? 'skip',
    missed: input.missed ?? 'once',
    missedWithinMs:
      input.missedWithinMinutes === undefined ? MISSED_WITHIN_MS : input.missedWithinMinutes * 60_000,
    spreadMinutes,
    pauseAfterFailures: input.pauseAfterFailures ?? PAUSE_AFTER_FAILURES,
    lastAt: null,
    skips: [],
    state: isLive ? 'active' : 'proposed',
    why: null,
    home,
    placeKey: home ? placeKey(home) : '',
    locale: caller.locale,
    cardAt: caller.place ?? home,
    failures: 0,
    failuresSince: at,
    checkAt: null,
    proposal: null,
    proposals: 0,
    isTimeGuessed,
    revisions: [{ version: 1, by: caller.person, at, changes: [isLive ? 'start' : 'propose'] }],
    expiresAt: isLive ? null : new Date(at.getTime() + PROPOSAL_MS),
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  try {
    await schedules.insert(schedule);
  } catch (thrown) {
    if (!AppError.is(thrown, 'store.duplicate')) throw thrown;
    const [same] = await schedules.find({ dedupeKey }, { limit: 1 });
    if (!same) throw thrown;
    return shown(app, same);
  }
  bus.publish('changed', { kind: 'schedule', id, placeKey: schedule.placeKey });
  return shown(app, schedule);
}

/** Its card stands there, whoever died in between. */
async function shown(app: App, schedule: Schedule): Promise<Schedule> {
  await touchCard(app, { kind: 'schedule', id: schedule.id });
  return schedule;
}

/** What is over by less than a minute fires now. */
export const dueFrom = (now: Date): Date => new Date(now.getTime() - 60_000);

/**
 * The work of each tick.
 * @param before - what it is now, where it is being changed.
 */
export async function readMakes(
  app: App,
  input: Omit<UpdateScheduleInput, 'rules'>,
  before: Makes | null,
): Promise<Makes> {
  const { settings } = app;
  const isKept = input.definition === undefined || input.definition === before?.definitionId;
  const keptId = isKept ? (before?.definitionId ?? null) : null;
  const named = isKept || input.definition === null ? null : await findActive(app, input.definition ?? '');
  const kept = keptId ? await app.store.collection('definitions').get(keptId) : undefined;
  const definition = named ?? kept ?? null;
  const instructions = input.instructions ?? before?.description ?? '';
  if (!definition && instructions === '') throw invalid('instructions', 'required');
  const given = input.parameters ?? before?.parameters ?? {};
  if (!definition && Object.keys(given).length > 0)
    throw new AppError('input.invalid', { faults: [fault('definition', 'needed_for', 'parameters')] });
  const title = input.title ?? (before && !input.instructions ? before.title : '');
  return {
    title: title || shorten(definition?.name ?? firstLine(instructions), MAX_TITLE),
    description: instructions,
    definitionId: definition?.id ?? null,
    parameters: definition ? readParameters(definition, given) : {},
    agentId:
      input.agentId === undefined
        ? (before?.agentId ?? null)
        : input.agentId && readAgent(input.agentId, settings),
    tags: input.tags ?? before?.tags ?? [],
    isReviewRequired: input.isReviewRequired ?? before?.isReviewRequired ?? false,
  };
}

/** Its tasks begin threads of their own in the channel, unless a thread was named. */
export function readHome(app: App, given: CreateScheduleInput['home'], caller: Caller): ThreadRef | null {
  const { place, person } = caller;
  if (given === null) return null;
  const wanted = given ?? place;
  if (!wanted) return null;
  const { platform, channel } = wanted;
  const home = { platform, channel, thread: given?.thread ?? '' };
  if (!mayLiveIn(platform, caller)) throw invalid('home', 'not_your_channel');
  if (!isPlaceServed(app, home, person)) throw invalid('home', 'place_not_served', `${platform}:${channel}`);
  return home;
}

async function checkLimits(
  { store, settings }: App,
  { person }: Caller,
  home: ThreadRef | null,
): Promise<void> {
  const schedules = store.collection('schedules');
  const live = { state: { $in: [...LISTED_STATES] } };
  const bounds: [where: Filter, max: number][] = [
    [{ 'owner.id': person.id }, settings.schedules.perPerson],
    ...(home ? [[{ placeKey: placeKey(home) }, settings.schedules.perChannel] as [Filter, number]] : []),
  ];
  for (const [where, max] of bounds)
    if ((await schedules.count({ ...where, ...live }, max)) >= max)
      throw invalid('rules', 'too_many', String(max));
}
