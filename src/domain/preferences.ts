import type { NotificationType } from './notification.ts';

/** The platform of the outbox's targets that are people's mail addresses; their channel is the person's id. */
export const MAIL_TARGET = 'mail';

/** What a person wants to be told of by mail, and where to. */
export interface Preferences {
  /** The person's id. */
  id: string;
  /** The address that was confirmed, sealed; `refusedAt` since when the mail server takes nothing for it. */
  mail: { sealed: string; shown: string; confirmedAt: Date; refusedAt: Date | null } | null;
  /** An address that waits for its code. */
  pending: { sealed: string; shown: string; sealedCode: string; triesLeft: number; expiresAt: Date } | null;
  /** Codes that were sent on that day. */
  codes: { day: string; count: number };
  /** The types that are not mailed. */
  unmailed: NotificationType[];
  version: number;
  updatedAt: Date;
}
