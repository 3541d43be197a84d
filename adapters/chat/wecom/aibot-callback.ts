import { z } from 'zod';
import type { WeComWindow } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { MAX_BUBBLE_BYTES, PLACEHOLDER, type Bubbles } from './bubbles.ts';
import { answered, hasEnvelope, malformed, notStored, verifyAddress } from './callback.ts';
import type { Envelope, Gate, HttpAnswer, HttpRequest } from './callback.ts';
import type { TemplateCard } from './cards.ts';
import type { Redraw } from './clicks.ts';
import type { CallbackCrypto } from './crypto.ts';
import { within } from './pace.ts';
import { byteLength, cutBytes } from './text.ts';
import { readAibot, type Click, type Message } from './wire.ts';
import { newWindow, streamOf, type Windows } from './windows.ts';

/** WeCom waits 5 s for an answer; a store that is slower than this is not waited for. */
const STORE_MS = 3_500;
const CLICK_MS = 4_500;
/** A poll that asks the store for longer than this gets what this process remembers. */
const POLL_MS = 1_000;
/** WeCom stops to ask 6 minutes after the message (document/path/100719); a sealed bubble must be fetched before. */
const BUBBLE_MS = 330_000;
/** A bubble that nobody has said anything for: its message wanted no reply. */
const SILENT_MS = 60_000;
/** WeCom asks about every second; what was not fetched by then is sent in another way. */
const FETCH_MS = 10_000;

export interface CallbackDeps extends Pick<Ports, 'clock' | 'log'> {
  gate: Gate;
  cipher: CallbackCrypto;
  windows: Windows;
  botId?: string | undefined;
  botName?: string | undefined;
  locale: string;
  isWorking: (channel: string) => boolean;
  /** Writes down what came in, for replies to it. */
  note: (inbound: Message | Click, via: 'callback') => Promise<WeComWindow>;
  receive: (message: Message) => Promise<void>;
  click: (click: Click, redraw: Redraw) => Promise<void>;
  /** Sends what was sealed by the address that came with the message. */
  sendFrom: (channel: string, windowId: string, content: string) => Promise<void>;
}

/**
 * A smart bot whose messages come by HTTP. Each message is answered at once with a bubble; WeCom then asks for its
 * content about every second, for 6 minutes at the longest.
 */
export function createAibotCallback(deps: CallbackDeps) {
  const {
    clock,
    log,
    gate,
    cipher,
    windows,
    botId,
    botName,
    locale,
    isWorking,
    note,
    receive,
    click,
    sendFrom,
  } = deps;
  /** Bubbles as this process last knew them, for when the store is slow. */
  const known = new Map<string, WeComWindow>();

  function reply(plain: object, { nonce }: Envelope): HttpAnswer {
    const encrypt = cipher.encrypt(JSON.stringify(plain));
    const timestamp = Math.floor(clock.now().getTime() / 1000);
    const msgsignature = cipher.sign(String(timestamp), nonce, encrypt);
    return answered(JSON.stringify({ encrypt, msgsignature, timestamp, nonce }));
  }

  function keep(window: WeComWindow): void {
    known.set(window.streamId, window);
    clock.after(BUBBLE_MS + 60_000, () => known.delete(window.streamId));
  }

  /** What a message is answered with: its bubble, whose id is the same for each delivery of the message. */
  async function onMessage(message: Message, envelope: Envelope): Promise<HttpAnswer> {
    const open = {
      msgtype: 'stream',
      stream: { id: streamOf(message.key), finish: false, content: PLACEHOLDER },
    };
    const stored = (async () => {
      keep(await note(message, 'callback'));
      await receive(message);
    })();
    let isLate = false;
    const result = await within(
      clock,
      STORE_MS,
      stored.then(
        () => 'stored' as const,
        (error: unknown) => {
          log.error({ err: error, thread: message.channel }, 'a message could not be stored');
          // Too late to ask for it again by the status: the person has to.
          if (isLate) return apologise(message);
          return 'failed' as const;
        },
      ),
    );
    isLate = result === undefined;
    return result === 'failed' ? notStored : reply(open, envelope);
  }

  async function apologise(message: Message): Promise<'failed'> {
    const streamId = streamOf(message.key);
    const window = known.get(streamId) ?? newWindow(message, 'callback', clock.now(), locale);
    keep({ ...window, bubble: 'sealed', content: wordsFor(window.locale).wecom.notKept });
    return 'failed';
  }

  async function onPoll(streamId: string, envelope: Envelope): Promise<HttpAnswer> {
    const local = known.get(streamId);
    const asked = windows.ofStream(streamId).then((found) => found ?? 'none');
    const found = await patiently(asked);
    const stored = found === 'none' ? undefined : found;
    const window = local?.bubble === 'sealed' && stored?.bubble !== 'sealed' ? local : (stored ?? local);
    if (!window) {
      // One that nobody knows is ended; one that could not be looked up is asked about again.
      const [finish, content] =
        found === 'none' ? [true, wordsFor(locale).wecom.goesOn] : [false, PLACEHOLDER];
      return reply({ msgtype: 'stream', stream: { id: streamId, finish, content } }, envelope);
    }

    const current = await endInTime(window);
    const isSealed = current.bubble === 'sealed';
    if (isSealed && !current.isFetched) {
      keep({ ...current, isFetched: true });
      windows
        .fetched(current.id)
        .catch((error: unknown) => log.warn({ err: error }, 'a fetched reply was not noted'));
    }
    const stream = { id: streamId, finish: isSealed, content: contentOf(current) || PLACEHOLDER };
    const { attachment } = current;
    if (!isSealed || !attachment) return reply({ msgtype: 'stream', stream }, envelope);
    return reply({ msgtype: 'stream_with_template_card', stream, template_card: attachment }, envelope);
  }

  /** What the store says, or nothing when it is slow or away: a poll must be answered, and comes again. */
  const patiently = <T>(asked: Promise<T>): Promise<T | undefined> =>
    within(clock, POLL_MS, asked).catch((error: unknown) => {
      log.warn({ err: error }, 'a poll was answered from memory');
      return undefined;
    });

  /** Seals a bubble whose time is over, or that was opened for a message which needs no reply. */
  async function endInTime(window: WeComWindow): Promise<WeComWindow> {
    if (window.bubble !== 'open') return window;
    const words = wordsFor(window.locale).wecom;
    const ageMs = clock.now().getTime() - window.receivedAt.getTime();
    const isSilent = window.holder === null && window.content === '' && !isWorking(window.channel);
    const ending = ageMs > BUBBLE_MS ? words.goesOn : isSilent && ageMs > SILENT_MS ? words.noted : undefined;
    if (!ending) return window;
    const content = window.content === '' ? ending : `${window.content}\n\n${ending}`;
    const change = { bubble: 'sealed' as const, content, isFetched: true };
    const sealed = await patiently(windows.change(window.id, change, window.holder));
    return sealed ?? { ...window, bubble: 'sealed', content };
  }

  async function onClick(message: Click, envelope: Envelope): Promise<HttpAnswer> {
    // The address that comes with a click is as good for one message as that of a message.
    note(message, 'callback').catch((error: unknown) => {
      log.warn({ err: error, thread: message.channel }, 'the address of a click was not kept');
    });
    let update: object = {};
    const redrawn = new Promise<void>((resolve) => {
      const redraw: Redraw = async (card: TemplateCard, onlyFor) => {
        update = {
          response_type: 'update_template_card',
          template_card: card,
          ...(onlyFor && { userids: [onlyFor] }),
        };
        resolve();
      };
      void click(message, redraw).then(resolve);
    });
    await within(clock, CLICK_MS, redrawn);
    return reply(update, envelope);
  }

  /** A sealed bubble that WeCom does not fetch any more is sent by the message's own address. */
  async function rescue(windowId: string): Promise<void> {
    const window = await windows.get(windowId);
    if (!window || window.bubble !== 'sealed' || window.isFetched) return;
    await sendFrom(window.channel, window.id, contentOf(window));
    await windows.fetched(window.id);
  }

  const tryRescue = (windowId: string): void =>
    void rescue(windowId).catch((error: unknown) =>
      log.error({ err: error }, 'a reply was neither fetched nor could it be sent'),
    );

  async function seal(
    window: WeComWindow,
    change: Partial<WeComWindow>,
    holder: string | null,
  ): Promise<boolean> {
    if (clock.now().getTime() - window.receivedAt.getTime() > BUBBLE_MS) return false;
    const sealed = await windows.change(window.id, { ...change, bubble: 'sealed' }, holder);
    if (!sealed) return false;
    keep(sealed);
    clock.after(FETCH_MS, () => tryRescue(window.id));
    return true;
  }

  const bubbles: Bubbles = {
    async show(window, holder, content) {
      const changed = await windows.change(
        window.id,
        { content: cutBytes(content, MAX_BUBBLE_BYTES) },
        holder,
      );
      if (changed) keep(changed);
    },
    free: (channel) => windows.oldestOpen(channel, new Date(clock.now().getTime() - BUBBLE_MS)),
    async addPreface(channel, text) {
      const window = await windows.newestHeld(channel);
      if (!window || clock.now().getTime() - window.receivedAt.getTime() > BUBBLE_MS) return false;
      const preface = window.preface === '' ? text : `${window.preface}\n\n${text}`;
      if (byteLength(preface) > MAX_BUBBLE_BYTES / 2) return false;
      const changed = await windows.change(window.id, { preface }, window.holder);
      if (changed) keep(changed);
      return changed !== undefined;
    },
    seal: (window, holder, content) => seal(window, { content, holder }, holder),
    sealWithCard: (window, content, attachment) => seal(window, { content, attachment }, null),
  };

  return {
    bubbles,
    /** Looks after what an earlier process sealed and nobody has fetched. */
    async resume(): Promise<void> {
      const unfinished = await windows.unfinished('callback');
      for (const { id, bubble } of unfinished)
        if (bubble === 'sealed') clock.after(FETCH_MS, () => tryRescue(id));
    },
    /** @throws UntrustedError for what is not WeCom's. */
    async handle(request: HttpRequest): Promise<HttpAnswer> {
      if (!hasEnvelope(request.query)) return malformed;
      if (request.method === 'GET') return verifyAddress(gate, request);
      const body = bodySchema.safeParse(tryJson(request.rawBody));
      if (!body.success) return malformed;
      const { plain, envelope } = gate.open(request.query, body.data.encrypt);
      const inbound = readAibot(tryJson(plain), { botId, botName, words: wordsFor(locale).wecom });
      if (inbound.kind === 'message') return onMessage(inbound, envelope);
      if (inbound.kind === 'poll') return onPoll(inbound.streamId, envelope);
      if (inbound.kind === 'click') return onClick(inbound, envelope);
      log.debug({ what: inbound.what }, 'wecom told of something that is not for us');
      return reply({}, envelope);
    },
  };
}

const bodySchema = z
  .object({ encrypt: z.string().optional(), Encrypt: z.string().optional() })
  .transform(({ encrypt, Encrypt }) => ({ encrypt: encrypt ?? Encrypt ?? '' }))
  .refine(({ encrypt }) => encrypt !== '');

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All that the bubble shows. The preface gives way when both are too long together. */
const contentOf = ({ preface, content }: WeComWindow): string => {
  const room = MAX_BUBBLE_BYTES - byteLength(content) - 2;
  return preface !== '' && room > 0 ? `${cutBytes(preface, room)}\n\n${content}` : content;
};
