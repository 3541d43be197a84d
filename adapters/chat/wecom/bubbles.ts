import { AppError } from '../../../src/domain/errors.ts';
import type { WeComWindow } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import type { TemplateCard } from './cards.ts';
import type { Connection } from './connection.ts';
import { blockIfLimited } from './outlets.ts';
import type { Quota } from './pace.ts';
import { cutBytes } from './text.ts';
import { stableId, type Windows } from './windows.ts';

/** Bytes that a bubble holds (document/path/101463), with room for a closing line. */
export const MAX_BUBBLE_BYTES = 20_480 - 512;

/** A line that WeCom shows as "thinking", until there is text. */
export const PLACEHOLDER = '<think></think>';

/**
 * Replies that can change until they are sealed: WeCom's streams. One that is not sealed shows that work goes on, so
 * each must be sealed in the end, and with words: whitespace alone leaves the sign of work standing.
 */
export interface Bubbles {
  /** The oldest bubble of the conversation that waits for a reply, and that no run's card lives in. */
  free(channel: string): Promise<WeComWindow | undefined>;
  /** Shows how far it is, some time soon; only the newest text counts, and it may never be shown. */
  show(window: WeComWindow, holder: string | null, text: string): Promise<void>;
  /**
   * Shows the last text and ends the bubble. Worth another try with the same text when it throws: nothing is shown twice.
   * @returns false when the bubble can no longer be changed, so that the text has to be sent in another way.
   */
  seal(window: WeComWindow, holder: string | null, text: string): Promise<boolean>;
  /** As `seal`, with a card below. Absent where that shows no card: over the long connection it is taken and dropped. */
  sealWithCard?(window: WeComWindow, text: string, card: TemplateCard): Promise<boolean>;
  /**
   * Says something above what a bubble shows that is held already, so that no message is spent on it. Absent where
   * messages are not scarce. @returns false when there is no such bubble, or no room in it.
   */
  addPreface?(channel: string, text: string): Promise<boolean>;
}

export interface SocketBubbles extends Bubbles {
  /** Begins a bubble under a message that has none open; false when it cannot. */
  open(window: WeComWindow, holder: string | null, text: string): Promise<boolean>;
  /** Ends what an earlier process left open. */
  sealOrphans(): Promise<void>;
  stop(): void;
}

/** A bubble that this process has opened. */
interface Live {
  window: WeComWindow;
  reqId: string;
  streamId: string;
  holder: string | null;
  /** How many bubbles have shown this, one after another. */
  turn: number;
  wanted: string;
  shown: string;
  lastFrameMs: number;
  cancelFlush: (() => void) | undefined;
  cancelTurn: () => void;
}

/** Between two frames of one bubble; the quota of the conversation usually asks for more. */
const FRAME_MS = 3_000;
/** A run that goes on for longer than so many bubbles tells that it does, and is quiet until it ends. */
const MAX_TURNS = 3;

/**
 * Bubbles over the long connection. Their life is 10 minutes from the first frame, whatever is sent (measured; the
 * documentation has said 6): before its end a bubble is sealed and goes on in a new one.
 */
export function createSocketBubbles(
  { streamMaxMs }: { streamMaxMs: number },
  deps: Pick<Ports, 'clock' | 'log'> & {
    connection: Connection;
    windows: Windows;
    quota: Quota;
    inLane: <T>(channel: string, task: () => Promise<T>) => Promise<T>;
  },
): SocketBubbles {
  const { clock, log, connection, windows, quota, inLane } = deps;
  const lives = new Map<string, Live>();

  const frame = (live: Pick<Live, 'reqId' | 'streamId'>, text: string, isLast: boolean): Promise<void> =>
    connection.reply(
      live.reqId,
      { msgtype: 'stream', stream: { id: live.streamId, finish: isLast, content: fit(text) } },
      'message',
    );

  function drop(live: Live): void {
    live.cancelFlush?.();
    live.cancelTurn();
    lives.delete(live.window.id);
  }

  async function close(live: Live): Promise<void> {
    drop(live);
    // Not worth an error: what people see is right, and a window that stays open in the store is ended as an orphan.
    await windows
      .change(live.window.id, { bubble: 'sealed', isFetched: true }, live.holder)
      .catch((error: unknown) =>
        log.warn({ err: error, thread: live.window.channel }, 'the end of a bubble was not noted'),
      );
  }

  /** Frames of progress are let fall rather than queued: the next one says more. */
  async function flush(live: Live): Promise<void> {
    live.cancelFlush = undefined;
    if (lives.get(live.window.id) !== live || live.wanted === live.shown) return;
    const { channel } = live.window;
    const waitMs =
      Math.max(live.lastFrameMs + FRAME_MS - clock.monotonicMs(), 0) || quota.take(channel, 'progress');
    if (waitMs > 0) return flushAfter(live, waitMs);

    const text = live.wanted;
    live.lastFrameMs = clock.monotonicMs();
    try {
      await inLane(channel, () =>
        lives.get(live.window.id) === live ? frame(live, text, false) : Promise.resolve(),
      );
      live.shown = text;
    } catch (error) {
      blockIfLimited(quota, channel, error);
      log.debug({ err: error, thread: channel }, 'progress was not shown');
      if (AppError.is(error, 'chat.gone')) return close(live);
    }
    if (live.wanted !== live.shown) flushAfter(live, FRAME_MS);
  }

  function flushAfter(live: Live, ms: number): void {
    live.cancelFlush ??= clock.after(ms, () => guard(flush(live), 'progress'));
  }

  /** Before the bubble's life is over: on in a new one, or quiet from now on. */
  async function turn(live: Live): Promise<void> {
    const { channel, locale, id } = live.window;
    const words = wordsFor(locale).wecom;
    if (lives.get(id) !== live) return;
    const goesOn = live.turn < MAX_TURNS && live.holder !== null;
    const waitMs = quota.take(channel, 'must');
    if (waitMs > 0) {
      live.cancelTurn = clock.after(Math.min(waitMs, 5_000), () => guard(turn(live), 'turn'));
      return;
    }
    await inLane(channel, async () => {
      const ending = goesOn ? words.goesOnBelow : words.goesOn;
      await frame(live, live.wanted === PLACEHOLDER ? ending : `${live.wanted}\n\n${ending}`, true).catch(
        (error: unknown) => log.warn({ err: error, thread: channel }, 'a bubble could not be ended in time'),
      );
    });
    await close(live);
    if (goesOn) await open(live.window, live.holder, live.wanted, live.turn + 1);
  }

  async function open(
    window: WeComWindow,
    holder: string | null,
    text: string,
    turnNumber = 1,
  ): Promise<boolean> {
    const { channel, reqId } = window;
    if (!reqId || connection.state() !== 'up' || quota.take(channel, 'progress') > 0) return false;
    const streamId = stableId('s', window.id, holder ?? '', String(turnNumber), clock.now().toISOString());
    const begun = await windows.begin(window.id, streamId, holder);
    if (!begun) return false;

    const live: Live = {
      window: begun,
      reqId,
      streamId,
      holder,
      turn: turnNumber,
      lastFrameMs: clock.monotonicMs(),
      wanted: text,
      shown: text,
      cancelFlush: undefined,
      cancelTurn: clock.after(streamMaxMs, () => guard(turn(live), 'turn')),
    };
    lives.set(window.id, live);
    try {
      await inLane(channel, () => frame(live, text, false));
      return true;
    } catch (error) {
      blockIfLimited(quota, channel, error);
      log.info({ err: error, thread: channel }, 'no bubble could be opened');
      await close(live);
      return false;
    }
  }

  /**
   * One stream id with one text is shown once however often it is sent, so a frame without an ack is sent again. A
   * refusal of the second on the connection that carried the first means that the first had come in.
   */
  async function finish(live: Live, text: string): Promise<boolean> {
    const connectedAs = connection.subscriptions();
    for (const isSecond of [false, true]) {
      try {
        await frame(live, text, true);
        return true;
      } catch (error) {
        blockIfLimited(quota, live.window.channel, error);
        if (AppError.is(error, 'chat.unknown')) continue;
        if (isSecond && connectedAs === connection.subscriptions() && AppError.is(error, 'chat.gone'))
          return true;
        if (AppError.is(error, 'chat.gone', 'chat.refused')) return false;
        throw error;
      }
    }
    throw new AppError('chat.unavailable', { platform: 'wecom', reason: 'no_ack' });
  }

  function guard(promise: Promise<unknown>, what: string): void {
    promise.catch((error: unknown) => log.warn({ err: error, what }, 'a bubble could not be kept'));
  }

  return {
    // Those of this process: others have no connection to change theirs.
    free: async (channel) =>
      [...lives.values()].find((live) => live.holder === null && live.window.channel === channel)?.window,
    open: (window, holder, text) => open(window, holder, text),
    async show(window, holder, text) {
      const live = lives.get(window.id);
      if (!live) return;
      live.holder = holder;
      live.wanted = text;
      flushAfter(live, 0);
    },
    async seal(window, holder, text) {
      const live = lives.get(window.id);
      if (!live || (live.holder !== null && live.holder !== holder)) return false;
      const { channel } = window;
      return inLane(channel, async () => {
        connection.checkIsUp('stream');
        const waitMs = quota.take(channel, 'must');
        if (waitMs > 0) throw new AppError('chat.rate_limited', { platform: 'wecom', retryAfterMs: waitMs });
        const isShown = await finish(live, text);
        await close(live);
        return isShown;
      });
    },
    async sealOrphans() {
      const orphans = (await windows.unfinished('socket')).filter(({ id }) => !lives.has(id));
      for (const { id, channel, reqId, streamId, locale, holder } of orphans) {
        // Once only: after a new connection the old message may or may not be known (both were seen).
        const text = wordsFor(locale).wecom.interrupted;
        await inLane(channel, () => frame({ reqId: reqId ?? '', streamId }, text, true)).catch(
          (error: unknown) =>
            log.info({ err: error, thread: channel }, 'a bubble of an earlier process could not be ended'),
        );
        await windows.change(id, { bubble: 'sealed', isFetched: true }, holder);
      }
    },
    stop() {
      for (const live of lives.values()) drop(live);
    },
  };
}

const fit = (text: string): string => cutBytes(text, MAX_BUBBLE_BYTES);
