import { AppError } from '../../../src/domain/errors.ts';

/** What is wrong with a request that will never be answered; the words for people hang on it. */
type Refusal = 'key' | 'quota' | 'access' | 'model' | 'request' | 'content';

const REFUSALS: Readonly<Record<number, Refusal>> = { 401: 'key', 402: 'quota', 403: 'access', 404: 'model' };

/** Statuses under 500 that are worth another try. */
const PASSING = [408, 409, 425];

// How providers word what has no status of its own: OpenAI, vLLM, DeepSeek, Kimi, Qwen, GLM, llama.cpp, Anthropic, Bedrock and Gemini, in this order.
const TOO_LONG =
  /context_length_exceeded|context window|maximum context length|exceeded model token limit|range of input length|prompt exceeds max|exceed_context_size|exceeds the available context size|prompt is too long|input is too long|input token count/i;
const NO_QUOTA =
  /insufficient_quota|insufficient balance|exceeded_current_quota|arrearage|\b1113\b|余额不足|欠费/i;
const BAD_CONTENT = /content_filter|content_policy|data_inspection_failed|\b1301\b/i;

/** What `fetch` says of a connection that was lost, in the guise of a TypeError. */
const LOST = /^(terminated|fetch failed)/;

/** Longest part of a provider's message that is kept, in characters. */
const MAX_MESSAGE = 300;

/** The fields of the SDK's errors, any of which may be missing or of another type. */
interface ProviderError {
  name?: unknown;
  message?: unknown;
  status?: unknown;
  code?: unknown;
  type?: unknown;
  param?: unknown;
  headers?: { get?: (name: string) => string | null };
}

const asError = (thrown: unknown): ProviderError =>
  typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };

/** For the operator only: short, on one line, without the key. Providers like to quote it. */
function tidy(message: unknown, apiKey: string): Error {
  const hidden = String(message)
    .replaceAll(apiKey, '[secret]')
    .replaceAll(/\b(sk-|Bearer )[\w.*-]+/g, '[secret]');
  // What LangChain adds is advice on its own use.
  const [theirs = ''] = hidden.split('Troubleshooting URL', 1);
  return new Error(theirs.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE));
}

/** Reads `retry-after-ms` and `retry-after`, which is in seconds or a date. */
function retryAfterMs({ headers }: ProviderError, now: Date): number | undefined {
  const exact = Number(headers?.get?.('retry-after-ms') ?? Number.NaN);
  if (exact >= 0) return exact;
  const value = headers?.get?.('retry-after');
  if (!value) return undefined;
  const ms = /^[\d.]+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The provider will not stream this model to us: OpenAI asks organisations to be verified first. */
export const isStreamRefused = (thrown: unknown): boolean => {
  const { status, param } = asError(thrown);
  return status === 400 && param === 'stream';
};

/** An error of the SDK, of LangChain or of the connection in the port's words. */
export function toModelError(thrown: unknown, apiKey: string, now: Date): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = asError(thrown);
  const { status } = error;
  const words = [error.code, error.type, error.message].join(' ');
  const cause = tidy(error.message, apiKey);
  const refused = (reason: Refusal) =>
    new AppError('model.refused', { reason, ...(typeof status === 'number' && { status }) }, cause);

  if (error.name === 'ContextOverflowError' || status === 413)
    return new AppError('model.too_long', {}, cause);
  if (TOO_LONG.test(words)) return new AppError('model.too_long', {}, cause);
  if (NO_QUOTA.test(words)) return refused('quota');
  if (typeof status !== 'number') {
    const isUnreadable =
      thrown instanceof SyntaxError || (thrown instanceof TypeError && !LOST.test(thrown.message));
    return new AppError(isUnreadable ? 'model.nonsense' : 'model.unavailable', {}, cause);
  }
  if (status >= 500 || PASSING.includes(status)) return new AppError('model.unavailable', { status }, cause);
  if (status === 429) {
    const waitMs = retryAfterMs(error, now);
    return new AppError('model.rate_limited', waitMs === undefined ? {} : { retryAfterMs: waitMs }, cause);
  }
  if (status === 400 && BAD_CONTENT.test(words)) return refused('content');
  return refused(REFUSALS[status] ?? 'request');
}
