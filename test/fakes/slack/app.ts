import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createSlackChat, type SlackChat, type SlackOptions } from '../../../adapters/chat/slack/index.ts';
import { FORMS, INSTALLATIONS } from '../../../adapters/chat/slack/records.ts';
import { openEmbeddedStore } from '../../../adapters/store/embedded/index.ts';
import type { Incoming } from '../../../src/domain/message.ts';
import type { ReadPage } from '../../../src/ports/chat.ts';
import { createFakeClock } from '../clock.ts';
import { createFakeLog } from '../log.ts';
import { APP_TOKEN, createFakeSlack, SIGNING_SECRET, type FakeSlack } from './index.ts';
import type { FakeSettings } from './messages.ts';

/** The adapter before a fake Slack, mounted in a server, with everything that comes in written down. */
export interface SlackApp {
  slack: FakeSlack;
  chat: SlackChat;
  clock: ReturnType<typeof createFakeClock>;
  log: ReturnType<typeof createFakeLog>;
  store: Awaited<ReturnType<typeof openEmbeddedStore>>;
  /** What was received, each key once, as an inbox keeps it. */
  inbox: Incoming[];
  /** How often something was handed in, repeats and failures included. */
  attempts(): number;
  /** What happens before a thing is kept: throw to fail, wait to be slow. */
  onReceive(handle: (incoming: Incoming) => Promise<void> | void): void;
  /** What stands on a person's page; nothing until it is said. */
  onPage(read: ReadPage): void;
  url: string;
  close(): Promise<void>;
}

interface Setup {
  mode?: 'http' | 'socket';
  options?: Partial<SlackOptions>;
  settings?: Partial<FakeSettings>;
  /** Another process before the same Slack, with the same store: what comes in comes to this one from now on. */
  beside?: SlackApp;
}

/** Not encryption: enough to see that what is stored is not the token. */
const secrets = {
  seal: (plain: string) => `sealed:${Buffer.from(plain).toString('base64')}`,
  open: (sealed: string) => Buffer.from(sealed.slice('sealed:'.length), 'base64').toString(),
};

/** A workspace T01 with Ann (U01), Bo (U02) and Guest Gus (U03) in #C01, and Ann's conversation with the bot, D01. */
export async function startSlackApp({
  mode = 'http',
  options = {},
  settings = {},
  beside,
}: Setup = {}): Promise<SlackApp> {
  const { slack, clock, log, store } = beside ?? (await openWorld(settings));
  const base: SlackOptions = {
    locale: 'en',
    apiUrl: slack.apiUrl,
    ...(options.oauth ? {} : { botToken: 'xoxb-T01' }),
    ...(mode === 'http' ? { signingSecret: SIGNING_SECRET } : { appToken: APP_TOKEN }),
  };
  const chat = createSlackChat({ ...base, ...options }, { store, secrets, clock, log });
  const server = createServer((request, response) => chat.handleHttp(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (mode === 'http') slack.deliverTo(`${url}/slack/events`);

  const inbox: Incoming[] = [];
  let attempts = 0;
  let handle: (incoming: Incoming) => Promise<void> | void = () => undefined;
  let readPage: ReadPage = async () => undefined;
  await chat.start(
    async (incoming) => {
      attempts += 1;
      await handle(incoming);
      if (!inbox.some(({ key }) => key === incoming.key)) inbox.push(incoming);
    },
    (sender) => readPage(sender),
  );

  return {
    slack,
    chat,
    clock,
    log,
    store,
    inbox,
    url,
    attempts: () => attempts,
    onReceive(next) {
      handle = next;
    },
    onPage(next) {
      readPage = next;
    },
    async close() {
      await chat.stop();
      if (!beside) await slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (!beside) await store.close();
    },
  };
}

async function openWorld(
  settings: Partial<FakeSettings>,
): Promise<Pick<SlackApp, 'slack' | 'clock' | 'log' | 'store'>> {
  // Bolt looks at the real time for the age of a signature.
  const clock = createFakeClock(Date.now());
  const log = createFakeLog();
  const store = await openEmbeddedStore({ dataDir: null, log, clock });
  await store.migrate([INSTALLATIONS, FORMS]);
  const slack = await createFakeSlack(clock, settings);
  slack.addWorkspace('T01');
  slack.addUser('U01', 'Ann');
  slack.addUser('U02', 'Bo', { locale: 'zh-CN' });
  slack.addUser('U03', 'Gus', { isGuest: true });
  slack.addChannel('C01', ['U01', 'U02', 'U03']);
  slack.addChannel('D01', ['U01']);
  return { slack, clock, log, store };
}

/** Waits, with a deadline, for something that real sockets bring about. */
export async function until(test: () => boolean, what = 'it'): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!test()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
