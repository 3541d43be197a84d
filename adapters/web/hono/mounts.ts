import type { IncomingMessage, ServerResponse } from 'node:http';

import { MAX_BODY_BYTES } from '../../../src/contract/common.ts';
import type { Log } from '../../../src/ports/system.ts';

/** A request as it came in: signatures cover these bytes. */
export interface RawRequest {
  method: string;
  url: string;
  /** Percent-decoded, and nothing else: a `+` stays a `+`, as base64 needs it. */
  query: Readonly<Record<string, string>>;
  rawBody: string;
}

interface RawAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** A path that an adapter serves by itself, without our token: with Node's own objects, or with the request as text. */
export type Mount =
  | { path: string; handle: (request: IncomingMessage, response: ServerResponse) => void }
  | { path: string; answer: (request: RawRequest) => Promise<RawAnswer> };

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readQuery(url: string): Record<string, string> {
  const start = url.indexOf('?');
  const pairs = start === -1 ? [] : url.slice(start + 1).split('&');
  return Object.fromEntries(
    pairs.filter(Boolean).map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    }),
  );
}

/** The body as text; undefined when it is past the limit. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Lets the adapter answer. What it throws is logged, and the platform will try again after a 500. */
export async function serveMount(
  mount: Mount,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const { path } = mount;
  try {
    if ('handle' in mount) return mount.handle(request, response);
    const rawBody = await readText(request);
    if (rawBody === undefined) return void response.writeHead(413, { connection: 'close' }).end();
    const { method = 'GET', url = '' } = request;
    const { status, contentType, body } = await mount.answer({ method, url, query: readQuery(url), rawBody });
    response.writeHead(status, { 'content-type': contentType }).end(body);
  } catch (error) {
    log.error({ path, error }, 'a request of a platform failed');
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}
