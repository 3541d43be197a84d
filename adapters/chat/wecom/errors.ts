import { AppError, isChatError } from '../../../src/domain/errors.ts';
import type { ChatCode } from '../../../src/domain/error-facts.ts';

interface Meaning {
  code: ChatCode;
  /** How long the same call would be in vain. */
  retryAfterMs?: number;
  reason?: string;
}

/**
 * What the `errcode` of an answer means for us (developer.work.weixin.qq.com/document/path/90313; those from 846600 on
 * belong to the long connection and were met there). A code that is not here is a refusal for good.
 */
// prettier-ignore
const MEANINGS: Readonly<Record<number, Meaning>> = {
  [-1]:   { code: 'chat.unavailable', reason: 'busy' },
  6000:   { code: 'chat.unavailable', reason: 'conflict' },
  40014:  { code: 'chat.unavailable', reason: 'token' },
  42001:  { code: 'chat.unavailable', reason: 'token' },
  // Blocks that count minutes last 60 s, so waiting less only makes them longer.
  45009:  { code: 'chat.rate_limited', retryAfterMs: 60_000 },
  45033:  { code: 'chat.rate_limited', retryAfterMs: 2_000 },
  40016:  { code: 'chat.refused', reason: 'buttons' },
  42014:  { code: 'chat.refused', reason: 'duplicate_card' },
  44004:  { code: 'chat.refused', reason: 'empty' },
  45001:  { code: 'chat.refused', reason: 'too_long' },
  45002:  { code: 'chat.refused', reason: 'too_long' },
  // Passes as soon as an administrator has allowed the address: until then tried again, for some twenty minutes.
  60020:  { code: 'chat.unavailable', reason: 'untrusted_ip' },
  81013:  { code: 'chat.refused', reason: 'no_such_person' },
  93000:  { code: 'chat.refused', reason: 'webhook_invalid' },
  93004:  { code: 'chat.refused', reason: 'bot_disabled' },
  93006:  { code: 'chat.refused', reason: 'unknown_chat' },
  93008:  { code: 'chat.refused', reason: 'not_in_group' },
  846605: { code: 'chat.gone', reason: 'window_closed' },
  846608: { code: 'chat.gone', reason: 'bubble_expired' },
  846609: { code: 'chat.unavailable', reason: 'not_subscribed' },
};

/**
 * The error that an `errcode` stands for.
 *
 * @param endpoint - the call's name; never an address, since addresses carry keys.
 * @param errmsg - only the number after `hint:` is taken from it, for WeCom's support; the rest may repeat what we sent.
 */
export function refusal(endpoint: string, errcode: number, errmsg: unknown): AppError {
  const text = typeof errmsg === 'string' ? errmsg : '';
  const { code, ...rest } = MEANINGS[errcode] ?? { code: 'chat.refused', reason: 'errcode' };
  const hint = /hint: \[?(\d+)/.exec(text)?.[1];
  // Apps are told here which address they called from: the one that an administrator has to allow.
  const fromIp = errcode === 60020 ? /from ip: ([\d.a-f:]+)/i.exec(text)?.[1] : undefined;
  return new AppError(code, {
    platform: 'wecom',
    endpoint,
    errcode,
    ...rest,
    ...(hint && { hint }),
    ...(fromIp && { fromIp }),
  });
}

/** A call that certainly did not reach WeCom: worth another try. */
export const notSent = (endpoint: string, reason: string): AppError =>
  new AppError('chat.unavailable', { platform: 'wecom', endpoint, reason });

/** As `notSent`, for what passes by itself however long it takes: waiting for it is not a failed try. */
export const notYet = (endpoint: string, reason: string, retryAfterMs: number): AppError =>
  new AppError('chat.rate_limited', { platform: 'wecom', endpoint, reason, retryAfterMs });

/** A call that may have been carried out: another try might show it twice. */
export const inDoubt = (endpoint: string, reason: string): AppError =>
  new AppError('chat.unknown', { platform: 'wecom', endpoint, reason });

/** Never to be carried out, by what we know ourselves. */
export const refused = (endpoint: string, reason: string): AppError =>
  new AppError('chat.refused', { platform: 'wecom', endpoint, reason });

const OUT_OF_REACH: readonly unknown[] = ['unknown_chat', 'no_such_person', 'nothing_to_reply_to'];

/** A conversation that is not open to us: nobody has written there, or it is outside of what the app may see. */
export const isOutOfReach = (thrown: unknown): boolean =>
  isChatError(thrown) && OUT_OF_REACH.includes(thrown.details.reason);

export const isErrcode = (thrown: unknown, ...errcodes: readonly number[]): thrown is AppError<ChatCode> =>
  isChatError(thrown) && errcodes.some((errcode) => errcode === thrown.details.errcode);
