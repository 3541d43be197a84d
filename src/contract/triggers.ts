import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { HOOK_REASONS, HOOK_STATES, POINTER, TRIGGER_SCHEMES } from '../domain/trigger.ts';
import { fieldName, MAX_TEXT, MAX_TITLE, name, page, place, ref, text } from './common.ts';

/** A delivery, at most this many bytes. */
export const MAX_HOOK_BYTES = 1_000_000;
export const MAX_TRIGGERS = 200;
const MAX_TESTS = 10;
const MAX_HOURS = 7 * 24;

const pointer = text(400).regex(POINTER, INPUT_RULES.pointer);
const header = z.string().regex(/^[A-Za-z0-9-]{1,60}$/, INPUT_RULES.header_name);
const scalar = z.union([text(1000), z.number(), z.boolean(), z.null()]);

const test = z.union([
  z.strictObject({ at: pointer, is: scalar }),
  z.strictObject({ at: pointer, in: z.array(scalar).min(1).max(50) }),
  z.strictObject({ at: pointer, exists: z.boolean() }),
  z.strictObject({ at: pointer, matches: text(400).min(1) }),
]);

const mapped = z.union([
  z.strictObject({ at: pointer }),
  z.strictObject({ value: z.union([text(MAX_TEXT), z.number(), z.boolean(), z.array(name).max(100)]) }),
]);

/** As the sender shows it, without spaces. */
const secret = z.string().regex(/^[\x21-\x7e]{16,200}$/, INPUT_RULES.secret);

const options = z.strictObject({
  header: header.optional(),
  timestampHeader: header.nullable().optional(),
  deliveryHeader: header.optional(),
  encoding: z.enum(['hex', 'base64']).optional(),
  prefix: text(40).optional(),
  isBodyUnique: z.boolean().optional(),
});

const terms = {
  name,
  filter: z.array(test).max(MAX_TESTS),
  definition: ref.nullable(),
  parameters: z.record(fieldName, mapped),
  title: text(MAX_TITLE).trim(),
  instructions: text(MAX_TEXT).trim(),
  agentId: name.nullable(),
  tags: z.array(name).max(20),
  isReviewRequired: z.boolean(),
  home: place.partial({ thread: true }).nullable(),
  perMinute: z.number().int().min(1).max(600),
};

export const createTriggerInput = z
  .strictObject({ ...terms, options, secret })
  .partial()
  .extend({ name, scheme: z.enum(TRIGGER_SCHEMES) });
export type CreateTriggerInput = z.infer<typeof createTriggerInput>;

export const updateTriggerInput = z
  .strictObject({ ...terms, isActive: z.boolean() })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { message: INPUT_RULES.something_to_change });
export type UpdateTriggerInput = z.infer<typeof updateTriggerInput>;

export const rotateTriggerInput = z.strictObject({
  /** One that the sender made; without it, one is made here. */
  secret: secret.optional(),
  /** How long the old one is taken beside the new one. */
  keepOldForHours: z.number().int().min(0).max(MAX_HOURS).default(24),
});
export type RotateTriggerInput = z.infer<typeof rotateTriggerInput>;

export const testTriggerInput = z.strictObject({
  /** A body as the sender would send it; without it, a sample of the scheme. */
  body: z.unknown().optional(),
  /** Make the task too. */
  make: z.boolean().default(false),
});
export type TestTriggerInput = z.infer<typeof testTriggerInput>;

export const listTriggersQuery = z.strictObject(page);
export type ListTriggersQuery = z.infer<typeof listTriggersQuery>;

export const listHookDeliveriesQuery = z.strictObject({ ...page, state: z.enum(HOOK_STATES).optional() });
export type ListHookDeliveriesQuery = z.infer<typeof listHookDeliveriesQuery>;

const moment = z.string().nullable();

export const triggerView = z.object({
  id: z.string(),
  name: z.string(),
  /** Where the sender sends to. */
  url: z.string(),
  scheme: z.enum(TRIGGER_SCHEMES),
  /** Masked: the last four signs of each. */
  secrets: z.array(z.object({ secret: z.string(), since: z.string(), endsAt: moment, lastUsedAt: moment })),
  options: z.object({
    header: z.string(),
    timestampHeader: z.string().nullable(),
    deliveryHeader: z.string(),
    encoding: z.enum(['hex', 'base64']),
    prefix: z.string(),
    isBodyUnique: z.boolean(),
  }),
  filter: z.array(z.looseObject({ at: z.string() })),
  makes: z.object({
    definitionId: z.string().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    title: z.string(),
    instructions: z.string(),
    agentId: z.string().nullable(),
    tags: z.array(z.string()),
    isReviewRequired: z.boolean(),
  }),
  home: z.object({ platform: z.string(), channel: z.string(), thread: z.string() }).nullable(),
  owner: z.object({ id: z.string(), name: z.string() }),
  perMinute: z.number(),
  isActive: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type TriggerView = z.infer<typeof triggerView>;

/** `secret` once, where it was made here; null ever after. */
export const newTriggerView = triggerView.extend({ secret: z.string().nullable() });
export type NewTriggerView = z.infer<typeof newTriggerView>;

export const hookDeliveryView = z.object({
  id: z.string(),
  /** The sender's own id. */
  senderId: z.string().nullable(),
  event: z.string().nullable(),
  bytes: z.number(),
  state: z.enum(HOOK_STATES),
  reason: z.enum(HOOK_REASONS).nullable(),
  detail: z.string().nullable(),
  /** The label of its task: `T-42`. */
  task: z.string().nullable(),
  /** The body is still kept, and can be sent again. */
  isKept: z.boolean(),
  receivedAt: z.string(),
});
export type HookDeliveryView = z.infer<typeof hookDeliveryView>;

export const wholeHookDeliveryView = hookDeliveryView.extend({ body: z.unknown() });
export type WholeHookDeliveryView = z.infer<typeof wholeHookDeliveryView>;

/** What a body becomes. */
export const triggerTestView = z.object({
  state: z.enum(['accepted', 'filtered', 'unmapped']),
  /** The parameters that have no value. */
  missing: z.array(z.string()),
  makes: z
    .object({ title: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) })
    .nullable(),
  /** With `make`: its delivery. */
  delivery: hookDeliveryView.nullable(),
});
export type TriggerTestView = z.infer<typeof triggerTestView>;

/** The answer to a sender. */
export const hookAnswerView = z.object({
  deliveryId: z.string().nullable(),
  state: z.enum(HOOK_STATES),
  task: z.string().nullable(),
});
export type HookAnswerView = z.infer<typeof hookAnswerView>;
