/** Every state a task can be in: a status, or a status with the one wait that it allows. */
export const TASK_STATES = [
  'backlog',
  'backlog.pre_approval',
  'pending',
  'pending.dependency',
  'pending.executor',
  'pending.backoff',
  'in_progress',
  'in_progress.person',
  'in_progress.input',
  'in_progress.approval',
  'in_progress.pause',
  'in_progress.takeover',
  'awaiting_review.review',
  'completed',
  'failed',
  'cancelled',
  'deferred',
] as const;
export type TaskState = (typeof TASK_STATES)[number];
