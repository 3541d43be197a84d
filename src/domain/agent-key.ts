import type { PersonRef, ThreadRef } from './person.ts';

/** What a program shows to start work of one agent. It does nothing else. */
export interface AgentKey {
  id: string;
  /** Two creates with one key are one. */
  dedupeKey: string;
  agentId: string;
  name: string;
  /** Its first eight signs: all that is ever shown of it. */
  prefix: string;
  /** SHA-256. */
  hash: string;
  /** Where its tasks live; null for tasks without a place in chat. */
  home: ThreadRef | null;
  /** Hosts that may be called back; none where callbacks are off. */
  callbackHosts: string[];
  /** Encrypted: callbacks are signed with it. */
  sealedSecret: string;
  /** Its rights are the rights of each task, as they are then. */
  owner: PersonRef;
  locale: string;
  timeZone: string;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What a program gave with the work that it started, and wants back. */
export interface StartedByKey {
  keyId: string;
  /** Returned as it came, and shown to no model. */
  metadata?: Record<string, unknown>;
  callback?: { sealedUrl: string; host: string };
}

/** What stands in place of a webhook's id where one task has an address of its own. */
const CALLBACK = 'callback:';
export const callbackTarget = (taskId: string): string => `${CALLBACK}${taskId}`;
export const taskOfCallback = (target: string): string | undefined =>
  target.startsWith(CALLBACK) ? target.slice(CALLBACK.length) : undefined;
