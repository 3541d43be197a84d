/** What people are told of in the console, whatever else tells them; nothing switches it off. */
export const NOTIFICATION_TYPES = ['needs_you', 'awaiting_review', 'completed', 'failed', 'stopped'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** That a person is to know something of a task. Its title is read when it is shown, by whoever may see the task then. */
export interface Notification {
  /** `<person>:<type>:<what it is about>`: the same thing told twice is one. */
  id: string;
  personId: string;
  type: NotificationType;
  taskId: string;
  /** What people are asked: it counts as unread only while that is open. */
  askId: string | null;
  /** The question, the result, or what went wrong. */
  text: string;
  at: Date;
  readAt: Date | null;
}
