import { httpGetInput, httpSendInput } from '../contract/tools.ts';
import type { DoubtReason, FetchTrouble } from '../domain/doubt.ts';
import type { Fetched } from '../ports/fetcher.ts';
import { frame } from '../shared/frame.ts';
import { hostOf } from '../shared/hosts.ts';
import { prompt } from '../shared/prompts.ts';
import { cut } from '../shared/text.ts';
import { pageOf } from './page-of.ts';
import { toPageText } from './page-text.ts';
import type { Words } from '../words/index.ts';
import { answer, defineTool, refuse, type Tool, type ToolResult } from '../agent/tool.ts';

const MAX_GET_BYTES = 200_000;
const MAX_SEND_ANSWER_BYTES = 8000;
const TIMEOUT_MS = 30_000;

/** So much of a page is shown to the model, in characters: with its frame it is a whole result of the loop. */
const MAX_SHOWN = 15_000;

/** What came from outside, so that the model can tell it from what people said. */
const quote = (url: string, text: string): string => frame(new URL(url).href, cut(text, MAX_SHOWN));

/** Reads a page. What it brings in taints the run. */
export const httpGet: Tool = defineTool<{ url: string }>({
  name: 'http_get',
  description: prompt('tools/http-get'),
  input: httpGetInput,
  effect: 'read',
  approval: 'when_tainted',
  taints: true,
  scopes: ['run'],
  host: ({ url }) => hostOf(url),
  title: ({ url }, words) => words.stepGet(pageOf(url)),
  async run({ url }, { app, signal, words, mayReach = () => true }) {
    const fetched = await app.fetcher.fetch({
      method: 'GET',
      url,
      maxBytes: MAX_GET_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
      mayFollow: ({ href }) => mayReach(hostOf(href)),
    });
    if (fetched.kind === 'elsewhere') return answer(`It leads elsewhere.\n${quote(url, fetched.url)}`);
    if (fetched.kind !== 'answered') return unanswered('http_get', fetched, words);
    const { status } = fetched;
    const text = toPageText(fetched.text);
    const isCut = fetched.isCut || text.length > MAX_SHOWN;
    const body = `${quote(url, text)}${isCut ? '\n(cut)' : ''}`;
    return status < 400 ? answer(body) : refuse(`HTTP ${status}\n${body}`);
  },
});

interface HttpSend {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  body?: string | undefined;
  contentType?: string | undefined;
}

/** Sends something to another system. Never repeated by itself: whether it came through is asked of people. */
export const httpSend: Tool = defineTool<HttpSend>({
  name: 'http_send',
  description: prompt('tools/http-send'),
  input: httpSendInput,
  effect: 'effect',
  approval: 'always',
  taints: true,
  scopes: ['run'],
  title: ({ method, url }, words) => words.stepSend(method, new URL(url).host),
  host: ({ url }) => hostOf(url),
  identity: ({ method, url, body }) => [method, new URL(url).href, asData(body)],
  async run({ method, url, body, contentType }, { app, signal, key, words }) {
    const fetched = await app.fetcher.fetch({
      method,
      url,
      headers: { 'content-type': contentType ?? guessType(body), 'idempotency-key': key },
      ...(body === undefined ? {} : { body }),
      maxBytes: MAX_SEND_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
      // People approved it for this host.
      mayFollow: ({ href }) => hostOf(href) === hostOf(url),
    });
    if (fetched.kind === 'elsewhere') {
      const text = `HTTP ${fetched.status}\n${quote(url, fetched.url)}`;
      return fetched.isTaken ? answer(text) : refuse(`${text}\nIt was not sent on to there.`);
    }
    if (fetched.kind !== 'answered') return unanswered('http_send', fetched, words);
    const { status } = fetched;
    const text = `HTTP ${status}\n${quote(url, fetched.text)}`;
    if (saysNothing(status)) return { kind: 'unknown', why: 'server_error', text };
    return status < 400 ? answer(text) : refuse(text);
  },
});

/**
 * Whether the status leaves it open what was done: a gateway may answer for a server that is still at it, and a server may fail
 * after the work. Other statuses from 400 on, 429 among them, say that it was not done; 501 that it cannot be.
 */
const saysNothing = (status: number): boolean => status === 408 || (status >= 500 && status !== 501);

const DOUBTS: Record<FetchTrouble, DoubtReason> = {
  bad_url: 'no_answer',
  bad_headers: 'no_answer',
  address_not_allowed: 'no_answer',
  unreachable: 'no_answer',
  too_many_redirects: 'no_answer',
  aborted: 'no_answer',
  broken: 'no_answer',
  timeout: 'timeout',
  unreadable: 'unreadable',
};

function unanswered(
  tool: string,
  { kind, trouble, host }: Extract<Fetched, { kind: 'not_sent' | 'unknown' }>,
  words: Words,
): ToolResult {
  const { detail } = words.error('tool.failed', { reason: trouble, host });
  const text = words.toolFailed(tool, detail);
  return kind === 'not_sent' ? { kind, text } : { kind, why: DOUBTS[trouble], text };
}

/** JSON however it was laid out; any other body as it stands. */
function asData(body = ''): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function guessType(body = ''): string {
  return /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
}
