import type { PersonRef, ThreadRef } from './person.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a schedule fires, as it is stored. Each is reckoned from where it was anchored, never from now. */
export type TimeRule =
  /** Five fields. */
  | { kind: 'cron'; cron: string }
  /** Time that has gone by since the anchor. */
  | { kind: 'interval'; unit: 'minutes'; every: number; anchor: Date }
  /** Days of the calendar since the anchor, each at a time of the wall clock. `anchor` is `2027-01-04`, `time` is `09:00`. */
  | { kind: 'interval'; unit: 'days'; every: number; time: string; anchor: string }
  | { kind: 'once'; at: Date };

/** A time of day as people write it: `9:00`, `23:59`. */
export const TIME_OF_DAY = /^(?:[01]?\d|2[0-3]):[0-5]\d$/;

/** A rule as people, models and forms give it: what is to come again, and when. `repeat` says which of the others it takes. */
export interface RuleInput {
  repeat: (typeof REPEATS)[number];
  /** Every so many days, weeks, months, minutes or hours. */
  every?: number | undefined;
  weekdays?: Weekday[] | undefined;
  exceptWeekdays?: Weekday[] | undefined;
  days?: (number | 'last' | 'last_weekday')[] | undefined;
  /** The first Monday of the month, the last Friday. */
  nth?: { which: number | 'last'; weekday: Weekday } | undefined;
  /** `09:00`. */
  times?: string[] | undefined;
  /** 1 to 12. */
  months?: number[] | undefined;
  cron?: string | undefined;
  /** ISO 8601; without an offset it is read in the schedule's zone. */
  at?: string | undefined;
}

export const REPEATS = [
  'day',
  'weekday',
  'week',
  'month',
  'quarter',
  'year',
  'minutes',
  'hours',
  'cron',
  'once',
] as const;

export const SCHEDULE_STATES = [
  'proposed',
  'active',
  'paused',
  'ended',
  'missed',
  'archived',
  'dropped',
] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];

/** Those that a list shows unless it is asked for others. */
export const LISTED_STATES = ['active', 'paused', 'proposed', 'missed'] as const;

/** What people do with a schedule. */
export const SCHEDULE_EVENTS = [
  'start',
  'dismiss',
  'pause',
  'resume',
  'run',
  'skip',
  'archive',
  'restore',
] as const;
export type ScheduleEvent = (typeof SCHEDULE_EVENTS)[number];

/** What happens when the task of the last tick is still pending or in progress. The first is the default. */
export const OVERLAPS = ['skip', 'queue', 'cancel_previous', 'parallel'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** What happens to times that went by unseen. The first is the default. */
export const MISSED_POLICIES = ['once', 'skip', 'all'] as const;
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

export const SCHEDULE_REASONS = [
  /** A person did it. */
  'person',
  /** So many runs in a row have failed. */
  'failures',
  /** Its owner or its place is no longer served. */
  'refused',
  /** A task cannot be made of it any more: the error of the last tick says why. */
  'broken',
  /** No time is left. */
  'over',
  /** Its one time went by while nothing ran. */
  'missed',
  /** Nobody confirmed it in time. */
  'unconfirmed',
] as const;
export type ScheduleReason = (typeof SCHEDULE_REASONS)[number];

/** The task that each tick makes. */
export interface Makes {
  title: string;
  description: string;
  definitionId: string | null;
  parameters: Record<string, unknown>;
  agentId: string | null;
  tags: string[];
  isReviewRequired: boolean;
}

/** What may be changed of a schedule. */
export interface ScheduleTerms {
  name: string;
  rules: TimeRule[];
  /** IANA name. */
  timeZone: string;
  /** Inclusive. */
  startsAt: Date | null;
  /** Exclusive. */
  endsAt: Date | null;
  makes: Makes;
  /** Its rights are the rights of each tick, as they are then. */
  owner: PersonRef;
  overlap: Overlap;
  missed: MissedPolicy;
  /** How late a missed time may still be made up for. */
  missedWithinMs: number;
  /** 0 to 60: it fires so many minutes later at most, each day the same. */
  spreadMinutes: number;
  /** So many failed runs in a row pause it; 0 never does. */
  pauseAfterFailures: number;
}

/** Changed terms that wait for a person to confirm them. */
export interface ProposedChange {
  /** 1, 2, 3 …: the card of each is its own. */
  number: number;
  by: PersonRef;
  terms: Partial<ScheduleTerms>;
  /** The times were given without a time of day, and this one was taken. */
  isTimeGuessed: boolean;
  at: Date;
  endsAt: Date;
}

/** One change of the terms, or of the state. */
export interface Revision {
  version: number;
  by: PersonRef;
  at: Date;
  /** Names of the fields that were changed, or what was done: `pause`. */
  changes: string[];
  /** The rules before, where they were changed. */
  rulesBefore?: TimeRule[];
  key?: string;
}

/** What makes tasks without a person, at its times. */
export interface Schedule extends ScheduleTerms {
  id: string;
  /** Shown as `S-3`. */
  number: number;
  /** Two creates with one key are one schedule. */
  dedupeKey: string;
  /** The rules of time zones that `nextAt` was reckoned by. */
  tz: string;
  /** The nominal time that comes next; null where there is none, or it does not run. */
  nextAt: Date | null;
  /** When that time is due here: `nextAt` and the spread. */
  dueAt: Date | null;
  /** The last nominal time that was dealt with. */
  lastAt: Date | null;
  /** Nominal times that people have taken out. */
  skips: Date[];
  state: ScheduleState;
  why: { reason: ScheduleReason; by: PersonRef; at: Date } | null;
  /** Where its tasks live; null for one without a place in chat. */
  home: ThreadRef | null;
  /** `placeKey` of the home, or the empty string. */
  placeKey: string;
  locale: string;
  /** Where it was asked for: its card and what is said about it stand there. */
  cardAt: ThreadRef | null;
  /** Runs in a row that failed. */
  failures: number;
  /** Runs of before do not count as failures. */
  failuresSince: Date;
  /** A task of it has come to an end: it is to be looked at. */
  checkAt: Date | null;
  proposal: ProposedChange | null;
  proposals: number;
  isTimeGuessed: boolean;
  revisions: Revision[];
  /** When a proposal that nobody confirmed is dropped, or when what was dropped is forgotten. */
  expiresAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export const TICK_OUTCOMES = ['fired', 'skipped', 'missed', 'replaced', 'refused', 'failed'] as const;
export type TickOutcome = (typeof TICK_OUTCOMES)[number];

export const TICK_REASONS = [
  'on_time',
  'late',
  'by_hand',
  'in_flight',
  'too_late',
  'made_up',
  'asked',
  'replaced',
  'archived',
  'access',
  'error',
] as const;
export type TickReason = (typeof TICK_REASONS)[number];

/** One nominal time of a schedule, recorded once. What was decided about it is written with it, so that a repeat follows it. */
export interface Tick {
  /** `<schedule>@<nominal time>`, or `<schedule>@manual:<key>`. */
  id: string;
  scheduleId: string;
  /** The nominal time. */
  at: Date;
  state: 'due' | 'held' | 'done';
  outcome: TickOutcome | null;
  reason: TickReason;
  /** What it waited or was skipped for: `T-4`; or the code of an error. */
  detail: string | null;
  taskId: string | null;
  lateMs: number;
  /** How many times the row stands for, where there were too many for a row each. */
  count: number;
  /** Who had it run by hand. */
  by: PersonRef | null;
  recordedAt: Date;
}

export const tickId = (scheduleId: string, at: Date): string => `${scheduleId}@${at.toISOString()}`;
export const tickKey = (id: string): string => `tick:${id}`;

/** `S-3`. */
export const scheduleLabel = ({ number }: Pick<Schedule, 'number'>): string => `S-${number}`;

/** Reads `S-3`, `s3`; undefined when the text is no number of a schedule. */
export function parseScheduleLabel(text: string): number | undefined {
  const match = /^s-?(\d{1,9})$/i.exec(text.normalize('NFKC').trim());
  return match ? Number(match[1]) : undefined;
}

/** The moment at which the tick of a nominal time is due: the same number of minutes after each. */
export function dueAt({ id, spreadMinutes }: Pick<Schedule, 'id' | 'spreadMinutes'>, nominal: Date): Date {
  if (spreadMinutes === 0) return nominal;
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return new Date(nominal.getTime() + (hash % spreadMinutes) * 60_000);
}

/** The subject of the card of a change that waits to be confirmed: each change has a card of its own. */
export const changeSubject = (id: string, change: number): string => `${id}.${change}`;
export const scheduleIdOf = (subject: string): string => subject.split('.')[0] ?? subject;
export const changeOf = (subject: string): number | null => Number(subject.split('.')[1] ?? 0) || null;
