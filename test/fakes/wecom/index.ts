import { CARDS, WINDOWS } from '../../../adapters/chat/wecom/records.ts';
import { openEmbeddedStore } from '../../../adapters/store/embedded/index.ts';
import { createWeComChat, type WeComChat, type WeComOptions } from '../../../adapters/chat/wecom/index.ts';
import type { SecretBox } from '../../../adapters/chat/wecom/windows.ts';
import type { Card } from '../../../src/domain/card.ts';
import type { Incoming, OutgoingMessage } from '../../../src/domain/message.ts';
import type { ThreadRef } from '../../../src/domain/person.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeClock, type FakeClock } from '../clock.ts';
import { createFakeLog, type FakeLog } from '../log.ts';
import { CORP_ID, SECRETS, startApiServer, type ApiServer } from './api.ts';
import { createAibotDriver, createAppDriver, type AibotDriver, type AppDriver } from './callbacks.ts';
import { startSocketServer, type SocketServer } from './socket.ts';
import { createWorld, until, type World } from './world.ts';

export const BOT_ID = 'bot-1';
const AGENT_ID = 1000002;

interface Deployment {
  world: World;
  clock: FakeClock;
  log: FakeLog;
  store: Store;
  api: ApiServer;
  chat: WeComChat;
  received: Incoming[];
  /** What the product does with what comes in; until it is set, nothing. */
  onReceive(handle: (incoming: Incoming) => Promise<void>): void;
  /** The product's calls of the store wait for this. */
  hangStore(until: Promise<void>): void;
  /** Winds the clock in steps of at most a second, with what comes over sockets let in between. */
  wind(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The form of encryption does not matter here, only that the store never holds the text. */
export const secretBox: SecretBox = {
  seal: (text) => `sealed:${Buffer.from(text).toString('hex')}`,
  open: (sealed) => Buffer.from(sealed.replace('sealed:', ''), 'hex').toString(),
};

const closers: (() => Promise<void>)[] = [];

/** Ends everything that a test has opened. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

async function openStore(log: FakeLog, clock: FakeClock): Promise<Store> {
  const store = await openEmbeddedStore({ dataDir: null, log, clock });
  await store.migrate([CARDS, WINDOWS]);
  return store;
}

type Base = Pick<Deployment, 'world' | 'clock' | 'log' | 'store' | 'api'>;

async function deploy(options: Partial<WeComOptions>, base?: Base, startAt?: string): Promise<Deployment> {
  const clock = base?.clock ?? createFakeClock(startAt);
  const log = base?.log ?? createFakeLog();
  const store = base?.store ?? (await openStore(log, clock));
  const world = base?.world ?? createWorld(clock);
  const api = base?.api ?? (await startApiServer(world));
  if (!base)
    closers.push(
      () => api.close(),
      () => store.close(),
    );
  let count = 0;
  const received: Incoming[] = [];
  let handle = async (_incoming: Incoming): Promise<void> => undefined;
  const process = `process-${Math.random().toString(36).slice(2)}`;
  let hanging = Promise.resolve();
  const deps = {
    store: slowStore(store, () => hanging),
    clock,
    log,
    secrets: secretBox,
    ids: { next: () => `${process}-${++count}` },
  };
  const chat = createWeComChat(
    { locale: 'en', apiUrl: api.url, reconnectMs: 5, publicUrl: 'https://errand.example', ...options },
    deps,
  );
  await chat.start(async (incoming) => {
    received.push(incoming);
    await handle(incoming);
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await chat.stop();
  };
  closers.push(close);
  return {
    world,
    clock,
    log,
    store,
    api,
    chat,
    received,
    close,
    hangStore(until) {
      hanging = until;
    },
    onReceive(next) {
      handle = next;
    },
    async wind(ms) {
      for (let left = ms; left > 0; left -= 1_000) {
        await clock.advance(Math.min(left, 1_000));
        await clock.settle();
      }
    },
  };
}

/** A store each of whose calls first waits. */
function slowStore(store: Store, wait: () => Promise<void>): Store {
  const slow = <C extends object>(collection: C): C =>
    new Proxy(collection, {
      get: (target, method, receiver) => {
        const value: unknown = Reflect.get(target, method, receiver);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await wait();
          return Reflect.apply(value, target, args);
        };
      },
    });
  return {
    ...store,
    collection: (name) => slow(store.collection(name)),
    own: (collection) => slow(store.own(collection)),
  };
}

export interface SocketDeployment extends Deployment {
  socket: SocketServer;
  /** One more process of the same deployment, with the same store. */
  another(): Promise<Deployment>;
}

/** The product behind the long connection, connected unless its secret is not the bot's. */
export async function openSocket(
  options: Partial<WeComOptions> = {},
  secret: string = SECRETS.botSecret,
  startAt?: string,
): Promise<SocketDeployment> {
  const clock = createFakeClock(startAt);
  const world = createWorld(clock);
  const socket = await startSocketServer(world, { id: BOT_ID, secret: SECRETS.botSecret });
  closers.push(() => socket.close());
  const log = createFakeLog();
  const store = await openStore(log, clock);
  const api = await startApiServer(world);
  closers.push(
    () => api.close(),
    () => store.close(),
  );
  const settings = { bot: { id: BOT_ID, secret }, wsUrl: socket.url, ...options };
  const base = { world, clock, log, store, api };
  const deployed = await deploy(settings, base);
  if (secret === SECRETS.botSecret) await until(() => deployed.chat.health?.().detail === 'up', 'connected');
  return { ...deployed, socket, another: () => deploy(settings, base) };
}

export interface AibotDeployment extends Deployment {
  aibot: AibotDriver;
  another(): Promise<AibotDeployment>;
}

const CALLBACK = { token: SECRETS.token, encodingAesKey: SECRETS.aesKey, botId: BOT_ID };
const APP = { corpId: CORP_ID, corpSecret: SECRETS.corpSecret, agentId: AGENT_ID };

/** The product behind a smart bot's address. */
export async function openAibot(
  options: Partial<WeComOptions> = {},
  base?: Base,
  startAt?: string,
): Promise<AibotDeployment> {
  const deployed = await deploy({ callback: CALLBACK, ...options }, base, startAt);
  const aibot = createAibotDriver(
    deployed.world,
    deployed.api,
    (request) => deployed.chat.handleHttp(request),
    BOT_ID,
  );
  return { ...deployed, aibot, another: () => openAibot(options, deployed) };
}

export interface AppDeployment extends Deployment {
  app: AppDriver;
}

/** The product behind a self-built app. */
export async function openApp(options: Partial<WeComOptions> = {}): Promise<AppDeployment> {
  const deployed = await deploy({ callback: CALLBACK, app: APP, ...options });
  const app = createAppDriver(
    deployed.world,
    deployed.api,
    (request) => deployed.chat.handleHttp(request),
    AGENT_ID,
  );
  return { ...deployed, app };
}

export const group = (id: string): ThreadRef => ({
  platform: 'wecom',
  channel: `group:${id}`,
  thread: `group:${id}`,
});
export const single = (id: string): ThreadRef => ({
  platform: 'wecom',
  channel: `single:${id}`,
  thread: `single:${id}`,
});
/** The group in which tests of the long connection talk. */
export const HOME = group('wrHome');

/** A message of ana's in the group has come in, and the bot has begun to work on it. */
export async function begun(deployed: SocketDeployment, text = '@Errand deploy the site'): Promise<void> {
  const before = deployed.received.length;
  deployed.socket.say('ana', text, { group: 'wrHome' });
  await until(() => deployed.received.length > before, 'received');
  await deployed.chat.setActivity?.(HOME, 'working');
  await deployed.clock.settle();
}

/** What a person sees in that group. */
export const shown = ({ world }: Pick<Deployment, 'world'>, person?: string): string[] =>
  world.screen.texts(HOME.channel, person);

export const said = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  locale: 'en',
  ...more,
});

export const aCard = (more: Partial<Card> = {}): Card => ({
  kind: 'ask',
  title: 'Send the report?',
  context: 'needs you',
  tone: 'attention',
  lines: ['To all customers'],
  buttons: [
    { action: 'approve', label: 'Approve', value: 'ask~ask-1~1', style: 'primary' },
    { action: 'reject', label: 'Reject', value: 'ask~ask-1~1', style: 'danger' },
  ],
  hint: 'or type: approve A-1',
  askId: 'ask-1',
  ...more,
});

export const aRunCard = (more: Partial<Card> = {}): Card => ({
  kind: 'run',
  title: 'T-42 Deploy the site',
  context: 'running',
  tone: 'active',
  lines: ['started by ana'],
  buttons: [{ action: 'cancel', label: 'Stop', value: 'run~run-1~1' }],
  hint: 'or type: stop T-42',
  taskId: 'task-42',
  runId: 'run-1',
  ...more,
});

export { until, SECRETS };
