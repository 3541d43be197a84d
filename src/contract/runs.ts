import { z } from 'zod';
import { STEP_STATUSES } from '../domain/journal.ts';
import { RUN_STATUSES } from '../domain/run.ts';

export const stepView = z.object({
  index: z.number(),
  title: z.string(),
  tool: z.string().optional(),
  status: z.enum(STEP_STATUSES),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  input: z.unknown().optional(),
  output: z.string().optional(),
  askId: z.string().optional(),
});
export type StepView = z.infer<typeof stepView>;

export const deliverableView = z.object({
  id: z.string(),
  taskId: z.string(),
  runId: z.string(),
  name: z.string(),
  version: z.number(),
  contentType: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  createdAt: z.string(),
});
export type DeliverableView = z.infer<typeof deliverableView>;

export const runView = z.object({
  id: z.string(),
  taskId: z.string(),
  taskNumber: z.string(),
  number: z.number(),
  cause: z.string(),
  status: z.enum(RUN_STATUSES),
  outcome: z.string().nullable(),
  agentId: z.string(),
  model: z.string().nullable(),
  definition: z
    .object({
      id: z.string(),
      key: z.string(),
      version: z.number(),
      parameters: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  /** Whether text from outside was before the agent from the beginning. */
  startsTainted: z.boolean(),
  attempt: z.number(),
  failures: z.number(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** The newest ones; `earlierSteps` says how many come before, see `/runs/{id}/steps`. */
  steps: z.array(stepView),
  earlierSteps: z.number(),
  outputs: z.record(z.string(), z.unknown()),
  deliverables: z.array(deliverableView),
  result: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }),
  workedMs: z.number(),
  createdAt: z.string(),
});
export type RunView = z.infer<typeof runView>;
