import { ZodError } from 'zod';
import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming, IncomingMessage } from '../../../src/domain/message.ts';
import { personId } from '../../../src/domain/person.ts';
import type { WeComCard, WeComWindow } from '../../../src/domain/records.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { createAibotCallback, newWindow, streamOf } from './aibot-callback.ts';
import { createAppApi } from './app-api.ts';
import { createAppCallback } from './app-callback.ts';
import { createSocketBubbles, PLACEHOLDER } from './bubbles.ts';
import {
  createGate,
  forbidden,
  malformed,
  MAX_BODY_BYTES,
  type HttpAnswer,
  type HttpRequest,
} from './callback.ts';
import { drawCard, drawNotice } from './cards.ts';
import { createCards, createClicks } from './clicks.ts';
import { createConnection } from './connection.ts';
import { createCallbackCrypto, UntrustedError } from './crypto.ts';
import { createApi } from './http.ts';
import { createLeases, type Leases } from './lease.ts';
import { createAppOutlet, createResponseOutlet, createSocketOutlet, isResponseUrl } from './outlets.ts';
import { createLanes, createQuota, pause } from './pace.ts';
import { createSpeaker, type Voice } from './speak.ts';
import { byteLength } from './text.ts';
import { PLATFORM, readAibot, type Inbound } from './wire.ts';
import { createWindows, type SecretBox } from './windows.ts';
import { wordsFor } from './words.ts';

/**
 * What is set decides how the bot is reached: `bot` the long connection, `callback` with a `botId` or alone the
 * smart bot's address, `callback` with `app` the app's address. The first two exclude each other, since WeCom has a bot
 * in one of both modes.
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

type Message = Extract<Inbound, { kind: 'message' }>;

const STREAM_MAX_MS = 540_000;
/** A run's card goes under a message that came shortly before it; under an older one nobody would look for it. */
const RECENT_MS = 10 * 60_000;
/** The reply may still be on its way when the core says that it has done its part. */
const IDLE_MS = 5_000;
/** Waits between tries to store a message that came by the long connection, which does not send it again. */
const STORE_AGAIN_MS = [1_000, 3_000, 9_000];

/**
 * WeCom: smart bots by long connection or callback, and self-built apps. How posts and edits map onto what WeCom can
 * show stands at `createSpeaker`.
 *
 * @throws AppError `input.invalid` when the options name no way in, or two that exclude each other; Error when the
 *   EncodingAESKey has not its form.
 */
export function createWeComChat(options: WeComOptions, deps: WeComDeps): WeComChat {
  const { bot, callback, app, botName, publicUrl, locale, apiUrl } = options;
  const { store, clock, ids, log, secrets } = deps;
  if (!bot && !callback)
    throw new AppError('input.invalid', { faults: [{ field: 'wecom', problem: 'names no way in' }] });

  const windows = createWindows({ store }, secrets);
  const cards = createCards({ store });
  const quota = createQuota(clock);
  const inLane = createLanes();
  const call = createApi(apiUrl);
  const working = new Set<string>();
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
  const speaker = createSpeaker({
    clock,
    cards,
    clicks,
    windows,
    updateLate,
    voiceOf: ({ kind }) => voices[kind === 'app' ? 'app' : 'bot'],
  });

  function createSocket({ id, secret }: NonNullable<WeComOptions['bot']>) {
    const leases = deps.leases ?? createLeases({ store, clock }, ids.next());
    const { wsUrl, reconnectMs, streamMaxMs = STREAM_MAX_MS } = options;
    const connection = createConnection(
      { botId: id, botSecret: secret, wsUrl, reconnectMs },
      { clock, log, leases },
    );
    const bubbles = createSocketBubbles({ streamMaxMs }, { clock, log, connection, windows, quota, inLane });
    const voice: Voice = {
      outlet: createSocketOutlet({ connection, quota, inLane }),
      bubbles,
      async beginBubble(channel, holder, text) {
        const since = new Date(clock.now().getTime() - RECENT_MS);
        const window = await windows.newest(channel, ['none', 'sealed'], since);
        return window && (await bubbles.open(window, holder, text)) ? { ...window, holder } : undefined;
      },
      mayAnnounce: true,
    };
    return { id, connection, bubbles, voice };
  }

  function createAibot({ token, encodingAesKey, botId }: NonNullable<WeComOptions['callback']>) {
    // A smart bot has no receiver of its own: the field is empty.
    const crypto = createCallbackCrypto(token, encodingAesKey, '');
    const outlet = createResponseOutlet({ windows, call, clock }, appOutlet);
    const handler = createAibotCallback({
      clock,
      log,
      crypto,
      windows,
      botId,
      botName,
      locale,
      note,
      gate: createGate(crypto, clock),
      isWorking: (channel) => working.has(channel),
      receive: (message) => receive(toIncoming(message)),
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
      locale,
      secrets,
      app: api,
      gate: createGate(createCallbackCrypto(token, encodingAesKey, corpId), clock),
      receive: (message) => receive(toIncoming(message)),
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
    const drawn = drawCard(card, id, wordsFor(cardLocale))?.card ?? drawNotice(card, id, publicUrl);
    await appApi.updateCard(secrets.open(responseCode), channel.slice('app:'.length), drawn);
    await cards.change(id, { card, locale: cardLocale });
    return true;
  }

  function toIncoming({ key, channel, userId, text, isQuoting }: Message): IncomingMessage {
    return {
      kind: 'message',
      key,
      platform: PLATFORM,
      messageId: key,
      at: clock.now(),
      text,
      place: { platform: PLATFORM, channel, thread: channel },
      sender: { id: personId(PLATFORM, userId), name: userId },
      // Only what is for the bot reaches it: group messages that mention it, and everything said to it alone.
      isToBot: true,
      isReply: isQuoting,
    };
  }

  async function note(
    message: Message,
    via: WeComWindow['via'],
    reqId: string | null = null,
  ): Promise<WeComWindow> {
    const { responseUrl, key, channel } = message;
    const isOurs = responseUrl !== null && isResponseUrl(responseUrl, apiUrl);
    if (responseUrl !== null && !isOurs)
      log.warn({ thread: channel }, 'a message came with an address that is not wecom’s');
    const window = newWindow(message, streamOf(key), via, clock.now(), locale);
    const kept = isOurs && via === 'callback' ? secrets.seal(responseUrl) : null;
    return (await windows.note({ ...window, reqId, responseUrl: kept })).window;
  }

  /** The long connection does not send anything again, so storing it is tried for as long as a person would wait. */
  async function takeMessage(message: Message, reqId: string): Promise<void> {
    for (const waitMs of [...STORE_AGAIN_MS, undefined]) {
      try {
        await note(message, 'socket', reqId);
        return await receive(toIncoming(message));
      } catch (error) {
        log.error({ error, thread: message.channel }, 'a message could not be stored');
        if (waitMs !== undefined) await pause(clock, waitMs);
      }
    }
    const content = wordsFor(locale).notKept;
    await socket?.connection.reply(
      reqId,
      { msgtype: 'stream', stream: { id: streamOf(message.key), finish: true, content } },
      'message',
    );
  }

  function onFrame(body: unknown, reqId: string): void {
    const inbound = readFrame(body);
    if (inbound?.kind === 'message') {
      takeMessage(inbound, reqId).catch((error: unknown) =>
        log.error({ error }, 'a message was neither stored nor refused'),
      );
    }
    if (inbound?.kind === 'click') {
      void clicks.take(inbound, async (card, onlyFor) => {
        const update = {
          response_type: 'update_template_card',
          template_card: card,
          ...(onlyFor && { userids: [onlyFor] }),
        };
        await socket?.connection.reply(reqId, update, 'card_update');
      });
    }
  }

  function readFrame(body: unknown): Inbound | undefined {
    try {
      return readAibot(body, { botId: bot?.id, botName, words: wordsFor(locale) });
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'wecom sent something that could not be read');
      return undefined;
    }
  }

  async function seal(window: WeComWindow, text: string): Promise<void> {
    const bubbles = voices.bot?.bubbles;
    const current = await windows.get(window.id);
    if (current?.bubble === 'open' && current.holder === null) await bubbles?.seal(current, null, text);
  }

  return {
    platform: PLATFORM,
    async start(handler) {
      receive = handler;
      socket?.connection.start(onFrame, () => {
        socket.bubbles
          .sealOrphans()
          .catch((error: unknown) => log.warn({ error }, 'old bubbles could not be ended'));
      });
      await aibot?.handler.resume();
    },
    post: (thread, message, key) => speaker.post(thread, message, key),
    edit: (posted, message) => speaker.edit(posted, message),
    async setActivity({ channel }, activity) {
      if (activity === 'working') working.add(channel);
      else working.delete(channel);
      const open = await windows.oldestOpen(channel);
      if (activity === 'working' && socket && !open) {
        const window = await windows.newest(channel, ['none'], new Date(clock.now().getTime() - RECENT_MS));
        if (window) await socket.bubbles.open(window, null, PLACEHOLDER);
      }
      if (activity !== 'working' && open) {
        clock.after(IDLE_MS, () => {
          seal(open, wordsFor(open.locale).noted).catch((error: unknown) =>
            log.warn({ error }, 'a bubble was left open'),
          );
        });
      }
    },
    health() {
      const state = socket?.connection.state();
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
      socket?.bubbles.stop();
      await socket?.connection.stop();
    },
  };
}

/** Why something from outside was not taken: never its content. */
function reasonOf(error: unknown): string {
  if (error instanceof UntrustedError) return error.message;
  if (error instanceof ZodError) return `shape: ${error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  return error instanceof AppError ? error.code : error instanceof Error ? error.message : 'unknown';
}
