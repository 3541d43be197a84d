import { createServer } from 'node:http';

import { getRequestListener, type HttpBindings } from '@hono/node-server';

import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Log } from '../../../src/ports/system.ts';
import type { HttpDoor } from '../../../src/ports/http-door.ts';
import { serveDoor } from './serve-door.ts';
import { wordsFor, type Locale } from '../../../src/words/index.ts';

interface Options {
  /** @param connection - what the request came over. */
  fetch: (request: Request, connection: HttpBindings) => Response | Promise<Response>;
  doors: readonly HttpDoor[];
  host: string;
  port: number;
  locale: Locale;
  log: Log;
}

/** What the system says when an address cannot be listened on, as the setting that is wrong. */
function listenFault(error: NodeJS.ErrnoException, { host, port, locale }: Options): AppError {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES')
    return invalidInWords('PORT', wordsFor(locale).http.portInUse(port));
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return invalidInWords('HOST', wordsFor(locale).http.hostUnknown(host));
  }
  return new AppError('internal', {}, error);
}

export function createHttpServer(options: Options) {
  const byPath = new Map(options.doors.map((mount) => [mount.path, mount]));
  const listener = getRequestListener(
    (request, connection) => options.fetch(request, connection as HttpBindings),
    { overrideGlobalObjects: false },
  );
  const server = createServer((request, response) => {
    response.on('close', () => {
      // A client that keeps its connection would otherwise keep the stop waiting.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
    const mount = byPath.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (mount) void serveDoor(mount, request, response, options.log);
    else void listener(request, response);
  });

  return {
    /** @throws AppError `input.invalid` naming PORT or HOST. */
    listen: () =>
      new Promise<{ port: number }>((resolve, reject) => {
        server.once('error', (error) => reject(listenFault(error, options)));
        server.listen(options.port, options.host, () => {
          const address = server.address();
          resolve({ port: typeof address === 'object' && address ? address.port : options.port });
        });
      }),

    /** Takes nothing new and waits for what is under way, no longer than `graceMs`. */
    async close(graceMs: number): Promise<void> {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
