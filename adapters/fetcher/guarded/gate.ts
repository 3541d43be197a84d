import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isSite } from '../../../src/domain/browser.ts';
import type { Gate, OpenGate, Refusal } from '../../../src/ports/browser.ts';
import type { Log } from '../../../src/ports/system.ts';
import { createAdmit, pinned, type Admission } from './admit.ts';

/** What one session may bring in, in bytes: also what its downloads may take of the disk. */
const MAX_BYTES = 200_000_000;
const CONNECT_MS = 15_000;
/** They belong to the connection with the browser. */
const OWN_HEADERS = ['proxy-connection', 'proxy-authorization'];

export interface GateOptions extends Admission {
  log: Log;
}

/**
 * A proxy for one browser session, on a port of its own of this machine. It reaches the given sites and nothing else, whatever asks: a
 * page, a redirect, an image, a worker, a socket. A name is looked up here, once for each connection, its addresses are held to what
 * `fetch` allows, and the connection goes to just these.
 */
export function createGates({ log, ...admission }: GateOptions): OpenGate {
  const admit = createAdmit(admission);
  return async (sites) => {
    const refused = new Map<string, Refusal>();
    const sockets = new Set<Duplex>();
    let bytes = 0;

    /** Where to connect to, or why not. */
    async function check(url: URL): Promise<readonly string[] | Refusal | undefined> {
      const why = bytes > MAX_BYTES ? 'too_much' : isSite(url, sites) ? undefined : 'not_a_site';
      const addresses = why ?? (await admit(url).catch((): readonly string[] => []));
      if (addresses === 'private' || typeof addresses === 'string') {
        const refusal = addresses === 'private' ? 'private_address' : addresses;
        if (refused.size < 1000) refused.set(url.host, refusal);
        log.info({ host: url.host, refusal }, 'a browser was kept from an address');
        return refusal;
      }
      return addresses.length === 0 ? undefined : addresses;
    }

    const count = (
      stream: { on: (event: 'data', take: (chunk: Buffer) => void) => unknown },
      cut: () => void,
    ) =>
      stream.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) cut();
      });

    async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
      if (!incoming.url || !URL.canParse(incoming.url)) return void response.writeHead(400).end();
      const url = new URL(incoming.url);
      const addresses = url.protocol === 'http:' ? await check(url) : undefined;
      if (typeof addresses === 'string' || !addresses)
        return void response.writeHead(addresses ? 403 : 502, { 'content-type': 'text/plain' }).end();
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) => !OWN_HEADERS.includes(name)),
      );
      const { method = 'GET' } = incoming;
      const outgoing = httpRequest(
        url,
        { method, headers, agent: false, lookup: pinned(addresses) },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          count(answer, () => outgoing.destroy());
          answer.on('error', () => response.destroy()).pipe(response);
        },
      );
      outgoing.setTimeout(CONNECT_MS * 4, () => outgoing.destroy());
      outgoing.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
      response.on('close', () => outgoing.destroy());
      incoming.on('error', () => outgoing.destroy()).pipe(outgoing);
    }

    async function tunnel(target: string, client: Duplex, head: Buffer): Promise<void> {
      const url = URL.canParse(`https://${target}`) ? new URL(`https://${target}`) : undefined;
      const addresses = url && (await check(url));
      if (!url || !addresses || typeof addresses === 'string')
        return void client.end(`HTTP/1.1 ${typeof addresses === 'string' ? 403 : 502} Refused\r\n\r\n`);
      const far = connect({
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: Number(url.port || 443),
        lookup: pinned(addresses),
      });
      keep(far);
      far.setTimeout(CONNECT_MS, () => far.destroy());
      far.on('connect', () => {
        far.setTimeout(0);
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        if (head.length > 0) far.write(head);
        far.pipe(client);
        client.pipe(far);
      });
      count(far, () => far.destroy());
      far.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('error', () => far.destroy()).on('close', () => far.destroy());
    }

    function keep(socket: Duplex): void {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }

    const failed = (error: unknown) => log.warn({ err: error }, 'a request of a browser failed');
    const server = createServer((incoming, response) => void forward(incoming, response).catch(failed));
    server.on('connect', ({ url = '' }, client, head) => {
      client.on('error', () => client.destroy());
      void tunnel(url, client, head).catch(failed);
    });
    // What is not wrapped in CONNECT would be a socket in clear.
    server.on('upgrade', (_incoming, client: Duplex) => client.destroy());
    server.on('connection', (socket: Socket) => keep(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const gate: Gate = {
      port: (server.address() as AddressInfo).port,
      refusedAs: (host) => refused.get(host),
      async close() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        for (const socket of sockets) socket.destroy();
        await closed;
      },
    };
    return gate;
  };
}
