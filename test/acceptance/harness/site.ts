import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The environment of a product whose agents have a browser. Whoever tests as root has no sandbox to start Chromium in. */
export const browserEnv = {
  CHROMIUM_SANDBOX: 'off',
  ...(process.env['CHROMIUM_PATH'] ? { CHROMIUM_PATH: process.env['CHROMIUM_PATH'] } : {}),
};

export interface Visit {
  method: string;
  path: string;
  cookie: string;
  body: string;
}

/** What a page is, or what makes one of the visit. */
export type SitePage = string | ((visit: Visit, response: ServerResponse) => string | void);

export interface Site {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly visits: readonly Visit[];
  url(path: string): string;
  /** What came in with this method under the path. */
  at(method: string, path: string): Visit[];
  page(path: string, what: SitePage): void;
  close(): Promise<void>;
}

/** Somebody's website, on this machine: it remembers every request, those to upgrade among them. */
export async function startSite(): Promise<Site> {
  const visits: Visit[] = [];
  const pages = new Map<string, SitePage>();
  const note = ({ method = '', url = '', headers }: IncomingMessage, body = ''): Visit => {
    const visit = { method, path: url.split('?')[0] ?? '', cookie: headers.cookie ?? '', body };
    visits.push(visit);
    return visit;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const visit = note(request, Buffer.concat(chunks).toString('utf8'));
      const known = pages.get(visit.path);
      const html = typeof known === 'function' ? known(visit, response) : (known ?? '<h1>Not here</h1>');
      if (html !== undefined)
        response.writeHead(known ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    });
  });
  server.on('upgrade', (request, socket) => {
    note(request);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    visits,
    url: (path) => `http://${host}${path}`,
    at: (method, path) => visits.filter((one) => one.method === method && one.path === path),
    page: (path, what) => void pages.set(path, what),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
