import type { SessionView } from '../contract/sessions.ts';
import type { PersonRef } from '../domain/person.ts';

/** Where a browser comes from, as its owner is shown it. */
export interface Origin {
  agent: string;
  address: string;
}

/** A session as a request found it. */
export interface FoundSession {
  id: string;
  /** Null for the holder of the API token. */
  person: PersonRef | null;
  isAdmin: boolean;
  /** Their other accounts. */
  also: readonly string[];
  /** A new cookie in place of the one that was shown. */
  renewed: string | null;
}

/** Who is who in a browser. Secrets come in as they were shown, and are kept as hashes alone. */
export interface SignIn {
  /** Whom the link is for; undefined for one that does nothing, be it used, too old or none. Spends nothing. */
  look(link: string): Promise<PersonRef | undefined>;
  /** Spends it. Answers with the cookie; undefined as above, also for whoever was second. */
  enter(link: string, from: Origin): Promise<string | undefined>;
  /** It came to somebody else: it does nothing any more. */
  refuse(link: string): Promise<void>;
  /** For whoever showed the API token. */
  enterByToken(token: string, from: Origin): Promise<string>;
  /** The session of a cookie, undefined for one that has ended. @param token - the API token as it is now. */
  find(cookie: string, token: string): Promise<FoundSession | undefined>;
  /** Whether the session with the id is there still, for what it has open. */
  isOpen(id: string): Promise<boolean>;
  /** Ends the session of a cookie, if there is one. */
  leave(cookie: string): Promise<void>;
  /** The other accounts of whoever has this one. */
  alsoOf(account: string): string[];
  /** The sessions of the one that asks, the one used last first. */
  list(own: FoundSession): Promise<SessionView[]>;
  /** Ends one of them, or all but the one that asks. @throws AppError `not_found` for those of others. */
  end(own: FoundSession, id: string): Promise<void>;
  endOthers(own: FoundSession): Promise<number>;
}
