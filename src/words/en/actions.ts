import type { AskState, Decision } from '../../domain/ask.ts';
import type { AskedEvent } from '../../domain/sendable.ts';
import type { MoveName } from '../../domain/task-moves.ts';
import type { WaitKind } from '../../domain/task.ts';

const decisions: Record<Decision, string> = {
  approve: 'Approve',
  reject: 'Reject',
  answer: 'Answer',
  accept: 'Accept',
  request_changes: 'Request changes',
  resume: 'Resume',
  hand_back: 'Hand back',
  repeat: 'Repeat it',
  skip: 'Skip it',
  stop: 'Stop here',
};

/** What was decided, as a card says it of the one who did. */
const decided: Record<Decision, string> = {
  approve: 'Approved',
  reject: 'Rejected',
  answer: 'Answered',
  accept: 'Accepted',
  request_changes: 'Changes requested',
  resume: 'Resumed',
  hand_back: 'Handed back',
  repeat: 'To be repeated',
  skip: 'Skipped',
  stop: 'Stopped',
};

const settled: Record<Exclude<AskState, 'open'>, string> = {
  answered: 'Answered',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'No longer needed',
};

/** What people may do with a task. */
const events: Record<AskedEvent, string> = {
  approve: 'approve',
  reject: 'reject',
  edit: 'edit',
  queue: 'run',
  unqueue: 'take out of the queue',
  begin: 'begin',
  claim: 'claim',
  release: 'release',
  defer: 'defer',
  resume_deferred: 'bring back',
  answer: 'answer',
  pause: 'pause',
  resume: 'resume',
  hand_back: 'hand back',
  accept: 'accept',
  request_changes: 'request changes',
  feedback: 'give feedback',
  retry: 'retry',
  rerun: 'run again',
  cancel: 'stop',
  archive: 'archive',
  restore: 'restore',
  complete: 'complete',
  skip_blocker: 'go on without the blocker',
};

/** The same of one task: "it is not possible to take it out of the queue". */
export const enEventsOnIt: Record<AskedEvent, string> = {
  approve: 'approve it',
  reject: 'reject it',
  edit: 'edit it',
  queue: 'run it',
  unqueue: 'take it out of the queue',
  begin: 'begin it',
  claim: 'claim it',
  release: 'release it',
  defer: 'defer it',
  resume_deferred: 'bring it back',
  answer: 'answer it',
  pause: 'pause it',
  resume: 'resume it',
  hand_back: 'hand it back',
  accept: 'accept it',
  request_changes: 'request changes to it',
  feedback: 'give feedback on it',
  retry: 'retry it',
  rerun: 'run it again',
  cancel: 'stop it',
  archive: 'archive it',
  restore: 'restore it',
  complete: 'complete it',
  skip_blocker: 'go on without what it waits for',
};

/** How a task came to where it is, as it is said of the one who did it. By row of the table. */
const causes: Partial<Record<MoveName, string>> = {
  accept: 'Accepted',
  reject_review: 'Rejected',
  reject_start: 'Rejected',
  cancel: 'Stopped',
  complete: 'Completed',
  defer: 'Deferred',
  unqueue: 'Taken out of the queue',
  give_back: 'Changes requested',
  shelve_deferred: 'Brought back',
};

/** What a task waits for. */
const waits: Record<WaitKind, string> = {
  person: 'the person at work on it',
  input: 'an answer',
  approval: 'an approval',
  pre_approval: 'an approval',
  pause: 'being resumed',
  takeover: 'a takeover',
  review: 'a review',
  dependency: 'other tasks',
  executor: 'an executor',
  backoff: 'the next try',
};

/** What people decide and press, and what was decided. */
export const enActions = {
  decisions,
  decided,
  settled,
  askBadge: {
    input: 'Question',
    approval: 'Approval',
    pre_approval: 'Approval',
    review: 'Review',
    takeover: 'Takeover',
    pause: 'Paused',
  },
  buttons: {
    retry: 'Retry',
    cancel: 'Stop',
    pause: 'Pause',
    resume: 'Resume',
    rerun: 'Run again',
    send: 'Send',
    run: 'Run',
  },
  causes,
  causedBy: (what: string, name: string, note: string | null): string =>
    `${what} by ${name}${note ? `: ${note}` : ''}`,
  events,
  waits,
};
export type ActionWords = typeof enActions;
