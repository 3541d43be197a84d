import type { App } from '../app.ts';
import { AppError, fault } from '../domain/errors.ts';
import { placeKey, threadKey } from '../domain/person.ts';
import { LISTED_STATES, parseScheduleLabel, scheduleLabel, type Schedule } from '../domain/schedule.ts';
import { accountsOf, isTheirs } from '../access/accounts.ts';
import type { Caller } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { foldTitle } from '../domain/task.ts';

/** How many are listed at once in chat and looked through for a name. */
export const MAX_LISTED = 50;

/** Tasks of the schedule that are queued or worked on. A review does not count. */
export const underWay = (scheduleId: string): Filter => ({
  'source.scheduleId': scheduleId,
  'status': { $in: ['pending', 'in_progress'] },
});

/** The schedules of the place that one talks in, and everywhere one's own. */
export function mayReadSchedule(schedule: Schedule, caller: Caller): boolean {
  if (schedule.state === 'dropped') return false;
  if (caller.isAdmin || isTheirs(caller, schedule.owner.id)) return true;
  return caller.place !== null && placeKey(caller.place) === schedule.placeKey;
}

/** Whether it may be told before everybody who hears the conversation. */
export const isHeardHere = ({ placeKey: own }: Schedule, { place, isAlone }: Caller): boolean =>
  !place || isAlone === true || placeKey(place) === own;

/** Only the owner and administrators change one; agents only when a person asks them to, in words of their own. */
export function checkMayChange(schedule: Schedule, caller: Caller): void {
  checkByPerson(caller);
  if (caller.isAdmin || isTheirs(caller, schedule.owner.id)) return;
  throw new AppError('schedule.not_yours', {
    schedule: scheduleLabel(schedule),
    owner: schedule.owner.name,
  });
}

/** @throws AppError `schedule.by_people` for an agent at its own work, or one that has read text from outside. */
export function checkByPerson({ isAutonomous, isTainted }: Caller): void {
  if (isAutonomous || isTainted) throw new AppError('schedule.by_people');
}

/** By id or number (`S-3`). @throws AppError `not_found`, also for those that the caller may not see. */
export async function findSchedule(app: App, ref: string, caller: Caller): Promise<Schedule> {
  const schedules = app.store.collection('schedules');
  const number = parseScheduleLabel(ref);
  const [found] =
    number === undefined ? [await schedules.get(ref)] : await schedules.find({ number }, { limit: 1 });
  if (found && mayReadSchedule(found, caller)) return found;
  throw notFound(ref);
}

const notFound = (ref: string): AppError =>
  new AppError('not_found', { what: 'schedule', ref, faults: [fault('ref', 'no_schedule', ref)] });

/**
 * The one that somebody means: a number, words of its name, or where there are none, the one of this thread, or the only one here.
 * @throws AppError `not_found`, `schedule.ambiguous`.
 */
export async function resolveSchedule(app: App, ref: string, caller: Caller): Promise<Schedule> {
  const text = ref.trim();
  if (parseScheduleLabel(text) !== undefined || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text))
    return findSchedule(app, text, caller);
  const here = await listHere(app, caller);
  if (text !== '' && !PRONOUN.test(text)) {
    const key = foldTitle(text);
    const exact = here.filter(({ name }) => foldTitle(name) === key);
    return only(exact.length > 0 ? exact : here.filter(({ name }) => foldTitle(name).includes(key)), text);
  }
  return (await scheduleOfThread(app, caller)) ?? only(here, text || 'it');
}

const PRONOUN =
  /^(?:it|that|this|that one|this one|(?:this|that|the) schedule|它|这个|那个|这个计划|该计划|这个定时)$/i;

function only(found: readonly Schedule[], ref: string): Schedule {
  const [first, second] = found;
  if (!first) throw notFound(ref);
  if (second) throw new AppError('schedule.ambiguous', { labels: found.slice(0, 8).map(scheduleLabel) });
  return first;
}

/** The one that this thread is about: asked for here, spoken of here, or made the task that lives here. */
export async function scheduleOfThread(app: App, caller: Caller): Promise<Schedule | undefined> {
  const { store } = app;
  const { place } = caller;
  if (!place || place.thread === '') return undefined;
  const rows = await store
    .collection('inbox')
    .find({ threadKey: threadKey(place) }, { sort: { seq: -1 }, limit: 10, omit: ['journal'] });
  for (const { reply } of rows) {
    const said = [...(reply ?? '').matchAll(/\bS-(\d{1,9})\b/g)].map((match) => Number(match[1]));
    const [number, other] = [...new Set(said)];
    if (number === undefined || other !== undefined) continue;
    const [spoken] = await store.collection('schedules').find({ number }, { limit: 1 });
    if (spoken && mayReadSchedule(spoken, caller)) return spoken;
  }
  const here = await listHere(app, caller);
  const asked = here.filter(
    ({ cardAt }) => cardAt?.thread === place.thread && cardAt.channel === place.channel,
  );
  if (asked.length === 1) return asked[0];
  const tasks = await store
    .collection('tasks')
    .find(
      { 'placeKey': placeKey(place), 'home.thread': place.thread },
      { sort: { updatedAt: -1, id: -1 }, limit: 5, omit: ['history'] },
    );
  const ids = [...new Set(tasks.flatMap(({ source }) => source.scheduleId ?? []))];
  return ids.length === 1 ? here.find(({ id }) => id === ids[0]) : undefined;
}

/** Those of the place, or where there is none, of the person; the oldest first. */
export async function listHere(app: App, caller: Caller): Promise<Schedule[]> {
  const where: Filter = caller.place
    ? { placeKey: placeKey(caller.place) }
    : { 'owner.id': { $in: accountsOf(caller) } };
  return app.store
    .collection('schedules')
    .find(
      { ...where, state: { $in: [...LISTED_STATES] } },
      { sort: { createdAt: 1, id: 1 }, limit: MAX_LISTED },
    );
}
