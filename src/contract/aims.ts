import { z } from 'zod';
import { page } from './common.ts';

export const listAimsQuery = z.strictObject(page);
export type ListAimsQuery = z.infer<typeof listAimsQuery>;

export const aimView = z.object({
  name: z.string(),
  /** The tasks that the caller may see, archived ones too, but for cancelled ones; at most 10,000 are counted. */
  tasks: z.number().int(),
  completed: z.number().int(),
  /** How far it is, from 0 to 100; a task counts once it is completed. */
  percent: z.number().int(),
});
export type AimView = z.infer<typeof aimView>;
