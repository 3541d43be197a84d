import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { create as createClient, isAxiosError } from 'axios';
import type FormData from 'form-data';
import { AppError } from '../../../src/domain/errors.ts';
import { inDoubt, notSent, refusal, refused } from './errors.ts';

export const API_URL = 'https://qyapi.weixin.qq.com';
const TIMEOUT_MS = 10_000;
const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What WeCom's calls answer with, beside `errcode`. */
export type Answer = Readonly<Record<string, unknown>>;

/** One call. `path` and `query` may hold secrets; `endpoint` is the name that errors and logs use. */
interface ApiCall {
  endpoint: string;
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST, a form as multipart; without it the call is a GET. */
  body?: object | FormData;
}

export type Api = (call: ApiCall) => Promise<Answer>;

/**
 * The one way to call WeCom's HTTP interface.
 *
 * Errors say whether the call took effect: `chat.refused` and `chat.rate_limited` (answered with an `errcode`),
 * `chat.unavailable` (not sent), `chat.unknown` (sent, not answered). None of them holds an address, a header or a
 * body, and none has axios's own error as its cause, which would hold them all.
 *
 * @param baseUrl - where the calls go; another one only for tests.
 */
export function createApi(baseUrl: string = API_URL, timeoutMs = TIMEOUT_MS): Api {
  const client = createClient({
    baseURL: baseUrl,
    timeout: timeoutMs,
    proxy: false,
    // A kept connection may be dead without our knowing, and then nobody can say whether the message arrived.
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: false }),
    maxRedirects: 0,
    maxBodyLength: MAX_UPLOAD_BYTES,
    maxContentLength: MAX_ANSWER_BYTES,
    responseType: 'json',
    validateStatus: () => true,
  });

  return async function call({ endpoint, path, query, body }) {
    const method = body === undefined ? 'GET' : 'POST';
    const response = await client
      .request<unknown>({ method, url: path, params: query, data: body })
      .catch((error: unknown) => {
        throw transportError(endpoint, error);
      });
    return readAnswer(endpoint, response.status, response.data);
  };
}

/** WeCom answers 200 to its own refusals too: any other status is a gateway's, and says little. */
function readAnswer(endpoint: string, status: number, data: unknown): Answer {
  if (status === 429)
    throw new AppError('chat.rate_limited', { platform: 'wecom', endpoint, retryAfterMs: 60_000 });
  if (status >= 300 && status < 500) throw refused(endpoint, `http_${status}`);
  if (status !== 200) throw inDoubt(endpoint, `http_${status}`);
  if (typeof data !== 'object' || data === null) throw inDoubt(endpoint, 'not_json');
  const answer: Answer = { ...data };
  const { errcode = 0, errmsg } = answer;
  if (Number(errcode) !== 0) throw refusal(endpoint, Number(errcode), errmsg);
  return answer;
}

/** Failures from before the first byte was written. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function transportError(endpoint: string, error: unknown): AppError {
  if (!isAxiosError(error)) return inDoubt(endpoint, 'failed');
  const { cause } = error;
  const wasConnecting = cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect';
  const isBeforeSending = wasConnecting || NEVER_CONNECTED.has(error.code ?? '');
  return isBeforeSending
    ? notSent(endpoint, error.code ?? 'failed')
    : inDoubt(endpoint, error.code ?? 'failed');
}
