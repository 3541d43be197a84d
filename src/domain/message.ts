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
  at: Date;
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
  /** The people whose `@name` stands in the text, but for the bot. */
  mentions?: PersonRef[];
  permalink?: string;
  files?: { name: string; contentType: string; sizeBytes: number; url: string }[];
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
  messageId: string;
  values?: Readonly<Record<string, unknown>>;
}

export type Incoming = IncomingMessage | IncomingCommand | IncomingAction;

/** Something to show in chat. `text` is Markdown of the common kind and stands alone where cards cannot be shown. */
export interface OutgoingMessage {
  text: string;
  card?: Card;
  locale: string;
  /** Shown to this person alone, where the platform can; else left out of the channel and sent to them directly. */
  onlyFor?: PersonRef;
  /** Opens the card's form at once to the person whose command came with it, where it is not too late. */
  trigger?: string;
  /** A person must act: platforms that can notify do, and mention these people. */
  mentions?: PersonRef[];
}

/** A message that was posted, as far as the platform needs it to edit it later. */
export interface PostedRef extends ThreadRef {
  messageId: string;
}
