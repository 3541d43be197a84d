import { z } from 'zod';
import { NOTIFICATION_TYPES } from '../domain/notification.ts';

export const mailAddressInput = z.strictObject({ address: z.email().max(200) });
export type MailAddressInput = z.infer<typeof mailAddressInput>;

export const mailCodeInput = z.strictObject({ code: z.string().trim().min(1).max(20) });
export type MailCodeInput = z.infer<typeof mailCodeInput>;

export const preferencesInput = z.strictObject({
  /** The types that are mailed; none for none. */
  mailed: z.array(z.enum(NOTIFICATION_TYPES)).max(NOTIFICATION_TYPES.length),
});
export type PreferencesInput = z.infer<typeof preferencesInput>;

export const preferencesView = z.object({
  /** Whether this installation sends mail. */
  hasMail: z.boolean(),
  /** The address, masked; null where none was confirmed. `isRefused`: the mail server takes nothing for it. */
  mail: z.object({ address: z.string(), isRefused: z.boolean() }).nullable(),
  /** An address, masked, that waits for its code. */
  pending: z.string().nullable(),
  mailed: z.array(z.enum(NOTIFICATION_TYPES)),
});
export type PreferencesView = z.infer<typeof preferencesView>;
