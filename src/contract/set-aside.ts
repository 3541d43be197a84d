import { z } from 'zod';

/** A message or click that came in, or a run, which has ended its worker too often. Deliveries are among the undelivered ones. */
export const setAsideView = z.object({
  kind: z.enum(['message', 'run']),
  id: z.string(),
  /** The first words of the message, or the title of the task. */
  about: z.string(),
  taskNumber: z.string().nullable(),
  /** Who sent it, or for whom it was. */
  person: z.string(),
  platform: z.string().nullable(),
  channel: z.string().nullable(),
  /** Workers that it has ended. */
  deaths: z.number(),
  at: z.string(),
});
export type SetAsideView = z.infer<typeof setAsideView>;

/** Ids of messages have signs that a path does not take. */
export const tryAgainInput = z.strictObject({
  kind: z.enum(['message', 'run']),
  id: z.string().min(1).max(400),
});
export type TryAgainInput = z.infer<typeof tryAgainInput>;
