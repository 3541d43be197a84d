import type { PersonRef, ThreadRef } from './person.ts';

/** How a sender proves that a delivery is its own. There is none without proof. */
export const TRIGGER_SCHEMES = [
  'standard',
  'github',
  'stripe',
  'linear',
  'gitlab',
  'hmac',
  'bearer',
] as const;
export type TriggerScheme = (typeof TRIGGER_SCHEMES)[number];

/** Of two, the older one stands until a moment; of more, the newest two are kept. */
export interface TriggerSecret {
  /** Encrypted, where its text is needed to check a signature. */
  sealed: string | null;
  /** SHA-256, where it is sent as it is. */
  hash: string | null;
  /** The last four signs: all that is ever shown of it. */
  tail: string;
  since: Date;
  endsAt: Date | null;
  lastUsedAt: Date | null;
}

/** What a sender that no scheme knows by name does its own way. */
export interface SignatureOptions {
  /** The header of the signature. */
  header: string;
  /** The header of a time in seconds, which is signed before the body: `time.body`. */
  timestampHeader: string | null;
  /** The header that tells one delivery from another. */
  deliveryHeader: string;
  encoding: 'hex' | 'base64';
  prefix: string;
  /** Equal bodies are one delivery. */
  isBodyUnique: boolean;
}

/** A test on one value of the body, by JSON Pointer. */
export type HookTest = { at: string } & (
  | { is: string | number | boolean | null }
  | { in: (string | number | boolean | null)[] }
  | { exists: boolean }
  /** Words with `*`, whatever their case. */
  | { matches: string }
);

/** What a delivery becomes. */
export interface HookMakes {
  definitionId: string | null;
  parameters: Record<string, { at: string } | { value: unknown }>;
  /** Texts with `{/pointer}` where a value of the body goes; an empty description is the whole body. */
  title: string;
  description: string;
  agentId: string | null;
  tags: string[];
  isReviewRequired: boolean;
}

/** A door for one sender outside: each delivery that is proven becomes a task. */
export interface Trigger {
  /** Long and random enough that nobody finds the door by trying. */
  id: string;
  /** Two creates with one key are one trigger. */
  dedupeKey: string;
  name: string;
  scheme: TriggerScheme;
  /** The newest first. */
  secrets: TriggerSecret[];
  options: SignatureOptions;
  /** All of them must hold. */
  filter: HookTest[];
  makes: HookMakes;
  /** Where its tasks live; null for one without a place in chat. */
  home: ThreadRef | null;
  /** Its rights are the rights of each task, as they are then. */
  owner: PersonRef;
  locale: string;
  timeZone: string;
  /** So many proven deliveries a minute are taken. */
  perMinute: number;
  isActive: boolean;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** `accepted` waits for its task; the others are settled. */
export const HOOK_STATES = ['accepted', 'made', 'filtered', 'unmapped', 'failed', 'refused'] as const;
export type HookState = (typeof HOOK_STATES)[number];

export const HOOK_REASONS = [
  'no_signature',
  'wrong_signature',
  'old_signature',
  'inactive',
  'content_type',
  'broken_body',
  'no_trigger',
  'not_served',
  'error',
] as const;
export type HookReason = (typeof HOOK_REASONS)[number];

/** What came to a trigger, and what became of it. */
export interface HookDelivery {
  /** A hash of the trigger and the sender's own id: the same delivery is one row. */
  id: string;
  triggerId: string;
  /** The sender's own id; null where it has none. */
  senderId: string | null;
  /** A hash of the body where equal bodies are one delivery; else the id. */
  bodyKey: string;
  event: string | null;
  /** The body as it was read, encrypted; null once it is no longer kept, and for what was not proven. */
  sealedBody: string | null;
  bytes: number;
  state: HookState;
  /** Why it was refused, or came to no task. */
  reason: HookReason | null;
  /** The error, or the parameters that had no value. */
  detail: string | null;
  taskId: string | null;
  receivedAt: Date;
}

/** JSON Pointer, RFC 6901: empty for the whole, else `/` before each step. */
export const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

export const hookKey = (deliveryId: string): string => `hook:${deliveryId}`;
