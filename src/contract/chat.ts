import { z } from 'zod';
import { CARD_KINDS } from '../domain/card.ts';
import { MAX_TEXT, name, text } from './common.ts';
import { fieldView } from './asks.ts';

export const chatMessageInput = z.strictObject({
  channel: name,
  thread: name.optional(),
  person: name,
  text: text(MAX_TEXT).trim().min(1),
  locale: z.enum(['en', 'zh-CN']).optional(),
  timeZone: name.optional(),
});
export type ChatMessageInput = z.infer<typeof chatMessageInput>;

export const chatActionInput = z.strictObject({
  messageId: name,
  action: name,
  person: name,
  /** Which of several buttons with one action; as the card gave it. */
  value: z.string().max(200).optional(),
  values: z.record(z.string(), z.unknown()).optional(),
  locale: z.enum(['en', 'zh-CN']).optional(),
  timeZone: name.optional(),
});
export type ChatActionInput = z.infer<typeof chatActionInput>;

export const chatMessagesQuery = z.strictObject({
  channel: name,
  thread: name.optional(),
  /** Whose eyes: messages that only one person may see are left out for the others. */
  person: name.optional(),
  /** The `next` of an earlier answer: what has been posted or edited since. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type ChatMessagesQuery = z.infer<typeof chatMessagesQuery>;

export const cardView = z.object({
  kind: z.enum(CARD_KINDS),
  /** What is asked of the reader, before the title. */
  lead: z.string().optional(),
  title: z.string(),
  /** How it ended, or that it stands still: `done`, `partial`, `failed`, `rejected`, `expired`, `paused`. */
  mark: z.string().optional(),
  tone: z.string(),
  taskNumber: z.string().optional(),
  taskId: z.string().optional(),
  runId: z.string().optional(),
  askId: z.string().optional(),
  draftId: z.string().optional(),
  scheduleId: z.string().optional(),
  lines: z.array(z.string()),
  body: z.array(z.object({ kind: z.enum(['markdown', 'code']), text: z.string() })).optional(),
  facts: z.array(z.string()).optional(),
  due: z.object({ label: z.string(), at: z.string(), moment: z.string() }).optional(),
  progress: z.string().optional(),
  steps: z.array(z.object({ title: z.string(), status: z.string() })).optional(),
  files: z
    .array(
      z.object({
        deliverableId: z.string(),
        name: z.string(),
        contentType: z.string(),
        sizeBytes: z.number(),
        url: z.string(),
      }),
    )
    .optional(),
  buttons: z.array(
    z.object({
      action: z.string(),
      label: z.string(),
      value: z.string(),
      style: z.string().optional(),
      confirm: z.string().optional(),
      /** The field without which this press is refused. */
      needs: z.string().optional(),
    }),
  ),
  fields: z.array(fieldView).optional(),
  folded: z.object({ title: z.string(), text: z.string() }).optional(),
  context: z.string().optional(),
  hint: z.string().optional(),
});
export type CardView = z.infer<typeof cardView>;

export const chatMessageView = z.object({
  id: z.string(),
  channel: z.string(),
  thread: z.string(),
  author: z.object({ id: z.string(), name: z.string(), isBot: z.boolean() }),
  text: z.string(),
  at: z.string(),
  editedAt: z.string().optional(),
  card: cardView.optional(),
  onlyFor: z.string().optional(),
  /** The people who must act. */
  mentions: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});
export type ChatMessageView = z.infer<typeof chatMessageView>;

/** `next` goes into `after` the next time. */
export const chatMessagesView = z.object({ items: z.array(chatMessageView), next: z.number() });
export type ChatMessagesView = z.infer<typeof chatMessagesView>;

export const sentMessageView = z.object({ messageId: z.string(), thread: z.string() });
export type SentMessageView = z.infer<typeof sentMessageView>;

export const chatChannelsView = z.object({
  items: z.array(z.object({ name: z.string(), revision: z.number() })),
});
export type ChatChannelsView = z.infer<typeof chatChannelsView>;
