import { z } from 'zod';
import { ASK_KINDS, ASK_STATES, DECISIONS, FIELD_KINDS } from '../domain/ask.ts';
import { MAX_TEXT, name, page, text } from './common.ts';
import { checkView } from './evidence.ts';

export const decisionInput = z.strictObject({
  decision: z.enum(DECISIONS),
  /** The answer; or, where the policy allows editing, the changed arguments. */
  value: z.unknown().optional(),
  note: text(MAX_TEXT).trim().optional(),
  /** The version of the ask that was seen: a later one is not decided by it. */
  version: z.number().int().min(1).optional(),
});
export type DecisionInput = z.infer<typeof decisionInput>;

export const listAsksQuery = z.strictObject({
  ...page,
  state: z.enum(ASK_STATES).default('open'),
  task: name.optional(),
  run: name.optional(),
  /** Only those that this person may decide. */
  person: name.optional(),
});
export type ListAsksQuery = z.infer<typeof listAsksQuery>;

const personView = z.object({ id: z.string(), name: z.string() });

export const fieldView = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(FIELD_KINDS),
  isRequired: z.boolean(),
  options: z.array(z.string()).optional(),
  value: z.unknown().optional(),
  help: z.string().optional(),
});

export const askView = z.object({
  id: z.string(),
  number: z.string(),
  kind: z.enum(ASK_KINDS),
  taskId: z.string(),
  taskNumber: z.string(),
  runId: z.string().nullable(),
  question: z.string(),
  options: z.array(z.string()).optional(),
  /** Beside the options an answer in other words counts. */
  takesOther: z.literal(true).optional(),
  /** The form as fields, and the same as JSON Schema of the value. */
  fields: z.array(fieldView).optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  action: z
    .object({
      tool: z.string(),
      title: z.string(),
      arguments: z.unknown(),
      hash: z.string(),
      /** What the agent had asked for, where an approver has changed it since, and who did. */
      original: z.unknown().optional(),
      editedBy: personView.optional(),
      since: z.number().optional(),
      /** Why an approval is asked for: it always is, text from outside was read before, or nobody named the host. */
      why: z.enum(['always', 'outside_text', 'new_host', 'in_doubt']).optional(),
    })
    .optional(),
  /** Of a review in stages: which one it is, and who let the work pass those before. */
  stage: z
    .object({
      number: z.number(),
      of: z.number(),
      title: z.string(),
      isFourEyes: z.boolean(),
      passed: z.array(z.object({ title: z.string(), by: z.array(personView) })),
    })
    .optional(),
  /** Of a review: what was looked at. Accepting what lacks something needs a note. */
  checks: z.array(checkView).optional(),
  /** Who may decide, where they are fewer than must. */
  shortOf: z.array(personView).optional(),
  mayDecide: z.object({
    people: z.array(personView),
    groups: z.array(z.string()),
    anyoneInChannel: z.boolean(),
    tokenHolder: z.boolean(),
    quorum: z.number(),
    mayEdit: z.boolean(),
  }),
  /** The decisions that settle it. */
  allowed: z.array(z.enum(DECISIONS)),
  /** Whether the one who looks may take them. */
  isYours: z.boolean(),
  state: z.enum(ASK_STATES),
  value: z.unknown(),
  decisions: z.array(
    z.object({
      decision: z.enum(DECISIONS),
      by: personView,
      at: z.string(),
      via: z.string(),
      value: z.unknown().optional(),
      note: z.string().optional(),
    }),
  ),
  expiresAt: z.string(),
  version: z.number(),
  createdAt: z.string(),
});
export type AskView = z.infer<typeof askView>;
