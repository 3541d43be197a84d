import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { compose, type RunningErrand } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import type { ChatMessageView } from '../../src/contract/chat.ts';
import { createFakeLog } from '../fakes/log.ts';

/** Somebody else's system, that counts what it is sent. */
export async function startHook() {
  const received: { key: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const key = String(request.headers['idempotency-key'] ?? '');
      received.push({ key, body: Buffer.concat(chunks).toString('utf8') });
      response.end('thanks');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    received,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/hook`,
    stop: () => server.close(),
  };
}

/**
 * The product with a host that work may reach although it is private.
 * @param yaml - more lines for its `errand.yaml`.
 */
export const startProduct = (env: Record<string, string>, allowHost: string, yaml = '') =>
  openProduct(env, `fetch: {allow_hosts: ['${allowHost}']}\n${yaml}`);

/** The product as `npm start` makes it, in this process: from an environment, in a folder of its own. */
export async function openProduct(env: Record<string, string>, configFile: string) {
  const folder = mkdtempSync(join(tmpdir(), 'errand-story-'));
  writeFileSync(join(folder, 'errand.yaml'), configFile);
  const log = createFakeLog();
  const config = () => loadConfig({ PORT: '0', ...env }, folder, PLATFORMS);
  const open = (): Promise<RunningErrand> =>
    compose(config(), {
      log,
      onFatal: (error) => {
        throw error;
      },
    });
  let app = await open();
  const token = config().apiToken.reveal();

  /** @param person - who asks; without one the holder of the token. */
  async function call<T>(method: string, path: string, body?: unknown, person?: string): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${app.port}/api/v1${path}`, {
      method,
      headers: {
        'authorization': `Bearer ${token}`,
        'content-type': 'application/json',
        ...(person === undefined ? {} : { 'errand-person': encodeURIComponent(person) }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  return {
    log,
    call,
    token,
    /** Where it runs: `errand.yaml` and the data directory are in here. */
    folder,
    address: () => `http://127.0.0.1:${app.port}`,
    /** What the start prints. */
    signInLink: () => `http://127.0.0.1:${app.port}/sign-in?token=${token}`,
    async restart() {
      await app.stop();
      app = await open();
    },
    /** Does the work while the product is down. */
    async whileDown<T>(work: () => Promise<T>): Promise<T> {
      await app.stop();
      try {
        return await work();
      } finally {
        app = await open();
      }
    },
    async stop() {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Product = Awaited<ReturnType<typeof openProduct>>;

const CHANNEL = 'launch';

/** Looks again and again until it is there; fails with what there was instead. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  show: () => Promise<string>,
): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`there was no ${what}; in the channel stands:\n${await show()}`);
}

/**
 * The story of the product, as two people live it through the HTTP API: a message, a task, a run of it, a question that
 * another answers, a nod that only the right person can give, and the result in the thread.
 */
export async function walk(
  product: Product,
  hook: Awaited<ReturnType<typeof startHook>>,
  opening: string,
): Promise<void> {
  const read = async (person: string): Promise<ChatMessageView[]> =>
    (
      await product.call<{ items: ChatMessageView[] }>(
        'GET',
        `/chat/messages?channel=${CHANNEL}&person=${person}`,
      )
    ).items;
  const show = async () =>
    (await read('ana')).map(({ author, text }) => `${author.name}: ${text}`).join('\n');
  const cardWith = (action: string, person: string) =>
    until(
      `card with the button ${action}`,
      async () =>
        (await read(person)).findLast(({ card }) => card?.buttons.some((button) => button.action === action)),
      show,
    );
  const press = async (action: string, person: string) => {
    const { id } = await cardWith(action, person);
    await product.call('POST', '/chat/actions', { messageId: id, action, person });
  };

  const said = { channel: CHANNEL, person: 'ana', text: opening };
  const { thread } = await product.call<{ thread: string }>('POST', '/chat/messages', said);
  const question = await cardWith('answer', 'bo');
  expect(question.thread).toBe(thread);
  expect(hook.received).toEqual([]);

  // Whoever waits for people holds nothing: everything may end and begin again meanwhile.
  await product.restart();
  await product.call('POST', '/chat/messages', { channel: CHANNEL, thread, person: 'bo', text: 'eu' });
  await cardWith('approve', 'bo');
  await press('approve', 'bo');
  await until(
    'private word to bo',
    async () => (await read('bo')).find(({ onlyFor }) => onlyFor === 'web:bo'),
    show,
  );
  expect((await read('ana')).some(({ onlyFor }) => onlyFor !== undefined)).toBe(false);
  expect(hook.received).toEqual([]);

  await press('approve', 'ana');
  const done = await until(
    'card of an ended run',
    async () => (await read('ana')).find(({ card }) => card?.kind === 'run' && card.tone === 'good'),
    show,
  );
  expect(hook.received).toHaveLength(1);
  expect(done.thread).toBe(thread);
  expect(done.card?.buttons).toEqual([]);
  const runs = (await read('ana')).filter(({ card }) => card?.kind === 'run');
  expect(runs).toHaveLength(1);

  // The run ends first, and then its task.
  const task = await until(
    'ended task',
    async () => {
      const found = await product.call<{ status: string; outcome: string }>(
        'GET',
        `/tasks/${done.card?.taskNumber}`,
      );
      return found.status === 'in_progress' ? undefined : found;
    },
    show,
  );
  expect(task).toMatchObject({ status: 'completed', outcome: 'success' });
  const [file] = done.card?.files ?? [];
  const { content } = await product.call<{ content: string }>('GET', `/deliverables/${file?.deliverableId}`);
  expect(content).toContain('eu');
  const closed = (await read('ana')).filter(({ card }) => card?.askId !== undefined);
  expect(closed.map(({ card }) => card?.buttons)).toEqual(closed.map(() => []));
  expect(product.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
}
