import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as it came in: signatures cover these bytes. */
export interface RawRequest {
  method: string;
  url: string;
  /** Header names are lower-case. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Percent-decoded, and nothing else: a `+` stays a `+`, as base64 needs it. */
  query: Readonly<Record<string, string>>;
  rawBody: string;
}

export interface RawAnswer {
  status: number;
  contentType: string;
  body: string;
}

/**
 * A path that a platform serves by itself, without our token: with the request as text; or, for a library that wants them, with
 * Node's own objects.
 */
export type HttpDoor =
  | { path: string; answer: (request: RawRequest) => Promise<RawAnswer> }
  | { path: string; handle: (request: IncomingMessage, response: ServerResponse) => void };
