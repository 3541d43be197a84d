import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { capability } from './capabilities.ts';
import { FIELD_KINDS } from '../domain/ask.ts';
import { OUTPUT_TYPES } from '../domain/definition.ts';
import { NOTIFY_POLICIES } from '../domain/notify.ts';
import { parseTaskLabel } from '../domain/task.ts';
import { FAILURE_RULES } from '../domain/workflow.ts';
import {
  fieldName,
  MAX_BLOCKERS,
  MAX_RETRIES,
  MAX_SHORT,
  MAX_TEXT,
  MAX_TITLE,
  name,
  page,
  text,
} from './common.ts';
import { evidenceRules, evidenceView } from './evidence.ts';

/** Longest key, in characters: it is typed. */
export const MAX_KEY = 40;

const key = z
  .string()
  .trim()
  .toLowerCase()
  .max(MAX_KEY)
  .regex(/^[\p{L}\p{N}]+(?:[-_.][\p{L}\p{N}]+)*$/u, INPUT_RULES.definition_key)
  .refine((value) => parseTaskLabel(value) === undefined, INPUT_RULES.no_task_number);

const parameter = z.strictObject({
  name: fieldName,
  /** What people are shown; the name when it is left out. */
  label: name.optional(),
  kind: z.enum(FIELD_KINDS).default('text'),
  isRequired: z.boolean().default(false),
  options: z.array(name).min(1).max(100).optional(),
  default: z.union([text(MAX_TEXT), z.number(), z.boolean(), z.array(name).max(100)]).optional(),
  help: text(MAX_SHORT).trim().min(1).optional(),
});

const templateKey = z.string().regex(/^[\p{L}_][\p{L}\p{N}_-]{0,39}$/u, INPUT_RULES.definition_key);

const template = z.strictObject({
  key: templateKey,
  title: text(MAX_TITLE).trim().min(1),
  instructions: text(MAX_TEXT).trim().min(1),
  /** The agent that does it; left out, that of the definition. */
  agentId: name.nullable().default(null),
  /** A person whose work it is, by name or id. */
  assignee: name.nullable().default(null),
  /** The keys of the tasks that it waits for, where its place does not say it. */
  needs: z.array(templateKey).max(MAX_BLOCKERS).nullable().default(null),
  /** It runs beside others that say the same and stand next to it. */
  isParallel: z.boolean().default(false),
  /** Its result is one of those that the workflow hands in. */
  isDeliverable: z.boolean().default(false),
});

/** What makes it a workflow: tasks that are done in order, or side by side. */
const workflow = z.strictObject({
  tasks: z.array(template).max(50),
  /** Each task is shown what was done before it. */
  memory: z.boolean().default(true),
  /** When a task fails, the others end and the workflow has failed; or it goes on without. */
  onFailure: z.enum(FAILURE_RULES).default('stop'),
});

const reviewStage = z.strictObject({
  title: text(MAX_TITLE).trim().min(1),
  reviewedBy: z.strictObject({
    /** Their ids, such as `web:bo`. */
    people: z.array(name).max(20).default([]),
    /** Of `errand.yaml`. */
    groups: z.array(name).max(20).default([]),
    anyoneInChannel: z.boolean().default(false),
    requester: z.boolean().default(false),
    /** So many different people must accept. */
    quorum: z.number().int().min(1).max(12).default(1),
  }),
  /** Neither whose work it is or was, nor whoever has accepted it at a stage before. */
  isFourEyes: z.boolean().default(false),
});

const fields = {
  key,
  name,
  description: text(2000).trim(),
  /** What is to be done; `{parameter}` is where a value goes. */
  instructions: text(MAX_TEXT).trim().min(1),
  outputType: z.enum(OUTPUT_TYPES),
  parameters: z.array(parameter).max(20),
  /** Of the agent's; empty for all of them. */
  tools: z.array(name).max(50),
  agentId: name.nullable(),
  isReviewRequired: z.boolean(),
  /** A run that saved files hands them in for review. */
  isDraftReviewRequired: z.boolean(),
  /** The stages that its work is reviewed in, one after the other; empty for those of `errand.yaml`. */
  reviewStages: z.array(reviewStage).max(12),
  /** What has to be there before its work counts as done; null where nothing has to. */
  evidence: evidenceRules.nullable(),
  isStartApprovalRequired: z.boolean(),
  retries: z.number().int().min(0).max(MAX_RETRIES).nullable(),
  /** How much is told of its tasks; null for the ends of their work. */
  notify: z.enum(NOTIFY_POLICIES).nullable(),
  workflow: workflow.nullable(),
  /** Its steps, for work that is done in a browser without a model. */
  capability: capability.nullable(),
  isActive: z.boolean(),
};

export const createDefinitionInput = z
  .strictObject(fields)
  .partial()
  .required({ name: true, instructions: true });
export type CreateDefinitionInput = z.infer<typeof createDefinitionInput>;

export const updateDefinitionInput = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { message: INPUT_RULES.something_to_change });
export type UpdateDefinitionInput = z.infer<typeof updateDefinitionInput>;

/** What a run did in its browser, under a name; that of its task when it is left out. */
export const teachInput = z.strictObject({ name: name.optional() });
export type TeachInput = z.infer<typeof teachInput>;

export const listDefinitionsQuery = z.strictObject({
  ...page,
  /** Only those that tasks can be made from, or only the others. */
  active: z.stringbool().or(z.boolean()).optional(),
});
export type ListDefinitionsQuery = z.infer<typeof listDefinitionsQuery>;

export const definitionView = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  description: z.string(),
  instructions: z.string(),
  outputType: z.enum(OUTPUT_TYPES),
  parameters: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      kind: z.enum(FIELD_KINDS),
      isRequired: z.boolean(),
      options: z.array(z.string()).optional(),
      default: z.unknown().optional(),
      help: z.string().optional(),
    }),
  ),
  tools: z.array(z.string()),
  agentId: z.string().nullable(),
  isReviewRequired: z.boolean(),
  isDraftReviewRequired: z.boolean(),
  reviewStages: z.array(
    z.object({
      title: z.string(),
      reviewedBy: z.object({
        people: z.array(z.string()),
        groups: z.array(z.string()),
        anyoneInChannel: z.boolean(),
        requester: z.boolean(),
        quorum: z.number(),
      }),
      isFourEyes: z.boolean(),
    }),
  ),
  evidence: evidenceView.nullable(),
  isStartApprovalRequired: z.boolean(),
  retries: z.number().nullable(),
  notify: z.enum(NOTIFY_POLICIES).nullable(),
  workflow: z
    .object({
      tasks: z.array(
        z.object({
          key: z.string(),
          title: z.string(),
          instructions: z.string(),
          agentId: z.string().nullable(),
          assignee: z.string().nullable(),
          needs: z.array(z.string()).nullable(),
          isParallel: z.boolean(),
          isDeliverable: z.boolean(),
        }),
      ),
      memory: z.boolean(),
      onFailure: z.enum(FAILURE_RULES),
    })
    .nullable(),
  capability: capability.nullable(),
  isActive: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type DefinitionView = z.infer<typeof definitionView>;
