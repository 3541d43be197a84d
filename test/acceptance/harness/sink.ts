import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** How the other system answers one request; what answers nothing leaves the caller waiting. */
export type SinkAnswer = (request: Received, response: ServerResponse) => void;

export interface Sink {
  /** `127.0.0.1:port`, as `fetch.allow_hosts` wants it. */
  readonly host: string;
  readonly received: readonly Received[];
  url(path: string): string;
  /** What came in under the path. */
  at(path: string): Received[];
  /** Requests that have no answer yet. */
  held(): number;
  /** From now on requests to paths that begin so are answered like this. */
  answer(path: string, how: SinkAnswer): void;
  /** Answers everything that is held, or what is held under the path, with "thanks". */
  release(path?: string): void;
  close(): Promise<void>;
}

/** Somebody else's system: it remembers what it was sent and says "thanks", unless a test tells it otherwise. */
export async function startSink(): Promise<Sink> {
  const received: Received[] = [];
  const open = new Map<ServerResponse, string | undefined>();
  const answers = new Map<string, SinkAnswer>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    open.set(response, request.url);
    response.on('close', () => open.delete(response));
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      const known = [...answers].findLast(([prefix]) => path.startsWith(prefix));
      if (known) known[1](one, response);
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    received,
    url: (path) => `http://${host}${path}`,
    at: (path) => received.filter((one) => one.path === path),
    held: () => [...open.keys()].filter(({ writableEnded }) => !writableEnded).length,
    answer: (path, how) => void answers.set(path, how),
    release(path) {
      for (const [response, asked] of open)
        if (!response.writableEnded && (path === undefined || asked === path)) response.end('thanks');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
