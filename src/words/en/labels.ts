import type { RunStatus } from '../../domain/run.ts';
import type { Outcome, Priority, TaskStatus } from '../../domain/task.ts';
import type { LabelOf, Vocabulary } from '../../domain/vocabularies.ts';

type Label = Lowercase<LabelOf<Vocabulary>> | TaskStatus | RunStatus;

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
  // Of other vocabularies.
  success: 'done',
  failure: 'failed',
  stopped: 'stopped',
  terminated: 'ended early',
  todo: 'to do',
  doing: 'doing',
  blocked: 'blocked',
  done: 'done',
  aborted: 'aborted',
  awaiting_validation: 'awaiting review',
};

const priorities: Record<Priority, string> = { low: 'low', normal: 'normal', high: 'high', urgent: 'urgent' };

const outcomes: Record<Outcome, string> = {
  success: 'done',
  partial: 'done in part',
  terminated: 'ended early',
  rejected: 'rejected',
  error: 'failed',
  timeout: 'timed out',
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
