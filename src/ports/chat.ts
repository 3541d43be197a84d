import type { Incoming, OutgoingMessage, PersonalPage, PostedRef, Sender } from '../domain/message.ts';
import type { PersonRef, ThreadRef } from '../domain/person.ts';

export type ReadPage = (sender: Sender) => Promise<PersonalPage | undefined>;

/** Text that grows in one message while it is written. A hint, never the record: what is not shown is not missed. */
export interface TextStream {
  /** What `post` takes as `inPlaceOf`. */
  readonly posted: PostedRef;
  /** Shows more soon, as far as the platform takes it. */
  append(text: string): void;
  /** Shows nothing more. Never rejects, and takes a few seconds at most. */
  end(): Promise<void>;
  /** Takes the message away. Never rejects. */
  discard(): Promise<void>;
}

/**
 * A group-chat platform: one folder in adapters/chat; all held to test/contracts/chat.contract.ts.
 * An adapter translates and decides nothing. `channel` and `thread` of what it hands in are what it gets back.
 *
 * Errors of `post` and `edit`: `chat.rate_limited` {retryAfterMs} and `chat.unavailable` (certainly not shown: try
 * again), `chat.unknown` (may have been shown), `chat.refused` {reason} (never will be), `chat.gone` (the message to
 * edit is no longer there, or can no longer be edited: post it anew).
 */
export interface ChatPort {
  readonly platform: string;
  /**
   * The end of a run is told by its card alone. Set where nothing can be edited: the card's last state is then a message
   * of its own, and another one would tell the same twice.
   */
  readonly tellsEndsOnCards?: true;
  /** `post` takes a message with a file of at most this size. Absent where files stay links. */
  readonly maxFileBytes?: number;
  /** What a form would ask is asked one question after the other. Set where nothing can be filled in. */
  readonly hasNoForms?: true;
  /** How long to wait after each try that failed, in milliseconds. Absent where the outbox's own pace will do. */
  readonly retryMs?: readonly number[];
  /**
   * Starts to receive. `receive` resolves when the thing is durable and rejects when it could not be stored: only
   * then may the platform be told that we have it. It may see one thing twice.
   * @param readPage - for platforms where people have a page of their own; nothing for people who are not served.
   */
  start(receive: (incoming: Incoming) => Promise<void>, readPage?: ReadPage): Promise<void>;
  /**
   * Posts into the thread; where the platform has no threads, into the channel. Longer text than one message holds
   * goes out in several; answers with the one that later edits change.
   * @param key - the same on each try for one post: a platform that can must show it once.
   * @param inPlaceOf - a message that `stream` has begun in the thread: it becomes the post, or the first part of it.
   */
  post(thread: ThreadRef, message: OutgoingMessage, key: string, inPlaceOf?: PostedRef): Promise<PostedRef>;
  /**
   * Begins a message that grows, with the text so far, as an answer to `to`. Undefined where there can be none for this
   * place or person; rejects as `post` does. Absent where messages do not grow.
   */
  stream?(thread: ThreadRef, to: PersonRef, text: string): Promise<TextStream | undefined>;
  /** Replaces text and card. Absent where a platform can never edit. */
  edit?(posted: PostedRef, message: OutgoingMessage): Promise<void>;
  /**
   * Looks for what an earlier `post` of the message with the key has shown, for tries that ended in doubt. Undefined: it has
   * not, or not all of it, and a `post` with the key goes on from there. `unknown`: that cannot be seen.
   */
  findPosted?(
    thread: ThreadRef,
    key: string,
    message: OutgoingMessage,
  ): Promise<PostedRef | 'unknown' | undefined>;
  /** Shows in the thread that work goes on (`working`) or that people are waited for; a hint, never the record. */
  setActivity?(thread: ThreadRef, activity: 'working' | 'waiting' | 'idle'): Promise<void>;
  /** The conversation with this person alone, to write to them first; absent where there is none. */
  directTo?(personId: string): ThreadRef | undefined;
  /**
   * The people who are now in a group that the platform keeps, by person id; undefined for an id that is no such group.
   * Rejects when the platform cannot be asked.
   */
  membersOf?(group: string): Promise<string[] | undefined>;
  /** Draws the person's own page anew, after something was done there; a hint, never the record. */
  showPage?(person: PersonRef): Promise<void>;
  /** A link that opens the thread in the platform. */
  linkTo?(thread: ThreadRef): string | undefined;
  /** Whether the platform can be reached, for /readyz; absent where there is nothing to reach. */
  health?(): { isUp: boolean; detail: string };
  stop(): Promise<void>;
}
