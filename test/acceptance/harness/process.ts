import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { configFile, storage } from './environment.ts';
import { MODEL, MODEL_KEY, startScriptedModel, type ScriptedModel } from './model.ts';
import { openOffice, type Office } from './office.ts';
import { startSink, type Sink } from './sink.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
/** A lease lasts 30 s, and the machine may be busy. */
const DEADLINE_MS = 90_000;
const POLL_MS = 100;

export interface OwnProcess extends Office {
  readonly model: ScriptedModel;
  readonly sink: Sink;
  /** As by `kill -9`. */
  kill(): Promise<void>;
  /** Starts it again on what it has kept. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The product as a process of its own that can be killed. Its time is the real one: `settle` does nothing, and `until` waits. */
export async function startProcess(config = '', more: Record<string, string> = {}): Promise<OwnProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-acceptance-'));
  const [sink, model, port] = await Promise.all([startSink(), startScriptedModel(), freePort()]);
  const file = join(folder, 'errand.yaml');
  writeFileSync(file, configFile(config, [sink.host]));
  const env = {
    ...storage(),
    PATH: process.env['PATH'],
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ERRAND_DATA_DIR: join(folder, '.errand'),
    ERRAND_CONFIG: file,
    OPENAI_API_KEY: MODEL_KEY,
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: MODEL,
    ...more,
  };
  const address = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function until<T>(
    what: string,
    look: () => Promise<T | undefined | false> | T | undefined | false,
  ): Promise<T> {
    for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    }
    throw new Error(`in vain: ${what}`);
  }

  async function start(): Promise<void> {
    child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const gone = once(child, 'exit').then(() => Promise.reject(new Error('the process ended at its start')));
    const ready = until('readiness', () =>
      fetch(`${address}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    await Promise.race([ready, gone]);
    gone.catch(() => undefined);
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
  await start();

  return {
    ...openOffice({ address: () => address, settle: async () => undefined, until }),
    model,
    sink,
    start,
    kill: () => end('SIGKILL'),
    async stop() {
      sink.release();
      model.release();
      await end('SIGKILL');
      await Promise.all([sink.close(), model.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
