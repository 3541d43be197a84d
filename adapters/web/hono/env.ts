import type { PersonRef } from '../../../src/domain/person.ts';
import type { FoundSession } from '../../../src/ports/sign-in.ts';
import type { Scope } from '../../../src/domain/scope.ts';
import type { Locale } from '../../../src/words/index.ts';

/** Who asks, once that is known. */
export interface Visitor {
  person: PersonRef;
  /** What the token that was shown is for. */
  scopes: readonly Scope[];
  /** Sees and may do what no person may by themselves, as far as the scopes go. */
  isAdmin: boolean;
  /** Their other accounts. */
  also?: readonly string[];
  /** In the try-out the holder of the token says who they are. */
  mayBeAnybody: boolean;
  /** Of a browser. */
  session?: FoundSession;
  /** Of a token that was made while it runs. */
  tokenId?: string;
  /** A program with a token, or a browser with the session cookie. */
  via: 'api' | 'console';
}

/** What the parts of a request tell each other. */
export interface Env {
  /** Absent where there is no socket. */
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  Variables: {
    requestId: string;
    locale: Locale;
    visitor: Visitor;
    errorCode?: string;
    /** The bytes of the body as text: read once, looked at by the idempotency check and the route. */
    rawBody?: string;
    /** What a repeat of the request is answered, where that is not all that this one is. */
    keptBody?: string;
  };
}
