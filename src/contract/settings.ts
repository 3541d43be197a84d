import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { readPlace } from '../domain/person.ts';
import { PUSH_FAULTS, PUSH_NEWS } from '../domain/push-group.ts';
import { name } from './common.ts';

/** The most groups that can be told of what happens. */
export const MAX_PUSH_GROUPS = 100;

export const channelPattern = name.refine(
  (value) => value === '*' || readPlace(value) !== undefined,
  INPUT_RULES.channel,
);

const fields = {
  name,
  /** As the group's platform gives it out. It is the whole credential, and is never given back; which are taken, the push channels say. */
  address: z.string().max(400),
  /** The channels whose news are told. Whoever is in the group reads along. */
  from: z.array(channelPattern).min(1).max(50),
  on: z.array(z.enum(PUSH_NEWS)).min(1).max(PUSH_NEWS.length),
  isActive: z.boolean(),
};

export const createPushGroupInput = z
  .strictObject(fields)
  .partial()
  .required({ name: true, address: true, from: true });
export type CreatePushGroupInput = z.infer<typeof createPushGroupInput>;

/** `disabled: null` puts a group back into use after the platform refused its address; so does a new address. */
export const updatePushGroupInput = z
  .strictObject({ ...fields, disabled: z.null() })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { message: INPUT_RULES.something_to_change });
export type UpdatePushGroupInput = z.infer<typeof updatePushGroupInput>;

export const pushGroupView = z.object({
  id: z.string(),
  name: z.string(),
  /** Masked: its last four signs at most. */
  address: z.string(),
  from: z.array(z.string()),
  on: z.array(z.enum(PUSH_NEWS)),
  isActive: z.boolean(),
  /** Since when, and why, the platform takes nothing for the address. */
  disabled: z.object({ reason: z.enum(PUSH_FAULTS), at: z.string() }).nullable(),
  /** One that stands in the configuration is changed there. */
  origin: z.enum(['settings', 'configuration']),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PushGroupView = z.infer<typeof pushGroupView>;

export const notificationSettingsView = z.object({ groups: z.array(pushGroupView) });
export type NotificationSettingsView = z.infer<typeof notificationSettingsView>;

/** A test is on its way: it is seen in the group, or else among what did not arrive. */
export const pushTestView = z.object({
  deliveryId: z.string(),
  deliveriesUrl: z.string(),
});
export type PushTestView = z.infer<typeof pushTestView>;
