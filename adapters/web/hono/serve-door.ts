import type { IncomingMessage, ServerResponse } from 'node:http';

import { MAX_BODY_BYTES } from '../../../src/contract/common.ts';
import type { HttpDoor } from '../../../src/ports/http-door.ts';
import type { Log } from '../../../src/ports/system.ts';

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
export async function serveDoor(
  door: HttpDoor,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const { path } = door;
  try {
    if ('handle' in door) return door.handle(request, response);
    const rawBody = await readText(request);
    if (rawBody === undefined) return void response.writeHead(413, { connection: 'close' }).end();
    const { method = 'GET', url = '', headers } = request;
    const { status, contentType, body } = await door.answer({
      method,
      url,
      headers,
      query: readQuery(url),
      rawBody,
    });
    response.writeHead(status, { 'content-type': contentType }).end(body);
  } catch (error) {
    log.error({ path, error }, 'a request of a platform failed');
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}
