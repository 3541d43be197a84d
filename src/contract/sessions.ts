import { z } from 'zod';

/** A browser in which somebody is signed in. */
export const sessionView = z.object({
  id: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  agent: z.string(),
  address: z.string(),
  createdAt: z.string(),
  seenAt: z.string(),
  endsAt: z.string(),
});
export type SessionView = z.infer<typeof sessionView>;
