import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { WebSocketServer } from 'ws';

import type { Clock } from '../../../src/ports/system.ts';
import type { Line } from './delivery.ts';
import { findChannel, type FakeSettings } from './messages.ts';
import { METHODS } from './methods.ts';
import { createRates } from './rates.ts';
import { METHOD_SCOPES } from './scopes.ts';
import type { FakeMessage, FakeWorkspace, World } from './world.ts';

/** What goes wrong with one call: a word of Slack's, a status, slowness, an answer that is lost after the call was done, nothing. */
export type Fault =
  | { error: string }
  | { status: number; retryAfter?: number }
  | { slowMs: number }
  | 'lost_answer'
  | 'hangs'
  | 'none';

export interface ApiCall {
  method: string;
  workspace: string;
  args: Record<string, unknown>;
  /** What was answered: `ok`, an error, or a status. */
  answer: string;
}

interface Context {
  world: World;
  clock: Clock;
  settings: FakeSettings;
  line: Line;
  faults: Map<string, Fault[]>;
  calls: ApiCall[];
  appToken: string;
  messagesOf(channel: string, team: string): FakeMessage[];
  onEdited(workspace: FakeWorkspace, channel: string, message: FakeMessage): void;
}

const JSON_ARGS = ['blocks', 'metadata', 'view', 'chunks', 'attachments', 'files'];
const TOKEN_LIFE_SECONDS = 12 * 3600;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function readArgs(body: string): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => [
      key,
      JSON_ARGS.includes(key) ? JSON.parse(value) : value,
    ]),
  );
}

function answer(
  response: ServerResponse,
  body: object,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** The Web API, response URLs and Socket Mode of a Slack that runs here. */
export async function startServer(context: Context) {
  const { world, clock, settings, line, faults, calls } = context;
  const rates = createRates(clock);

  /** Exchanges a code, or a refresh token, which is good for one use. */
  function access(args: Record<string, unknown>): object {
    const isRefresh = args['grant_type'] === 'refresh_token';
    const workspace = [...world.workspaces.values()].find(({ id, refreshToken }) =>
      isRefresh ? refreshToken === args['refresh_token'] : `code-${id}` === args['code'],
    );
    if (!workspace) return { ok: false, error: isRefresh ? 'invalid_refresh_token' : 'invalid_code' };
    workspace.token = world.nextId(`xoxe.xoxb-${workspace.id}-`);
    workspace.refreshToken = world.nextId('xoxe-');
    workspace.tokens.set(workspace.token, clock.monotonicMs() + TOKEN_LIFE_SECONDS * 1000);
    return {
      ok: true,
      app_id: 'A01',
      scope: 'chat:write',
      token_type: 'bot',
      access_token: workspace.token,
      refresh_token: workspace.refreshToken,
      expires_in: TOKEN_LIFE_SECONDS,
      bot_user_id: workspace.botUserId,
      team: { id: workspace.id, name: workspace.id },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: 'U01' },
    };
  }

  function authorise(token: string): FakeWorkspace | string {
    const workspace = world.byToken(token);
    if (!workspace) return 'invalid_auth';
    if (workspace.broken) return workspace.broken;
    return clock.monotonicMs() < (workspace.tokens.get(token) ?? 0) ? workspace : 'token_expired';
  }

  function run(
    method: string,
    token: string,
    args: Record<string, unknown>,
  ): { body: object; status?: number; wait?: number } {
    if (method === 'oauth.v2.access') return { body: access(args) };
    if (method === 'apps.connections.open') {
      if (token !== context.appToken) return { body: { ok: false, error: 'invalid_auth' } };
      return { body: { ok: true, url: `ws://127.0.0.1:${port()}/socket` } };
    }
    const workspace = authorise(token);
    if (typeof workspace === 'string') return { body: { ok: false, error: workspace } };
    const wait = rates.take(workspace.id, method, textOf(args['channel']));
    if (wait > 0) return { body: { ok: false, error: 'ratelimited' }, status: 429, wait };
    const call = METHODS[method];
    if (!call) return { body: { ok: false, error: 'unknown_method' } };
    const provided = workspace.scopes;
    const needed = METHOD_SCOPES[method]?.find((scope) => !provided.includes(scope));
    if (needed) return { body: { ok: false, error: 'missing_scope', needed, provided: provided.join() } };
    const onEdited = (channel: string, message: FakeMessage): void =>
      context.onEdited(workspace, channel, message);
    const messagesOf = (channel: string): FakeMessage[] => context.messagesOf(channel, workspace.id);
    const filesUrl = `http://127.0.0.1:${port()}/upload`;
    const more = { filesUrl, messagesOf, findChannel: (id: string) => findChannel({ workspace }, id) };
    return { body: call(args, { world, workspace, clock, settings, onEdited, ...more }) };
  }

  async function serveApi(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const args = readArgs(await readBody(request));
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const fault = faults.get(method)?.shift();
    const call: ApiCall = { method, workspace: world.byToken(token)?.id ?? '', args, answer: '' };
    calls.push(call);
    if (fault === 'hangs') {
      call.answer = 'hangs';
      return;
    }
    if (typeof fault === 'object' && 'slowMs' in fault) {
      await new Promise<void>((resolve) => void clock.after(fault.slowMs, resolve));
    } else if (typeof fault === 'object') {
      call.answer = 'error' in fault ? fault.error : String(fault.status);
      if ('error' in fault) answer(response, { ok: false, error: fault.error });
      else
        answer(
          response,
          {},
          fault.status,
          fault.retryAfter ? { 'retry-after': String(fault.retryAfter) } : {},
        );
      return;
    }
    const { body, status = 200, wait } = run(method, token, args);
    call.answer = 'error' in body ? String(body.error) : 'ok';
    if (fault === 'lost_answer') {
      call.answer = `lost ${call.answer}`;
      request.socket.destroy();
      return;
    }
    const scopes = world.byToken(token)?.scopes.join() ?? '';
    const headers: Record<string, string> = { 'x-oauth-scopes': scopes };
    answer(response, body, status, wait ? { ...headers, 'retry-after': String(wait) } : headers);
  }

  /** The bytes of a file, as long as they were announced to be. */
  async function serveUpload(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const upload = world.uploads.get(id);
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = await new Response(Buffer.concat(chunks), { headers }).formData();
    const [file] = [...form.values()];
    const fault = faults.get('upload')?.shift();
    if (!upload || !(file instanceof Blob) || file.size !== upload.length || fault) {
      answer(response, {}, 400);
      return;
    }
    upload.body = await file.text();
    response.writeHead(200).end(`OK - ${file.size}`);
  }

  /** An address that came with a click: five uses in half an hour. */
  async function serveResponse(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
  ): Promise<void> {
    const body = JSON.parse(await readBody(request)) as Record<string, unknown>;
    const place = world.responses.get(id);
    const workspace = place && world.workspaces.get(place.workspace);
    if (!place || !workspace || place.uses >= 5 || clock.monotonicMs() > place.until) {
      answer(response, { ok: false, error: 'expired_url' }, 404);
      return;
    }
    place.uses += 1;
    const message: FakeMessage = {
      ts: world.nextTs(),
      user: workspace.botUserId,
      text: textOf(body['text']),
      onlyFor: place.user,
      edits: 0,
      isParsed: false,
    };
    workspace.messages.set(place.channel, [...(workspace.messages.get(place.channel) ?? []), message]);
    answer(response, { ok: true });
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://slack').pathname;
    const [, root, name = ''] = path.split('/');
    if (root === 'api') void serveApi(request, response, name);
    else if (root === 'upload') void serveUpload(request, response, name);
    else if (root === 'actions') void serveResponse(request, response, name);
    else answer(response, {}, 404);
  });
  const port = (): number => (server.address() as AddressInfo).port;

  const sockets = new WebSocketServer({ server, path: '/socket' });
  sockets.on('connection', (socket) => {
    line.sockets.add(socket);
    socket.on('close', () => line.sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const { envelope_id: id, payload } = JSON.parse(data.toString()) as {
        envelope_id: string;
        payload: unknown;
      };
      line.waiting.get(id)?.(payload);
      line.waiting.delete(id);
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: line.sockets.size,
        connection_info: { app_id: 'A01' },
      }),
    );
    if (line.goodbye) socket.send(JSON.stringify({ type: 'disconnect', reason: line.goodbye }));
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port()}`,
    async close(): Promise<void> {
      for (const socket of line.sockets) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
