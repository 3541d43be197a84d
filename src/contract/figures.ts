import { z } from 'zod';

export const figuresQuery = z.strictObject({
  /** How many days back from now ended tasks are looked at. */
  days: z.coerce.number().int().min(1).max(365).default(30),
});
export type FiguresQuery = z.infer<typeof figuresQuery>;

/** Milliseconds: half took at most `p50`, nine of ten at most `p90`. */
const span = z.object({ count: z.number(), p50: z.number(), p90: z.number() }).nullable();

export const figuresView = z.object({
  /** Tasks by where they stand now, without archived ones and parts of workflows; each counted to 1000. */
  states: z.record(z.string(), z.number()),
  since: z.string(),
  /** Tasks that have ended since then. */
  ended: z.object({ completed: z.number(), failed: z.number(), cancelled: z.number() }),
  /** Of those that were completed or failed, the part that was completed; what was ended early counts as completed. */
  successRate: z.number().nullable(),
  /** Of each ended task: from its creation to its end. */
  cycleMs: span,
  /** The time that its runs worked; tasks without a run are left out. */
  workedMs: span,
  /** The time that its runs waited for a worker. */
  queuedMs: span,
  /** The time that people were asked something; tasks that asked nothing are left out. */
  peopleMs: span,
  /** There are more ended tasks than were looked at: the newest were. */
  isTruncated: z.boolean(),
});
export type FiguresView = z.infer<typeof figuresView>;
