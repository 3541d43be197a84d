import type { NotifyPolicy } from '../../domain/notify.ts';
import type { Outcome, Priority, SourceKind } from '../../domain/task.ts';
import type { TaskState } from '../../domain/task-states.ts';
import type { BadgeLabel, Vocabulary } from '../../domain/vocabularies.ts';

type Label = Lowercase<BadgeLabel>;

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

/** How a task stands, as its history says it. */
const states: Record<TaskState, string> = {
  'backlog': 'backlog',
  'backlog.pre_approval': 'waiting for approval to start',
  'pending': 'queued',
  'pending.dependency': 'waiting for other tasks',
  'pending.executor': 'waiting for an executor',
  'pending.backoff': 'waiting for the next attempt',
  'in_progress': 'in progress',
  'in_progress.person': 'a person is working on it',
  'in_progress.input': 'waiting for an answer',
  'in_progress.approval': 'waiting for approval',
  'in_progress.pause': 'paused',
  'in_progress.takeover': 'waiting for a takeover',
  'awaiting_review.review': 'awaiting review',
  'completed': 'done',
  'failed': 'failed',
  'cancelled': 'cancelled',
  'deferred': 'deferred',
};

/** How much is told of a task. */
const notifyPolicies: Record<NotifyPolicy, string> = {
  silent: 'only failures and questions',
  done: 'when it is done',
  every: 'every change of state',
  blocked: 'only when it is blocked',
};

/** Where a task came from. */
const sources: Record<SourceKind, string> = {
  dashboard: 'console',
  api: 'API',
  agent: 'agent',
  cron: 'schedule',
  webhook: 'webhook',
  chat: 'chat',
  import: 'import',
  delegation: 'delegation',
  structured_session: 'structured session',
};

/** The ways of naming how tasks stand. */
const vocabularies: Record<Vocabulary, string> = {
  errand: 'Default',
  console: 'Console',
  jobs: 'Jobs',
  runs: 'Runs',
  kanban: 'Kanban',
  board: 'Board',
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
  states,
  sources,
  vocabularies,
  priorities,
  notifyPolicies,
  outcomes,
};
export type LabelWords = typeof enLabels;
