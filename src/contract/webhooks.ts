import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { OUTBOX_STATES } from '../domain/records.ts';
import { EVENT_TYPES, WEBHOOK_FAULTS } from '../domain/webhook.ts';
import { instant, name, page } from './common.ts';
import { channelPattern } from './settings.ts';

export const MAX_WEBHOOKS = 50;
const MAX_HOURS = 7 * 24;

const fields = {
  name,
  url: z.string().max(2000),
  types: z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length),
  /** The channels whose tasks are told of. Whoever receives them reads along. */
  from: z.array(channelPattern).min(1).max(50),
  isActive: z.boolean(),
};

export const createWebhookInput = z
  .strictObject(fields)
  .partial()
  .required({ name: true, url: true, from: true });
export type CreateWebhookInput = z.infer<typeof createWebhookInput>;

/** `disabled: null` puts one back into use that was switched off for its faults; so does another address. */
export const updateWebhookInput = z
  .strictObject({ ...fields, disabled: z.null() })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { message: INPUT_RULES.something_to_change });
export type UpdateWebhookInput = z.infer<typeof updateWebhookInput>;

export const rotateWebhookInput = z.strictObject({
  /** How long what is sent is signed with both. */
  keepOldForHours: z.number().int().min(0).max(MAX_HOURS).default(24),
});
export type RotateWebhookInput = z.infer<typeof rotateWebhookInput>;

/** One event, or all that were not delivered, since a moment if one is given. */
export const resendEventsInput = z.strictObject({
  event: z.string().min(1).max(100).optional(),
  since: instant.optional(),
});
export type ResendEventsInput = z.infer<typeof resendEventsInput>;

export const listWebhookTriesQuery = z.strictObject(page);
export type ListWebhookTriesQuery = z.infer<typeof listWebhookTriesQuery>;

const moment = z.string().nullable();

export const webhookView = z.object({
  id: z.string(),
  name: z.string(),
  /** The host alone: an address may hold a token. */
  host: z.string(),
  secrets: z.array(z.object({ secret: z.string(), since: z.string(), endsAt: moment })),
  types: z.array(z.enum(EVENT_TYPES)),
  from: z.array(z.string()),
  isActive: z.boolean(),
  disabled: z.object({ reason: z.enum(WEBHOOK_FAULTS), at: z.string() }).nullable(),
  failures: z.number(),
  failingSince: moment,
  lastOkAt: moment,
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WebhookView = z.infer<typeof webhookView>;

/** `secret` once; null ever after. */
export const newWebhookView = webhookView.extend({ secret: z.string().nullable() });
export type NewWebhookView = z.infer<typeof newWebhookView>;

export const webhookTryView = z.object({
  id: z.string(),
  event: z.string(),
  type: z.string(),
  at: z.string(),
  ms: z.number(),
  status: z.number().nullable(),
  cause: z.string().nullable(),
  answer: z.string(),
  /** How the delivery of the event stands by now. */
  state: z.enum(OUTBOX_STATES).nullable(),
});
export type WebhookTryView = z.infer<typeof webhookTryView>;

export const resentView = z.object({ count: z.number() });
export const webhookTestView = z.object({ event: z.string() });
