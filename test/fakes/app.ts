import { createMemoryBrowser } from '../../adapters/browser/memory/index.ts';
import { createPushChannel } from '../../adapters/chat/wecom/push-channel.ts';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { createWebChat } from '../../adapters/chat/web/index.ts';
import { createMemoryQueue } from '../../adapters/queue/memory/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import { createCore } from '../../src/core.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { toSettings } from '../../src/config/config-settings.ts';
import type { ChatMessageView } from '../../src/contract/chat.ts';
import type { Fault } from '../../src/domain/error-facts.ts';
import { createPushAddresses, keepConfiguredGroup } from '../../src/push-groups/push-addresses.ts';
import type { ChatPort } from '../../src/ports/chat.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { PushAddresses } from '../../src/ports/push-addresses.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import type { Mailer } from '../../src/ports/mailer.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Fetched, Fetcher, FetchRequest } from '../../src/ports/fetcher.ts';
import { checkInvariants } from '../../src/doctor/check-invariants.ts';
import { wordsFor } from '../../src/words/index.ts';
import { startServices } from '../../src/services.ts';
import type { Role } from '../../src/config/config-environment.ts';
import { viaApi as api } from './callers.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { createFakeLog } from './log.ts';
import { createScriptedModel, type Line, type ScriptedModel } from './scripted-model.ts';
import { noGitHub } from './no-github.ts';
import { ANSWERED_OK } from './answered.ts';

export interface FakeFetcher extends Fetcher {
  readonly sent: { method: string; url: string; body: string | undefined; key: string | undefined }[];
  answer: (request: FetchRequest) => Promise<Fetched>;
}

function createFakeFetcher(): FakeFetcher {
  const sent: FakeFetcher['sent'] = [];
  const fetcher: FakeFetcher = {
    sent,
    answer: async () => ANSWERED_OK,
    fetch(request) {
      const { method, url, body, headers } = request;
      sent.push({ method, url, body, key: headers?.['idempotency-key'] });
      return fetcher.answer(request);
    },
  };
  return fetcher;
}

const quiet = { count() {}, gauge() {}, observe() {} };

export interface AppOptions {
  /** `errand.yaml`. */
  config?: string;
  turn?: Line[];
  run?: Line[];
  model?: Model;
  store?: Store;
  clock?: FakeClock;
  roles?: Role[];
  /** Sends to groups that only listen; with an address, the configuration names one, for the channels of `push.from`. */
  push?: { open: (addresses: PushAddresses) => ChatPort; address?: string };
  mailer?: Mailer;
  /** Further platforms beside the web chat. */
  chats?: ChatPort[];
  /** A second process beside the first shares its store, bus and clock. */
  beside?: { clock: FakeClock; ports: Ports };
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/**
 * The whole product on the memory adapters and the web chat, with a wound clock and, unless another is given, a model that
 * says what the test wrote down.
 */
export async function startApp(options: AppOptions = {}) {
  const clock = options.clock ?? options.beside?.clock ?? createFakeClock();
  const log = createFakeLog();
  const faults: Fault[] = [];
  const file = readConfigFile(options.config ?? '', 'errand.yaml', faults);
  if (!file) {
    const told = wordsFor('en').faults(faults);
    throw new Error(told.map(({ field, problem }) => `${field}: ${problem}`).join('\n'));
  }
  const settings = toSettings(file, {
    locale: 'en',
    publicUrl: 'http://errand.test',
    concurrency: 4,
    hasPushGroup: options.push?.address !== undefined,
  });
  const store =
    options.store ??
    options.beside?.ports.store ??
    (await openEmbeddedStore({
      dataDir: null,
      log,
      clock,
      onFatal: (error) => {
        throw error;
      },
    }));
  const scripted: ScriptedModel = createScriptedModel();
  scripted.script({
    ...(options.turn ? { turn: options.turn } : {}),
    ...(options.run ? { run: options.run } : {}),
  });
  const bus = options.beside?.ports.bus ?? createMemoryBus({ log });
  const ids = createIds();
  const web = createWebChat({ store, bus, clock, ids, log, publicUrl: 'http://errand.test' });
  const fetcher = createFakeFetcher();
  const secrets = createSecretBox('the secret of a test');
  if (options.push?.address)
    await keepConfiguredGroup(
      { store, clock, log, secrets, pushChannels: [createPushChannel()] },
      { variable: 'WECOM_WEBHOOK_URL', address: options.push.address, from: file.push.from },
    );
  const push = options.push?.open(createPushAddresses({ store, clock, bus, log, secrets }));
  const ports: Ports = {
    store,
    queue: createMemoryQueue({ clock }),
    bus,
    model: options.model ?? scripted,
    pushChannels: [createPushChannel()],
    chats: new Map(
      [web, ...(push ? [push] : []), ...(options.chats ?? [])].map((chat) => [chat.platform, chat]),
    ),
    clock,
    ids,
    log,
    metrics: quiet,
    browser: createMemoryBrowser(),
    fetcher,
    github: noGitHub,
    secrets,
    ...(options.mailer ? { mailer: options.mailer } : {}),
  };
  const core = createCore(ports, settings, `test.${ids.next()}`);
  await web.start(core.receive);
  const services = await startServices(core, new Set(options.roles ?? ['chat', 'web', 'worker', 'schedule']));

  /** Until nothing is queued, nothing waits to be said, and nothing more happens. */
  async function settle(): Promise<void> {
    for (let calm = 0; calm < 3;) {
      await clock.settle();
      await core.process.idle();
      await core.sender.sweep();
      const { waiting, active } = await ports.queue.stats();
      calm = waiting + active === 0 ? calm + 1 : 0;
    }
  }

  /** Somebody writes in a channel, in a thread when one is given; then everything settles. */
  async function say(person: string, text: string, where: { channel?: string; thread?: string } = {}) {
    const sent = await web.submitMessage({
      channel: where.channel ?? 'general',
      person,
      text,
      ...(where.thread ? { thread: where.thread } : {}),
    });
    await settle();
    return sent;
  }

  /** What stands in the channel as a person sees it, oldest first. */
  async function read(person = 'ana', channel = 'general'): Promise<ChatMessageView[]> {
    const { items } = await web.listMessages({ channel, person, after: 0, limit: 200 });
    return items.toSorted((a, b) => a.at.localeCompare(b.at));
  }

  /** The texts of the bot, as a person sees them. */
  async function botTexts(person = 'ana', channel = 'general'): Promise<string[]> {
    return (await read(person, channel)).filter(({ author }) => author.isBot).map(({ text }) => text);
  }

  /** The newest card that has such a button. */
  async function cardWith(action: string, person = 'ana', channel = 'general'): Promise<ChatMessageView> {
    const all = await read(person, channel);
    const found = all.findLast(({ card }) => card?.buttons.some((button) => button.action === action));
    if (!found)
      throw new Error(
        `no card has a button "${action}"; there is:\n${all.map(({ text }) => text).join('\n')}`,
      );
    return found;
  }

  /** Presses the button on the newest card that has it; then everything settles. */
  async function press(
    person: string,
    action: string,
    more: { values?: Record<string, unknown>; label?: string; channel?: string } = {},
  ) {
    const message = await cardWith(action, person, more.channel);
    const button = message.card?.buttons.find(
      (one) => one.action === action && (!more.label || one.label === more.label),
    );
    await web.submitAction({
      messageId: message.id,
      action,
      person,
      ...(button ? { value: button.value } : {}),
      ...(more.values ? { values: more.values } : {}),
    });
    await settle();
    return message;
  }

  /** What does not hold once everything has had its time. */
  async function violations(): Promise<string[]> {
    await clock.advance(2 * 60_000);
    await settle();
    return (await checkInvariants(ports, 'all')).map(({ invariant, detail }) => `${invariant}: ${detail}`);
  }

  return {
    core,
    ports,
    violations,
    clock,
    log,
    web,
    settings,
    model: scripted,
    fetcher,
    api,
    settle,
    say,
    read,
    botTexts,
    cardWith,
    press,
    stop: () => services.stop(1000),
  };
}
