import { z } from 'zod';
import { OUTBOX_STATES } from '../domain/records.ts';
import { page } from './common.ts';

/** `undelivered`: what was refused, given up, or may not have been shown. */
export const listDeliveriesQuery = z.strictObject({
  ...page,
  state: z.enum([...OUTBOX_STATES, 'undelivered']).default('undelivered'),
});
export type ListDeliveriesQuery = z.infer<typeof listDeliveriesQuery>;

/** The id of an outbox row is longer than what a path takes, and has signs that a path does not. */
export const resendInput = z.strictObject({ id: z.string().min(1).max(400) });

export const deliveryView = z.object({
  id: z.string(),
  /** What is to be shown: a text, a file, the card of a run, an ask, a draft or a task; what another system is told, a mail, what a person is told directly, or a comment on an issue. */
  kind: z.enum([
    'text',
    'file',
    'run',
    'ask',
    'draft',
    'schedule',
    'task',
    'event',
    'mail',
    'notification',
    'issue',
  ]),
  /** The first words of a text, or what the card is about. */
  about: z.string(),
  taskNumber: z.string().nullable(),
  platform: z.string(),
  channel: z.string(),
  thread: z.string(),
  state: z.enum(OUTBOX_STATES),
  attempts: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type DeliveryView = z.infer<typeof deliveryView>;
