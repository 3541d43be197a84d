import { z } from 'zod';
import { ISSUE_STATES } from '../domain/github.ts';
import { instant, name } from './common.ts';

/** Issues that one import takes, unless it says another number, and at most. */
export const ISSUES = { byDefault: 25, most: 200 };
const MAX_LABELS = 20;

export const importIssuesInput = z.strictObject({
  /** `owner/name`, or an address on the server that is configured. */
  repository: name,
  state: z.enum(ISSUE_STATES).default('open'),
  /** Issues that have all of them. */
  labels: z.array(name).max(MAX_LABELS).default([]),
  /** Changed since. */
  since: instant.optional(),
  limit: z.number().int().min(1).max(ISSUES.most).default(ISSUES.byDefault),
  /** What becomes of those that were imported before: nothing, or their words follow the issue where nobody has changed them here. */
  sync: z.enum(['skip', 'update']).default('skip'),
});
export type ImportIssuesInput = z.infer<typeof importIssuesInput>;

export const importView = z.object({
  repository: z.string(),
  /** Issues that were looked at; pull requests are none. */
  fetched: z.number(),
  created: z.array(z.object({ task: z.string(), title: z.string(), issue: z.number() })),
  updated: z.array(z.object({ task: z.string(), issue: z.number() })),
  /** `imported`: its task was there; `changed_here`: people have changed its words, or work goes on. */
  skipped: z.array(
    z.object({ task: z.string(), issue: z.number(), because: z.enum(['imported', 'changed_here']) }),
  ),
  /** There are more issues than the limit. */
  isTruncated: z.boolean(),
  /** What the server lets be asked for until when. */
  rateLimit: z.object({ remaining: z.number(), resetAt: z.string() }).nullable(),
});
export type ImportView = z.infer<typeof importView>;
