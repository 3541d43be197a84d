import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { FIELD_KINDS } from '../domain/ask.ts';
import { isDue } from '../domain/due.ts';
import { hasHidden } from '../domain/hidden-characters.ts';
import { MISSED_POLICIES, OVERLAPS } from '../domain/schedule.ts';
import { PRIORITIES } from '../domain/task.ts';
import { fieldName, MAX_TEXT, MAX_TITLE, name, ref, text } from './common.ts';
import { MAX_RULES, ruleInput } from './schedules.ts';

/** The arguments of those tools that others know besides: the offline model, and commands that people type. */
export const TASK_ACTIONS = [
  'create',
  'list',
  'get',
  'update',
  'run',
  'retry',
  'cancel',
  'pause',
  'resume',
  'defer',
  'archive',
  'begin',
  'claim',
  'release',
  'comment',
  'why',
] as const;

/** The status words of the `jobs` vocabulary. */
const JOB_STATUSES = ['pending', 'in_progress', 'needs_input', 'completed', 'failed', 'cancelled'] as const;

/** What a list can be asked for: one of them, all that are not ended, or all. */
export const LIST_STATUSES = [...JOB_STATUSES, 'open', 'all'] as const;

/** A day, or a moment; without an offset it is one of the person's zone. */
const due = z
  .string()
  .trim()
  .refine(
    isDue,
    'is no date; write 2026-12-01, or 2026-12-01T15:00 for a moment in the time zone of the person',
  );

const newTask = z.strictObject({
  title: text(MAX_TITLE).trim().min(1),
  description: text(MAX_TEXT).trim().optional().describe('what has to be done, for the one who does it'),
  priority: z.enum(PRIORITIES).optional(),
  due: due.optional(),
  assignee: name.optional().describe('a name, "me", or agent:<name>'),
  tags: z.array(name).max(20).optional(),
  run: z.boolean().optional().describe('true when an agent should start on it now'),
});

// Flat on purpose: not every model provider takes a union at the top of a schema.
const taskFields = z.strictObject({
  action: z.enum(TASK_ACTIONS),
  tasks: z.array(newTask).min(1).max(20).optional().describe('create: the new tasks, all in one call'),
  definition: ref.optional().describe('create: the key of the definition to make one task from'),
  parameters: z
    .record(fieldName, z.union([text(MAX_TEXT), z.number(), z.boolean(), z.array(name).max(100)]))
    .optional()
    .describe('create: the values that the definition asks for; update: those that change'),
  run: z.boolean().optional().describe('create: true when an agent should start on all of them now'),
  ref: text(MAX_TITLE)
    .trim()
    .min(1)
    .optional()
    .describe('which task: T-42, an id, words of its title, or "it" for the one of this thread'),
  title: text(MAX_TITLE)
    .trim()
    .min(1)
    .optional()
    .describe('update: the new title; create from a definition: its own title'),
  description: text(MAX_TEXT).trim().optional().describe('update: the new description'),
  status: z.enum(LIST_STATUSES).optional().describe('list: which; update: the new status'),
  priority: z.enum(PRIORITIES).optional().describe('list: only these; update: the new one'),
  due: due.nullable().optional().describe('update: the new date, null for none; list: due up to then'),
  assignee: name
    .nullable()
    .optional()
    .describe('list: whose, "me" or "anyone"; update, begin, claim: the new one, null for nobody'),
  tags: z.array(name).max(20).optional(),
  text: text(MAX_TEXT)
    .trim()
    .min(1)
    .optional()
    .describe(
      'comment: what it says; list: words to look for; run, retry: what to do differently; else the reason',
    ),
  until: due.optional().describe('defer: when it goes on by itself'),
  limit: z.number().int().min(1).max(50).optional(),
  confirm: z
    .boolean()
    .optional()
    .describe('true where it is unsure that this is meant: one button asks the person'),
});
type TaskField = Exclude<keyof z.infer<typeof taskFields>, 'action'>;

const moving = ['ref', 'text', 'confirm'] as const satisfies readonly TaskField[];
const own = [
  'title',
  'description',
  'priority',
  'due',
  'assignee',
  'tags',
  'parameters',
] as const satisfies readonly TaskField[];

/** What each action takes. Whatever else is given with it was meant for something that it does not do. */
const TAKES: Readonly<Record<(typeof TASK_ACTIONS)[number], readonly TaskField[]>> = {
  create: ['tasks', 'run', 'definition', ...own],
  list: ['status', 'assignee', 'due', 'priority', 'text', 'limit'],
  get: ['ref'],
  why: ['ref'],
  update: ['ref', 'status', 'text', 'confirm', ...own],
  comment: ['ref', 'text'],
  run: moving,
  retry: moving,
  cancel: moving,
  pause: moving,
  resume: moving,
  archive: moving,
  release: moving,
  defer: [...moving, 'until'],
  begin: [...moving, 'assignee'],
  claim: [...moving, 'assignee'],
};

/** Of a create without a definition, the words of a task stand within `tasks`; `parameters` has a fault of its own. */
const takenBy = ({ action, definition }: z.infer<typeof taskFields>): readonly TaskField[] =>
  action === 'create' && definition === undefined
    ? ['tasks', 'run', 'definition', 'parameters']
    : TAKES[action];

export const manageTasksInput = taskFields.superRefine((input, context) => {
  const taken = takenBy(input);
  const { action, ...given } = input;
  for (const field of Object.keys(given) as TaskField[]) {
    if (given[field] === undefined || taken.includes(field)) continue;
    const message = `is not used by ${action}; it takes: ${taken.join(', ')}`;
    context.addIssue({ code: 'custom', path: [field], message });
  }
});
export type ManageTasksInput = z.infer<typeof manageTasksInput>;

export const SCHEDULE_ACTIONS = [
  'propose',
  'list',
  'get',
  'next',
  'update',
  'skip',
  'pause',
  'resume',
  'run',
  'archive',
] as const;

export const manageSchedulesInput = z.strictObject({
  action: z.enum(SCHEDULE_ACTIONS),
  ref: text(MAX_TITLE)
    .trim()
    .min(1)
    .optional()
    .describe('which schedule: S-3, words of its name, or "it" for the one of this thread'),
  name: name.optional().describe('propose, update: what people call it'),
  rules: z.array(ruleInput).min(1).max(MAX_RULES).optional().describe('propose, update: when it comes'),
  times: ruleInput.shape.times.describe('update: only these times of day change, the days stay'),
  guessed: z.boolean().optional().describe('true when nobody said a time of day and you took one'),
  instructions: text(MAX_TEXT)
    .trim()
    .min(1)
    .optional()
    .describe('propose, update: what is to be done each time'),
  definition: ref.optional().describe('propose: the key of the definition that each task is made from'),
  parameters: z
    .record(fieldName, z.union([text(MAX_TEXT), z.number(), z.boolean(), z.array(name).max(100)]))
    .optional(),
  timeZone: text(60).optional().describe("only when another zone than the person's was named"),
  startsAt: text(40).optional(),
  endsAt: text(40).optional(),
  overlap: z.enum(OVERLAPS).optional(),
  missed: z.enum(MISSED_POLICIES).optional(),
  day: z.iso.date().optional().describe('skip: the day to leave out; the next time when it is left out'),
});
export type ManageSchedulesInput = z.infer<typeof manageSchedulesInput>;

const formField = z.strictObject({
  name: fieldName,
  label: text(MAX_TITLE).trim().min(1),
  kind: z.enum(FIELD_KINDS),
  isRequired: z.boolean().optional(),
  options: z.array(name).min(1).max(20).optional().describe('for choice and choices'),
});

export const askPeopleInput = z.strictObject({
  kind: z.enum(['text', 'choice', 'form', 'approval', 'takeover']),
  question: text(2000).trim().min(1),
  options: z.array(name).min(2).max(20).optional().describe('for choice'),
  other: z.boolean().optional().describe('for choice: true when another answer, in words, counts too'),
  fields: z.array(formField).min(1).max(10).optional().describe('for form'),
  default: text(MAX_TITLE)
    .trim()
    .min(1)
    .optional()
    .describe('for text and choice: what counts when nobody answers'),
});
export type AskPeopleInput = z.infer<typeof askPeopleInput>;

export const answerAskInput = z.strictObject({
  ask: text(20).trim().min(1).describe('its number, such as A-3'),
  answer: text(MAX_TEXT).trim().min(1).describe('the option that the person chose, or their own words'),
});
export type AnswerAskInput = z.infer<typeof answerAskInput>;

export const CONTENT_TYPES = [
  'text/markdown',
  'text/plain',
  'text/csv',
  'text/html',
  'application/json',
] as const;

export const saveDeliverableInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    .refine((value) => !/[\\/\u0000-\u001f]/.test(value), INPUT_RULES.no_slashes)
    .refine((value) => !hasHidden(value), INPUT_RULES.no_hidden)
    .refine((value) => !/^\.+$/.test(value), INPUT_RULES.not_dots),
  content: text(200_000),
  contentType: z.enum(CONTENT_TYPES).optional(),
});
export type SaveDeliverableInput = z.infer<typeof saveDeliverableInput>;

export const readDeliverableInput = z.strictObject({
  task: text(MAX_TITLE).trim().min(1).optional(),
  name: text(MAX_TITLE).trim().min(1).optional(),
  version: z.number().int().min(1).optional(),
  offset: z.number().int().min(0).optional(),
});
export type ReadDeliverableInput = z.infer<typeof readDeliverableInput>;

export const httpGetInput = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) });

export const httpSendInput = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  body: text(100_000).optional(),
  contentType: z.string().max(100).optional(),
});

/** How an agent says that its work came out. */
export const FINISHES = ['done', 'partial', 'failed'] as const;

export const finishInput = z.strictObject({
  outcome: z.enum(FINISHES),
  summary: text(8000).trim().min(1).describe('what came out, for people'),
  open: text(2000).trim().min(1).optional().describe('what is still open, or why it could not be done'),
});
export type FinishInput = z.infer<typeof finishInput>;

export const endEarlyInput = z.strictObject({
  reason: text(2000).trim().min(1).describe('why going on is not needed'),
});
