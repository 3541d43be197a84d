import { z } from 'zod';
import { EVIDENCE_KINDS } from '../domain/evidence.ts';
import { name, text } from './common.ts';

/** What has to be there before work counts as done. */
export const evidenceRules = z.strictObject({
  /** Characters of the result. */
  minResultChars: z.number().int().min(0).max(100_000).default(0),
  minFiles: z.number().int().min(0).max(100).default(0),
  /** Names such as `report.md`, or endings such as `*.csv`. */
  files: z.array(name).max(20).default([]),
  /** Tools of which a call must have come through. */
  calls: z.array(name).max(20).default([]),
  /** What whoever accepts the work finds to be so. */
  criteria: z.array(text(512).trim().min(1)).max(64).default([]),
});

export const evidenceView = z.object({
  minResultChars: z.number(),
  minFiles: z.number(),
  files: z.array(z.string()),
  calls: z.array(z.string()),
  criteria: z.array(z.string()),
});

/** One thing that was looked at: `found` is the evidence, `by` who looked, empty while nobody has. */
export const checkView = z.object({
  kind: z.enum(EVIDENCE_KINDS),
  wanted: z.string(),
  found: z.array(z.string()),
  holds: z.boolean(),
  by: z.string(),
});

export const verificationView = z.object({
  at: z.string(),
  runId: z.string().nullable(),
  checks: z.array(checkView),
  /** Who accepted it, and whether without something that has to be there. */
  accepted: z
    .object({
      by: z.object({ id: z.string(), name: z.string() }),
      note: z.string().optional(),
      isOverride: z.boolean(),
    })
    .optional(),
});
