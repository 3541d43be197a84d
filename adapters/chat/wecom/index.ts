import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming } from '../../../src/domain/message.ts';
import type { WeComCard, WeComWindow } from './records.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { createActivity } from './activity.ts';
import { createAibotCallback } from './aibot-callback.ts';
import { createAppApi } from './app-api.ts';
import { createAppCallback } from './app-callback.ts';
import {
  createGate,
  forbidden,
  malformed,
  MAX_BODY_BYTES,
  type HttpAnswer,
  type HttpRequest,
} from './callback.ts';
import { drawCard, drawNotice } from './cards.ts';
import { createClicks } from './clicks.ts';
import { createCallbackCrypto } from './crypto.ts';
import { MAX_FILE_BYTES } from './files.ts';
import { createApi } from './http.ts';
import { createLeases, type Leases } from '../../../src/shared/leases.ts';
import { createAppOutlet, createResponseOutlet, isResponseUrl } from './outlets.ts';
import { createQuota } from './pace.ts';
import { createCards } from './sent-cards.ts';
import { createSocketBot } from './socket-bot.ts';
import { createSayer, type Voice } from './say.ts';
import { createSpeaker } from './speak.ts';
import { byteLength } from './text.ts';
import {
  appChannel,
  type Click,
  isAlone,
  type Message,
  PLATFORM,
  reasonOf,
  singleChannel,
  toIncoming,
} from './wire.ts';
import { createWindows, newWindow, type SecretBox } from './windows.ts';

/**
 * What is set decides how the bot is reached: `bot` the long connection, else `callback` the smart bot's address, since
 * WeCom has a bot in one of both modes; `callback` with `app` the app's address as well.
 */
export interface WeComOptions {
  bot?: { id: string; secret: string };
  callback?: { token: string; encodingAesKey: string; botId?: string };
  app?: { corpId: string; corpSecret: string; agentId: number };
  /** The bot's name as people see it: needed only when it has spaces in it. */
  botName?: string;
  /** Where cards lead when they are touched. */
  publicUrl?: string;
  /** Of the adapter's own words, where nothing else is known. */
  locale: string;
  /** Only for tests. */
  wsUrl?: string;
  apiUrl?: string;
  reconnectMs?: number;
  /** Life of a bubble over the long connection, in ms, below the 10 minutes after which it can no longer be sealed. */
  streamMaxMs?: number;
}

export interface WeComDeps extends Pick<Ports, 'store' | 'clock' | 'ids' | 'log'> {
  secrets: SecretBox;
  /** Decides which process holds the long connection; those of the store when absent. */
  leases?: Leases;
}

export interface WeComChat extends ChatPort {
  /** For GET and POST of `/wecom/aibot` and `/wecom/app`. Never rejects; answers within 5 s. */
  handleHttp(request: HttpRequest): Promise<HttpAnswer>;
}

const STREAM_MAX_MS = 540_000;

/**
 * WeCom: smart bots by long connection or callback, and self-built apps. How posts and edits map onto what WeCom can
 * show stands at `createSpeaker`.
 *
 * @throws AppError `input.invalid` when the options name no way in; Error when the EncodingAESKey has not its form.
 */
export function createWeComChat(options: WeComOptions, deps: WeComDeps): WeComChat {
  const { bot, callback, app, botName, publicUrl, locale, apiUrl } = options;
  const { store, clock, ids, log, secrets } = deps;
  if (!bot && !callback)
    throw new AppError('input.invalid', { faults: [{ field: 'wecom', problem: 'names no way in' }] });

  const windows = createWindows({ store }, secrets);
  const cards = createCards({ store });
  const quota = createQuota(clock);
  const call = createApi(apiUrl);
  let receive: (incoming: Incoming) => Promise<void> = () => Promise.reject(new AppError('chat.unavailable'));
  const clicks = createClicks({ publicUrl }, { clock, log, cards, receive: (action) => receive(action) });

  const appApi = app && createAppApi(app, call, clock);
  const appOutlet = appApi && createAppOutlet(appApi, quota);
  const socket = bot && createSocket(bot);
  const aibot = callback && !bot ? createAibot(callback) : undefined;
  const appCallback = callback && app && appApi ? createApp(callback, app, appApi) : undefined;

  const voices: Partial<Record<'bot' | 'app', Voice>> = {
    ...(socket && { bot: socket.voice }),
    ...(aibot && { bot: aibot.voice }),
    ...(appOutlet && { app: { outlet: appOutlet, mayAnnounce: true } }),
  };
  const activity = createActivity({ clock, log }, () => voices.bot?.bubbles);
  const speaker = createSpeaker({
    clock,
    cards,
    clicks,
    windows,
    updateLate,
    sayer: createSayer(({ kind }) => voices[kind === 'app' ? 'app' : 'bot'], publicUrl),
  });

  function createSocket({ id, secret }: NonNullable<WeComOptions['bot']>) {
    const { wsUrl, reconnectMs, streamMaxMs = STREAM_MAX_MS } = options;
    return createSocketBot(
      { botId: id, botSecret: secret, botName, locale, wsUrl, reconnectMs, streamMaxMs },
      {
        clock,
        log,
        windows,
        quota,
        note,
        leases: deps.leases ?? createLeases({ store, clock }, ids.next()),
        receive: (message) => receive(toIncoming(message, clock.now())),
        click: (click, redraw) => clicks.take(click, redraw),
      },
    );
  }

  function createAibot({ token, encodingAesKey, botId }: NonNullable<WeComOptions['callback']>) {
    // A smart bot has no receiver of its own: the field is empty.
    const cipher = createCallbackCrypto(token, encodingAesKey, '');
    const outlet = createResponseOutlet({ windows, call, clock }, appOutlet);
    const handler = createAibotCallback({
      clock,
      log,
      cipher,
      windows,
      botId,
      botName,
      locale,
      note,
      gate: createGate(cipher, clock),
      isWorking: (channel) => activity.isWorking(channel),
      receive: (message) => receive(toIncoming(message, clock.now())),
      click: (click, redraw) => clicks.take(click, redraw),
      sendFrom: (...args) => outlet.sendFrom(...args),
    });
    return { handler, voice: { outlet, bubbles: handler.bubbles, mayAnnounce: false } };
  }

  function createApp(
    { token, encodingAesKey }: NonNullable<WeComOptions['callback']>,
    { corpId, agentId }: NonNullable<WeComOptions['app']>,
    api: NonNullable<typeof appApi>,
  ) {
    return createAppCallback({
      clock,
      log,
      agentId,
      secrets,
      app: api,
      gate: createGate(createCallbackCrypto(token, encodingAesKey, corpId), clock),
      receive: (message) => receive(toIncoming(message, clock.now())),
      click: (click, redraw) => clicks.take(click, redraw),
    });
  }

  async function updateLate(
    record: WeComCard,
    card: WeComCard['card'],
    cardLocale: string,
  ): Promise<boolean> {
    const { responseCode, id, channel } = record;
    if (!responseCode || !appApi) return false;
    await cards.change(id, { responseCode: null });
    const drawn =
      drawCard(card, id, wordsFor(cardLocale).wecom, publicUrl)?.card ?? drawNotice(card, id, publicUrl);
    await appApi.updateCard(secrets.open(responseCode), channel.slice('app:'.length), drawn);
    await cards.change(id, { card, locale: cardLocale });
    return true;
  }

  async function note(
    inbound: Message | Click,
    via: WeComWindow['via'],
    reqId: string | null = null,
  ): Promise<WeComWindow> {
    const { responseUrl, key, channel } = inbound;
    const isOurs = responseUrl !== null && isResponseUrl(responseUrl, apiUrl);
    if (responseUrl !== null && !isOurs)
      log.warn({ thread: channel }, 'something came with an address that is not wecom’s');
    const kept = isOurs && via === 'callback' ? secrets.seal(responseUrl) : null;
    const fresh = { ...newWindow(inbound, via, clock.now(), locale), reqId, responseUrl: kept };
    const noted = await windows.note(fresh);
    // Brought again, perhaps over another connection, it is replied to by its newest name.
    const renewed = noted.reqId === reqId ? undefined : await windows.change(key, { reqId }, noted.holder);
    return renewed ?? noted;
  }

  return {
    platform: PLATFORM,
    tellsEndsOnCards: true,
    ...((socket ?? appOutlet) && { maxFileBytes: MAX_FILE_BYTES }),
    hasNoForms: true,
    async start(handler) {
      receive = (incoming) =>
        handler(isAlone(incoming.place.channel) ? { ...incoming, isDirect: true } : incoming);
      socket?.start();
      await aibot?.handler.resume();
    },
    post: (thread, message, key) => speaker.post(thread, message, key),
    edit: (posted, message) => speaker.edit(posted, message),
    async setActivity({ channel }, what) {
      if (what !== 'working') return activity.end(channel);
      activity.begin(channel);
      await socket?.showWork(channel);
    },
    directTo(id) {
      const userId = id.slice(`${PLATFORM}:`.length);
      // Where there is an app, it reaches people who have never written; a bot does not.
      const channel = appOutlet ? appChannel(userId) : singleChannel(userId);
      return { platform: PLATFORM, channel, thread: channel };
    },
    health() {
      const state = socket?.state();
      const isDown = state === 'kicked' || state === 'refused' || state === 'connecting';
      return { isUp: !isDown, detail: state ?? 'callback' };
    },
    async handleHttp(request) {
      const path = request.url.split('?')[0] ?? '';
      const handler = path.endsWith('/wecom/app')
        ? appCallback
        : path.endsWith('/wecom/aibot')
          ? aibot?.handler
          : undefined;
      if (!handler) return { status: 404, contentType: 'text/plain; charset=utf-8', body: 'not found' };
      if (byteLength(request.rawBody) > MAX_BODY_BYTES) return malformed;
      try {
        return await handler.handle(request);
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'a request to a wecom callback was refused');
        return forbidden;
      }
    },
    async stop() {
      await socket?.stop();
    },
  };
}
