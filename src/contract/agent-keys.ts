import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { OUTCOMES, TASK_STATUSES } from '../domain/task.ts';
import { fieldName, MAX_SHORT, MAX_TEXT, MAX_TITLE, name, place, ref, text } from './common.ts';

export const MAX_AGENT_KEYS = 50;
const MAX_CONTEXT = 50;
const MAX_METADATA = 8000;

const host = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,250}(?::\d{1,5})?$/, INPUT_RULES.host);

export const createAgentKeyInput = z.strictObject({
  name,
  home: place.partial({ thread: true }).nullable().optional(),
  /** Hosts that a program may name in `callback_url`; without any, callbacks are off. */
  callbackHosts: z.array(host).max(20).optional(),
});
export type CreateAgentKeyInput = z.infer<typeof createAgentKeyInput>;

export const agentKeyView = z.object({
  id: z.string(),
  agentId: z.string(),
  name: z.string(),
  /** Masked: its first eight signs. */
  key: z.string(),
  home: z.object({ platform: z.string(), channel: z.string(), thread: z.string() }).nullable(),
  callbackHosts: z.array(z.string()),
  owner: z.object({ id: z.string(), name: z.string() }),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  createdAt: z.string(),
});
export type AgentKeyView = z.infer<typeof agentKeyView>;

/** Both once; null ever after. */
export const newAgentKeyView = agentKeyView.extend({
  secretKey: z.string().nullable(),
  signingSecret: z.string().nullable(),
});
export type NewAgentKeyView = z.infer<typeof newAgentKeyView>;

/** What a program sends. */
export const webTriggerInput = z.strictObject({
  message: text(MAX_TEXT).trim().min(1),
  subject: text(MAX_TITLE).trim().min(1).optional(),
  /** Facts beside the message: data, never instructions. */
  context: z
    .record(text(MAX_SHORT).min(1), text(2000))
    .refine((value) => Object.keys(value).length <= MAX_CONTEXT, INPUT_RULES.context)
    .optional(),
  task_definition_id: ref.optional(),
  parameters: z
    .record(fieldName, z.union([text(MAX_TEXT), z.number(), z.boolean(), z.array(name).max(100)]))
    .optional(),
  callback_url: z.string().max(2000).optional(),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= MAX_METADATA, INPUT_RULES.metadata)
    .optional(),
});
export type WebTriggerInput = z.infer<typeof webTriggerInput>;

export const webTriggerView = z.object({
  taskId: z.string(),
  number: z.string(),
  runId: z.string().nullable(),
  status: z.enum(TASK_STATUSES),
  outcome: z.enum(OUTCOMES).nullable(),
  result: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  statusUrl: z.string(),
});
export type WebTriggerView = z.infer<typeof webTriggerView>;
