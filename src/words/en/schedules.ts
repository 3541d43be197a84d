import type {
  MissedPolicy,
  Overlap,
  ScheduleEvent,
  ScheduleReason,
  ScheduleState,
  TickOutcome,
  TickReason,
} from '../../domain/schedule.ts';
import type { NamedZone } from '../../domain/zones.ts';
import { enActionWords } from './actions.ts';

const list = (items: readonly string[], word = 'and'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
// prettier-ignore
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const ordinal = (day: number): string => {
  const ending = day % 100 > 10 && day % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
};
const counted = (count: number, one: string): string => (count === 1 ? one : `${count} ${one}s`);

export const enScheduleStates: Record<ScheduleState, string> = {
  proposed: 'not started yet',
  active: 'active',
  paused: 'paused',
  ended: 'ended',
  missed: 'missed',
  archived: 'archived',
  dropped: 'not started',
};

/** What people do with a schedule; what they do with tasks too has the same word. */
export const enScheduleActions: Record<ScheduleEvent | 'apply', string> = {
  start: 'Start it',
  apply: 'Apply',
  dismiss: 'Not now',
  pause: enActionWords.pause,
  resume: enActionWords.resume,
  run: 'Run now',
  skip: 'Skip next time',
  archive: enActionWords.archive,
  restore: enActionWords.restore,
};

const reasons: Record<ScheduleReason, (by: string) => string> = {
  person: (by) => `by ${by}`,
  failures: () => 'because its last runs failed',
  refused: () => 'because its owner or its channel is no longer served',
  broken: () => 'because no task could be created from it',
  over: () => 'because there are no more runs',
  missed: () => 'because nothing was running at its time',
  unconfirmed: () => 'because nobody started it in time',
};

const overlaps: Record<Overlap, string> = {
  skip: 'if still running: skip',
  queue: 'if still running: wait',
  cancel_previous: 'if still running: stop the earlier one',
  parallel: 'if still running: run in parallel',
};

const missed: Record<MissedPolicy, (within: string) => string> = {
  once: (within) => `if missed: once within ${within}`,
  skip: () => 'if missed: skip',
  all: (within) => `if missed: each of them within ${within}`,
};

const outcomes: Record<TickOutcome, string> = {
  fired: 'fired',
  skipped: 'skipped',
  missed: 'missed',
  replaced: 'replaced by a later one',
  refused: 'refused',
  failed: 'failed',
};

const tickReasons: Record<TickReason, (detail: string) => string> = {
  on_time: () => '',
  late: () => 'late',
  by_hand: () => 'run by hand',
  in_flight: (task) => `${task} was still under way`,
  too_late: () => 'too late to make up for',
  made_up: () => 'a later time counts for it',
  asked: () => 'as asked',
  replaced: () => '',
  archived: () => 'the schedule was archived',
  access: () => 'its owner or its channel is no longer served',
  error: (detail) => detail,
};

/** Schedules, as people read them. */
export const enSchedules = {
  // Rules read aloud: which days, at which times, in which months.
  everyDay: 'every day',
  onWeekdays: 'on weekdays',
  onDays: (days: readonly number[]): string => `on ${list(days.map((day) => `${DAYS[day]}s`))}`,
  onDates: (dates: readonly (number | 'last' | 'last_weekday' | `near_${number}`)[]): string =>
    `on ${list(
      dates.map((date) => {
        if (typeof date === 'number') return `the ${ordinal(date)}`;
        if (date === 'last') return 'the last day of the month';
        if (date === 'last_weekday') return 'the last weekday of the month';
        return `the weekday nearest the ${ordinal(Number(date.slice(5)))}`;
      }),
    )}`,
  onNth: (which: number | 'last', day: number): string =>
    `on the ${which === 'last' ? 'last' : ORDINALS[which - 1]} ${DAYS[day]} of the month`,
  either: (dates: string, days: string): string => `${dates} or ${days}`,
  both: (dates: string, days: string): string => `${dates} where that is ${days.replace(/^on /, 'one of: ')}`,
  everyDays: (count: number): string => `every ${counted(count, 'day')}`,
  everyWeeks: (count: number, day: number): string =>
    count === 1 ? `on ${DAYS[day]}s` : `every ${counted(count, 'week')} on ${DAYS[day]}`,
  inMonths: (months: readonly number[]): string =>
    `in ${list(months.map((month) => MONTHS[month - 1] ?? ''))}`,
  atTimes: (times: readonly string[]): string => `at ${list(times)}`,
  everyMinutes: (count: number): string => `every ${counted(count, 'minute')}`,
  everyHours: (count: number): string => `every ${counted(count, 'hour')}`,
  hourly: (minute: number): string => `every hour at ${minute} past`,
  between: (from: string, to: string): string => `between ${from} and ${to}`,
  onceAt: (moment: string): string => `once, ${moment}`,
  expression: (cron: string): string => `at the times of ${cron}`,
  rule: (days: string, times: string, months: string): string =>
    [days, times, months].filter(Boolean).join(' '),
  ways: (rules: readonly string[]): string => rules.join('; and '),
  zones: {
    'UTC': 'UTC',
    'Asia/Shanghai': 'Shanghai',
    'Asia/Hong_Kong': 'Hong Kong',
    'Asia/Taipei': 'Taipei',
    'Asia/Tokyo': 'Tokyo',
    'Asia/Singapore': 'Singapore',
    'Asia/Urumqi': 'Urumqi',
    'Europe/Berlin': 'Berlin',
    'Europe/London': 'London',
    'Europe/Paris': 'Paris',
    'America/New_York': 'New York',
    'America/Los_Angeles': 'Los Angeles',
  } satisfies Record<NamedZone, string>,
  zone: (city: string): string => (city === 'UTC' ? 'UTC' : `${city} time`),
  weekdayShort: DAYS.map((day) => day.slice(0, 3)),

  warnEither: 'A day of the month and a weekday are joined by "or": it fires on both.',
  warnFar: (moment: string): string => `The first time is far away: ${moment}.`,
  warnGuessed: (time: string): string => `No time given, so ${time} is used.`,
  warnUneven: 'Months without that day are skipped.',

  // The card.
  states: enScheduleStates,
  stateLine: (state: ScheduleState, reason: ScheduleReason | null, by: string): string =>
    reason ? `${enScheduleStates[state]} ${reasons[reason](by)}` : enScheduleStates[state],
  what: (title: string, place: string, agent: string): string =>
    [`"${title}"`, place && `in ${place}`, agent && `by ${agent}`].filter(Boolean).join(' · '),
  here: 'this channel',
  next: (moments: string): string => `Next: ${moments}`,
  noNext: 'No more runs.',
  policies: (overlap: Overlap, policy: MissedPolicy, within: string): string =>
    `${overlaps[overlap]} · ${missed[policy](within)}`,
  spread: (minutes: number): string => `spread over ${minutes} min`,
  until: (moment: string): string => `until ${moment}`,
  from: (moment: string): string => `from ${moment}`,
  ownerIs: (name: string): string => `Owner: ${name}`,
  skipping: (moments: string): string => `Skipping: ${moments}`,
  before: (text: string): string => `- ${text}`,
  after: (text: string): string => `+ ${text}`,
  changeOf: (label: string): string => `Change of ${label}`,
  inactiveDefinition: (key: string): string =>
    `Its definition "${key}" is not active; it goes on all the same.`,
  changeSettled: 'This was settled. Now it reads:',
  confirmFar: 'The first time is more than a year away. Start it all the same?',
  confirmArchive: (label: string): string => `Archive ${label}? Running tasks will be cancelled.`,
  hintStart: (label: string): string => `or type: task schedule ${label} start`,
  hintApply: (label: string): string => `or type: task schedule ${label} apply`,
  buttons: {
    ...enScheduleActions,
    change: 'Change',
    undo: 'Undo',
  },
  changeHow: (label: string, url: string): string =>
    `Say what should be different: task schedule ${label} every weekday at 10:00. The console has a form: ${url}`,

  // Replies.
  proposed: (label: string, reads: string): string =>
    `${label} is written down and not live yet: ${reads}. Press "Start it", or type: task schedule ${label} start`,
  live: (label: string, reads: string, next: string): string => `${label} is live: ${reads}. Next: ${next}`,
  changed: (label: string, state: string): string => `${label}: ${state}`,
  changeProposed: (label: string, reads: string): string =>
    `The change of ${label} waits to be confirmed: ${reads}. Press "Apply", or type: task schedule ${label} apply`,
  ran: (label: string, task: string): string => `${label} was started manually: ${task}`,
  skipped: (label: string, moments: string): string => `${label} will skip: ${moments}`,
  archivedWith: (label: string, tasks: string): string =>
    `${label} is archived${tasks ? `; cancelled: ${tasks}` : ''}`,
  noneHere: 'Nothing is scheduled here.',
  line: (label: string, name: string, reads: string, state: string, next: string): string =>
    `- ${label} ${name}: ${reads} (${state}${next ? `; next: ${next}` : ''})`,
  tickLine: (moment: string, outcome: string, detail: string): string =>
    `- ${moment}: ${outcome}${detail ? ` (${detail})` : ''}`,
  outcomes,
  tickReasons,
  held: 'waits for the one before',
  due: 'is being made',
  askDays: 'On which days? For example: every Monday at 9, or every month on the 5th at 9',
  askTime: 'At what time? For example: 09:00',
  notUnderstood:
    'I cannot read a time from that. For example: task schedule every weekday at 9: send the sales report · task schedule 0 9 * * 1-5: send the sales report · once: task schedule 2027-01-05 09:00 call the bank',
  unread: (said: string): string =>
    `I do not understand "${said}", so nothing is scheduled. Leave it out, or say it another way.`,
  whichOne: (labels: string): string => `Which one do you mean? ${labels}`,
  whatToDo: 'And what is to be done? For example: task schedule every weekday at 9: send the sales report',

  // What is said in its place when nobody asked.
  pausedByFailures: (label: string, name: string, count: number): string =>
    `**${label} ${name}** is paused: its last ${count} runs failed. To go on: task schedule ${label} resume`,
  pausedByAccess: (label: string, name: string): string =>
    `**${label} ${name}** is paused: its owner or its channel is no longer served. An administrator may resume it.`,
  pausedByFault: (label: string, name: string, detail: string): string =>
    `**${label} ${name}** is paused, since no task could be created from it: ${detail}`,
  skippedInFlight: (label: string, name: string, task: string, waits: string): string =>
    `**${label} ${name}** was skipped: ${task} is still under way${waits ? ` (${waits})` : ''}.`,
  missedOnce: (label: string, name: string, moment: string): string =>
    `**${label} ${name}** was missed: nothing was running at ${moment}.`,
  waitsFor: (who: string): string => `waits for ${who}`,

  step: (action: string, what: string): string => `Schedules: ${action}${what ? ` ${what}` : ''}`,
};
export type ScheduleWords = typeof enSchedules;
