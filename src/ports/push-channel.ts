import type { ChatPort } from './chat.ts';
import type { PushAddresses } from './push-addresses.ts';
import type { Clock } from './system.ts';

/** A way to tell groups that only listen, each by an address that is the whole credential. */
export interface PushChannel {
  /** The platform of the outbox's targets; their channel is the group's id. No other platform has the name. */
  readonly name: string;
  /** Groups that were written down before they named their channel are of this one. */
  readonly adoptsOldGroups?: true;
  /**
   * The part of an address that is kept, sealed, and handed back by `PushAddresses.open`. Undefined for anything that is no address
   * of this channel: people can set it, so it must not lead elsewhere. Upper and lower case make no other address.
   */
  readAddress(text: string): string | undefined;
  /** What an address must be, for people; repeats nothing of what was given. */
  addressRule(locale: string): string;
  /** What sends there: it posts, and receives nothing. */
  open(addresses: PushAddresses, deps: { clock: Clock }): Promise<ChatPort>;
}
