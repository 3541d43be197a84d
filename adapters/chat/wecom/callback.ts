import type { RawAnswer, RawRequest } from '../../../src/ports/http-door.ts';
import type { Clock } from '../../../src/ports/system.ts';
import { UntrustedError, type CallbackCrypto } from './crypto.ts';

/** A request to one of our callback addresses, as far as it is looked at. */
export type HttpRequest = Pick<RawRequest, 'method' | 'url' | 'query' | 'rawBody'>;
export type HttpAnswer = RawAnswer;

const text = (status: number, body: string): HttpAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
});
export const answered = (body = ''): HttpAnswer => text(200, body);
/** One answer to whatever could not be trusted, so that nobody learns which check it failed. */
export const forbidden = text(403, 'forbidden');
export const malformed = text(400, 'bad request');
/** WeCom sends a message again that was not answered with 200. */
export const notStored = text(503, 'try again');

/** Older and newer requests are refused; clocks of servers differ by less. */
const MAX_AGE_S = 300;
/** How long a request is remembered, so that it cannot be sent twice: over twice `MAX_AGE_S`. */
const REPLAY_MS = 11 * 60_000;
export const MAX_BODY_BYTES = 1024 * 1024;

export interface Envelope {
  timestamp: string;
  nonce: string;
}

export interface Gate {
  /**
   * What stands in the encrypted part of a request.
   * @throws UntrustedError when it is not WeCom's, not for us, too old or a copy of an earlier one.
   */
  open(query: HttpRequest['query'], encrypted: string): { plain: string; envelope: Envelope };
}

/** Checks in this order: form, age, signature, copies, content. A copy is only remembered once its signature is right. */
export function createGate(cipher: CallbackCrypto, clock: Clock): Gate {
  const seen = new Map<string, number>();

  function checkIsNew(signature: string): void {
    const now = clock.monotonicMs();
    for (const [old, at] of seen) {
      if (at > now - REPLAY_MS) break;
      seen.delete(old);
    }
    if (seen.has(signature)) throw new UntrustedError('copy');
    seen.set(signature, now);
  }

  return {
    open(query, encrypted) {
      const { msg_signature: signature = '', timestamp = '', nonce = '' } = query;
      const ageS = Math.abs(clock.now().getTime() / 1000 - Number(timestamp));
      if (!/^\d{1,12}$/.test(timestamp) || ageS > MAX_AGE_S) throw new UntrustedError('age');
      cipher.verify(signature, timestamp, nonce, encrypted);
      checkIsNew(signature.toLowerCase());
      return { plain: cipher.decrypt(encrypted), envelope: { timestamp, nonce } };
    },
  };
}

export const hasEnvelope = ({ msg_signature, timestamp, nonce }: HttpRequest['query']): boolean =>
  Boolean(msg_signature && timestamp && nonce);

/** Answers WeCom's question whether the address is ours: with what it has encrypted, and nothing around it. */
export function verifyAddress(gate: Gate, { query }: HttpRequest): HttpAnswer {
  // Base64 has no spaces: one was a `+` that somebody on the way has decoded too often.
  const echostr = query['echostr']?.replaceAll(' ', '+');
  return echostr ? answered(gate.open(query, echostr).plain) : malformed;
}
