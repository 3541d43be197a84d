import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import {
  MISSED_POLICIES,
  OVERLAPS,
  REPEATS,
  SCHEDULE_EVENTS,
  SCHEDULE_REASONS,
  SCHEDULE_STATES,
  TICK_OUTCOMES,
  TICK_REASONS,
  TIME_OF_DAY,
  WEEKDAYS,
} from '../domain/schedule.ts';
import { fieldName, MAX_SHORT, MAX_TEXT, MAX_TITLE, name, page, place, ref, text } from './common.ts';

/** Rules of one schedule. */
export const MAX_RULES = 10;
export const MAX_SPREAD_MINUTES = 60;

const weekday = z.enum(WEEKDAYS);
const dayOfMonth = z.union([z.number().int().min(1).max(31), z.enum(['last', 'last_weekday'])]);

/** Flat on purpose, as the tools are: `repeat` says which of the others are taken, and a rule that has others is refused. */
export const ruleInput = z.strictObject({
  repeat: z.enum(REPEATS),
  every: z
    .number()
    .int()
    .min(1)
    .max(99)
    .optional()
    .describe('every so many of them; 2 with week: every other week'),
  weekdays: z.array(weekday).min(1).max(7).optional().describe('for week'),
  exceptWeekdays: z.array(weekday).min(1).max(6).optional().describe('for day and weekday'),
  days: z.array(dayOfMonth).min(1).max(31).optional().describe('for month, quarter and year'),
  nth: z
    .strictObject({ which: z.union([z.number().int().min(1).max(5), z.literal('last')]), weekday })
    .optional()
    .describe('for month, quarter and year, in place of days: the first Monday, the last Friday'),
  times: z
    .array(z.string().regex(TIME_OF_DAY, INPUT_RULES.time_of_day))
    .min(1)
    .max(10)
    .optional()
    .describe('times of day such as 09:00; ask when nobody said one'),
  months: z.array(z.number().int().min(1).max(12)).min(1).max(12).optional(),
  cron: text(100).optional().describe('for cron: five fields'),
  at: text(40).optional().describe('for once: 2027-01-05T09:00'),
});

const parameters = z.record(
  fieldName,
  z.union([text(MAX_TEXT), z.number(), z.boolean(), z.array(name).max(100)]),
);

/** A moment, with an offset or in the schedule's zone. */
const moment = text(40);

const terms = {
  name: name.optional(),
  rules: z.array(ruleInput).min(1).max(MAX_RULES),
  timeZone: text(60).trim().min(1).optional(),
  startsAt: moment.nullable().optional(),
  endsAt: moment.nullable().optional(),
  /** What each task is called; the first line of the instructions when it is left out. */
  title: text(MAX_TITLE).trim().min(1).optional(),
  instructions: text(MAX_TEXT).trim().min(1).optional(),
  definition: ref.nullable().optional(),
  parameters: parameters.optional(),
  agentId: name.nullable().optional(),
  tags: z.array(name).max(20).optional(),
  isReviewRequired: z.boolean().optional(),
  overlap: z.enum(OVERLAPS).optional(),
  missed: z.enum(MISSED_POLICIES).optional(),
  /** At most a week. */
  missedWithinMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .optional(),
  spreadMinutes: z.number().int().min(0).max(MAX_SPREAD_MINUTES).optional(),
  pauseAfterFailures: z.number().int().min(0).max(100).optional(),
};

export const createScheduleInput = z.strictObject({
  ...terms,
  /** Where its tasks live. */
  home: place.partial({ thread: true }).nullable().optional(),
  /** Live at once, without a card to press; administrators only. */
  confirm: z.boolean().optional(),
});
export type CreateScheduleInput = z.infer<typeof createScheduleInput>;

export const updateScheduleInput = z
  .strictObject({ ...terms, rules: terms.rules.optional(), owner: ref.optional() })
  .refine((patch) => Object.keys(patch).length > 0, { message: INPUT_RULES.something_to_change });
export type UpdateScheduleInput = z.infer<typeof updateScheduleInput>;

export const previewScheduleInput = z.strictObject({
  rules: terms.rules,
  timeZone: terms.timeZone,
  startsAt: terms.startsAt,
  endsAt: terms.endsAt,
});
export type PreviewScheduleInput = z.infer<typeof previewScheduleInput>;

export const scheduleEventInput = z.strictObject({
  event: z.enum(SCHEDULE_EVENTS),
  /** `skip`: the local day to leave out (2027-01-05); the next time when it is left out. */
  day: z.iso.date().optional(),
});
export type ScheduleEventInput = z.infer<typeof scheduleEventInput>;

export const listSchedulesQuery = z.strictObject({
  ...page,
  state: z.enum(SCHEDULE_STATES).optional(),
  platform: text(40).optional(),
  channel: text(MAX_SHORT).optional(),
});
export type ListSchedulesQuery = z.infer<typeof listSchedulesQuery>;

export const listTicksQuery = z.strictObject(page);
export type ListTicksQuery = z.infer<typeof listTicksQuery>;

const rule = z.object({
  kind: z.enum(['cron', 'interval', 'once']),
  cron: z.string().optional(),
  unit: z.enum(['minutes', 'days']).optional(),
  every: z.number().optional(),
  time: z.string().optional(),
  anchor: z.string().optional(),
  at: z.string().optional(),
});

/** The same in both languages. */
const reads = z.object({ 'en': z.string(), 'zh-CN': z.string() });

export const schedulePreview = z.object({
  rules: z.array(rule),
  timeZone: z.string(),
  reads,
  next: z.array(z.string()),
  warnings: z.array(reads),
});
export type SchedulePreview = z.infer<typeof schedulePreview>;

const person = z.object({ id: z.string(), name: z.string() });

export const scheduleView = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  state: z.enum(SCHEDULE_STATES),
  why: z.object({ reason: z.enum(SCHEDULE_REASONS), by: person, at: z.string() }).nullable(),
  rules: z.array(rule),
  timeZone: z.string(),
  reads,
  next: z.array(z.string()),
  nextAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  startsAt: z.string().nullable(),
  endsAt: z.string().nullable(),
  makes: z.object({
    title: z.string(),
    instructions: z.string(),
    definitionId: z.string().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    agentId: z.string().nullable(),
    tags: z.array(z.string()),
    isReviewRequired: z.boolean(),
  }),
  home: z.object({ platform: z.string(), channel: z.string(), thread: z.string() }).nullable(),
  owner: person,
  overlap: z.enum(OVERLAPS),
  missed: z.enum(MISSED_POLICIES),
  missedWithinMinutes: z.number(),
  spreadMinutes: z.number(),
  pauseAfterFailures: z.number(),
  failures: z.number(),
  skips: z.array(z.string()),
  /** A change that waits for a person to confirm it. */
  proposal: z.object({ number: z.number(), reads, by: person, endsAt: z.string() }).nullable(),
  revisions: z.array(
    z.object({ version: z.number(), by: person, at: z.string(), changes: z.array(z.string()) }),
  ),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ScheduleView = z.infer<typeof scheduleView>;

export const tickView = z.object({
  id: z.string(),
  at: z.string(),
  state: z.enum(['due', 'held', 'done']),
  outcome: z.enum(TICK_OUTCOMES).nullable(),
  reason: z.enum(TICK_REASONS),
  detail: z.string().nullable(),
  task: z.string().nullable(),
  lateMs: z.number(),
  count: z.number(),
  by: person.nullable(),
  recordedAt: z.string(),
});
export type TickView = z.infer<typeof tickView>;
