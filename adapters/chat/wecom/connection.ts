import {
  generateReqId,
  WSAuthFailureError,
  WSClient,
  WsCmd,
  type Logger as SdkLogger,
} from '@wecom/aibot-node-sdk';
import { AppError } from '../../../src/domain/errors.ts';
import type { Ports } from '../../../src/ports/index.ts';
import type { Log } from '../../../src/ports/system.ts';
import { inDoubt, isErrcode, notSent, notYet, refusal } from './errors.ts';
import type { UploadFile } from './files.ts';
import { createBackoff } from '../../../src/shared/backoff.ts';
import type { Leases } from '../../../src/shared/leases.ts';
import { pause, within } from './pace.ts';

const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const RELEASE_MS = 2_000;
const ACK_MS = 5_000;
/** For a file in all its parts: shorter than a sender keeps what it has taken up. */
const UPLOAD_MS = 30_000;
const SUBSCRIBE_MS = 10_000;
/** After which a message is tried again that found no connection here: it may be back, or held by another process. */
const AWAY_MS = 2_000;
const NEEDS_PERSON_MS = 60_000;
/** Subscribing is limited by WeCom, so a connection that is silent twice in a row is not torn down more often. */
const RESUBSCRIBE_EVERY_MS = 10_000;
const MAX_RECONNECT_MS = 30_000;
/** A connection that was ended sooner says nothing good about the next. */
const LIVES_AFTER_MS = 60_000;

export interface ConnectionOptions {
  botId: string;
  botSecret: string;
  /** Only for tests. */
  wsUrl?: string | undefined;
  /** First wait before connecting again, doubled up to 30 s. */
  reconnectMs?: number | undefined;
}

/** What the connection is doing. `kicked` and `refused` end only with a restart: they need a person. */
type ConnectionState = 'stopped' | 'standby' | 'connecting' | 'up' | 'kicked' | 'refused';

/** The SDK's two ways of replying to something that came in: to a message, and to a click on a card. */
type ReplyKind = 'message' | 'card_update';

export interface Connection {
  /** @param receive - one frame that came in; it must not throw. @param onUp - after each subscription. */
  start(receive: (body: unknown, reqId: string) => void, onUp: () => void): void;
  stop(): Promise<void>;
  state(): ConnectionState;
  /** @throws AppError as `send` does when there is no connection here: to be asked before something is used up for it. */
  checkIsUp(endpoint: string): void;
  /** How often it has been subscribed: the same number before and after means the same socket. */
  subscriptions(): number;
  /**
   * Replies to what came in with `reqId`. One frame in flight for each `reqId` is the caller's business.
   * @throws AppError as `refusal` says; `chat.unavailable` when it was not sent, `chat.unknown` when no ack came.
   */
  reply(reqId: string, body: object, kind: ReplyKind): Promise<void>;
  /** Hands a file over, for a message to name it within 3 days. @returns its media id. Errors as above. */
  upload(file: UploadFile): Promise<string>;
  /** Speaks first. Errors as above. */
  send(chatId: string, isGroup: boolean, body: object): Promise<void>;
}

/**
 * The long connection of a smart bot, by the official SDK. WeCom takes one connection a bot and ends the older one,
 * so a lease decides which process holds it. A process whose connection is ended by a connection that is not ours stays away and keeps
 * the lease: two that come back would end each other for ever.
 */
export function createConnection(
  { botId, botSecret, wsUrl, reconnectMs = 1_000 }: ConnectionOptions,
  { clock, log, leases }: Pick<Ports, 'clock' | 'log'> & { leases: Leases },
): Connection {
  const leaseId = `wecom:${botId}`;
  let state: ConnectionState = 'stopped';
  let client: WSClient | undefined;
  let leasedUntil = 0;
  let cancelTick = (): void => undefined;
  let silentAcks = 0;
  let subscriptions = 0;
  let subscribedAt = -Infinity;
  let resubscribing: Promise<void> | undefined;
  let onSubscribed = (): void => undefined;
  const waits = { minMs: reconnectMs, maxMs: MAX_RECONNECT_MS, livesAfterMs: LIVES_AFTER_MS };
  const backoff = createBackoff(waits, clock);
  let cancelReconnect = (): void => undefined;

  function connect(receive: (body: unknown, reqId: string) => void, onUp: () => void): WSClient {
    const made = new WSClient({
      botId,
      secret: botSecret,
      ...(wsUrl && { wsUrl }),
      reconnectInterval: reconnectMs,
      maxReconnectAttempts: -1,
      maxAuthFailureAttempts: 5,
      logger: sdkLogger(log),
    });
    made.on('authenticated', () => {
      state = 'up';
      silentAcks = 0;
      subscriptions += 1;
      subscribedAt = clock.monotonicMs();
      backoff.stands();
      onSubscribed();
      onUp();
    });
    made.on('disconnected', () => {
      if (state !== 'up') return;
      state = 'connecting';
      const waitMs = backoff.next();
      if (waitMs <= reconnectMs) return; // as long as the SDK waits, which counts a connection as good once it is subscribed
      log.warn({ botId, waitMs }, 'wecom ends the connection soon after it begins');
      made.disconnect();
      cancelReconnect = clock.after(waitMs, () => {
        if (state === 'connecting') made.connect();
      });
    });
    made.on('error', (error) => {
      if (!(error instanceof WSAuthFailureError)) return;
      state = 'refused';
      log.error({ botId }, 'wecom does not accept the bot id and secret; not connecting again');
    });
    made.on('event.disconnected_event', () => {
      state = 'kicked';
      log.error({ botId }, 'another program has connected as this wecom bot; not connecting again');
    });
    made.on('message', (frame) => receive(frame.body, frame.headers.req_id));
    made.on('event', (frame) => receive(frame.body, frame.headers.req_id));
    return made.connect();
  }

  /** Takes, keeps or gives up the lease, every 10 s. */
  async function tick(begin: () => WSClient): Promise<void> {
    try {
      const isOurs =
        state === 'standby' ? await leases.acquire(leaseId, LEASE_MS) : await leases.renew(leaseId, LEASE_MS);
      if (state === 'stopped') return;
      if (isOurs) leasedUntil = clock.monotonicMs() + LEASE_MS;
      else leasedUntil = 0;
    } catch (error) {
      log.warn({ err: error, botId }, 'the lease of the wecom connection could not be renewed');
    }
    const isHeld = leasedUntil > clock.monotonicMs() + RENEW_MS / 2;
    if (isHeld && state === 'standby') {
      state = 'connecting';
      client = begin();
    } else if (!isHeld && (state === 'up' || state === 'connecting')) {
      cancelReconnect();
      client?.disconnect();
      state = 'standby';
      log.warn({ botId }, 'the wecom connection was given up with its lease');
    }
  }

  /** WeCom can forget a subscription while the socket stays open, and says so only when something is sent. */
  function resubscribe(): Promise<void> {
    resubscribing ??= (async () => {
      if (clock.monotonicMs() - subscribedAt < RESUBSCRIBE_EVERY_MS)
        throw notSent('aibot_subscribe', 'too_soon');
      state = 'connecting';
      subscribedAt = clock.monotonicMs();
      const isUp = new Promise<true>((resolve) => {
        onSubscribed = () => resolve(true);
      });
      client?.disconnect();
      client?.connect();
      if (!(await within(clock, SUBSCRIBE_MS, isUp))) throw notSent('aibot_subscribe', 'no_answer');
    })().finally(() => {
      resubscribing = undefined;
    });
    return resubscribing;
  }

  function checkIsUp(endpoint: string): void {
    if (state === 'standby' || state === 'connecting') throw notYet(endpoint, state, AWAY_MS);
    // Until somebody has seen to it and started again: what is to be said waits rather than being given up.
    if (state === 'kicked' || state === 'refused') throw notYet(endpoint, state, NEEDS_PERSON_MS);
    if (state !== 'up') throw notSent(endpoint, state);
  }

  async function once<T>(
    endpoint: string,
    transmit: (client: WSClient) => Promise<T>,
    waitMs: number,
  ): Promise<T> {
    checkIsUp(endpoint);
    if (!client) throw notSent(endpoint, state);
    const acked = transmit(client).then(
      (answer) => ({ answer }),
      (thrown: unknown) => {
        throw sdkError(endpoint, thrown);
      },
    );
    const done = await within(clock, waitMs, acked);
    if (done) {
      silentAcks = 0;
      return done.answer;
    }
    silentAcks += 1;
    if (silentAcks >= 2)
      resubscribe().catch((error: unknown) => log.warn({ err: error }, 'wecom does not answer'));
    throw inDoubt(endpoint, 'no_ack');
  }

  async function carefully<T>(
    endpoint: string,
    transmit: (client: WSClient) => Promise<T>,
    waitMs = ACK_MS,
  ): Promise<T> {
    try {
      return await once(endpoint, transmit, waitMs);
    } catch (error) {
      if (isErrcode(error, 6000)) await pause(clock, 200 + Math.random() * 400);
      else if (isErrcode(error, 846609)) await resubscribe();
      else throw error;
      return once(endpoint, transmit, waitMs);
    }
  }

  return {
    state: () => state,
    checkIsUp,
    subscriptions: () => subscriptions,
    start(receive, onUp) {
      state = 'standby';
      const again = async (): Promise<void> => {
        await tick(() => connect(receive, onUp));
        if (state !== 'stopped') cancelTick = clock.after(RENEW_MS, () => void again());
      };
      void again();
    },
    async stop() {
      if (state === 'stopped') return;
      const hadLease = state !== 'standby';
      state = 'stopped';
      cancelTick();
      cancelReconnect();
      client?.disconnect();
      if (!hadLease) return;
      // Without it the next process only waits until the lease is over.
      await within(clock, RELEASE_MS, leases.release(leaseId)).catch((error: unknown) => {
        log.warn({ err: error, botId }, 'the lease of the wecom connection was not given back');
      });
    },
    async reply(reqId, body, kind) {
      const cmd = kind === 'message' ? WsCmd.RESPONSE : WsCmd.RESPONSE_UPDATE;
      // The SDK's type for `cmd` is `string`; its constants are the documented commands.
      await carefully(cmd, (sdk) => sdk.reply({ headers: { req_id: reqId } }, body, cmd));
    },
    async upload({ filename, data }) {
      const upload = (sdk: WSClient) => sdk.uploadMedia(data, { type: 'file', filename });
      return (await carefully('aibot_upload_media', upload, UPLOAD_MS)).media_id;
    },
    async send(chatId, isGroup, body) {
      await carefully(WsCmd.SEND_MSG, (sdk) => {
        // The SDK's own method does not know `chat_type`, without which WeCom guesses whether it is a group.
        const headers = { req_id: generateReqId(WsCmd.SEND_MSG) };
        return sdk.reply(
          { headers },
          { chatid: chatId, chat_type: isGroup ? 2 : 1, ...body },
          WsCmd.SEND_MSG,
        );
      });
    },
  };
}

/** The SDK rejects with the ack's frame when WeCom refused, and with an Error when nothing was sent or no ack came. */
function sdkError(endpoint: string, thrown: unknown): AppError {
  if (!(thrown instanceof Error)) {
    const { errcode, errmsg }: { errcode?: unknown; errmsg?: unknown } = { ...Object(thrown) };
    return refusal(endpoint, Number(errcode), errmsg);
  }
  const { message } = thrown;
  const wasNotSent = message.startsWith('WebSocket not connected') || message.startsWith('Reply queue');
  return wasNotSent ? notYet(endpoint, 'not_connected', AWAY_MS) : inDoubt(endpoint, 'no_ack');
}

/**
 * The SDK's own words, without what it hangs on them: at debug it writes whole bodies and addresses, and elsewhere it
 * adds frames as further arguments.
 */
function sdkLogger(log: Log): SdkLogger {
  const words = (message: string): string => message.slice(0, 200);
  return {
    debug: () => undefined,
    info: (message) => log.debug({ from: 'wecom sdk' }, words(message)),
    warn: (message) => log.warn({ from: 'wecom sdk' }, words(message)),
    error: (message) => log.warn({ from: 'wecom sdk' }, words(message)),
  };
}
