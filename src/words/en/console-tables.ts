import type { FieldKind } from '../../domain/ask.ts';
import type { OutputType } from '../../domain/definition.ts';
import type { PushFault, PushNews } from '../../domain/push-group.ts';
import type { OutboxState } from '../../domain/records.ts';
import type { SubjectKind } from '../../domain/card.ts';
import type { StepStatus } from '../../domain/journal.ts';
import type { RunStatus } from '../../domain/run.ts';
import type { SendableEvent } from '../../domain/sendable.ts';
import type { LabelOf, Vocabulary } from '../../domain/vocabularies.ts';

type Label = Lowercase<LabelOf<Vocabulary>> | RunStatus;
type DeliveryKind = 'text' | 'file' | SubjectKind;

const deliveryKinds: Record<DeliveryKind, string> = {
  text: 'A message',
  file: 'A file',
  run: 'The card of a run',
  ask: 'The card of a question',
  draft: 'A form',
  schedule: 'schedule',
};

const deliveryStates: Record<OutboxState, string> = {
  refused: 'refused',
  dead: 'given up',
  unknown: 'may have arrived',
  pending: 'waiting to be sent',
  sent: 'sent',
};

const events: Record<SendableEvent, string> = {
  queue: 'Start',
  unqueue: 'Back to the backlog',
  pause: 'Pause',
  resume: 'Resume',
  hand_back: 'Hand back',
  approve: 'Approve',
  reject: 'Reject',
  accept: 'Accept',
  request_changes: 'Request changes',
  feedback: 'Give feedback',
  retry: 'Retry',
  rerun: 'Run again',
  cancel: 'Cancel the task',
  complete: 'Mark as done',
  defer: 'Defer',
  resume_deferred: 'Take up again',
  begin: 'Work on it myself',
  claim: 'Take it',
  archive: 'Archive',
  restore: 'Restore',
  answer: 'Answer',
  skip_blocker: 'Go on without the blocker',
  release: 'Release',
};

const labels: Record<Label, string> = {
  backlog: 'Backlog',
  pending: 'Pending',
  queued: 'Queued',
  waiting: 'Waiting',
  in_progress: 'In progress',
  running: 'Running',
  needs_input: 'Needs input',
  paused: 'Paused',
  awaiting_review: 'In review',
  completed: 'Completed',
  succeeded: 'Succeeded',
  failed: 'Failed',
  stopped: 'Stopped',
  terminated: 'Ended early',
  cancelled: 'Cancelled',
  deferred: 'Deferred',
  archived: 'Archived',
  todo: 'To do',
  doing: 'Doing',
  blocked: 'Blocked',
  done: 'Done',
  aborted: 'Aborted',
  success: 'Succeeded',
  failure: 'Failed',
  awaiting_validation: 'In review',
};

const steps: Record<StepStatus, string> = {
  waiting: 'waiting',
  running: 'running',
  success: 'done',
  failure: 'failed',
  abandoned: 'given up',
  skipped: 'skipped',
  unknown: 'may have happened',
};

const outputTypes: Record<OutputType, string> = {
  freeform: 'As it comes',
  report: 'Report',
  summary: 'Summary',
  list: 'List',
  data: 'Data',
};

const fieldKinds: Record<FieldKind, string> = {
  text: 'A line of text',
  long_text: 'Text',
  number: 'Number',
  integer: 'Whole number',
  boolean: 'Yes or no',
  date: 'Day',
  choice: 'One of the options',
  choices: 'Some of the options',
};

const news: Record<PushNews, string> = {
  asks: 'Questions and approvals',
  awaiting_review: 'Results to review',
  completed: 'Done',
  failed: 'Failed',
};

const pushFaults: Record<PushFault, string> = {
  webhook_invalid: 'WeCom no longer knows this address, or the bot was taken out of the group.',
  bot_disabled: 'The bot is switched off in WeCom.',
  not_in_group: 'The bot is not in the group.',
  unreadable: 'The address cannot be read: it was kept with another ERRAND_SECRET_KEY.',
};

/** What the console calls each of what the product knows by a name. */
export const enConsoleTables = {
  deliveryKinds,
  deliveryStates,
  events,
  labels,
  steps,
  outputTypes,
  fieldKinds,
  news,
  pushFaults,
};
export type ConsoleTables = typeof enConsoleTables;
