/** What people are told of in the console, whatever else tells them; nothing switches it off. */
export const NOTIFICATION_TYPES = [
  'needs_you',
  'awaiting_review',
  'completed',
  'failed',
  'stopped',
  'delivery_trouble',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** What a link in a mail stops: one type, or the digest. */
export type MailedType = NotificationType | 'digest';

/** That a person is to know something, of a task or, for those who look after the product, of itself. The title of the task is read when it is shown, by whoever may see the task then. */
export interface Notification {
  /** `<person>:<type>:<what it is about>`: the same thing told twice is one. */
  id: string;
  personId: string;
  type: NotificationType;
  taskId: string | null;
  /** What people are asked: it counts as unread only while that is open. */
  askId: string | null;
  /** The question, the result, or what went wrong. */
  text: string;
  at: Date;
  /** When the digest leaves that it is part of. */
  digestAt?: Date;
  readAt: Date | null;
}
