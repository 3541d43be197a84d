import type { StartedByKey } from './agent-key.ts';
import { BOUNDS } from './bounds.ts';
import type { TaskDefinition } from './definition.ts';
import type { EvidenceRules, Verification } from './evidence.ts';
import type { ImportedIssue } from './github.ts';
import type { NotifyPolicy } from './notify.ts';
import type { PersonRef, ThreadRef } from './person.ts';
import type { Taint } from './taint.ts';
import type { TaskState } from './task-states.ts';
import type { Part } from './workflow.ts';

export const TASK_STATUSES = [
  'backlog',
  'pending',
  'in_progress',
  'awaiting_review',
  'completed',
  'failed',
  'cancelled',
  'deferred',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const WAIT_KINDS = [
  'person',
  'input',
  'approval',
  'pre_approval',
  'pause',
  'takeover',
  'review',
  'dependency',
  'executor',
  'backoff',
] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

export const OUTCOMES = [
  'success',
  'partial',
  'terminated',
  'rejected',
  'error',
  'timeout',
  'interrupted',
  'user',
  'schedule_archived',
  'superseded',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** From the least to the most urgent. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const SOURCE_KINDS = [
  'dashboard',
  'api',
  'agent',
  'cron',
  'webhook',
  'chat',
  'import',
  'delegation',
  'structured_session',
] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Why a task does not move. `askId` when it is people that it waits for. */
export interface Wait {
  kind: WaitKind;
  since: Date;
  askId?: string;
}

/** Who does the work: a person of the team, or an agent of the configuration. */
export interface Assignee {
  kind: 'person' | 'agent';
  id: string;
  name: string;
}

/** Where a task lives in chat. Stored when the task is made, never guessed later. */
export interface Home extends ThreadRef {
  /** The message that the task was made from, for a link back. */
  messageId?: string;
  /** In a conversation of the requester alone with the bot. */
  isDirect?: true;
}

/** What made the task. `key` tells the exact delivery, call or tick, so that a repeat makes no second task. */
export interface TaskSource {
  kind: SourceKind;
  key?: string;
  /** The task in whose run an agent made it: that work may change it further. */
  taskId?: string;
  /** The schedule that made it. */
  scheduleId?: string;
}

export interface HistoryEntry {
  /** The task's version that this entry made: 1, 2, 3 … without gaps. */
  version: number;
  move: string;
  /** The row that was asked for, where a guard had this one taken instead. */
  insteadOf?: string;
  from: TaskState | null;
  to: TaskState;
  actor: Actor;
  at: Date;
  note?: string;
  runId?: string;
  /** The journal key of the call that caused it, so that a replayed call finds its own effect. */
  key?: string;
  changes?: string[];
  /** SHA-256 over it, its task, and the hash of the entry before. */
  hash?: string;
}

/** Who moves things. */
export interface Actor {
  kind: 'person' | 'agent' | 'worker' | 'system' | 'timer';
  id: string;
  name: string;
  /** Of an agent: the task that it works on. */
  taskId?: string;
}

/** The product itself, in the part that it acts in. */
export const errandAs = <K extends 'worker' | 'system' | 'timer'>(kind: K) =>
  ({ kind, id: 'errand', name: 'Errand' }) as const;

export interface Feedback {
  content: string;
  status: 'pending' | 'processed';
  author: PersonRef;
  at: Date;
  runId?: string;
}

/** That people approved the start of a task, and of what exactly. */
export interface StartApproval {
  /** `hashWork` of what was put to them. */
  hash: string;
  askId: string;
  at: Date;
}

/** One piece of work that a group wants done. */
export interface Task {
  id: string;
  /** Shown as `T-42`. */
  number: number;
  title: string;
  /** What is to be done, in the words an agent or a person works from. */
  description: string;
  expectedOutput: string;
  /** What it was made from, as that stood then; absent or null for a task that was put in words. */
  definition?: TaskDefinition | null;
  referenceId: string | null;
  tags: string[];
  /** What it is done for, see `Aim`; absent or null for nothing that was named. */
  project?: string | null;
  goal?: string | null;
  status: TaskStatus;
  wait: Wait | null;
  outcome: Outcome | null;
  deferred: { reason: string; until: Date | null; from: 'backlog' | 'pending' } | null;
  archivedAt: Date | null;
  /** Whether `archivedAt` is set: lists of either kind then have an index. */
  isArchived: boolean;
  priority: Priority;
  dueAt: Date | null;
  assignee: Assignee | null;
  /** Who asked for it; has the first say in its asks. */
  requester: PersonRef;
  agentId: string | null;
  isReviewRequired: boolean;
  isApprovalRequired: boolean;
  startApproval?: StartApproval | null;
  isDeliverable: boolean;
  /** What has to be there before it counts as done; absent where nothing has to. */
  evidence?: EvidenceRules;
  /** What was looked at when it was last done or came to its review. */
  verification?: Verification;
  /** How much is told of it; absent for `done`. */
  notify?: NotifyPolicy;
  source: TaskSource;
  /** A program started it, with a key of its agent. */
  startedByKey?: StartedByKey;
  home: Home | null;
  locale: string;
  parentId: string | null;
  /** Of a task of a workflow, which stands on no board and in no list of its own; its parent does. */
  part?: Part;
  blockedBy: string[];
  /** Those of `blockedBy` that people have gone on without. */
  skippedBlockers?: string[];
  currentRunId: string | null;
  runCount: number;
  /** The newest `BOUNDS.feedback` remarks. */
  feedback: Feedback[];
  /** The newest entries, the last of which is of the task's version; older ones are rows of `history_pages`. */
  history: HistoryEntry[];
  /** The agents that it was passed on by, from the first one to the one that made it; absent where a person asked for it. */
  delegators?: string[];
  /** Absent or null where nothing that strangers wrote has gone into it. */
  taint?: Taint | null;
  /** The last result in one paragraph, shown where the task is listed. */
  result: string | null;
  /** In review: the asks of the stages that it has passed, in their order. */
  passedReviews?: string[];
  /** The first version of its history that may hold something to tell; absent or null when all is told. */
  untold?: number | null;
  /** The version of the entry of history that those who wait for it are still to hear of; absent or null when they have. */
  unsettled?: number | null;
  /** Of an imported one: the hash of the words that it had from there. While it still has them, they may follow the original. */
  importedAs?: string;
  /** Where it was imported from; absent for others. */
  issue?: ImportedIssue;
  error: { code: string; message: string } | null;
  /** Two creates with one key are one task. Always present: the task's own id when nothing better is known. */
  dedupeKey: string;
  /** While the task lives, two of one title, assignee and place are one where agents make them; else the task's own id. */
  liveKey: string;
  /** The title folded to lower case without spaces and punctuation, for finding and for duplicates. */
  titleKey: string;
  /** `<platform>:<channel>` of the home, or the empty string. */
  placeKey: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
}

/** A task as lists are read: its history, which may be long, stays in the store. */
export type TaskSummary = Omit<Task, 'history'>;

/** The remarks of a task with one more. The oldest leave it: each stands in the history as the note of its move. */
export function addFeedback(
  { feedback }: Pick<Task, 'feedback'>,
  content: string,
  author: PersonRef,
  at: Date,
): Feedback[] {
  return [...feedback, { content, status: 'pending' as const, author, at }].slice(-BOUNDS.feedback);
}

/** `T-42`. */
export function taskLabel(task: Pick<Task, 'number'>): string {
  return `T-${task.number}`;
}

/** Reads `T-42`, `t-42`, `T42` and `#42`; undefined when the text is no task number. */
export function parseTaskLabel(text: string): number | undefined {
  const match = /^(?:t-?|#)(\d{1,9})$/i.exec(text.trim());
  return match ? Number(match[1]) : undefined;
}

/** Folds a title for comparing: case, width, spaces and punctuation do not count. */
export function foldTitle(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '');
}
