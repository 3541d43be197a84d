import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

export interface TcpProxy {
  readonly port: number;
  /** Listens on its port again. */
  start(): Promise<void>;
  /** Cuts every connection and takes no new ones. */
  stop(): Promise<void>;
  /** Keeps the connections, and lets nothing through any more. */
  freeze(): void;
  /** From now on everything comes this much later, in both directions. */
  delay(ms: number): void;
  /** New connections go to that server from now on; the old ones stay where they are. */
  leadTo(uri: string): void;
}

/** Stands between a client and the server of a URI, to be in the way. */
export async function startProxy(uri: string): Promise<TcpProxy> {
  let target = new URL(uri);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  let delayMs = 0;

  const lag = () =>
    new Transform({
      transform(chunk, _encoding, done) {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(done, delayMs, null, chunk);
      },
    });

  function relay(client: Socket): void {
    const upstream = connect(Number(target.port || 27017), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    client.pipe(lag()).pipe(upstream).pipe(lag()).pipe(client);
  }

  async function start(): Promise<void> {
    server = createServer(relay).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address && typeof address === 'object') port = address.port;
  }
  await start();

  return {
    get port() {
      return port;
    },
    start,
    async stop() {
      const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    freeze() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    delay(ms) {
      delayMs = ms;
    },
    leadTo(to) {
      target = new URL(to);
    },
  };
}
