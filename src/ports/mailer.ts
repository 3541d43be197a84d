/** One mail to one address. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Of this mail, the same on each try; and of what it belongs to. Both with their angle brackets. */
  messageId: string;
  references: string | null;
  /** Where its reader stops mails of its kind, by one POST; null where there is nothing to stop. */
  unsubscribeUrl: string | null;
  attachments: readonly { name: string; content: string }[];
}

/**
 * What hands mails to a mail server. One folder in adapters/mailer.
 *
 * Errors of `send` are those of a `ChatPort`: `chat.unavailable` (certainly not taken), `chat.rate_limited` (it lets nobody in at present),
 * `chat.unknown` (cut off: it may have been taken), `chat.refused` {reason} (never will be).
 */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}
