import type { WeComWindow } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { createSocketBubbles, PLACEHOLDER } from './bubbles.ts';
import type { Redraw } from './clicks.ts';
import { createConnection, type ConnectionOptions } from './connection.ts';
import type { Leases } from '../../../src/shared/leases.ts';
import { createSocketOutlet } from './outlets.ts';
import { createLanes, pause, type Quota } from './pace.ts';
import type { Voice } from './say.ts';
import { readAibot, reasonOf, type Click, type Message } from './wire.ts';
import { localeOf, streamOf, type Windows } from './windows.ts';

/** A run's card goes under a message that came shortly before it; under an older one nobody would look for it. */
const RECENT_MS = 10 * 60_000;
/** Waits between tries to store a message, which does not come again by itself. */
const STORE_AGAIN_MS = [1_000, 3_000, 9_000];

export interface SocketBotOptions extends ConnectionOptions {
  botName?: string | undefined;
  locale: string;
  streamMaxMs: number;
}

interface SocketBotDeps extends Pick<Ports, 'clock' | 'log'> {
  leases: Leases;
  windows: Windows;
  quota: Quota;
  /** Writes the message down for its reply. */
  note: (message: Message, via: 'socket', reqId: string) => Promise<WeComWindow>;
  receive: (message: Message) => Promise<void>;
  click: (click: Click, redraw: Redraw) => Promise<void>;
}

/** A smart bot behind the long connection: what comes in, and how it speaks. */
export function createSocketBot(options: SocketBotOptions, deps: SocketBotDeps) {
  const { botId, botName, locale, streamMaxMs } = options;
  const { clock, log, windows, quota, note, receive, click } = deps;
  const inLane = createLanes();
  const connection = createConnection(options, deps);
  const bubbles = createSocketBubbles({ streamMaxMs }, { clock, log, connection, windows, quota, inLane });
  const recently = (): Date => new Date(clock.now().getTime() - RECENT_MS);

  const voice: Voice = {
    outlet: createSocketOutlet({ connection, quota, inLane }),
    bubbles,
    async beginBubble(channel, holder, text) {
      const window = await windows.newest(channel, ['none', 'sealed'], recently());
      return window && (await bubbles.open(window, holder, text)) ? { ...window, holder } : undefined;
    },
    mayAnnounce: true,
  };

  async function takeMessage(message: Message, reqId: string): Promise<void> {
    for (const waitMs of [...STORE_AGAIN_MS, undefined]) {
      try {
        await note(message, 'socket', reqId);
        return await receive(message);
      } catch (error) {
        log.error({ err: error, thread: message.channel }, 'a message could not be stored');
        if (waitMs !== undefined) await pause(clock, waitMs);
      }
    }
    const content = wordsFor(localeOf(message.text, locale)).wecom.notKept;
    const stream = { id: streamOf(message.key), finish: true, content };
    await connection.reply(reqId, { msgtype: 'stream', stream }, 'message');
  }

  const redrawBy =
    (reqId: string): Redraw =>
    (card, onlyFor) => {
      const whom = onlyFor === undefined ? {} : { userids: [onlyFor] };
      const update = { response_type: 'update_template_card', template_card: card, ...whom };
      return connection.reply(reqId, update, 'card_update');
    };

  function onFrame(body: unknown, reqId: string): void {
    try {
      const inbound = readAibot(body, { botId, botName, words: wordsFor(locale).wecom });
      if (inbound.kind === 'click') void click(inbound, redrawBy(reqId));
      if (inbound.kind !== 'message') return;
      takeMessage(inbound, reqId).catch((error: unknown) => {
        log.error({ err: error, thread: inbound.channel }, 'a message was neither stored nor refused');
      });
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'wecom sent something that could not be read');
    }
  }

  return {
    voice,
    state: () => connection.state(),
    start(): void {
      connection.start(onFrame, () => {
        bubbles
          .sealOrphans()
          .catch((error: unknown) => log.warn({ err: error }, 'old bubbles could not be ended'));
      });
    },
    /** Opens a bubble under the message that is being worked on, unless one is open. */
    async showWork(channel: string): Promise<void> {
      if (await bubbles.free(channel)) return;
      const window = await windows.newest(channel, ['none'], recently());
      if (window) await bubbles.open(window, null, PLACEHOLDER);
    },
    async stop(): Promise<void> {
      bubbles.stop();
      await connection.stop();
    },
  };
}
