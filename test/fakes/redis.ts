import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { createClient } from 'redis';

/** A Redis of one's own, to be emptied, frozen and killed. It keeps nothing on disk. */
export interface OwnRedis {
  readonly url: string;
  readonly port: number;
  /** Runs one command, such as `['LPUSH', 'key', 'value']`. */
  command(args: readonly string[]): Promise<unknown>;
  flush(): Promise<void>;
  /** As by `kill -9`. */
  kill(): Promise<void>;
  /** Stops and continues the process, as a suspended machine would; connections stay open. */
  freeze(): void;
  thaw(): void;
  /** Starts an empty server on the same port; kills the old one if it still runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis({ password }: { password?: string } = {}): Promise<OwnRedis> {
  const port = await freePort();
  const url = password ? `redis://:${password}@127.0.0.1:${port}` : `redis://127.0.0.1:${port}`;
  let server = await launch(port, password);

  async function command(args: readonly string[]): Promise<unknown> {
    const client = await createClient({ url }).connect();
    try {
      return await client.sendCommand([...args]);
    } finally {
      client.destroy();
    }
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  return {
    url,
    port,
    command,
    async flush() {
      await command(['FLUSHALL']);
    },
    kill,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    async restart() {
      await kill();
      server = await launch(port, password);
    },
    stop: kill,
  };
}

async function launch(port: number, password?: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const secret = password ? ['--requirepass', password] : [];
  const server = spawn('redis-server', [...options, ...secret], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (lines: Buffer) => {
      if (lines.includes('Ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error('redis-server ended at its start')));
    server.once('error', reject);
  });
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
