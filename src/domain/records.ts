import type { Card, SubjectKind } from './card.ts';
import type { Deaths } from './deaths.ts';
import type { EarlierEntries, JournalEntry } from './journal.ts';
import type { Incoming, OutgoingMessage, PostedRef } from './message.ts';
import type { MailedType } from './notification.ts';
import type { PersonRef, ThreadRef } from './person.ts';
import type { HistoryEntry } from './task.ts';

/** A remark on a task. What people say in its thread is one too, and follows its message. */
export interface Comment {
  id: string;
  taskId: string;
  author: PersonRef & { kind: 'person' | 'agent' | 'system' };
  text: string;
  /** Kept, but not given to the agent. */
  isAside: boolean;
  createdAt: Date;
  /** When its message was last changed. */
  editedAt?: Date;
}

/** Entries of a task's history that are no longer in the task: `BOUNDS.history.page` of them, which never change. */
export interface HistoryPage {
  /** `<task>:<from>`: whoever moves the page out makes the same one. */
  id: string;
  taskId: string;
  /** The versions of the first and the last entry. */
  from: number;
  to: number;
  /** The journal keys of the entries that have one: a call that is replayed finds its effect. */
  keys: string[];
  entries: HistoryEntry[];
}

/** Entries of a journal that are no longer in its run, or in its row of the inbox: `BOUNDS.journal.page` of them, which never change. */
export interface JournalPage {
  /** `<holder>:<from>`: whoever moves the page out makes the same one. */
  id: string;
  /** The run or row that the journal belongs to. */
  holderId: string;
  /** The place of the first entry in the journal. */
  from: number;
  /** Calls of the journal before this page, and up to its end. */
  callsBefore: number;
  callsAfter: number;
  entries: JournalEntry[];
  /** That of its row of the inbox, so that it goes with it; null for a run, which stays. */
  receivedAt: Date | null;
}

/** What came in, written down before the platform hears that we have it; the turn's journal is in it. */
export interface InboxRow {
  /** `rowIdOf` of what came in: a redelivery finds it taken. All changes of one message are one row, the newest. */
  id: string;
  /** The order of arrival: see `nextSeq`. */
  seq: number;
  threadKey: string;
  /** Messages and commands of a thread take turns; a click is handled at once. */
  lane: 'turn' | 'click';
  incoming: Incoming;
  /** `set_aside`: it has ended its worker too often, and is not begun again by itself. */
  state: 'new' | 'working' | 'done' | 'failed' | 'set_aside';
  epoch: number;
  /** Of the workers that were lost without getting on with it. */
  deaths?: Deaths | null;
  /** A click that is being handled is left alone until then; a turn has the lease of its thread. */
  leaseUntil: Date | null;
  /** The newest entries; `earlier` counts those that are rows of `journal_pages`. */
  journal: JournalEntry[];
  journalLength: number;
  earlier?: EarlierEntries;
  /** What was said in return, for the history of the thread. */
  reply: string | null;
  /** The message in which the turn was shown while it went on: its reply becomes that message. */
  stream?: PostedRef;
  /** Text from outside was before the model: what it said may hold some of it. */
  isTainted?: true;
  /** The row of the press that stopped the turn. */
  stoppedBy?: string;
  receivedAt: Date;
  endedAt: Date | null;
}

/** One turn at a time: who works on a thread. */
export interface ThreadState {
  /** `threadKey` of the thread; `greeted:…` for whom the bot has introduced itself to. */
  id: string;
  isBusy: boolean;
  owner: string | null;
  epoch: number;
  leaseUntil: Date | null;
  updatedAt: Date;
}

/** `unknown` may have been shown; `refused` never will be; `dead` was tried often enough. All three stay to be seen. */
export const OUTBOX_STATES = ['pending', 'sent', 'unknown', 'refused', 'dead'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];
/** Where nothing more is done unless a person says so. */
export const UNDELIVERED: readonly OutboxState[] = ['unknown', 'refused', 'dead'];

/** What is to be shown: a text as it is; or a card, or the file of a deliverable, read from the store when it is sent. */
export type OutboxBody =
  | { kind: 'text'; message: OutgoingMessage; inPlaceOf?: PostedRef }
  /** What other systems are told, as it was when it happened: each try sends the same bytes. */
  | { kind: 'event'; type: string; host: string; taskId: string | null; message: OutgoingMessage }
  /** A mail, to the address that its reader then has; `code` is what proves a new one. */
  | {
      kind: 'mail';
      type: MailedType | 'code';
      taskId: string | null;
      runId: string | null;
      locale: string;
      notificationId?: string;
      message: OutgoingMessage;
    }
  /** What a person is told where they talk alone with the bot. */
  | { kind: 'notification'; id: string; locale: string }
  /** What became of an imported task, on its issue. */
  | { kind: 'issue'; taskId: string; locale: string }
  /** A private link into the console: what opens it is kept sealed, and for one person. */
  | { kind: 'sign_in'; sealed: string; person: PersonRef; locale: string }
  | { kind: 'file'; deliverableId: string; locale: string }
  | { kind: 'card'; subject: { kind: SubjectKind; id: string }; locale: string };

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
  /** Who is told directly where the target takes nothing. */
  orTo?: PersonRef;
  body: OutboxBody;
  state: OutboxState;
  /** Raised by each change that is asked for: a sender that showed an older one leaves the row pending. */
  revision: number;
  /** Hash of what was last shown, so that nothing is edited into itself. */
  shownHash: string | null;
  /**
   * Hash of what a post was begun with that cannot be looked for afterwards, until it is known how that ended. Absent or null
   * otherwise. Found by the next sender, it may have been shown.
   */
  begunHash?: string | null;
  posted: PostedRef | null;
  attempts: number;
  /** Of the senders that were lost over it. */
  deaths?: Deaths | null;
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

/** A message of the built-in web chat, or the trace of an edit. `rev` grows with each of either in the channel. */
export interface ChatMessage {
  id: string;
  /** The message that was edited, when this is only the trace of it. */
  touches: string | null;
  channel: string;
  thread: string;
  rev: number;
  author: PersonRef & { isBot: boolean };
  text: string;
  card: Card | null;
  onlyFor: string | null;
  /** The people who must act. */
  mentions: PersonRef[];
  locale: string;
  at: Date;
  editedAt: Date | null;
}
