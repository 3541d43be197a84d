import type { Field } from '../../../src/domain/ask.ts';
import type { OwnCollection } from '../../../src/ports/store.ts';

/** Where a chat app was installed by OAuth. */
export interface Installation {
  /** `<platform>:<workspace>`. */
  id: string;
  platform: string;
  /** Tokens, encrypted. */
  sealed: string;
  /** When the token ends, null where it never does. */
  expiresAt: Date | null;
  /** Raised with each new token: of two processes that renew one, the first wins. */
  version: number;
  /** Somebody renews the token, at the longest until then. */
  renewalUntil: Date | null;
  updatedAt: Date;
}

/** The fields behind a button that was posted, for platforms that show a form only once it is pressed. */
export interface SavedForm {
  /** `<platform>:<action>:<the button's value>`. */
  id: string;
  /** What it is about, in full: the dialog shows it first. */
  title: string;
  /** What sending it does. Absent in forms of before it was kept. */
  verb?: string;
  /** What is to be read before it is sent. */
  body?: string[];
  fields: Field[];
  locale: string;
  createdAt: Date;
  /** When what it is about was settled: it opens no more, but one that is on a screen can still be sent, and be told so. */
  closedAt?: Date;
}

export const INSTALLATIONS: OwnCollection<Installation> = { name: 'installations', indexes: [] };

export const FORMS: OwnCollection<SavedForm> = {
  name: 'forms',
  indexes: [{ name: 'tidy', keys: { createdAt: 1 }, expireAfterSeconds: 90 * 24 * 3600 }],
};
