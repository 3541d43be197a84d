import { createPushChannel } from '../../adapters/chat/wecom/push-channel.ts';
import { expect } from 'vitest';
import type { App } from '../../src/app.ts';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { createWebChat } from '../../adapters/chat/web/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import { createWeb, type WebOptions } from '../../adapters/web/hono/index.ts';
import { problemView } from '../../adapters/web/hono/problem.ts';
import { definitionCommands } from '../../src/definitions/change-definitions.ts';
import type { Incoming } from '../../src/domain/message.ts';
import { pushGroupCommands } from '../../src/push-groups/change-push-groups.ts';
import { TOOLS } from '../../src/tools/all-tools.ts';
import { createSignIn } from '../../src/access/sign-in.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import { describeError } from '../../src/words/describe-error.ts';
import { createFakeClock } from './clock.ts';
import { createFakeCommands } from './commands.ts';
import { createFakeLog } from './log.ts';

export const TOKEN = 'token-for-tests';
export const ORIGIN = 'http://errand.test';

/** The web over the embedded store and a stand-in for the core, without a socket; `received` is what the core was handed. */
export async function openWeb(changes: Partial<WebOptions> = {}) {
  const fakeClock = createFakeClock();
  const clock = changes.clock ?? fakeClock;
  const log = createFakeLog();
  const ids = createIds();
  const bus = createMemoryBus({ log });
  const store = await openEmbeddedStore({ dataDir: null, log, clock });
  const webChat = createWebChat({ store, bus, clock, ids, log, publicUrl: ORIGIN });
  const secrets = createSecretBox('the secret of a test');
  // What these commands use of the product; the rest is a stand-in.
  const app = {
    store,
    clock,
    bus,
    log,
    secrets,
    toolInputs: TOOLS,
    pushChannels: [createPushChannel()],
    chats: new Map([[webChat.platform, webChat]]),
    ids,
    settings: {
      agents: new Map(),
      hasPushGroup: false,
      publicUrl: ORIGIN,
      access: new Map(),
      admins: [],
      people: [],
    },
  } as unknown as App;
  const definitions = definitionCommands(app);
  const pushGroups = pushGroupCommands(app);
  const commands = createFakeCommands({ clock, bus, definitions, pushGroups });
  const received: Incoming[] = [];
  await webChat.start(async (incoming) => void received.push(incoming));

  const counted: { name: string; labels: Readonly<Record<string, string>> | undefined }[] = [];
  const web = createWeb({
    commands,
    webChat,
    store,
    bus,
    clock,
    ids,
    log,
    tools: [...TOOLS.keys()],
    metrics: {
      count: (name, labels) => void counted.push({ name, labels }),
      observe: () => undefined,
      text: () => '# figures\n',
      contentType: 'text/plain; version=0.0.4',
    },
    health: async () => ({ ready: true, checks: { store: { isUp: true, detail: 'ok' } } }),
    describe: (error, locale) => ({
      ...describeError(error, locale),
      title: `${locale}: ${error.code}`,
      detail: error.code,
    }),
    token: TOKEN,
    isEmbedded: true,
    isTryOut: changes.isEmbedded ?? true,
    signIn: createSignIn(app),
    publicUrl: ORIGIN,
    defaultLocale: 'en',
    timeZone: 'UTC',
    host: '127.0.0.1',
    port: 0,
    ...changes,
  });

  /** A request with the token. A body that is no string is sent as JSON. */
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return web.fetch(
      new Request(ORIGIN + path, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  }

  const close = async () => {
    await web.stop(0);
    await bus.close();
    await store.close();
  };

  return { web, webChat, commands, store, bus, clock: fakeClock, log, received, counted, call, close };
}

export type TestWeb = Awaited<ReturnType<typeof openWeb>>;

/** The status, and what is wrong with each field. */
export async function readProblem(response: Response) {
  const { status, detail, faults = [] } = problemView.parse(await response.json());
  expect(response.status).toBe(status);
  return { status, detail, faults: Object.fromEntries(faults.map((one) => [one.field, one.problem])) };
}
