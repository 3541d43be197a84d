import type { Card } from './card.ts';
import type { PersonRef, ThreadRef } from './person.ts';

/** What a platform tells of the person who wrote or clicked. */
export interface Sender extends PersonRef {
  locale?: string;
  timeZone?: string;
  /** A guest of the workspace. Absent where the platform does not tell, or could not be asked. */
  isGuest?: boolean;
  /** From another organisation, in a shared channel, or not to be told from such. Absent as above. */
  isExternal?: boolean;
}

interface IncomingBase {
  /** The same for each redelivery of one thing, and different for different things of the platform. */
  key: string;
  platform: string;
  place: ThreadRef;
  sender: Sender;
  /** In a conversation with the bot alone. */
  isDirect?: true;
  at: Date;
}

/** What people send that is no text; of each kind there may come more than can be read today. */
export type EnclosureKind =
  'file' | 'image' | 'voice' | 'video' | 'location' | 'contact' | 'sticker' | 'poll' | 'call' | 'other';

export interface Enclosure {
  kind: EnclosureKind;
  /** As it is called where it comes from. */
  name?: string;
}

/** Something written where the bot can read it. Text is plain: unescaped, the mention of the bot taken out. */
export interface IncomingMessage extends IncomingBase {
  kind: 'message';
  text: string;
  messageId: string;
  /** The bot was mentioned, or it is a conversation with the bot alone. */
  isToBot: boolean;
  /** Written inside a thread that had begun before. */
  isReply: boolean;
  /** The text of the one message that it replies to, where the platform tells. */
  quoted?: string;
  /** The people whose `@name` stands in the text, but for the bot. */
  mentions?: PersonRef[];
  permalink?: string;
  /** What came with the text, or in its place. */
  enclosures?: readonly Enclosure[];
}

/** `/task …` as the platform's own command. */
export interface IncomingCommand extends IncomingBase {
  kind: 'command';
  text: string;
  /** As in a message. */
  mentions?: PersonRef[];
  /** What opens a form to the person at once, for the few seconds that the platform gives. */
  trigger?: string;
}

/** A button pressed or a form sent. */
export interface IncomingAction extends IncomingBase {
  kind: 'action';
  /** The button's action, such as `approve`. */
  action: string;
  /** The button's value as it was sent out: an opaque word that `readSubject` understands. */
  value: string;
  /** Empty where it was pressed on the person's own page. */
  messageId: string;
  values?: Readonly<Record<string, unknown>>;
}

/** A message that was changed after it had been sent, or taken back. The sender is who wrote it. */
export interface IncomingChange extends IncomingBase {
  kind: 'change';
  /** The `key` of the message; `at` is when it was changed. */
  of: string;
  /** What it says now; null when it was taken back. */
  text: string | null;
  /** As in a message. */
  isToBot: boolean;
  isReply: boolean;
}

export type Incoming = IncomingMessage | IncomingCommand | IncomingAction | IncomingChange;

/** A file to be put into a conversation as itself. */
export interface OutgoingFile {
  name: string;
  /** What people read above it; the same for no other file of the thread, so that it can be looked for. */
  title: string;
  content: string;
}

/** Something to show in chat. `text` is Markdown of the common kind and stands alone where cards cannot be shown. */
export interface OutgoingMessage {
  text: string;
  /** What a lock screen shows of it: one line without Markdown, what happened first. Absent where the text begins so. */
  news?: string;
  card?: Card;
  locale: string;
  /** Shown to this person alone, where the platform can; else left out of the channel and sent to them directly. */
  onlyFor?: PersonRef;
  /**
   * With `onlyFor`: nothing in it is secret. Where the person cannot be reached alone it is said before the others, with
   * their name; without this, they are only told that there is something for them.
   */
  mayBeOverheard?: true;
  /** The id of an ask whose card tells the same: left out where that card is shown anew rather than edited. */
  isOnCardOf?: string;
  /** Opens the card's form at once to the person whose command came with it, where it is not too late. */
  trigger?: string;
  /** A person must act: platforms that can notify do, and mention these people. */
  mentions?: PersonRef[];
  /** In place of text and card, for platforms with `maxFileBytes`. */
  file?: OutgoingFile;
}

/** What a person has before them over all places, for a page of their own in the platform. */
export interface PersonalPage {
  locale: string;
  /** Cards of what waits for them, the oldest first, each with where it was asked. */
  waiting: { message: OutgoingMessage; home: ThreadRef | null }[];
  /** How many more wait than are listed. */
  moreWaiting: number;
  /** Their open tasks, a line each. */
  tasks: { text: string; home: ThreadRef | null }[];
  hasMoreTasks: boolean;
}

/** A message that was posted, as far as the platform needs it to edit it later. */
export interface PostedRef extends ThreadRef {
  messageId: string;
}
