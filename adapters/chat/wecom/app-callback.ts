import type { Ports } from '../../../src/ports/index.ts';
import type { AppApi } from './app-api.ts';
import { answered, hasEnvelope, malformed, notStored, verifyAddress } from './callback.ts';
import type { Gate, HttpAnswer, HttpRequest } from './callback.ts';
import type { Redraw } from './clicks.ts';
import { within } from './pace.ts';
import { byteLength } from './text.ts';
import { readApp, type Click, type Message } from './wire.ts';
import { parseXml } from './xml.ts';
import type { SecretBox } from './windows.ts';

/** WeCom waits 5 s and sends a message three times at most. */
const STORE_MS = 4_000;

/**
 * A message has 2,048 bytes of text at most (document/path/90239), which is some 4 KB as it is sent. What is longer is not read
 * at all: until the signature is checked, it is a stranger's.
 */
const MAX_XML_BYTES = 32 * 1024;

/** Events by which WeCom tells the administrator of the app that it is being paused for want of use, or works again. */
const OPERATOR_EVENTS = new Set([
  'inactive_alert',
  'close_inactive_agent',
  'reopen_inactive_agent',
  'low_active_alert',
  'low_active',
  'active_restored',
]);

/**
 * A self-built app, whose messages come by HTTP as XML. Replies are always messages of their own, so each request is
 * answered with nothing as soon as it is stored. One that is not stored in time is left for WeCom to send again.
 */
export function createAppCallback(
  deps: Pick<Ports, 'clock' | 'log'> & {
    gate: Gate;
    agentId: number;
    app: AppApi;
    secrets: SecretBox;
    receive: (message: Message) => Promise<void>;
    click: (click: Click, redraw: Redraw) => Promise<void>;
  },
) {
  const { clock, log, gate, agentId, app, secrets, receive, click } = deps;

  async function onMessage(message: Message): Promise<HttpAnswer> {
    const stored = receive(message).then(
      () => true,
      (error: unknown) => {
        log.error({ err: error, thread: message.channel }, 'a message could not be stored');
        return false;
      },
    );
    return (await within(clock, STORE_MS, stored)) ? answered() : notStored;
  }

  /** The card is redrawn by a call of its own: the answer to this request would change it for one device only. */
  function onClick(message: Click): HttpAnswer {
    const { responseCode, userId } = message;
    const redraw: Redraw = async (card) => {
      if (responseCode) await app.updateCard(responseCode, userId, card);
    };
    void click({ ...message, responseCode: responseCode && secrets.seal(responseCode) }, redraw);
    return answered();
  }

  return {
    /** @throws UntrustedError for what is not WeCom's. */
    async handle(request: HttpRequest): Promise<HttpAnswer> {
      if (!hasEnvelope(request.query)) return malformed;
      if (request.method === 'GET') return verifyAddress(gate, request);
      if (byteLength(request.rawBody) > MAX_XML_BYTES) return malformed;
      const { Encrypt: encrypted } = parseXml(request.rawBody);
      if (typeof encrypted !== 'string' || encrypted === '') return malformed;
      const { plain } = gate.open(request.query, encrypted);
      const inbound = readApp(parseXml(plain), agentId);
      if (inbound.kind === 'message') return onMessage(inbound);
      if (inbound.kind === 'click') return onClick(inbound);
      const what = inbound.kind === 'other' ? inbound.what : inbound.kind;
      if (OPERATOR_EVENTS.has(what))
        log.error({ event: what }, 'wecom says that the app is used too little, or again');
      return answered();
    },
  };
}
