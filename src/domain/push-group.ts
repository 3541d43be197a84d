/** What a group can be told of: a question or approval, a result to be reviewed, and how work has ended. */
export const PUSH_NEWS = ['asks', 'awaiting_review', 'completed', 'failed'] as const;
export type PushNews = (typeof PUSH_NEWS)[number];

/** The group of the environment: its record is kept like the others, but changes only with the configuration. */
export const CONFIGURED_GROUP = 'group';

/** Why nothing can be sent to an address any more: what the platform said; or it was sealed with another key. */
export const PUSH_FAULTS = ['webhook_invalid', 'bot_disabled', 'not_in_group', 'unreadable'] as const;
export type PushFault = (typeof PUSH_FAULTS)[number];

/** A group that is told of what happens elsewhere, by its push address. Nobody can answer there. */
export interface PushGroup {
  id: string;
  /** The same for each repeat of the request that made it. */
  dedupeKey: string;
  name: string;
  /** The push channel that sends there, by its name. */
  platform: string;
  /** The key of the address, encrypted: whoever has it can write into the group. */
  sealed: string;
  /** Tells addresses apart without showing them: no two groups have one, and a new address is a new print. */
  fingerprint: string;
  /** The last four signs of the key: all that is ever shown of it. */
  tail: string;
  /** Channels as `<platform>:<channel>`, or `*` for all. */
  from: string[];
  on: PushNews[];
  /** Off by a person's choice. */
  isActive: boolean;
  /** Off because the address is no longer good. */
  disabled: { reason: PushFault; at: Date } | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
