import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { createWeComChat } from '../../adapters/chat/wecom/index.ts';
import { createMemoryQueue } from '../../adapters/queue/memory/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import { readConfigFile } from '../../src/config-file.ts';
import { toSettings } from '../../src/config-settings.ts';
import { createCore } from '../../src/core.ts';
import type { Fault } from '../../src/domain/errors.ts';
import type { Incoming } from '../../src/domain/message.ts';
import type { ChatPort } from '../../src/ports/chat.ts';
import type { Caller } from '../../src/ports/commands.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Fetcher } from '../../src/ports/system.ts';
import { startServices } from '../../src/services.ts';
import type { FakeClock } from './clock.ts';
import type { FakeLog } from './log.ts';
import { createScriptedModel, type Line } from './scripted-model.ts';
import { startSlackApp, type SlackApp } from './slack/app.ts';
import {
  BOT_ID,
  openAibot,
  openApp,
  openSocket,
  secretBox,
  SECRETS,
  until,
  type AibotDeployment,
  type AppDeployment,
  type SocketDeployment,
} from './wecom/index.ts';
import { startSocketServer, type SocketServer } from './wecom/socket.ts';
import { createWorld, type World } from './wecom/world.ts';

export interface Story {
  /** `errand.yaml`; each platform has one below that names its people. */
  config?: string;
  turn?: Line[];
  run?: Line[];
  model?: Model;
}

/** An adapter before its fake platform. */
interface Stage {
  chat: ChatPort;
  clock: FakeClock;
  log: FakeLog;
  store: Store;
  /** Hands what the platform brings in to the product. */
  onReceive(handle: (incoming: Incoming) => Promise<void>): void;
  /** Until nothing is on its way from the platform. */
  arrived?(): Promise<void>;
}

/** What a test cannot wait longer for, in real time: sockets are involved, and the machine may be busy. */
const DEADLINE_MS = 10_000;
const CALM_ROUNDS = 3;
const quiet = { count() {}, gauge() {}, observe() {} };
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 4));

/** The whole product behind chat adapters, with a wound clock and a model that says what the test wrote down. */
async function startCore(stage: Stage, chats: readonly ChatPort[], config: string, story: Story) {
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
      return { status: 200, contentType: 'text/plain', text: 'ok', isCut: false };
    },
  };
  const queue = createMemoryQueue({ clock });
  const ports: Ports = {
    store,
    queue,
    bus: createMemoryBus({ log }),
    model: story.model ?? scripted,
    chats: new Map(chats.map((chat) => [chat.platform, chat])),
    clock,
    ids: createIds(),
    log,
    metrics: quiet,
    fetcher,
  };
  const core = createCore(ports, settings, `test.${ports.ids.next()}`);
  stage.onReceive(core.receive);
  const roles = new Set(['chat', 'worker', 'schedule'] as const);
  const services = await startServices(core, ports, settings, roles);

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

  const api: Caller = {
    person: { id: 'api:token', name: 'API' },
    isAdmin: true,
    via: 'api',
    agentId: null,
    isAutonomous: false,
    place: null,
    locale: 'en',
    timeZone: 'UTC',
    source: 'api',
  };
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
function slowable(store: Store, clock: FakeClock): { store: Store; slowBy: (ms: number) => void } {
  let delayMs = 0;
  const wait = (): Promise<void> | undefined =>
    delayMs > 0 ? new Promise((resolve) => void clock.after(delayMs, resolve)) : undefined;
  const slowed: Store = {
    ...store,
    collection(name) {
      return new Proxy(store.collection(name), {
        get(target, method, receiver) {
          const value: unknown = Reflect.get(target, method, receiver);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]) => {
            await wait();
            return Reflect.apply(value, target, args);
          };
        },
      });
    },
  };
  return { store: slowed, slowBy: (ms) => void (delayMs = ms) };
}

/** Ann, Bo and the guest Gus are in #C01, Ann and Bo may use the product; Cy is in there and may not. */
export const SLACK_CONFIG = `
platforms:
  slack:
    channels: ['T01:C01', 'T01:D01']
    people: ['slack:T01:U01', 'slack:T01:U02']
`;

export type SlackProduct = Awaited<ReturnType<typeof openSlackProduct>>;

/** The product in a fake Slack, over HTTP or over Socket Mode. */
export async function openSlackProduct(story: Story & { mode?: 'http' | 'socket' } = {}) {
  const app: SlackApp = await startSlackApp({ mode: story.mode ?? 'http' });
  const { slack } = app;
  slack.addUser('U04', 'Cy');
  slack.addChannel('C01', ['U01', 'U02', 'U03', 'U04']);
  const stage: Stage = { ...app, arrived: () => slack.idle() };
  const core = await startCore(stage, [app.chat], SLACK_CONFIG, story);
  if (story.mode === 'socket') await until(() => slack.socketCount() > 0, 'a socket');

  const inThread = (thread: string, viewer?: string) =>
    slack.seen('C01', viewer).filter((one) => one.ts === thread || one.thread === thread);
  /** The newest message with such a button. */
  const withButton = (label: string, viewer?: string) => {
    const found = slack
      .seen('C01', viewer)
      .findLast(({ buttons }) => buttons.some((one) => one.label === label));
    if (!found)
      throw new Error(
        `no button ${label} in:\n${slack
          .seen('C01')
          .map(({ text }) => text)
          .join('\n--\n')}`,
      );
    return found;
  };

  return {
    ...core,
    slack,
    inThread,
    withButton,
    /** Somebody mentions the bot, or writes below a message; then everything settles. */
    async say(user: string, text: string, thread?: string): Promise<string> {
      const ts = slack.say({ user, channel: 'C01' }, text, thread ? { thread } : {});
      await core.settle();
      return ts;
    },
    async press(user: string, label: string) {
      const message = withButton(label, user);
      const outcome = await slack.click({ user, channel: 'C01' }, message.ts, label);
      await core.settle();
      return outcome;
    },
    async submit(user: string, inputs: Record<string, unknown>) {
      const outcome = await slack.submit(user, inputs);
      await core.settle();
      return outcome;
    },
    async command(user: string, text: string) {
      const outcome = await slack.command({ user, channel: 'C01' }, text);
      await core.settle();
      return outcome;
    },
    async close(): Promise<void> {
      await core.stop();
      await app.close();
    },
  };
}

/** In each conversation of WeCom, ana and bo may use the product; cy may not. */
export const WECOM_CONFIG = `
platforms:
  wecom:
    channels: ['*']
    people: ['wecom:ana', 'wecom:bo']
`;

/** The group in which the stories of WeCom are told. */
export const GROUP = 'wrHome';

interface WeComActs {
  /** Where ana talks with the bot: the group, or herself alone with the app. */
  chat: string;
  say(person: string, text: string, more?: { quote?: string; msgid?: string }): void | Promise<unknown>;
  click(person: string, taskId: string, label: string): void | Promise<unknown>;
}

type WeComStage = Awaited<ReturnType<typeof openAibot>> | SocketDeployment | AppDeployment;

const socketActs = ({ socket }: SocketDeployment): WeComActs => ({
  chat: `group:${GROUP}`,
  say(person, text, { quote, msgid } = {}) {
    const more = quote ? { quote: { msgtype: 'text', text: { content: quote } } } : {};
    socket.say(person, `@Errand ${text}`, { group: GROUP, more, ...(msgid && { msgid }) });
  },
  click: (person, taskId, label) => socket.click(person, taskId, label),
});

const callbackActs = ({ aibot }: AibotDeployment): WeComActs => ({
  chat: `group:${GROUP}`,
  say: (person, text, { msgid } = {}) =>
    aibot.say(person, `@Errand ${text}`, { group: GROUP, ...(msgid && { msgid }) }),
  click: (userId, taskId, label) => aibot.click({ userId, taskId, label, chat: `group:${GROUP}` }),
});

const appActs = ({ app }: AppDeployment): WeComActs => ({
  chat: 'app:ana',
  say: (person, text, { msgid } = {}) => app.say(person, text, msgid ? { msgid } : {}),
  click: (userId, taskId, label) => app.click({ userId, taskId, label, chat: `app:${userId}` }),
});

export const WECOM_SURFACES = ['long connection', 'callback', 'app'] as const;
export type WeComSurface = (typeof WECOM_SURFACES)[number];

async function openStage(surface: WeComSurface): Promise<{ stage: WeComStage; acts: WeComActs }> {
  if (surface === 'long connection') {
    const stage = await openSocket();
    return { stage, acts: socketActs(stage) };
  }
  if (surface === 'callback') {
    const stage = await openAibot();
    return { stage, acts: callbackActs(stage) };
  }
  const stage = await openApp();
  return { stage, acts: appActs(stage) };
}

export type WeComProduct = Awaited<ReturnType<typeof openWeComProduct>>;

/** The product in a fake WeCom, on one of its surfaces; `closeAll` of the fake ends the adapter, `close` the product. */
export async function openWeComProduct(story: Story & { surface?: WeComSurface } = {}) {
  const { stage, acts } = await openStage(story.surface ?? 'long connection');
  const core = await startCore(stage, [stage.chat], WECOM_CONFIG, story);
  const { screen } = stage.world;
  const seen = (person?: string): string[] => screen.texts(acts.chat, person);
  const cards = () => screen.in(acts.chat).filter(({ kind }) => kind === 'card');
  /** The newest card with such a button. */
  const cardWith = (label: string, person = 'ana'): string => {
    const found = cards().findLast(({ taskId }) => {
      const item = screen.card(taskId ?? '');
      return JSON.stringify(item?.views?.get(person) ?? item?.card ?? '').includes(`"${label}"`);
    });
    if (!found?.taskId) throw new Error(`no button ${label} in:\n${seen().join('\n--\n')}`);
    return found.taskId;
  };

  return {
    ...core,
    ...acts,
    stage,
    screen,
    seen,
    cards,
    cardWith,
    /** Somebody writes; then everything settles, and what a bubble shows late is shown. */
    async tell(person: string, text: string, more?: { quote?: string; msgid?: string }): Promise<void> {
      const before = stage.received.length;
      const said = acts.say(person, text, more);
      await until(() => stage.received.length > before, 'received');
      await core.settle();
      await core.wind(4_000);
      await said;
      await core.settle();
    },
    async press(person: string, label: string, taskId = cardWith(label, person)): Promise<void> {
      const before = stage.received.length;
      const pressed = acts.click(person, taskId, label);
      await until(() => stage.received.length > before, 'received');
      await core.settle();
      await core.wind(5_000);
      await pressed;
      await core.settle();
    },
    close: core.stop,
  };
}

/** Both platforms before one product. */
export async function openBoth(story: Story & { config: string }) {
  const app = await startSlackApp();
  const { slack, clock, log, store } = app;
  const world: World = createWorld(clock);
  const socket: SocketServer = await startSocketServer(world, { id: BOT_ID, secret: SECRETS.botSecret });
  const ids = createIds();
  const options = { locale: 'en', bot: { id: BOT_ID, secret: SECRETS.botSecret }, wsUrl: socket.url };
  const wecom = createWeComChat(
    { ...options, reconnectMs: 5 },
    { store, clock, log, ids, secrets: secretBox },
  );
  let receive = async (_incoming: Incoming): Promise<void> => undefined;
  let received = 0;
  await wecom.start(async (incoming) => {
    await receive(incoming);
    received += 1;
  });
  await until(() => wecom.health?.().detail === 'up', 'connected');
  const stage: Stage = {
    ...app,
    arrived: () => slack.idle(),
    onReceive(handle) {
      app.onReceive(handle);
      receive = handle;
    },
  };
  const core = await startCore(stage, [app.chat, wecom], '', story);
  return {
    ...core,
    slack,
    world,
    async sayInSlack(user: string, text: string, thread?: string): Promise<string> {
      const ts = slack.say({ user, channel: 'C01' }, text, thread ? { thread } : {});
      await core.settle();
      return ts;
    },
    async sayInWeCom(person: string, text: string): Promise<void> {
      const before = received;
      socket.say(person, text);
      await until(() => received > before, 'received');
      await core.settle();
      await core.wind(4_000);
    },
    async close(): Promise<void> {
      await core.stop();
      await wecom.stop();
      await socket.close();
      await app.close();
    },
  };
}
