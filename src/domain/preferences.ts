import type { NotificationType } from './notification.ts';
import type { QuietTimes } from './quiet.ts';

/** The platform of the outbox's targets that are people's mail addresses; their channel is the person's id. */
export const MAIL_TARGET = 'mail';

/** Ways of telling a person beside the console, which always does; and when each may tell. */
export const WAYS = {
  mail: ['off', 'at_once', 'digest'],
  direct: ['off', 'at_once'],
} as const;
export type Way = keyof typeof WAYS;
export const WAY_NAMES = Object.keys(WAYS) as Way[];
export type When<W extends Way = Way> = (typeof WAYS)[W][number];
/** How one type is told. */
export type Cell = { [W in Way]: When<W> };

/** What holds for a type of which a person has said nothing. */
export const USUAL: Cell = { mail: 'at_once', direct: 'off' };

/** What a person wants to be told of, in which ways and when; and where mails go to. */
export interface Preferences {
  /** The person's id. */
  id: string;
  /** The address that was confirmed, sealed; `refusedAt` since when the mail server takes nothing for it. */
  mail: { sealed: string; shown: string; confirmedAt: Date; refusedAt: Date | null } | null;
  /** An address that waits for its code. */
  pending: { sealed: string; shown: string; sealedCode: string; triesLeft: number; expiresAt: Date } | null;
  /** Codes that were sent on that day. */
  codes: { day: string; count: number };
  /** Where it differs from what is usual. */
  cells: Partial<Record<NotificationType, Partial<Cell>>>;
  /** When they are not to be disturbed; null for never, `usual` as the configuration says. */
  quiet: QuietTimes | 'usual' | null;
  version: number;
  updatedAt: Date;
}

export const cellOf = ({ cells }: Pick<Preferences, 'cells'>, type: NotificationType): Cell => ({
  ...USUAL,
  ...cells[type],
});
