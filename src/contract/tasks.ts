import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { NOTIFY_POLICIES } from '../domain/notify.ts';
import { SENDABLE } from '../domain/sendable.ts';
import { OUTCOMES, PRIORITIES, SOURCE_KINDS, TASK_STATUSES, WAIT_KINDS } from '../domain/task.ts';
import { TASK_STATES } from '../domain/task-states.ts';
import { ALL_LABELS, VOCABULARIES } from '../domain/vocabularies.ts';
import {
  instant,
  MAX_BLOCKERS,
  MAX_SHORT,
  MAX_TEXT,
  MAX_TITLE,
  name,
  page,
  place,
  ref,
  text,
} from './common.ts';
import { evidenceRules, evidenceView, verificationView } from './evidence.ts';

/** A person's name or id, or `agent:<name>`; as an object when the kind must be said. */
const assignee = z.union([
  name,
  z.strictObject({ kind: z.enum(['person', 'agent']), id: name, name: name.optional() }),
]);

const fields = {
  title: text(MAX_TITLE).trim(),
  description: text(MAX_TEXT).trim(),
  expectedOutput: text(MAX_TEXT).trim(),
  priority: z.enum(PRIORITIES),
  dueAt: instant.nullable(),
  assignee: assignee.nullable(),
  tags: z.array(name).max(20),
  referenceId: name.nullable(),
  isReviewRequired: z.boolean(),
  isDeliverable: z.boolean(),
  /** How much is told of it: ends (`done`), every change of state, only what blocks it, or nothing but failures. */
  notify: z.enum(NOTIFY_POLICIES),
  agentId: name.nullable(),
  /** What it is done for; named for the first time, there is one. */
  project: name.nullable(),
  goal: name.nullable(),
};

/** The values that a definition asks for, by name. */
const values = z.record(z.string().max(MAX_SHORT), z.unknown());

export const createTaskInput = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    /** The definition that it is made from, by id or key. */
    definition: ref.optional(),
    parameters: values.optional(),
    parentId: ref.optional(),
    blockedBy: z.array(ref).max(MAX_BLOCKERS).optional(),
    /** What has to be there before it counts as done, beside what its definition wants. */
    evidence: evidenceRules.optional(),
    home: place.optional(),
    source: z.strictObject({ kind: z.enum(SOURCE_KINDS), key: name.optional() }).optional(),
    /** Put it in the queue at once: an agent starts on it. */
    run: z.boolean().optional(),
    /** With `run`, where blockers are open: wait for them instead of refusing. */
    park: z.boolean().optional(),
    /** Somebody must approve it before it may start; the approval starts it. */
    isApprovalRequired: z.boolean().optional(),
  })
  .refine(({ title, description, definition }) => Boolean(title || description || definition), {
    path: ['title'],
    message: INPUT_RULES.title_or_description,
  })
  .refine(({ run, park }) => run === true || park === undefined, {
    path: ['park'],
    message: INPUT_RULES.park_runs,
  })
  .refine(({ definition, parameters }) => definition !== undefined || parameters === undefined, {
    path: ['definition'],
    message: INPUT_RULES.whose_parameters,
  });
export type CreateTaskInput = z.infer<typeof createTaskInput>;

export const updateTaskInput = z
  .strictObject({ ...fields, parameters: values })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { message: INPUT_RULES.something_to_change });
export type UpdateTaskInput = z.infer<typeof updateTaskInput>;

export const listTasksQuery = z.strictObject({
  ...page,
  view: z.enum(VOCABULARIES).default('errand'),
  /** A label of the vocabulary; several with commas. */
  status: z.string().max(200).optional(),
  assignee: name.optional(),
  requester: name.optional(),
  source: z.enum(SOURCE_KINDS).optional(),
  referenceId: name.optional(),
  project: name.optional(),
  goal: name.optional(),
  /** The tasks of a workflow, by the task that they are parts of. */
  parent: ref.optional(),
  platform: name.optional(),
  channel: name.optional(),
  text: text(200).optional(),
  dueBefore: instant.optional(),
  archived: z.stringbool().or(z.boolean()).default(false),
});
export type ListTasksQuery = z.infer<typeof listTasksQuery>;

export const listHistoryQuery = z.strictObject({
  ...page,
  order: z.enum(['oldest', 'newest']).default('oldest'),
});
export type ListHistoryQuery = Pick<z.infer<typeof listHistoryQuery>, 'limit'> &
  Partial<z.infer<typeof listHistoryQuery>>;

/** Every move that a person may ask for goes through one door. */
export const taskEventInput = z.strictObject({
  event: name,
  /** Why: needed for `defer`, `request_changes`, `reject` and `feedback`. */
  reason: text(MAX_TEXT).trim().optional(),
  /** For `defer`: when it goes on by itself. */
  until: instant.optional(),
  /** For `resume`: what the agent should know from now on. For `answer`: the answer. */
  value: z.unknown().optional(),
  assignee: assignee.optional(),
  /** For `queue`, `retry` and `rerun` of a task with open blockers: wait for them instead of refusing. */
  park: z.boolean().optional(),
  /** For `skip_blocker`: which one to go on without; left out, those that were cancelled, have failed or are archived. */
  blocker: ref.optional(),
  /** For `link` and `unlink`: the tasks that it has to wait for, or no longer. */
  blockedBy: z.array(ref).min(1).max(MAX_BLOCKERS).optional(),
  version: z.number().int().min(1).optional(),
});
export type TaskEventInput = z.infer<typeof taskEventInput>;

export const commentInput = z.strictObject({
  text: text(MAX_TEXT).trim().min(1),
  isAside: z.boolean().optional(),
});
export type CommentInput = z.infer<typeof commentInput>;

const personView = z.object({ id: z.string(), name: z.string() });
const homeView = z.object({
  platform: z.string(),
  channel: z.string(),
  thread: z.string(),
  messageId: z.string().optional(),
});

export const taskView = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  description: z.string(),
  expectedOutput: z.string(),
  /** What it was made from; null for a task that was put in words. */
  definitionId: z.string().nullable(),
  definitionVersion: z.number().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  /** What the definition has its runs do, with the parameters in their places. */
  instructions: z.string(),
  status: z.enum(TASK_STATUSES),
  wait: z.object({ kind: z.enum(WAIT_KINDS), since: z.string(), askId: z.string().optional() }).nullable(),
  label: z.enum(ALL_LABELS),
  outcome: z.enum(OUTCOMES).nullable(),
  priority: z.enum(PRIORITIES),
  dueAt: z.string().nullable(),
  assignee: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  requester: personView,
  agentId: z.string().nullable(),
  tags: z.array(z.string()),
  referenceId: z.string().nullable(),
  project: z.string().nullable(),
  goal: z.string().nullable(),
  source: z.object({ kind: z.enum(SOURCE_KINDS), key: z.string().optional() }),
  home: homeView.nullable(),
  /** The agents that passed it on, from the first one to the one that made it; empty where a person asked for it. */
  delegators: z.array(z.string()),
  /**
   * Text that strangers wrote has gone into it: into the words that say what to do, or only into its results. Null where nothing
   * has.
   */
  taint: z.enum(['words', 'results']).nullable(),
  parentId: z.string().nullable(),
  /** Of a task of a workflow: its key there. */
  templateKey: z.string().nullable(),
  blockedBy: z.array(z.string()),
  /** The tasks that wait for this one. */
  blocks: z.array(z.string()),
  deferred: z.object({ reason: z.string(), until: z.string().nullable() }).nullable(),
  isReviewRequired: z.boolean(),
  isDeliverable: z.boolean(),
  evidence: evidenceView.nullable(),
  /** What was looked at when it was last done or came to its review; null where nothing was. */
  verification: verificationView.nullable(),
  notify: z.enum(NOTIFY_POLICIES),
  /** What people said of the work, the oldest first, and whether a run has used it. */
  feedback: z.array(
    z.object({
      content: z.string(),
      status: z.enum(['pending', 'processed']),
      author: z.object({ id: z.string(), name: z.string() }),
      at: z.string(),
      runId: z.string().optional(),
    }),
  ),
  currentRunId: z.string().nullable(),
  result: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The events that the caller may send to it now. */
  events: z.array(z.enum(SENDABLE)),
  archivedAt: z.string().nullable(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  completedAt: z.string().nullable(),
});
export type TaskView = z.infer<typeof taskView>;

export const movedTaskView = taskView.extend({
  /** The task had ended so before, and nothing was done. */
  alreadyTerminal: z.literal(true).optional(),
});
export type MovedTaskView = z.infer<typeof movedTaskView>;

export const createdTaskView = taskView.extend({
  /** The task was there already: asked for twice in one breath, or by a live task of the same title. */
  deduplicated: z.boolean(),
});
export type CreatedTaskView = z.infer<typeof createdTaskView>;

export const historyView = z.object({
  version: z.number(),
  move: z.string(),
  from: z.enum(TASK_STATES).nullable(),
  to: z.enum(TASK_STATES),
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  at: z.string(),
  note: z.string().optional(),
  runId: z.string().optional(),
  changes: z.array(z.string()).optional(),
});
export type HistoryView = z.infer<typeof historyView>;

export const whyView = z.object({
  sentence: z.string(),
  /** The one event that would move the task. */
  event: z.string().nullable(),
  /** The same as something to type. */
  typed: z.string().nullable(),
});
export type WhyView = z.infer<typeof whyView>;

export const commentView = z.object({
  id: z.string(),
  author: personView.extend({ kind: z.string() }),
  text: z.string(),
  isAside: z.boolean(),
  createdAt: z.string(),
  /** When the message that it was said with was last changed. */
  editedAt: z.string().optional(),
});
export type CommentView = z.infer<typeof commentView>;
