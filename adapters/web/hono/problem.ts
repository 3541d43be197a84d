import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';

import { AppError } from '../../../src/domain/errors.ts';
import type { Log } from '../../../src/ports/system.ts';
import type { Env } from './env.ts';
import { wordsFor, type HttpWords, type Locale } from '../../../src/words/index.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457. `code` is for programs; `title` and `detail` are for people, in the language that was asked for. */
export const problemView = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  faults: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
});

/** The words for an error, in a language. */
export type Describe = (
  error: AppError,
  locale: Locale,
) => { title: string; detail: string; faults?: readonly { field: string; problem: string }[] };

interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  more?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

export function problemResponse(
  c: Context<Env>,
  { status, code, title, detail, more, headers }: Problem,
): Response {
  const type = `urn:errand:problem:${code}`;
  const body = { ...more, type, title, status, detail, code, requestId: c.get('requestId') };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers },
  });
}

/** What only HTTP can get wrong. */
const HTTP_PROBLEMS = {
  'http.no_route': 404,
  'http.method': 405,
  'http.content_type': 415,
  'http.cross_site': 403,
  'http.in_progress': 409,
  'http.too_many_tries': 429,
} as const satisfies Record<keyof HttpWords['problems'], number>;

export function httpProblem(
  c: Context<Env>,
  code: keyof typeof HTTP_PROBLEMS,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const words = wordsFor(c.get('locale')).http.problems[code];
  return problemResponse(c, { status: HTTP_PROBLEMS[code], code, ...words, headers });
}

/** The same as something to throw. */
export function httpError(
  c: Context<Env>,
  code: keyof typeof HTTP_PROBLEMS,
  headers?: Record<string, string>,
) {
  return new HTTPException(HTTP_PROBLEMS[code], { res: httpProblem(c, code, headers) });
}

function extraHeaders(error: AppError): Record<string, string> {
  const retryAfterMs = 'retryAfterMs' in error.details ? error.details.retryAfterMs : undefined;
  return {
    ...(error.code === 'auth.missing' ? { 'www-authenticate': 'Bearer realm="errand"' } : {}),
    ...(typeof retryAfterMs === 'number' ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } : {}),
  };
}

/** Answers what was thrown. What only the operator can fix is told to people without its details. */
export function answerError(c: Context<Env>, thrown: unknown, describe: Describe, log: Log): Response {
  if (thrown instanceof HTTPException) return thrown.getResponse();
  const error = AppError.from(thrown);
  const { http: status, tell } = error.kind;
  c.set('errorCode', error.code);
  if (status >= 500) {
    log.error({ requestId: c.get('requestId'), code: error.code, error }, 'a request failed');
  }
  const { title, detail, faults } = describe(error, c.get('locale'));
  return problemResponse(c, {
    status,
    code: error.code,
    title,
    detail,
    more: tell === 'person' ? { ...error.details, ...(faults ? { faults } : {}) } : {},
    headers: extraHeaders(error),
  });
}
