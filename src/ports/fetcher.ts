import type { FetchTrouble } from '../domain/doubt.ts';

/** How a request ended. Nobody may take `unknown` for a failure: the other side may have carried it out. */
export type Fetched =
  | {
      kind: 'answered';
      status: number;
      contentType: string;
      /** By their names in lower case; what came several times is joined with commas. */
      headers: Readonly<Record<string, string>>;
      text: string;
      isCut: boolean;
    }
  /**
   * It leads to an address that may not be followed, and nothing was asked there. `isTaken`: where it was sent, it was taken, and
   * only its answer is elsewhere.
   */
  | { kind: 'elsewhere'; status: number; url: string; isTaken: boolean }
  /** Certainly not carried out: it never left, or whoever got it only said where else to go. */
  | { kind: 'not_sent'; trouble: FetchTrouble; host: string }
  /** It was on its way, and no whole answer came. */
  | { kind: 'unknown'; trouble: FetchTrouble; host: string };

export interface FetchRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, http or https. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** The answer's body is cut there. */
  maxBytes: number;
  /** For all of it, redirects and the body of the answer included. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Whether a redirect to the address may be followed; every one may unless given. */
  mayFollow?: (url: URL) => boolean;
}

/** Outgoing HTTP that people or models can aim. Private addresses are refused unless the configuration allows them. */
export interface Fetcher {
  /** Rejects only for faults of our own: every way in which a request can end is a value. */
  fetch(request: FetchRequest): Promise<Fetched>;
}
