import type { RunStatus } from '../../domain/run.ts';
import type { Outcome, Priority, TaskStatus } from '../../domain/task.ts';
import type { LabelOf } from '../../domain/vocabularies.ts';

type Label = LabelOf<'errand'> | TaskStatus | RunStatus | 'archived';

/** The states of tasks and runs. */
const labels: Record<Label, string> = {
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

const priorities: Record<Priority, string> = { low: 'low', normal: 'normal', high: 'high', urgent: 'urgent' };

const outcomes: Record<Outcome, string> = {
  success: 'done',
  partial: 'done in part',
  terminated: 'ended early',
  rejected: 'rejected',
  error: 'failed',
  timeout: 'out of time',
  interrupted: 'interrupted',
  user: 'cancelled',
  schedule_archived: 'cancelled with its schedule',
  superseded: 'replaced',
};

/** How tasks and runs stand. */
export const enLabels = {
  labels,
  priorities,
  outcomes,
};
export type LabelWords = typeof enLabels;
