import type { Card } from './card.ts';
import type { JournalEntry } from './journal.ts';
import type { Incoming, OutgoingMessage, PostedRef } from './message.ts';
import type { PersonRef, ThreadRef } from './person.ts';

/** A remark on a task. Thread replies are comments too: `key` is then the message's. */
export interface Comment {
  id: string;
  taskId: string;
  author: PersonRef & { kind: 'person' | 'agent' | 'system' };
  text: string;
  /** Kept, but not given to the agent. */
  isAside: boolean;
  createdAt: Date;
}

/** What came in, written down before the platform hears that we have it; the turn's journal is in it. */
export interface InboxRow {
  /** `<platform>:<key>`: a redelivery finds it taken. */
  id: string;
  seq: number;
  threadKey: string;
  incoming: Incoming;
  state: 'new' | 'working' | 'done' | 'failed' | 'ignored';
  epoch: number;
  attempts: number;
  journal: JournalEntry[];
  journalLength: number;
  /** What was said in return, for the history of the thread. */
  reply: string | null;
  receivedAt: Date;
  endedAt: Date | null;
}

/** One turn at a time: who works on a thread. */
export interface ThreadState {
  /** `threadKey` of the thread. */
  id: string;
  isBusy: boolean;
  owner: string | null;
  epoch: number;
  leaseUntil: Date | null;
  hasGreeted: boolean;
  updatedAt: Date;
}

export const OUTBOX_STATES = ['pending', 'sending', 'sent', 'unknown', 'refused', 'dead', 'skipped'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** What is to be shown: a text as it is, or a card that is drawn from the truth when it is sent. */
export type OutboxBody =
  | { kind: 'text'; message: OutgoingMessage }
  | { kind: 'card'; subject: { kind: 'run' | 'ask' | 'task'; id: string }; locale: string };

/** Something that must leave. A card's row lives as long as the card: each change makes it `pending` again. */
export interface OutboxRow {
  /** The deduplication key: the same thing asked for twice is one row. */
  id: string;
  seq: number;
  /** Rows of one order key leave in the order of `seq`: the conversation. */
  orderKey: string;
  subjectKey: string;
  /** 0 a question or an end, 1 a reply, 2 progress. */
  priority: 0 | 1 | 2;
  target: ThreadRef;
  body: OutboxBody;
  state: OutboxState;
  /** Raised by each change that is asked for; the sender records the one it showed. */
  revision: number;
  shownRevision: number;
  /** Hash of what was last shown, so that nothing is edited into itself. */
  shownHash: string | null;
  posted: PostedRef | null;
  attempts: number;
  nextAt: Date;
  owner: string | null;
  leaseUntil: Date | null;
  error: { code: string; message: string } | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A right to be the only one, for a time. */
export interface Lease {
  id: string;
  owner: string;
  epoch: number;
  until: Date;
}

export interface Counter {
  id: string;
  value: number;
}

export interface IdempotencyRecord {
  /** `<person>:<key>`. */
  id: string;
  requestHash: string;
  status: number;
  body: string | null;
  createdAt: Date;
}

/** A message of the built-in web chat. `rev` grows with each post and each edit of the channel. */
export interface ChatMessage {
  id: string;
  channel: string;
  thread: string;
  rev: number;
  author: PersonRef & { isBot: boolean };
  text: string;
  card: Card | null;
  onlyFor: string | null;
  locale: string;
  at: Date;
  editedAt: Date | null;
}
