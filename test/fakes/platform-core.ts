import { createMemoryBrowser } from '../../adapters/browser/memory/index.ts';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { createMemoryQueue } from '../../adapters/queue/memory/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { toSettings } from '../../src/config/config-settings.ts';
import { createCore } from '../../src/core.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import type { Fault } from '../../src/domain/error-facts.ts';
import type { Incoming } from '../../src/domain/message.ts';
import type { ChatPort, ReadPage } from '../../src/ports/chat.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Fetcher } from '../../src/ports/fetcher.ts';
import type { Clock } from '../../src/ports/system.ts';
import { startServices } from '../../src/services.ts';
import { viaApi as api } from './callers.ts';
import type { FakeClock } from './clock.ts';
import type { FakeLog } from './log.ts';
import { createScriptedModel, type Line } from './scripted-model.ts';
import { noGitHub } from './no-github.ts';
import { ANSWERED_OK } from './answered.ts';

export interface Story {
  /** `errand.yaml`; each platform has one below that names its people. */
  config?: string;
  turn?: Line[];
  run?: Line[];
  model?: Model;
}

/** An adapter before its fake platform. */
export interface Stage {
  chat: ChatPort;
  clock: FakeClock;
  log: FakeLog;
  store: Store;
  /** Hands what the platform brings in to the product. */
  onReceive(handle: (incoming: Incoming) => Promise<void>): void;
  /** Where a platform has pages of people's own. */
  onPage?(read: ReadPage): void;
  /** Until nothing is on its way from the platform. */
  arrived?(): Promise<void>;
}

/** What a test cannot wait longer for, in real time: sockets are involved, and the machine may be busy. */
const DEADLINE_MS = 10_000;
const CALM_ROUNDS = 3;
const quiet = { count() {}, gauge() {}, observe() {} };
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 4));

/** The whole product behind chat adapters, with a wound clock and a model that says what the test wrote down. */
export async function startCore(stage: Stage, chats: readonly ChatPort[], config: string, story: Story) {
  const { clock, log } = stage;
  const faults: Fault[] = [];
  const file = readConfigFile(story.config ?? config, 'errand.yaml', faults);
  if (!file) throw new Error(faults.map(({ field, problem }) => `${field}: ${problem}`).join('\n'));
  const settings = toSettings(file, { locale: 'en', publicUrl: 'https://errand.test', concurrency: 4 });
  const { store, slowBy } = slowable(stage.store, clock);
  const scripted = createScriptedModel();
  scripted.script({ ...(story.turn && { turn: story.turn }), ...(story.run && { run: story.run }) });
  const sent: { url: string; body: string | undefined }[] = [];
  const fetcher: Fetcher = {
    async fetch({ url, body }) {
      sent.push({ url, body });
      return ANSWERED_OK;
    },
  };
  const queue = createMemoryQueue({ clock });
  const ports: Ports = {
    store,
    queue,
    bus: createMemoryBus({ log }),
    model: story.model ?? scripted,
    pushChannels: [],
    chats: new Map(chats.map((chat) => [chat.platform, chat])),
    clock,
    ids: createIds(),
    log,
    metrics: quiet,
    browser: createMemoryBrowser(),
    fetcher,
    github: noGitHub,
    secrets: createSecretBox('the secret of a test'),
  };
  const core = createCore(ports, settings, `test.${ports.ids.next()}`);
  stage.onReceive(core.receive);
  stage.onPage?.(core.readPage);
  const roles = new Set(['chat', 'worker', 'schedule'] as const);
  const services = await startServices(core, roles);

  /** What is still to be done, and whether only time will bring it on. */
  async function openWork(): Promise<{ what: string; isTimed: boolean } | undefined> {
    const inbox = await stage.store
      .collection('inbox')
      .find({ state: { $in: ['new', 'working'] } }, { limit: 1 });
    if (inbox[0]) return { what: `inbox ${inbox[0].id}`, isTimed: false };
    const { waiting, active } = await queue.stats();
    if (waiting + active > 0) return { what: 'a run', isTimed: false };
    const [row] = await stage.store
      .collection('outbox')
      .find({ state: 'pending' }, { sort: { nextAt: 1, id: 1 }, limit: 1 });
    return row && { what: `outbox ${row.id}`, isTimed: true };
  }

  /** Until all that came in is handled and all that is to be said has been said, winding the clock where that waits. */
  async function settle(): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    for (let calm = 0; calm < CALM_ROUNDS;) {
      await stage.arrived?.();
      await pause();
      await clock.settle();
      const open = await openWork();
      calm = open ? 0 : calm + 1;
      if (open?.isTimed) await clock.advance(500);
      if (Date.now() > deadline) throw new Error(`not settled: ${open?.what ?? 'things come and go'}`);
    }
  }

  /** Winds the clock in steps, with what comes over sockets let in between. */
  async function wind(ms: number, stepMs = 500): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.advance(Math.min(left, stepMs));
      await pause();
    }
  }

  const task = (number = 1) => core.commands.getTask(`T-${number}`, api);
  const tasks = () => stage.store.collection('tasks').find({}, { limit: 50, sort: { number: 1 } });

  return {
    core,
    clock,
    log,
    store: stage.store,
    model: scripted,
    sent,
    settle,
    wind,
    slowBy,
    task,
    tasks,
    stop: () => services.stop(1000),
  };
}

/** A store whose calls take as long as is said. */
export function slowable(store: Store, clock: Clock): { store: Store; slowBy: (ms: number) => void } {
  let delayMs = 0;
  const wait = (): Promise<void> | undefined =>
    delayMs > 0 ? new Promise((resolve) => void clock.after(delayMs, resolve)) : undefined;
  const slow = <C extends object>(collection: C): C =>
    new Proxy(collection, {
      get(target, method, receiver) {
        const value: unknown = Reflect.get(target, method, receiver);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await wait();
          return Reflect.apply(value, target, args);
        };
      },
    });
  const slowed: Store = {
    ...store,
    collection: (name) => slow(store.collection(name)),
    own: (collection) => slow(store.own(collection)),
  };
  return { store: slowed, slowBy: (ms) => void (delayMs = ms) };
}
