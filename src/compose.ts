import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createMemoryBus } from '../adapters/bus/memory/index.ts';
import { createPlaywrightBrowser } from '../adapters/browser/playwright/index.ts';
import { createGates } from '../adapters/fetcher/guarded/gate.ts';
import { createGuardedFetcher } from '../adapters/fetcher/guarded/index.ts';
import { createGitHub } from '../adapters/github/rest/index.ts';
import { createMemoryQueue } from '../adapters/queue/memory/index.ts';
import { openEmbeddedStore } from '../adapters/store/embedded/index.ts';
import { createClock, createIds } from '../adapters/system/node/index.ts';
import { createMetrics, type NodeMetrics } from '../adapters/system/node/metrics.ts';
import { createWeb, type Web } from '../adapters/web/hono/index.ts';
import type { Role } from './config/config-environment.ts';
import type { Config, ConfiguredPlatform } from './config/config.ts';
import { createSignIn } from './access/sign-in.ts';
import { createSecretBox } from './shared/seal.ts';
import { createCore, type Core } from './core.ts';
import { migrateStore } from './migrations/migrate-store.ts';
import { adoptOldGroups, createPushAddresses, keepConfiguredGroup } from './push-groups/push-addresses.ts';
import type { OpenPlatform, PlatformDeps } from './ports/chat-platform.ts';
import type { ChatPort } from './ports/chat.ts';
import type { GitHub } from './ports/github.ts';
import type { HttpDoor } from './ports/http-door.ts';
import type { Ports } from './ports/index.ts';
import type { Mailer } from './ports/mailer.ts';
import type { Model } from './ports/model.ts';
import type { PushChannel } from './ports/push-channel.ts';
import type { Store } from './ports/store.ts';
import type { Clock, Log } from './ports/system.ts';
import { checkClock } from './runs/check-clock.ts';
import { freeLeases } from './free-leases.ts';
import { startServices } from './services.ts';
import { describeError } from './words/describe-error.ts';
import { toLocale } from './words/index.ts';

/** What Redis keys and topics begin with. */
const PREFIX = 'errand';
/** Time for requests and runs that are under way at shutdown. */
const GRACE_MS = 10_000;

export interface RunningErrand {
  core: Core;
  ports: Ports;
  web: Web | null;
  port: number | null;
  stop: () => Promise<void>;
}

interface ComposeOptions {
  log: Log;
  /** Called when the process cannot go on and must end, such as when the disk is full. */
  onFatal: (error: unknown) => void;
  clock?: Clock;
  model?: Model;
  /** Stands between the product and its store, to be slow or to fail on purpose. */
  beforeStore?: (store: Store) => Store;
}

/**
 * Which adapter stands behind which port; the chat platforms have a list of their own, in `src/platforms.ts`. Plain calls, no container. Adapters with large packages behind them
 * are loaded where they are chosen: what is not set up costs neither time nor memory.
 */
export async function compose(
  config: Config,
  { log, onFatal, ...given }: ComposeOptions,
): Promise<RunningErrand> {
  const { settings } = config;
  const clock = given.clock ?? createClock();
  const ids = createIds();
  const metrics = createMetrics({ log });
  const opened = await openStore(config, clock, log, onFatal);
  const store = given.beforeStore?.(opened) ?? opened;
  const owner = `${hostname()}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await checkClock({ store }, settings);
  const own = config.platforms.flatMap(({ platform }) => platform.collections);
  await migrateStore({ store, clock, log }, owner, own);
  const { bus, queue } = await openQueue(config, clock, log);
  const secrets = createSecretBox(config.secretKey.reveal());
  const base = { store, bus, clock, ids, log, secrets };
  const { locale } = settings;
  const key = config.secretKey.reveal();
  const platforms = await openPlatforms(config.platforms, {
    ...base,
    locale,
    publicUrl: config.publicUrl,
    secretKey: key,
  });
  const pushChannels = config.platforms.flatMap(({ setup }) => setup.push ?? []);
  await adoptOldGroups({ store, pushChannels });
  if (config.pushGroup) {
    const { address, ...group } = config.pushGroup;
    await keepConfiguredGroup({ ...base, pushChannels }, { ...group, address: address.reveal() });
  }
  const groups = pushChannels.map((channel) => openPush(channel, base));
  const chats = new Map(
    [...platforms.map(({ chat }) => chat), ...groups].map((chat) => [chat.platform, chat]),
  );
  const model = given.model ?? (await openModel(config, clock, log));
  const fetcher = createGuardedFetcher({ ...config.fetch, clock, log });
  const github = openGitHub(config, clock, log);
  const browser = createPlaywrightBrowser({
    executable: config.chromium.path,
    isSandboxed: config.chromium.isSandboxed,
    openGate: createGates({ ...config.fetch, log }),
    secrets: config.browserSecrets.map(({ value, ...secret }) => ({ ...secret, value: value.reveal() })),
    log,
  });
  const mailer = await openMailer(config);
  const world = { ...base, queue, model, chats, pushChannels, metrics, fetcher, browser, github };
  const ports: Ports = { ...world, ...(mailer ? { mailer } : {}) };

  const core = createCore(ports, settings, owner);
  const roles = new Set(config.roles);
  await Promise.all(
    platforms
      .filter((platform) => receivesHere(platform, roles))
      .map(({ chat }) => chat.start(core.receive, core.readPage)),
  );
  if (store.isExclusive) await freeLeases(core.app);
  const services = await startServices(core, roles);
  const web = roles.has('web') ? openWeb(config, core, ports, { platforms, metrics }) : null;
  const listening = await web?.start();

  return {
    core,
    ports,
    web,
    port: listening?.port ?? null,
    async stop() {
      await web?.stop(GRACE_MS);
      await Promise.all([...chats.values()].map((chat) => chat.stop()));
      await services.stop(GRACE_MS);
      mailer?.close();
      await bus.close();
      await store.close();
    },
  };
}

async function openMailer({ mail }: Config): Promise<Mailer | undefined> {
  if (!mail) return undefined;
  const { createSmtpMailer } = await import('../adapters/mailer/smtp/index.ts');
  return createSmtpMailer({ url: mail.url.reveal(), from: mail.from });
}

/** Its server is named by who runs Errand, so that it may be a private one; nothing else becomes so. */
function openGitHub({ fetch: bounds, github }: Config, clock: Clock, log: Log): GitHub {
  const allowHosts = [...bounds.allowHosts, new URL(github.apiUrl).host];
  return createGitHub({
    ...github,
    fetcher: createGuardedFetcher({ ...bounds, allowHosts, clock, log }),
    clock,
  });
}

/** The web chat comes in through the web; every other platform through the chat role. */
const receivesHere = ({ webChat }: OpenPlatform, roles: ReadonlySet<Role>): boolean =>
  roles.has('chat') || (webChat !== undefined && roles.has('web'));

const openPlatforms = (
  configured: readonly ConfiguredPlatform[],
  deps: PlatformDeps,
): Promise<OpenPlatform[]> => Promise.all(configured.flatMap(({ setup }) => setup.open?.(deps) ?? []));

export async function openStore(
  config: Config,
  clock: Clock,
  log: Log,
  onFatal: (error: unknown) => void,
): Promise<Store> {
  if (config.mongoUri) {
    const { openMongoStore } = await import('../adapters/store/mongo/index.ts');
    return openMongoStore({ uri: config.mongoUri.reveal(), log });
  }
  return openEmbeddedStore({ dataDir: config.dataDir, log, clock, onFatal, locale: config.settings.locale });
}

/** What wakes workers, and what carries hints between processes: both in this process, or both on Redis. */
async function openQueue(
  { redisUrl }: Config,
  clock: Clock,
  log: Log,
): Promise<Pick<Ports, 'queue' | 'bus'>> {
  if (!redisUrl) return { bus: createMemoryBus({ log }), queue: createMemoryQueue({ clock }) };
  const { createRedisBus } = await import('../adapters/bus/redis/index.ts');
  const { createBullQueue } = await import('../adapters/queue/bull/index.ts');
  const redis = { url: redisUrl.reveal(), prefix: PREFIX, clock, log };
  return { bus: createRedisBus(redis), queue: createBullQueue(redis) };
}

/** Groups can be set up at any time: what sends to them is loaded with the first message that one is to hear. */
function openPush(channel: PushChannel, app: Parameters<typeof createPushAddresses>[0]): ChatPort {
  const addresses = createPushAddresses(app);
  let opened: Promise<ChatPort> | undefined;
  return {
    platform: channel.name,
    start: async () => {},
    post: async (...message) => (await (opened ??= channel.open(addresses, app))).post(...message),
    stop: async () => {},
  };
}

async function openModel({ openai }: Config, clock: Clock, log: Log): Promise<Model> {
  if (!openai) {
    const { createOfflineModel } = await import('../adapters/model/offline/index.ts');
    return createOfflineModel();
  }
  const { createLangchainModel } = await import('../adapters/model/langchain/index.ts');
  const { apiKey, baseUrl, model } = openai;
  return createLangchainModel({
    apiKey: apiKey.reveal(),
    ...(baseUrl ? { baseURL: baseUrl } : {}),
    model,
    log,
    clock,
  });
}

interface WebParts {
  platforms: readonly OpenPlatform[];
  metrics: NodeMetrics;
}

function openWeb(config: Config, core: Core, ports: Ports, { platforms, metrics }: WebParts): Web {
  const [webChat] = platforms.flatMap((platform) => platform.webChat ?? []);
  if (!webChat) throw new Error('no platform of the list is the chat that the console draws');
  const doors: HttpDoor[] = platforms.flatMap((platform) => platform.doors ?? []);
  const { store, bus, clock, ids, log, queue, chats } = ports;
  const check = async (ping: () => Promise<void>) => {
    try {
      await ping();
      return { isUp: true, detail: 'ok' };
    } catch {
      return { isUp: false, detail: 'does not serve' };
    }
  };
  return createWeb({
    commands: core.commands,
    webChat,
    store,
    bus,
    clock,
    ids,
    log,
    metrics,
    health: async () => {
      const needed = { store: await check(() => store.ping()), queue: await check(() => queue.ping()) };
      // Shown, but not counted: while a platform is away the console works, and what is to be said waits.
      const shown = [...chats.values()].flatMap((chat) => {
        const state = chat.health?.();
        return state ? [[chat.platform, state] as const] : [];
      });
      return {
        ready: Object.values(needed).every(({ isUp }) => isUp),
        checks: { ...needed, ...Object.fromEntries(shown) },
      };
    },
    describe: describeError,
    token: config.apiToken.reveal(),
    tokens: config.tokens.map(({ value, ...token }) => ({
      ...token,
      value: value.reveal(),
      isAdmin:
        token.person === null ||
        (token.scopes.includes('admin') && config.settings.admins.includes(token.person)),
    })),
    isTryOut: config.isTryOut,
    isEmbedded: config.isEmbedded && config.isTryOut,
    signIn: createSignIn(core.app),
    publicUrl: config.publicUrl,
    defaultLocale: toLocale(config.settings.locale) ?? 'en',
    timeZone: config.settings.timeZone,
    host: config.host,
    port: config.port,
    doors,
    tools: [...core.app.toolInputs.keys()],
  });
}
