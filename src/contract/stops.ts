import { z } from 'zod';
import { MAX_SHORT, text } from './common.ts';

export const stopInput = z.strictObject({ reason: text(MAX_SHORT).trim().default('') });
export type StopInput = z.infer<typeof stopInput>;

const personView = z.object({ id: z.string(), name: z.string() });

export const stopView = z.object({
  isStopped: z.boolean(),
  /** The answer to a request that found it so, and changed nothing. */
  isRepeat: z.literal(true).optional(),
  /** Who stopped or released it last; null where nobody ever has. */
  by: personView.nullable(),
  reason: z.string(),
  at: z.string().nullable(),
  /** The newest first. */
  log: z.array(
    z.object({
      move: z.enum(['stop_all', 'release_all']),
      by: personView,
      at: z.string(),
      via: z.string(),
      reason: z.string(),
    }),
  ),
});
export type StopView = z.infer<typeof stopView>;
