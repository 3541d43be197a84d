import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An issue as GitHub keeps it; with `isPull` it is a pull request, which GitHub lists among the issues. */
export interface FakeIssue {
  title: string;
  body?: string | null;
  labels?: string[];
  state?: 'open' | 'closed';
  isPull?: boolean;
  dueOn?: string;
  comments?: { id: number; body: string }[];
}

export interface FakeRepository {
  id: number;
  isPrivate?: boolean;
  labels?: string[];
  issues: FakeIssue[];
}

interface Trouble {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/**
 * GitHub's REST API, as far as it is read: pages by `Link`, pull requests among issues, labels joined by AND, renamed repositories by 301,
 * private ones as not found without the token, refusals with their headers, 403 without a user agent; and as far as it is written: comments, which need
 * the token, a body that is not empty and not too long, and issues, which are closed for a reason.
 */
export interface FakeGitHub {
  /** Where its API is. */
  url: string;
  token: string;
  repositories: Map<string, FakeRepository>;
  /** Former names of repositories. */
  renamed: Map<string, string>;
  /** What the next requests get instead. */
  trouble: Trouble | null;
  /** What the next writes get instead. */
  writeTrouble: Trouble | null;
  /** So many of the next writes are made, and their connection is cut before the answer. */
  loseWrites: number;
  /** At most so many items a page, whatever is asked for. */
  perPage: number;
  /** Addresses that were asked for, each with its headers. */
  asked: { path: string; headers: IncomingMessage['headers'] }[];
  stop(): Promise<void>;
}

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => answer(github, request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // It listens on a port.
  const github: FakeGitHub = {
    url: `http://127.0.0.1:${port}/api/v3`,
    token: 'ghp_aTokenThatNobodySees',
    repositories: new Map(),
    renamed: new Map(),
    trouble: null,
    writeTrouble: null,
    loseWrites: 0,
    perPage: 100,
    asked: [],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return github;
}

function answer(github: FakeGitHub, request: IncomingMessage, body: string, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', github.url);
  github.asked.push({ path: url.pathname + url.search, headers: request.headers });
  const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    const limits = { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1900000000' };
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...limits, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  if (!request.headers['user-agent'])
    return send(403, { message: 'Request forbidden by administrative rules.' });
  if (github.trouble) return send(github.trouble.status, github.trouble.body ?? {}, github.trouble.headers);
  const isKnown = request.headers.authorization === `Bearer ${github.token}`;
  if (request.headers.authorization && !isKnown) return send(401, { message: 'Bad credentials' });
  const [, owner = '', name = '', what] =
    /^\/api\/v3\/repos\/([^/]+)\/([^/]+)(?:\/(issues(?:\/.+)?|labels))?$/.exec(url.pathname) ?? [];
  const path = `${owner}/${name}`.toLowerCase();
  const isNow = github.renamed.get(path);
  if (isNow) {
    const location = `${github.url}/repos/${isNow}${what ? `/${what}` : ''}${url.search}`;
    return send(301, { message: 'Moved Permanently', url: location }, { location });
  }
  const [known, repository] = [...github.repositories].find(([key]) => key.toLowerCase() === path) ?? [];
  if (!known || !repository || (repository.isPrivate && !isKnown)) return send(404, { message: 'Not Found' });
  const [ownerNow, nameNow] = known.split('/');
  if (!what)
    return send(200, {
      id: repository.id,
      name: nameNow,
      owner: { login: ownerNow },
      private: repository.isPrivate ?? false,
    });
  const [, at, comment] = /^issues\/(?:(\d+)(?:\/comments)?|comments\/(\d+))$/.exec(what) ?? [];
  if (request.method !== 'GET') {
    const written = write(github, repository, { method: request.method, what, at, comment, isKnown }, body);
    if (github.loseWrites > 0 && written.status < 300) {
      github.loseWrites -= 1;
      return void request.socket.destroy();
    }
    return send(written.status, written.body, written.headers);
  }
  const all =
    what === 'labels'
      ? (repository.labels ?? []).map((label) => ({ name: label }))
      : at
        ? (repository.issues[Number(at) - 1]?.comments ?? [])
        : issuesOf(repository, url, known);
  const page = Number(url.searchParams.get('page') ?? 1);
  const size = Math.min(github.perPage, Number(url.searchParams.get('per_page') ?? 30));
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const link: Record<string, string> =
    page * size < all.length ? { link: `<${next.href}>; rel="next", <${url.href}>; rel="last"` } : {};
  return send(200, all.slice((page - 1) * size, page * size), link);
}

let comments = 900;

/** What is written of an issue or a comment, as GitHub takes it. */
function write(
  github: FakeGitHub,
  { issues }: FakeRepository,
  {
    method,
    what,
    at,
    comment,
    isKnown,
  }: Record<'method' | 'what' | 'at' | 'comment', string | undefined> & { isKnown: boolean },
  text: string,
): Trouble {
  if (!isKnown) return { status: 401, body: { message: 'Requires authentication' } };
  if (github.writeTrouble) return github.writeTrouble;
  const given = JSON.parse(text) as { body?: unknown; state?: unknown; state_reason?: unknown };
  const issue = at ? issues[Number(at) - 1] : undefined;
  if (method === 'PATCH' && issue && what === `issues/${at}`) {
    const isRight = given.state === 'closed' && given.state_reason === 'completed';
    if (!isRight) return { status: 422, body: { message: 'Validation Failed' } };
    issue.state = 'closed';
    return { status: 200, body: { number: Number(at), state: 'closed' } };
  }
  const isText = typeof given.body === 'string' && given.body.trim() !== '' && given.body.length <= 65_536;
  if (!isText) return { status: 422, body: { message: 'Validation Failed' } };
  const body = String(given.body);
  const known = issues.flatMap((one) => one.comments ?? []).find(({ id }) => id === Number(comment));
  if (method === 'PATCH' && known) return { status: 200, body: Object.assign(known, { body }) };
  if (method !== 'POST' || !issue) return { status: 404, body: { message: 'Not Found' } };
  const made = { id: (comments += 1), body };
  issue.comments = [...(issue.comments ?? []), made];
  return { status: 201, body: made };
}

function issuesOf({ issues }: FakeRepository, { searchParams }: URL, name: string): unknown[] {
  const state = searchParams.get('state') ?? 'open';
  const wanted = (searchParams.get('labels') ?? '').toLowerCase().split(',').filter(Boolean);
  return issues
    .map((issue, at) => ({ ...issue, number: at + 1, state: issue.state ?? 'open' }))
    .filter((issue) => state === 'all' || issue.state === state)
    .filter(({ labels = [] }) => wanted.every((label) => labels.some((own) => own.toLowerCase() === label)))
    .map(({ number, title, body = null, labels = [], state: is, isPull, dueOn }) => ({
      number,
      title,
      body,
      state: is,
      html_url: `https://github.example/${name}/issues/${number}`,
      labels: labels.map((label) => ({ name: label })),
      milestone: dueOn ? { due_on: dueOn } : null,
      ...(isPull ? { pull_request: { url: `https://github.example/${name}/pull/${number}` } } : {}),
    }));
}
