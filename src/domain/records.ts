import type { Field } from './ask.ts';
import type { Card, SubjectKind } from './card.ts';
import type { JournalEntry } from './journal.ts';
import type { Incoming, OutgoingMessage, PostedRef } from './message.ts';
import type { PersonRef, ThreadRef } from './person.ts';

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
  state: 'new' | 'working' | 'done' | 'failed';
  epoch: number;
  attempts: number;
  /** A click that is being handled is left alone until then; a turn has the lease of its thread. */
  leaseUntil: Date | null;
  journal: JournalEntry[];
  journalLength: number;
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

/** Where a chat app was installed by OAuth. */
export interface Installation {
  /** `<platform>:<workspace>`. */
  id: string;
  platform: string;
  /** Tokens, encrypted. */
  sealed: string;
  /** When the token ends, null where it never does. */
  expiresAt: Date | null;
  /** Raised with each new token: of two processes that renew one, the first wins. */
  version: number;
  /** Somebody renews the token, at the longest until then. */
  renewalUntil: Date | null;
  updatedAt: Date;
}

/** The fields behind a button that was posted, for platforms that show a form only once it is pressed. */
export interface SavedForm {
  /** `<platform>:<action>:<the button's value>`. */
  id: string;
  title: string;
  fields: Field[];
  locale: string;
  createdAt: Date;
  /** When what it is about was settled: it opens no more, but one that is on a screen can still be sent, and be told so. */
  closedAt?: Date;
}

/** A card that was sent to WeCom: what a click on it is checked against, and whether a run's card has shown its end. */
export interface WeComCard {
  /** The `task_id` of the template card. */
  id: string;
  /** As the adapter names conversations: only there the card may be pressed. */
  channel: string;
  card: Card;
  /** The ask, run or task that it shows: a card that was posted anew has the subject of the one before. */
  subject: string | null;
  locale: string;
  /** The window whose bubble shows the card instead, for the card of a run. */
  windowId: string | null;
  hasShownEnd: boolean;
  /** The right to change the card once, encrypted. */
  responseCode: string | null;
  createdAt: Date;
}

/** One message that WeCom brought, as far as it can still be replied to. */
export interface WeComWindow {
  /** The message's id. */
  id: string;
  channel: string;
  via: 'socket' | 'callback';
  /** What replies over the long connection carry; null for a callback. */
  reqId: string | null;
  /** The stream that replies: `none` before the first frame, `sealed` once it can no longer change. */
  bubble: 'none' | 'open' | 'sealed';
  streamId: string;
  /** What the bubble shows. */
  content: string;
  /** What was said before the content while somebody held the bubble. */
  preface: string;
  /** A template card that goes out with the sealed bubble. */
  attachment: object | null;
  /** The card that lives in the bubble; null for a plain reply. */
  holder: string | null;
  /** The platform has fetched the sealed bubble. */
  isFetched: boolean;
  /** Where one reply can be sent after the bubble, encrypted; null once it has been used. */
  responseUrl: string | null;
  locale: string;
  receivedAt: Date;
}
