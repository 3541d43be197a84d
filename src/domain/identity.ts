import type { PersonRef } from './person.ts';
import type { Scope } from './scope.ts';

/** For how long a link works. */
export const LINK_MINUTES = 10;

/** A private way into the console for one person, once. */
export interface SignInLink {
  /** SHA-256 of what stands in the link. */
  id: string;
  person: PersonRef;
  /** A guest, or from another organisation: served only by name. */
  isStranger: boolean;
  createdAt: Date;
  expiresAt: Date;
  /** Null until somebody has signed in by it, or said that it is not theirs. */
  spentAt: Date | null;
}

/** A session lasts no longer, however much it is used. */
export const SESSION_DAYS = 30;

/** A browser that is signed in. */
export interface Session {
  id: string;
  /** SHA-256 of the cookie. */
  hash: string;
  /** Of the cookie before it was changed, which is good until the new one has arrived, and a minute longer. */
  formerHash: string | null;
  formerUntil: Date | null;
  changedAt: Date;
  /** Null for the holder of the API token. */
  person: PersonRef | null;
  isStranger: boolean;
  /** SHA-256 of the token that opened it, encrypted: with another token it is over. */
  proof: string | null;
  createdAt: Date;
  seenAt: Date;
  /** When it ends unless it is used. */
  idleEnds: Date;
  /** When it ends in any case. */
  ends: Date;
  /** What the browser says it is, and where it came from. */
  agent: string;
  address: string;
}

/** A token that was made while it runs. */
export interface MadeToken {
  id: string;
  /** SHA-256. */
  hash: string;
  /** Its first signs: all that is ever shown of it. */
  prefix: string;
  name: string;
  /** Null for a program. */
  person: PersonRef | null;
  isStranger: boolean;
  scopes: readonly Scope[];
  createdAt: Date;
  /** Null where it does not end by itself. */
  endsAt: Date | null;
  lastUsedAt: Date | null;
}
