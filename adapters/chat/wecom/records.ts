import type { Card } from '../../../src/domain/card.ts';
import type { OwnCollection } from '../../../src/ports/store.ts';

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

export const CARDS: OwnCollection<WeComCard> = {
  name: 'wecom_cards',
  indexes: [
    { name: 'subject', keys: { subject: 1, createdAt: -1 } },
    { name: 'tidy', keys: { createdAt: 1 }, expireAfterSeconds: 90 * 24 * 3600 },
  ],
};

export const WINDOWS: OwnCollection<WeComWindow> = {
  name: 'wecom_windows',
  indexes: [
    { name: 'stream', keys: { streamId: 1 }, unique: true },
    { name: 'bubble', keys: { channel: 1, bubble: 1, receivedAt: 1 } },
    { name: 'open', keys: { via: 1, bubble: 1, receivedAt: 1 } },
    { name: 'tidy', keys: { receivedAt: 1 }, expireAfterSeconds: 48 * 3600 },
  ],
};
