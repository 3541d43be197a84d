import { z } from 'zod';
import { NOTIFICATION_TYPES } from '../domain/notification.ts';
import { page } from './common.ts';

export const listNotificationsQuery = z.strictObject({
  ...page,
  /** Only those that were not read. */
  unread: z.stringbool().or(z.boolean()).default(false),
});
export type ListNotificationsQuery = z.infer<typeof listNotificationsQuery>;

/** Left out, all that there are. */
export const readNotificationsInput = z.strictObject({
  ids: z.array(z.string().min(1).max(400)).min(1).max(100).optional(),
});
export type ReadNotificationsInput = z.infer<typeof readNotificationsInput>;

export const notificationView = z.object({
  id: z.string(),
  type: z.enum(NOTIFICATION_TYPES),
  /** `T-42`; null for what is of no task. */
  task: z.string().nullable(),
  title: z.string(),
  /** `A-7`, where people are asked something. */
  ask: z.string().nullable(),
  text: z.string(),
  isUnread: z.boolean(),
  at: z.string(),
});
export type NotificationView = z.infer<typeof notificationView>;

export const unreadView = z.object({
  /** Counted up to a hundred. */
  unread: z.number(),
});
