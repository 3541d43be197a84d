import { createMemoryBrowser } from '../../adapters/browser/memory/index.ts';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { createRedisBus } from '../../adapters/bus/redis/index.ts';
import { createWebChat } from '../../adapters/chat/web/index.ts';
import { createGuardedFetcher } from '../../adapters/fetcher/guarded/index.ts';
import { createBullQueue } from '../../adapters/queue/bull/index.ts';
import { createMemoryQueue } from '../../adapters/queue/memory/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { openMongoStore } from '../../adapters/store/mongo/index.ts';
import { createClock, createIds } from '../../adapters/system/node/index.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { toSettings } from '../../src/config/config-settings.ts';
import type { ChatPort } from '../../src/ports/chat.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Clock, Log } from '../../src/ports/system.ts';
import type { WebChat } from '../../src/ports/web-chat.ts';
import type { Settings } from '../../src/settings.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import { createPlanModel } from './plan.ts';
import { noGitHub } from '../fakes/no-github.ts';

/** The lease of a run by our own clock. */
export const LEASE_MS = 3000;
/** The product's clock runs this often as fast as ours, so that what takes a minute there is over in seconds here. */
const SPEED = 4;
export const FAST = { leaseMs: LEASE_MS, speed: SPEED };
/** The address of Redis is looked at as often as by the product's clock. */
const CHECK_MS = 15_000 / SPEED;
const CONCURRENCY = 4;
const THINK_MS = 60;

/** What all processes of one installation share. Plain data: it is sent to children. */
export interface Place {
  /** Of one of the two: several processes on MongoDB and Redis, or one on files. */
  servers: { mongoUri: string; redisUrl: string } | null;
  dataDir: string | null;
  /** Of keys in Redis. */
  prefix: string;
  /** The effect ledger. */
  ledger: string;
  /** The moment from which the clocks run fast, and how fast. */
  since: number;
  speed: number;
  leaseMs: number;
}

export interface World {
  ports: Ports;
  settings: Settings;
  web: WebChat & ChatPort;
  close(): Promise<void>;
}

/** A clock that all processes of a place read alike. */
function createFastClock({ since, speed }: Pick<Place, 'since' | 'speed'>): Clock {
  const clock = createClock();
  return {
    now: () => new Date(since + (Date.now() - since) * speed),
    monotonicMs: () => clock.monotonicMs() * speed,
    after: (ms, handle) => clock.after(ms / speed, handle),
  };
}

/** The ports of one process, by hand: the real adapters, and a model that does what plans say. */
export async function openWorld(place: Place, log: Log): Promise<World> {
  const { servers, dataDir, prefix, ledger } = place;
  const clock = createFastClock(place);
  const ids = createIds();
  const store = await openStore();
  const bus = servers
    ? createRedisBus({ url: servers.redisUrl, prefix, clock, log, checkMs: CHECK_MS })
    : createMemoryBus({ log });
  const queue = servers
    ? createBullQueue({ url: servers.redisUrl, prefix, clock, log, checkMs: CHECK_MS })
    : createMemoryQueue({ clock });
  const web = createWebChat({ store, bus, clock, ids, log, publicUrl: 'http://errand.test' });
  const ports: Ports = {
    store,
    queue,
    bus,
    model: createPlanModel(THINK_MS),
    pushChannels: [],
    chats: new Map([[web.platform, web]]),
    clock,
    ids,
    log,
    metrics: { count() {}, gauge() {}, observe() {} },
    secrets: createSecretBox('the secret of a world'),
    github: noGitHub,
    browser: createMemoryBrowser(),
    fetcher: createGuardedFetcher({ allowPrivate: false, allowHosts: [ledger], clock, log }),
  };
  return {
    ports,
    settings: readSettings(place),
    web,
    async close() {
      await web.stop();
      await bus.close();
      await store.close();
    },
  };

  function openStore(): Promise<Store> {
    if (servers) return openMongoStore({ uri: servers.mongoUri, log });
    const onFatal = (error: unknown) => {
      throw error;
    };
    return openEmbeddedStore({ dataDir, log, clock, onFatal });
  }
}

/** The first effect of a run is free; later ones, as it has then read something from outside, need a nod. */
function readSettings({ leaseMs, speed }: Place): Settings {
  // The clock runs fast, and a busy machine slowly: a turn has the time that it takes.
  const config = 'tools: { http_send: { approval: when_tainted } }\nlimits: { turn: { time: 60m } }';
  const file = readConfigFile(config, 'errand.yaml', []);
  if (!file) throw new Error('this is no configuration');
  const settings = toSettings(file, {
    locale: 'en',
    publicUrl: 'http://errand.test',
    concurrency: CONCURRENCY,
  });
  // Whoever is killed here is not killed by what they work on.
  return { ...settings, maxDeaths: 1000, leaseMs: leaseMs * speed };
}
