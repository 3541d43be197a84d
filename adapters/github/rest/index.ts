import { z } from 'zod';
import { AppError } from '../../../src/domain/errors.ts';
import {
  nameOfRepository,
  type Issue,
  type RateLimit,
  type RepositoryName,
} from '../../../src/domain/github.ts';
import type { Fetched, Fetcher, FetchRequest } from '../../../src/ports/fetcher.ts';
import type { FoundIssues, GitHub, IssueQuery, IssueRef } from '../../../src/ports/github.ts';
import type { Clock } from '../../../src/ports/system.ts';
import type { Secret } from '../../../src/shared/secret.ts';
import { withoutEnd } from '../../../src/shared/text.ts';

/** A page of a hundred issues with long bodies is some megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const PER_PAGE = 100;
const MAX_PAGES = 20;
/** How long to wait where a limit is over and nothing says for how long. */
const UNKNOWN_WAIT_MS = 60_000;

const repository = z.object({
  id: z.number(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  // What does not say that it is public is treated as private.
  private: z.boolean().default(true),
});
const labels = z.array(z.object({ name: z.string() }));
const issues = z.array(
  z.object({
    number: z.number().int().min(1),
    title: z.string(),
    body: z.string().nullish(),
    html_url: z.string(),
    state: z.string(),
    labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
    milestone: z.object({ due_on: z.string().nullish() }).nullish(),
    pull_request: z.unknown().optional(),
  }),
);
const comment = z.object({ id: z.number(), body: z.string().nullish() });
const comments = z.array(comment);
type GivenIssue = z.infer<typeof issues>[number];

type Answer = Extract<Fetched, { kind: 'answered' }>;

/**
 * GitHub's REST API by plain requests. Only the origin of `apiUrl` is asked: redirects and the addresses of next pages that lead
 * elsewhere are not followed.
 *
 * @param deps.apiUrl - `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server.
 */
export function createGitHub(deps: {
  apiUrl: string;
  token: Secret | null;
  fetcher: Fetcher;
  clock: Pick<Clock, 'now'>;
}): GitHub {
  const { token, fetcher, clock } = deps;
  const base = withoutEnd(deps.apiUrl, /\//);
  const { origin, host } = new URL(base);
  const pathOf = ({ owner, name }: RepositoryName): string =>
    `${base}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;

  const issueOf = (issue: IssueRef): string => `${pathOf(issue)}/issues/${issue.number}`;

  const get = (url: string, name: RepositoryName, signal: AbortSignal): Promise<Answer> =>
    ask({ method: 'GET', url }, name, signal);

  /** Where a repository has moved, what is written is written there only once its new name is known. */
  const write = (
    method: 'POST' | 'PATCH',
    url: string,
    body: unknown,
    name: RepositoryName,
    signal: AbortSignal,
  ): Promise<Answer> => ask({ method, url, body: JSON.stringify(body) }, name, signal);

  async function ask(
    { method, url, body }: Pick<FetchRequest, 'method' | 'url' | 'body'>,
    name: RepositoryName,
    signal: AbortSignal,
  ): Promise<Answer> {
    const headers = {
      'accept': 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'errand',
      ...(token ? { authorization: `Bearer ${token.reveal()}` } : {}),
    };
    const limits = { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS };
    const mayFollow = (next: URL): boolean => method === 'GET' && next.origin === origin;
    const sent =
      body === undefined
        ? { headers }
        : { headers: { ...headers, 'content-type': 'application/json' }, body };
    const answer = await fetcher.fetch({ method, url, ...sent, ...limits, signal, mayFollow });
    if (answer.kind !== 'answered' || answer.isCut) throw new AppError('github.unavailable', { host });
    if (answer.status !== 200 && answer.status !== 201) throw refusal(answer, name);
    return answer;
  }

  function refusal({ status, headers, text }: Answer, name: RepositoryName): AppError {
    const repositoryName = nameOfRepository(name);
    if (status === 404 || status === 410 || status === 451)
      return new AppError('github.not_found', { repository: repositoryName });
    if (status === 401) return new AppError('github.denied', { reason: 'token' });
    const isLimited =
      status === 429 || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(text.slice(0, 2000));
    if ((status === 403 || status === 429) && isLimited)
      return new AppError('github.rate_limited', { until: untilOf(headers) });
    if (status === 403)
      return new AppError('github.denied', {
        reason: headers['x-github-sso'] ? 'single_sign_on' : 'forbidden',
      });
    return new AppError('github.unavailable', { host, status });
  }

  /** When it may be asked again: as it says, or in a minute. */
  function untilOf(headers: Answer['headers']): string {
    const seconds = Number(headers['retry-after']);
    const now = clock.now().getTime();
    if (seconds > 0) return new Date(now + seconds * 1000).toISOString();
    const rate = rateOf(headers);
    return rate?.remaining === 0 ? rate.resetAt : new Date(now + UNKNOWN_WAIT_MS).toISOString();
  }

  function read<T>(schema: z.ZodType<T>, { text, status }: Answer): T {
    const parsed = schema.safeParse(parse(text));
    if (!parsed.success) throw new AppError('github.unavailable', { host, status }, parsed.error);
    return parsed.data;
  }

  /** The next page, where it is on the same server. */
  function nextOf({ headers }: Answer): string | undefined {
    const next = (headers.link ?? '').split(',').find((link) => link.includes('rel="next"'));
    const url = next?.slice(next.indexOf('<') + 1, next.indexOf('>'));
    return url !== undefined && URL.canParse(url) && new URL(url).origin === origin ? url : undefined;
  }

  return {
    host: host === 'api.github.com' ? 'github.com' : host,
    async getRepository(name, signal) {
      const found = read(repository, await get(pathOf(name), name, signal));
      return { id: found.id, owner: found.owner.login, name: found.name, isPrivate: found.private };
    },
    async listLabels(name, signal) {
      const found = read(labels, await get(`${pathOf(name)}/labels?per_page=${PER_PAGE}`, name, signal));
      return found.map((label) => label.name);
    },
    async listIssues(name, query, signal): Promise<FoundIssues> {
      const found: Issue[] = [];
      let url: string | undefined = `${pathOf(name)}/issues?${searchOf(query)}`;
      let rateLimit: RateLimit | null = null;
      for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages += 1) {
        const answer: Answer = await get(url, name, signal);
        rateLimit = rateOf(answer.headers);
        const own = read(issues, answer).filter((issue) => issue.pull_request === undefined);
        found.push(...own.map(toIssue));
        if (found.length > query.limit) break;
        url = nextOf(answer);
      }
      const isTruncated = found.length > query.limit || url !== undefined;
      return { issues: found.slice(0, query.limit), isTruncated, rateLimit };
    },
    async findComment(issue, text, signal) {
      let url: string | undefined = `${issueOf(issue)}/comments?per_page=${PER_PAGE}`;
      for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages += 1) {
        const answer: Answer = await get(url, issue, signal);
        const found = read(comments, answer).find(({ body }) => body?.includes(text));
        if (found) return found.id;
        url = nextOf(answer);
      }
      return undefined;
    },
    async addComment(issue, body, signal) {
      const answer = await write('POST', `${issueOf(issue)}/comments`, { body }, issue, signal);
      return read(comment, answer).id;
    },
    async editComment(name, id, body, signal) {
      await write('PATCH', `${pathOf(name)}/issues/comments/${id}`, { body }, name, signal);
    },
    async closeIssue(issue, signal) {
      const closed = { state: 'closed', state_reason: 'completed' };
      await write('PATCH', issueOf(issue), closed, issue, signal);
    },
  };
}

/** The oldest first: while pages are read, what is new comes last and shifts nothing. */
function searchOf({ state, labels: wanted, since }: IssueQuery): string {
  const search = new URLSearchParams({
    state,
    sort: 'created',
    direction: 'asc',
    per_page: String(PER_PAGE),
  });
  if (wanted.length > 0) search.set('labels', wanted.join(','));
  if (since) search.set('since', since);
  return search.toString();
}

function toIssue({ number, title, body, html_url: url, state, labels: given, milestone }: GivenIssue): Issue {
  const names = given.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  const dueAt = milestone?.due_on ?? null;
  return { number, title, body: body ?? '', url, state, labels: names.filter(Boolean), dueAt };
}

function rateOf(headers: Answer['headers']): RateLimit | null {
  const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  // Seconds since 1970; what is no time of this century is none.
  if (!Number.isFinite(remaining) || !(reset > 0 && reset < 4_102_444_800)) return null;
  return { remaining, resetAt: new Date(reset * 1000).toISOString() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
