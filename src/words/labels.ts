import type { RunStatus } from '../domain/run.ts';
import type { TaskStatus } from '../domain/task.ts';
import type { LabelOf } from '../domain/vocabularies.ts';

type Label = LabelOf<'errand'> | TaskStatus | RunStatus | 'archived';

/** The states of tasks and runs, as people read them. */
export const enLabels: Record<Label, string> = {
  backlog: 'backlog',
  pending: 'queued',
  in_progress: 'in progress',
  needs_input: 'needs an answer',
  paused: 'paused',
  awaiting_review: 'awaiting review',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  deferred: 'deferred',
  archived: 'archived',
  waiting: 'waiting',
  queued: 'queued',
  running: 'in progress',
  succeeded: 'done',
};

export const zhLabels: Record<Label, string> = {
  backlog: '待办',
  pending: '排队中',
  in_progress: '进行中',
  needs_input: '等待答复',
  paused: '已暂停',
  awaiting_review: '待验收',
  completed: '已完成',
  failed: '失败',
  cancelled: '已取消',
  deferred: '已推迟',
  archived: '已归档',
  waiting: '等待中',
  queued: '排队中',
  running: '进行中',
  succeeded: '已完成',
};
