import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createMemoryBus } from '../adapters/bus/memory/index.ts';
import type { SlackChat } from '../adapters/chat/slack/index.ts';
import { createWebChat } from '../adapters/chat/web/index.ts';
import type { WeComChat } from '../adapters/chat/wecom/index.ts';
import { createGuardedFetcher } from '../adapters/fetcher/guarded/index.ts';
import { createMemoryQueue } from '../adapters/queue/memory/index.ts';
import { openEmbeddedStore } from '../adapters/store/embedded/index.ts';
import { createClock, createIds } from '../adapters/system/node/index.ts';
import { createMetrics, type NodeMetrics } from '../adapters/system/node/metrics.ts';
import { createWeb, type Web } from '../adapters/web/hono/index.ts';
import type { Mount } from '../adapters/web/hono/mounts.ts';
import type { Role } from './config/config-environment.ts';
import type { Config, SlackConfig, WeComConfig } from './config/config.ts';
import { createSecretBox } from './shared/seal.ts';
import { createCore, type Core } from './core.ts';
import { PUSH_PLATFORM } from './domain/push-group.ts';
import { createPushAddresses, keepConfiguredGroup } from './push-groups/push-addresses.ts';
import type { ChatPort } from './ports/chat.ts';
import type { Ports } from './ports/index.ts';
import type { Model } from './ports/model.ts';
import type { Store } from './ports/store.ts';
import type { Clock, Log } from './ports/system.ts';
import type { WebChat } from './ports/web-chat.ts';
import { checkClock } from './runs/check-clock.ts';
import { startServices } from './services.ts';
import { describeError } from './words/describe-error.ts';
import { toLocale } from './words/index.ts';

const WECOM_PATHS = ['/wecom/aibot', '/wecom/app'];
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
 * The one list of which adapter stands behind which port. Plain calls, no container. Adapters with large packages behind them
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
  await store.migrate();
  await checkClock({ store }, settings);
  const { bus, queue } = await openQueue(config, clock, log);
  const webChat = createWebChat({ store, bus, clock, ids, log, publicUrl: config.publicUrl });
  const secrets = createSecretBox(config.secretKey.reveal());
  const slack = config.slack && (await openSlack(config.slack, config, { store, secrets, clock, log }));
  const wecom = config.wecom && (await openWeCom(config.wecom, config, { store, secrets, clock, ids, log }));
  if (config.push.group) await keepConfigured(config.push.group, { store, secrets, clock, log });
  const push = openPush(config.push, { store, secrets, clock, log, bus });
  const platforms: ChatPort[] = [webChat, slack, wecom, push].filter((chat) => chat !== null);
  const chats = new Map(platforms.map((chat) => [chat.platform, chat]));
  const mounts: Mount[] = [
    ...(slack
      ? slack.paths.map((path) => ({
          path,
          handle: (...pair: Parameters<SlackChat['handleHttp']>) => slack.handleHttp(...pair),
        }))
      : []),
    ...(wecom
      ? WECOM_PATHS.map((path) => ({
          path,
          answer: (request: Parameters<WeComChat['handleHttp']>[0]) => wecom.handleHttp(request),
        }))
      : []),
  ];
  const model = given.model ?? (await openModel(config, clock, log));
  const fetcher = createGuardedFetcher({ ...config.fetch, clock, log });
  const ports: Ports = { store, queue, bus, model, chats, clock, ids, log, metrics, fetcher, secrets };

  const owner = `${hostname()}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const core = createCore(ports, settings, owner);
  const roles = new Set(config.roles);
  await Promise.all(
    [...chats.values()]
      .filter(({ platform }) => receivesHere(platform, roles))
      .map((chat) => chat.start(core.receive, core.readPage)),
  );
  const services = await startServices(core, roles);
  const web = roles.has('web') ? openWeb(config, core, ports, { webChat, metrics, mounts }) : null;
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
      await bus.close();
      await store.close();
    },
  };
}

/** The web chat comes in through the web; every other platform through the chat role. */
const receivesHere = (platform: string, roles: ReadonlySet<Role>): boolean =>
  roles.has('chat') || (platform === 'web' && roles.has('web'));

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
  const redis = { url: redisUrl.reveal(), prefix: PREFIX, log };
  return { bus: createRedisBus(redis), queue: createBullQueue({ ...redis, clock }) };
}

type ChatDeps = Pick<Ports, 'store' | 'clock' | 'log' | 'secrets'>;

async function openSlack(
  slack: SlackConfig,
  { settings, publicUrl, secretKey }: Config,
  deps: ChatDeps,
): Promise<SlackChat> {
  const { createSlackChat } = await import('../adapters/chat/slack/index.ts');
  const { botToken, signingSecret, appToken, oauth, apiUrl } = slack;
  return createSlackChat(
    {
      locale: settings.locale,
      ...(botToken ? { botToken: botToken.reveal() } : {}),
      ...(signingSecret ? { signingSecret: signingSecret.reveal() } : {}),
      ...(appToken ? { appToken: appToken.reveal() } : {}),
      ...(oauth
        ? {
            oauth: {
              clientId: oauth.clientId,
              clientSecret: oauth.clientSecret.reveal(),
              stateSecret: secretKey.reveal(),
              redirectUri: `${publicUrl}/slack/oauth_redirect`,
            },
          }
        : {}),
      ...(apiUrl ? { apiUrl } : {}),
    },
    deps,
  );
}

async function openWeCom(
  wecom: WeComConfig,
  config: Config,
  deps: ChatDeps & Pick<Ports, 'ids'>,
): Promise<WeComChat> {
  const { createWeComChat } = await import('../adapters/chat/wecom/index.ts');
  const { bot, callback, app, wsUrl, apiUrl } = wecom;
  return createWeComChat(
    {
      locale: config.settings.locale,
      publicUrl: config.publicUrl,
      ...(bot ? { bot: { id: bot.id, secret: bot.secret.reveal() } } : {}),
      ...(callback
        ? {
            callback: {
              token: callback.token.reveal(),
              encodingAesKey: callback.encodingAesKey.reveal(),
              ...(callback.botId ? { botId: callback.botId } : {}),
            },
          }
        : {}),
      ...(app ? { app: { ...app, corpSecret: app.corpSecret.reveal() } } : {}),
      ...(wsUrl ? { wsUrl } : {}),
      ...(apiUrl ? { apiUrl } : {}),
    },
    deps,
  );
}

const keepConfigured = (
  { address, from }: NonNullable<Config['push']['group']>,
  deps: Parameters<typeof keepConfiguredGroup>[0],
): Promise<void> => keepConfiguredGroup(deps, { address: address.reveal(), from });

/** Groups can be set up at any time: what sends to them is loaded with the first message that one is to hear. */
function openPush({ apiUrl }: Config['push'], deps: ChatDeps & Pick<Ports, 'bus'>): ChatPort {
  const addresses = createPushAddresses(deps);
  let opened: Promise<ChatPort> | undefined;
  const open = async (): Promise<ChatPort> => {
    const { createWeComPush } = await import('../adapters/chat/wecom/push.ts');
    return createWeComPush({ addresses, ...(apiUrl ? { apiUrl } : {}) }, deps);
  };
  return {
    platform: PUSH_PLATFORM,
    start: async () => {},
    post: async (...message) => (await (opened ??= open())).post(...message),
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
  webChat: WebChat;
  metrics: NodeMetrics;
  mounts: readonly Mount[];
}

function openWeb(config: Config, core: Core, ports: Ports, { webChat, metrics, mounts }: WebParts): Web {
  const { store, bus, clock, ids, log, queue, chats } = ports;
  const check = async (ping: () => Promise<void>) => {
    try {
      await ping();
      return { isUp: true, detail: 'ok' };
    } catch {
      return { isUp: false, detail: 'does not answer' };
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
    isEmbedded: config.isEmbedded,
    publicUrl: config.publicUrl,
    defaultLocale: toLocale(config.settings.locale) ?? 'en',
    host: config.host,
    port: config.port,
    mounts,
  });
}
