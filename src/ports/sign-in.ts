import type { CreateTokenInput, NewTokenView, SessionView, TokenView } from '../contract/sessions.ts';
import type { PersonRef } from '../domain/person.ts';
import type { Scope } from '../domain/scope.ts';

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
  /** A guest, or from another organisation. */
  isStranger: boolean;
  isAdmin: boolean;
  /** Their other accounts. */
  also: readonly string[];
  /** A new cookie in place of the one that was shown. */
  renewed: string | null;
}

/** Whose tokens: a person's, or those that the holder of the API token made. */
export type TokenOwner = Pick<FoundSession, 'person' | 'isStranger' | 'also'>;

/** What a request showed that was made while it runs. */
export interface FoundToken {
  id: string;
  person: PersonRef;
  also: readonly string[];
  scopes: readonly Scope[];
  isAdmin: boolean;
}

export interface Tokens {
  /** Its secret is in this answer, and nowhere else. @throws AppError `input.invalid`, `access.refused`. */
  make(own: TokenOwner, input: CreateTokenInput): Promise<NewTokenView>;
  /** The first one first. */
  list(own: TokenOwner): Promise<TokenView[]>;
  /** At once, with what it has open. @throws AppError `not_found` for those of others. */
  revoke(own: TokenOwner, id: string): Promise<void>;
  /** Undefined for one that is revoked, has ended, or whose person is no longer served. */
  find(shown: string): Promise<FoundToken | undefined>;
  isOpen(id: string): Promise<boolean>;
}

/** Who is who in a browser. Secrets come in as they were shown, and are kept as hashes alone. */
export interface SignIn {
  readonly tokens: Tokens;
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
  /** Whether the session or token with the id is there still, for what it has open. */
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
  /** Of whoever has the account, by all of theirs: sessions, tokens and links. Answers with how many sessions and tokens there were. */
  endAccessOf(account: string): Promise<number>;
}
