import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { ChatMessageView } from '../../src/contract/chat.ts';
import type { TaskView } from '../../src/contract/tasks.ts';
import type { Model } from '../../src/ports/model.ts';
import { createFakeClock } from './clock.ts';
import { createFakeLog } from './log.ts';
import { createScriptedModel, type Line } from './scripted-model.ts';

export interface ProductOptions {
  /** `errand.yaml`. */
  config?: string;
  /** Beside those of a fresh folder: `ERRAND_LOCALE`, … */
  env?: Record<string, string>;
  turn?: Line[];
  run?: Line[];
  /** In place of the scripted one. */
  model?: Model;
}

export type TestProduct = Awaited<ReturnType<typeof openProduct>>;

/** An answer of the API: the status, and the body read as JSON. */
export interface Answer<T> {
  status: number;
  body: T;
}

/**
 * The product as `npm start` makes it on a fresh folder, embedded and listening, with a wound clock and a model that says what
 * the test wrote down. It is spoken to over HTTP alone.
 */
export async function openProduct(options: ProductOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'errand-acceptance-'));
  writeFileSync(join(folder, 'errand.yaml'), options.config ?? '');
  const clock = createFakeClock();
  const log = createFakeLog();
  const scripted = createScriptedModel();
  scripted.script({ ...(options.turn && { turn: options.turn }), ...(options.run && { run: options.run }) });
  const config = loadConfig({ PORT: '0', ...options.env }, folder);
  const app = await compose(config, {
    log,
    clock,
    model: options.model ?? scripted,
    onFatal: (error) => {
      throw error;
    },
  });
  const token = config.apiToken.reveal();

  /** A request with the token, as it is answered. A body that is a string is sent as it is. */
  async function request<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`http://127.0.0.1:${app.port}${path}`, {
      method,
      headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  /** The same below `/api/v1`, where anything but success fails the test. */
  async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await request<T>(method, `/api/v1${path}`, body);
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Until nothing is queued, nothing waits to be said, and nothing more happens. */
  async function settle(): Promise<void> {
    for (let calm = 0; calm < 3;) {
      await clock.settle();
      await app.core.process.idle();
      await app.core.sender.sweep();
      const { waiting, active } = await app.ports.queue.stats();
      calm = waiting + active === 0 ? calm + 1 : 0;
    }
  }

  /** What stands in the channel as the person sees it, oldest first. */
  async function read(person = 'ana', channel = 'general'): Promise<ChatMessageView[]> {
    const { items } = await call<{ items: ChatMessageView[] }>(
      'GET',
      `/chat/messages?channel=${channel}&person=${person}&limit=200`,
    );
    return items.toSorted((a, b) => a.at.localeCompare(b.at));
  }

  return {
    clock,
    log,
    model: scripted,
    request,
    call,
    settle,
    read,
    /** Somebody writes, in a new thread unless one is given; then everything settles. Answers with what the bot says to it. */
    async say(
      person: string,
      text: string,
      where: { channel?: string; thread?: string; locale?: string } = {},
    ) {
      const { channel = 'general', ...more } = where;
      const before = new Set((await read(person, channel)).map(({ id }) => id));
      const sent = await call<{ messageId: string; thread: string }>('POST', '/chat/messages', {
        channel,
        person,
        text,
        ...more,
      });
      await settle();
      const said = (await read(person, channel)).filter(({ id, author }) => author.isBot && !before.has(id));
      return { ...sent, text: said.map((one) => one.text).join('\n') };
    },
    task: (ref = 'T-1') => call<TaskView>('GET', `/tasks/${ref}`),
    async stop(): Promise<void> {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
