import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

import { AppError } from '../../../src/domain/errors.ts';
import type { ErrorCode } from '../../../src/domain/error-facts.ts';

/** The app or its token is dead in that workspace: nothing will work there until somebody installs it again. */
export const DEAD_TOKEN: readonly string[] = [
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'not_authed',
];

/** What was called is not there for the whole workspace, whatever is asked of it. */
const NOT_OFFERED: readonly string[] = [
  'not_agent_app',
  'unknown_method',
  'missing_scope',
  'not_allowed_token_type',
  'feature_not_enabled',
  'method_deprecated',
];

/** Slack does not accept the message, for any recipient: it may accept a plainer one. */
const TOO_RICH: readonly string[] = [
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_blocks_too_many',
  'msg_too_long',
];

/** Slack's word in an error of ours, or the empty string. */
export const reasonOf = (error: unknown): string =>
  error instanceof AppError && typeof error.details['reason'] === 'string' ? error.details['reason'] : '';

/** For how long Slack wants to be left alone. */
export const retryAfterOf = (error: AppError): number =>
  AppError.is(error, 'chat.rate_limited') ? Number(error.details['retryAfterMs']) : 0;

export const isNotOffered = (error: unknown): boolean => NOT_OFFERED.includes(reasonOf(error));

export const isTooRich = (error: unknown): boolean =>
  AppError.is(error, 'chat.refused') && TOO_RICH.includes(reasonOf(error));

/** What is not here is `chat.refused` with Slack's own word as the reason. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ratelimited: 'chat.rate_limited',
  rate_limited: 'chat.rate_limited',
  service_unavailable: 'chat.unavailable',
  request_timeout: 'chat.unavailable',
  token_expired: 'chat.unavailable',
  // Both may be said after the message was shown.
  internal_error: 'chat.unknown',
  fatal_error: 'chat.unknown',
  message_not_found: 'chat.gone',
  cant_update_message: 'chat.gone',
  edit_window_closed: 'chat.gone',
  is_inactive: 'chat.gone',
};

/** Connections that were never made, so that nothing can have been shown. */
const NEVER_SENT: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

const DEFAULT_WAIT_MS = 5_000;

/** Slack's own word for what went wrong, where it said one. */
export const slackReason = (thrown: unknown): string | undefined =>
  thrown instanceof WebAPIPlatformError ? thrown.data.error : undefined;

function fromPlatform({ data }: WebAPIPlatformError): AppError {
  const code = CODES[data.error] ?? 'chat.refused';
  if (code === 'chat.rate_limited') return new AppError(code, { retryAfterMs: DEFAULT_WAIT_MS });
  return new AppError(code, { reason: data.error, ...('needed' in data ? { needed: data.needed } : {}) });
}

function wasNeverSent(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && NEVER_SENT.includes(each.code)) return true;
    if (each instanceof AggregateError && each.errors.some(wasNeverSent)) return true;
  }
  return false;
}

function translate(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof WebAPIRateLimitedError) {
    return new AppError('chat.rate_limited', { retryAfterMs: thrown.retryAfter * 1000 });
  }
  if (thrown instanceof WebAPIPlatformError) return fromPlatform(thrown);
  if (thrown instanceof WebAPIHTTPError) {
    return new AppError('chat.unknown', { reason: `http_${thrown.statusCode}` });
  }
  if (thrown instanceof WebAPIRequestError && wasNeverSent(thrown.original)) {
    return new AppError('chat.unavailable', { reason: 'not_reached' });
  }
  return new AppError('chat.unknown', { reason: 'no_answer' });
}

/**
 * What a failed call means in the words of the chat port. The cause is left out: it holds the request.
 * @param isRepeatable - doing it twice is as good as once, so that doubt is only a reason to try again.
 */
export function fromSlack(thrown: unknown, isRepeatable: boolean): AppError {
  const error = translate(thrown);
  return isRepeatable && AppError.is(error, 'chat.unknown')
    ? new AppError('chat.unavailable', error.details)
    : error;
}
