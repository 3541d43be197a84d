import { createWeComChat } from '../../adapters/chat/wecom/index.ts';
import { CARDS, WINDOWS } from '../../adapters/chat/wecom/records.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import type { Incoming } from '../../src/domain/message.ts';
import { startCore, type Stage, type Story } from './platform-core.ts';
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
  say(person: string, text: string, more?: { quote?: string; msgid?: string }): Promise<unknown>;
  click(person: string, taskId: string, label: string): Promise<unknown>;
}

type WeComStage = Awaited<ReturnType<typeof openAibot>> | SocketDeployment | AppDeployment;

const socketActs = ({ socket }: SocketDeployment): WeComActs => ({
  chat: `group:${GROUP}`,
  async say(person, text, { quote, msgid } = {}) {
    const more = quote ? { quote: { msgtype: 'text', text: { content: quote } } } : {};
    socket.say(person, `@Errand ${text}`, { group: GROUP, more, ...(msgid && { msgid }) });
  },
  click: async (person, taskId, label) => socket.click(person, taskId, label),
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

async function openStage(
  surface: WeComSurface,
  startAt?: string,
): Promise<{ stage: WeComStage; acts: WeComActs }> {
  if (surface === 'long connection') {
    const stage = await openSocket({}, SECRETS.botSecret, startAt);
    return { stage, acts: socketActs(stage) };
  }
  if (surface === 'callback') {
    const stage = await openAibot({}, undefined, startAt);
    return { stage, acts: callbackActs(stage) };
  }
  const stage = await openApp();
  return { stage, acts: appActs(stage) };
}

export type WeComProduct = Awaited<ReturnType<typeof openWeComProduct>>;

/** The product in a fake WeCom, on one of its surfaces; `closeAll` of the fake ends the adapter, `close` the product. */
export async function openWeComProduct(story: Story & { surface?: WeComSurface; startAt?: string } = {}) {
  const { stage, acts } = await openStage(story.surface ?? 'long connection', story.startAt);
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
    /** How often something has come in, copies included. */
    receivedCount: () => stage.received.length,
    socket: 'socket' in stage ? stage.socket : undefined,
    aibot: 'aibot' in stage ? stage.aibot : undefined,
    world: stage.world,
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
  await store.migrate([CARDS, WINDOWS]);
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
    /** Presses the button on the newest message of the channel that has it. */
    async pressInSlack(user: string, channel: string, label: string) {
      const found = slack
        .seen(channel, user)
        .findLast(({ buttons }) => buttons.some((one) => one.label === label));
      if (!found) throw new Error(`no button ${label} in ${channel}`);
      const outcome = await slack.click({ user, channel }, found.ts, label);
      await core.settle();
      return outcome;
    },
    /** The conversation that Slack opened between the person and the bot. */
    directOf: (user: string): string => slack.directOf(user),
    async pressInWeCom(person: string, label: string, group?: string): Promise<void> {
      const before = received;
      const chat = group ? `group:${group}` : `single:${person}`;
      socket.click(person, cardIn(world, chat, label), label, {}, chat);
      await until(() => received > before, 'received');
      await core.settle();
      await core.wind(4_000);
    },
    async sayInWeCom(person: string, text: string, group?: string): Promise<void> {
      const before = received;
      socket.say(person, text, group ? { group } : {});
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

/** The newest card of the conversation with such a button. */
function cardIn({ screen }: World, chat: string, label: string): string {
  const found = screen.in(chat).findLast(({ card }) => JSON.stringify(card ?? '').includes(`"${label}"`));
  if (!found?.taskId) throw new Error(`no button ${label} in:\n${screen.texts(chat).join('\n--\n')}`);
  return found.taskId;
}
