/** How much is told of a task, beside its cards. Absent in a task: `done`. */
export const NOTIFY_POLICIES = ['silent', 'done', 'every', 'blocked'] as const;
export type NotifyPolicy = (typeof NOTIFY_POLICIES)[number];

/** What there can be to tell of a move. What people are asked is no news: its card asks, whatever the policy. */
export const TASK_NEWS = ['success', 'stopped', 'failure', 'aside', 'blocked', 'change'] as const;
export type TaskNews = (typeof TASK_NEWS)[number];

/** What went wrong, and what was put aside by nobody's hand, waits for somebody: no policy keeps it back. */
export const TELLS: Readonly<Record<NotifyPolicy, readonly TaskNews[]>> = {
  silent: ['failure', 'aside'],
  blocked: ['failure', 'aside', 'blocked'],
  done: ['success', 'stopped', 'failure', 'aside'],
  every: TASK_NEWS,
};
