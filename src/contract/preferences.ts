import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { NOTIFICATION_TYPES } from '../domain/notification.ts';
import { WAYS } from '../domain/preferences.ts';
import { WEEKDAYS } from '../domain/schedule.ts';

export const mailAddressInput = z.strictObject({ address: z.email().max(200) });
export type MailAddressInput = z.infer<typeof mailAddressInput>;

export const mailCodeInput = z.strictObject({ code: z.string().trim().min(1).max(20) });
export type MailCodeInput = z.infer<typeof mailCodeInput>;

const cell = z.strictObject({ mail: z.enum(WAYS.mail), direct: z.enum(WAYS.direct) });

/** Always with two digits, so that times can be compared as texts. */
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, INPUT_RULES.time_of_day);

export const quietTimes = z.strictObject({
  /** `22:00` to `08:00`; null where only days are quiet. */
  hours: z.strictObject({ from: time, to: time }).nullable(),
  timeZone: z.string().max(100),
  /** All other days, and holidays, are quiet as a whole. */
  workDays: z.array(z.enum(WEEKDAYS)).min(1).max(WEEKDAYS.length),
});

export const preferencesInput = z.strictObject({
  /** Types and ways that are left out stay as they are. */
  cells: z.partialRecord(z.enum(NOTIFICATION_TYPES), cell.partial()).optional(),
  /** Null for never; `usual` as the configuration says. */
  quiet: z
    .union([quietTimes, z.literal('usual')])
    .nullable()
    .optional(),
});
export type PreferencesInput = z.infer<typeof preferencesInput>;

export const preferencesView = z.object({
  /** Whether this installation sends mail. */
  hasMail: z.boolean(),
  /** Whether the caller has a conversation alone with the bot. */
  hasDirect: z.boolean(),
  /** The address, masked; null where none was confirmed. `isRefused`: the mail server takes nothing for it. */
  mail: z.object({ address: z.string(), isRefused: z.boolean() }).nullable(),
  /** An address, masked, that waits for its code. */
  pending: z.string().nullable(),
  /** When each type is told in which way; the console always tells at once. */
  cells: z.record(z.enum(NOTIFICATION_TYPES), cell),
  quiet: quietTimes.nullable(),
  /** The quiet times are those of the configuration. */
  isQuietUsual: z.boolean(),
});
export type PreferencesView = z.infer<typeof preferencesView>;
