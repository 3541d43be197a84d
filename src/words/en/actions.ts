import type { AskState, Decision } from '../../domain/ask.ts';
import type { AskedEvent } from '../../domain/sendable.ts';
import type { MoveName } from '../../domain/task-moves.ts';
import type { WaitKind } from '../../domain/task.ts';

/** What people can do to a task or an ask, or press on a form. */
type Action = AskedEvent | Decision | 'run' | 'send';

/** One word for one action, on buttons, in sentences and in what is typed. The other surfaces take theirs from here. */
export const enActionWords: Record<Action, string> = {
  approve: 'Approve',
  reject: 'Reject',
  answer: 'Answer',
  accept: 'Accept',
  request_changes: 'Request changes',
  hand_back: 'Hand back',
  queue: 'Run',
  unqueue: 'Remove from queue',
  rerun: 'Run again',
  retry: 'Retry',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Stop',
  stop_workflow: 'Stop and keep what is done',
  defer: 'Defer',
  resume_deferred: 'Resume',
  skip_blocker: 'Skip what it waits for',
  link: 'Wait for another task',
  unlink: 'Stop waiting for a task',
  begin: 'Work on it myself',
  claim: 'Claim',
  release: 'Release',
  edit: 'Edit',
  feedback: 'Give feedback',
  complete: 'Mark as done',
  archive: 'Archive',
  restore: 'Restore',
  // What is decided on a step that may have happened.
  repeat: 'Repeat it',
  skip: 'Skip it',
  stop: 'Stop here',
  // On forms.
  run: 'Run',
  send: 'Send',
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

/** The same of one task: "you cannot remove it from the queue". */
export const enActionsOnIt: Record<AskedEvent, string> = {
  approve: 'approve it',
  reject: 'reject it',
  answer: 'answer it',
  accept: 'accept it',
  request_changes: 'request changes to it',
  hand_back: 'hand it back',
  queue: 'run it',
  unqueue: 'remove it from the queue',
  rerun: 'run it again',
  retry: 'retry it',
  pause: 'pause it',
  resume: 'resume it',
  cancel: 'stop it',
  stop_workflow: 'stop it and keep what is done',
  defer: 'defer it',
  resume_deferred: 'resume it',
  skip_blocker: 'skip what it waits for',
  link: 'let it wait for another task',
  unlink: 'end its waiting for a task',
  begin: 'work on it yourself',
  claim: 'claim it',
  release: 'release it',
  edit: 'edit it',
  feedback: 'give feedback on it',
  complete: 'mark it as done',
  archive: 'archive it',
  restore: 'restore it',
};

/** How a task came to where it is, as it is said of the one who did it. By row of the table. */
const causes: Partial<Record<MoveName, string>> = {
  accept: 'Accepted',
  reject_review: 'Rejected',
  reject_start: 'Rejected',
  cancel: 'Stopped',
  complete: 'Marked as done',
  defer: 'Deferred',
  unqueue: 'Removed from queue',
  give_back: 'Changes requested',
  shelve_deferred: 'Resumed',
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
  backoff: 'the next attempt',
};

/** What people decide and press, and what was decided. */
export const enActions = {
  actions: enActionWords,
  decided,
  settled,
  causes,
  causedBy: (what: string, name: string, note: string | null): string =>
    `${what} by ${name}${note ? `: ${note}` : ''}`,
  waits,
};
export type ActionWords = typeof enActions;
