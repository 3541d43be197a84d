/** What other systems can be told. */
export const EVENT_TYPES = [
  'task.completed',
  'task.failed',
  'task.cancelled',
  'task.awaiting_review',
  'task.needs_input',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Why nothing is sent any more: it said that it is gone, nothing has come through for days, or its address was sealed with another key. */
export const WEBHOOK_FAULTS = ['gone', 'failing', 'unreadable'] as const;
export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];

/** The platform name of what leaves for other systems: a target of the outbox like any other. */
export const WEBHOOK_TARGET = 'webhook';

export interface WebhookSecret {
  /** Encrypted. */
  sealed: string;
  /** The last four signs: all that is ever shown of it. */
  tail: string;
  since: Date;
  endsAt: Date | null;
}

/** Another system that is told what becomes of tasks. */
export interface Webhook {
  id: string;
  /** Two creates with one key are one webhook. */
  dedupeKey: string;
  name: string;
  /** The address, encrypted: it may hold a token. */
  sealedUrl: string;
  /** The part of it that is shown. */
  host: string;
  /** The newest first. */
  secrets: WebhookSecret[];
  types: EventType[];
  /** Channels as `<platform>:<channel>`, or `*` for all, and for tasks without one. */
  from: string[];
  /** Off by a person's choice. */
  isActive: boolean;
  /** `isTold`: administrators know. */
  disabled: { reason: WebhookFault; at: Date; isTold: boolean } | null;
  /** Tries in a row that came to nothing, and since when. */
  failures: number;
  failingSince: Date | null;
  lastOkAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** One try to tell one webhook one thing. */
export interface WebhookTry {
  id: string;
  webhookId: string;
  /** What the receiver tells deliveries apart by: the same on each try. */
  eventId: string;
  type: string;
  at: Date;
  ms: number;
  /** What the receiver answered; null where it did not. */
  status: number | null;
  /** Why it counts as not delivered; null where it was. */
  cause: string | null;
  /** The beginning of its answer. */
  answer: string;
}
