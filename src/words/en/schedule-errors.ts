import type { ErrorFacts } from '../../domain/error-facts.ts';
import type { ScheduleEvent, ScheduleState } from '../../domain/schedule.ts';
import type { FaultCatalogue } from '../parts/error-words.ts';
import { enList } from './list.ts';
import { lower } from './lower.ts';
import { enScheduleActions, enScheduleStates } from './schedules.ts';

type ScheduleCode = Extract<keyof ErrorFacts, `schedule.${string}`>;
export type ScheduleErrorWords = {
  readonly [C in ScheduleCode]: (facts: ErrorFacts[C]) => { title: string; detail: string };
};

/** What starts a schedule applies a change of one that is live. */
const nameOf = (event: ScheduleEvent, state: ScheduleState): string =>
  enScheduleActions[event === 'start' && state !== 'proposed' ? 'apply' : event];
const named = (events: readonly ScheduleEvent[], state: ScheduleState): string =>
  enList(events.map((event) => lower(nameOf(event, state))));

const participles: Record<ScheduleEvent, string> = {
  start: 'started',
  dismiss: 'dismissed',
  pause: 'paused',
  resume: 'resumed',
  run: 'run',
  skip: 'skipped',
  archive: 'archived',
  restore: 'restored',
};

/** Why something cannot be done with a schedule. */
export const enScheduleErrors: ScheduleErrorWords = {
  'schedule.illegal_event': ({ schedule, event, state, legal }) => ({
    title: 'Not possible now',
    detail: `${schedule} (${enScheduleStates[state]}): it cannot be ${participles[event]}. ${legal.length > 0 ? `You can: ${named(legal, state)}.` : 'Nothing can be done with it now.'}`,
  }),
  'schedule.settled': ({ schedule }) => ({
    title: 'No longer open',
    detail: `${schedule}: that was settled before, or has changed since.`,
  }),
  'schedule.not_yours': ({ schedule, owner }) => ({
    title: 'Not allowed',
    detail: `${schedule} belongs to ${owner}: only they and administrators may change it.`,
  }),
  'schedule.by_people': () => ({
    title: 'Not allowed',
    detail:
      'Only people schedule work: not an agent at its own work, nor one that has read text from outside.',
  }),
  'schedule.ambiguous': ({ labels }) => ({
    title: 'More than one schedule fits',
    detail: `Say which one: ${enList(labels)}.`,
  }),
};

type ScheduleFault =
  | 'not_for'
  | 'not_both'
  | 'cron_fields'
  | 'cron_field'
  | 'moment'
  | 'no_such_day'
  | 'no_such_time'
  | 'no_zone'
  | 'never_comes'
  | 'time_over'
  | 'before_start'
  | 'too_close'
  | 'no_schedule'
  | 'no_time_to_skip'
  | 'place_not_served'
  | 'in_use_by_schedules';
export type ScheduleFaultWords = Pick<FaultCatalogue, ScheduleFault>;

/** What would fix a value of a schedule. */
export const enScheduleFaults: ScheduleFaultWords = {
  not_for: (repeat) => `does not apply to "${repeat}"; leave it out`,
  not_both: (other) => `cannot be given together with ${other}`,
  cron_fields: (count) =>
    `has ${count} fields; give five: minute hour day month weekday, such as 0 9 * * 1-5`,
  cron_field: (field) =>
    `"${field}" cannot be read; give numbers, lists, ranges or steps, such as 0 9 * * 1-5`,
  moment: () => 'must be a moment such as 2027-01-05T09:00',
  no_such_day: (day) => `there is no day ${day} in the calendar`,
  no_such_time: (time) => `there is no time "${time}"; give one from 00:00 to 23:59`,
  no_zone: (zone) => `there is no time zone "${zone}"; give one such as Asia/Shanghai or Europe/Berlin`,
  never_comes: () => 'never comes; give a day that exists, within the start and the end',
  time_over: (again) => `is over; the same time comes again at ${again}`,
  before_start: () => 'must be after the start',
  too_close: (minutes, least) => `come ${minutes} min apart; they must be at least ${least} min apart`,
  no_schedule: (ref) => `there is no schedule "${ref}"; "task schedule" lists those of this channel`,
  no_time_to_skip: (day) => `has no time to skip${day ? ` on ${day}` : ''}`,
  place_not_served: (place) =>
    `the bot does not work in "${place}"; add it to the channels of errand.yaml, or name another place`,
  in_use_by_schedules: (labels) => `is used by ${enList(labels)}`,
};
