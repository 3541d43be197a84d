import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { routePath } from 'hono/route';

import { AppError } from '../../../src/domain/errors.ts';
import type { Bus } from '../../../src/ports/bus.ts';
import type { Caller, Commands } from '../../../src/ports/commands.ts';
import type { SignIn } from '../../../src/ports/sign-in.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock, Ids, Log, Metrics } from '../../../src/ports/system.ts';
import type { WebChat } from '../../../src/ports/web-chat.ts';
import { assetRoutes } from './assets.ts';
import { addressOf, createAuth, type AccessToken } from './auth.ts';
import type { Env } from './env.ts';
import { createIdempotency, idempotencyKey } from './idempotency.ts';
import type { HttpDoor } from '../../../src/ports/http-door.ts';
import { createDocument } from './openapi.ts';
import { pageRoutes } from './pages/index.ts';
import { answerError, httpProblem, type Describe } from './problem.ts';
import { createDefine } from './route.ts';
import { askRoutes } from './routes/asks.ts';
import { chatRoutes } from './routes/chat.ts';
import { figureRoutes } from './routes/figures.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { definitionRoutes } from './routes/definitions.ts';
import { importRoutes } from './routes/imports.ts';
import { operationRoutes, type Health } from './routes/operations.ts';
import { requireScope } from './scopes.ts';
import { downloadRoute, runRoutes } from './routes/runs.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { stopRoutes } from './routes/stops.ts';
import { settingsRoutes } from './routes/settings.ts';
import { hookRoute } from './routes/hooks.ts';
import { agentKeyRoutes, webTriggerRoutes } from './routes/agent-keys.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { triggerRoutes } from './routes/triggers.ts';
import { streamRoute } from './routes/stream.ts';
import { taskRoutes } from './routes/tasks.ts';
import { createHttpServer } from './server.ts';
import { createStream } from './stream.ts';
import { LOCALES, type Locale } from '../../../src/words/index.ts';
import { pickLocale } from './pick-locale.ts';

const API = '/api/v1';

export interface WebOptions {
  commands: Commands;
  webChat: WebChat;
  store: Pick<Store, 'collection'>;
  bus: Bus;
  clock: Clock;
  ids: Ids;
  log: Log;
  metrics: Pick<Metrics, 'count' | 'observe'> & { text(): Promise<string> | string; contentType: string };
  health: () => Promise<Health>;
  describe: Describe;
  token: string;
  /** The tokens beside it that do not everything. */
  tokens?: readonly AccessToken[];
  /** Nobody but the person who tries it out is there, who may say who they are: in the chat of the console … */
  isTryOut: boolean;
  /** … and, where everything is in one process, elsewhere. */
  isEmbedded: boolean;
  signIn: SignIn;
  /** Where browsers reach this server, without a slash at the end. */
  publicUrl: string;
  defaultLocale: Locale;
  /** IANA name: of everything that is told in words. */
  timeZone: string;
  host: string;
  /** 0 for any that is free. */
  port: number;
  /** The names of all tools. */
  tools: readonly string[];
  /** Paths that chat platforms serve. */
  doors?: readonly HttpDoor[];
}

export interface Web {
  /** @throws AppError `input.invalid` naming PORT or HOST when the address cannot be listened on. */
  start(): Promise<{ port: number }>;
  /** Takes nothing new, ends the event streams, and waits up to `graceMs` for requests that are under way. */
  stop(graceMs?: number): Promise<void>;
  /** One request without a socket. */
  fetch(request: Request): Response | Promise<Response>;
}

const LOCALE_COOKIE = 'errand_lang';

/** What the person chose on a page; else what the browser or program prefers. A choice in the address is remembered. */
function localeOf(c: Context<Env>, fallback: Locale): Locale {
  const asked = LOCALES.find((locale) => locale === c.req.query('lang'));
  if (asked) setCookie(c, LOCALE_COOKIE, asked, { path: '/', sameSite: 'Lax', maxAge: 365 * 24 * 3600 });
  const chosen = LOCALES.find((locale) => locale === getCookie(c, LOCALE_COOKIE));
  return asked ?? chosen ?? pickLocale(c.req.header('accept-language') ?? '', fallback);
}

/** What machines and pages fetch all the time. */
const isRoutine = (path: string): boolean => /^\/(?:assets\/|healthz$|readyz$|metrics$)/.test(path);

/** REST, live hints and the console. It reads requests, calls commands, and writes answers. */
export function createWeb(options: WebOptions): Web {
  const { commands, webChat, store, clock, ids, log, metrics, describe } = options;
  const app = new Hono<Env>();
  const auth = createAuth(options);
  const stream = createStream(options);

  function callerOf(c: Context<Env>): Caller {
    const { person, also = [], via, isAdmin, scopes } = c.get('visitor');
    const key = idempotencyKey(c);
    return {
      person,
      ...(also.length > 0 ? { also } : {}),
      isAdmin,
      ...(scopes.includes('decide') ? {} : { mayNotDecide: true as const }),
      via,
      agentId: null,
      isAutonomous: false,
      place: null,
      locale: c.get('locale'),
      timeZone: options.timeZone,
      source: via === 'console' ? 'dashboard' : 'api',
      ...(key === undefined ? {} : { key: `http:${person.id}:${key}` }),
    };
  }

  app.use(async (c, next) => {
    const startedMs = clock.monotonicMs();
    c.set('requestId', ids.next());
    c.set('locale', localeOf(c, options.defaultLocale));
    await next();
    const { method, path } = c.req;
    const { status } = c.res;
    const ms = clock.monotonicMs() - startedMs;
    const route = routePath(c, -1);
    const by = { person: c.get('visitor')?.person.id, address: addressOf(c) };
    const fields = {
      requestId: c.get('requestId'),
      method,
      // What stands in such a link is its right: to open a session, to end mail.
      path: path.replace(/^\/(enter|unsubscribe)\/.*/s, '/$1/…'),
      status,
      ms,
      code: c.get('errorCode'),
      ...by,
    };
    if (isRoutine(path)) log.debug(fields, 'request');
    else log.info(fields, 'request');
    metrics.count('errand_http_requests_total', { method, route, status: String(status) });
    metrics.observe('errand_http_request_seconds', ms / 1000, { method, route });
  });

  app.use(async (c, next) => {
    await next();
    c.res.headers.set('x-content-type-options', 'nosniff');
    // With a stricter one, browsers leave the origin out of our own forms too.
    c.res.headers.set('referrer-policy', 'same-origin');
    c.res.headers.set('x-request-id', c.get('requestId'));
    if (!c.res.headers.has('content-security-policy')) {
      c.res.headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });

  const api = { app, document: createDocument(), callerOf, base: API };
  operationRoutes(api, options);
  hookRoute(api, commands);
  webTriggerRoutes(api, commands);

  app.use(`${API}/*`, auth.require);
  app.use(`${API}/*`, requireScope(api.document));
  app.use(`${API}/*`, createIdempotency({ store, clock }));
  const define = createDefine(api);
  taskRoutes(define, commands, API);
  definitionRoutes(define, commands, API);
  scheduleRoutes(define, commands, API);
  importRoutes(define, commands);
  triggerRoutes(define, commands, API);
  webhookRoutes(define, commands, API);
  agentKeyRoutes(define, commands);
  runRoutes(define, commands);
  askRoutes(define, commands);
  notificationRoutes(define, commands);
  figureRoutes(define, commands);
  deliveryRoutes(define, commands);
  settingsRoutes(define, commands);
  stopRoutes(define, commands);
  sessionRoutes(define, options.signIn);
  chatRoutes(define, webChat);
  downloadRoute(api, commands);
  streamRoute(api, stream, commands);

  assetRoutes(app);
  const pages = pageRoutes({ ...options, app, auth, callerOf });

  app.onError((error, c) => {
    const answer = answerError(c, error, describe, log);
    if (!pages.isForPerson(c)) return answer;
    return pages.showError(c, AppError.from(error));
  });

  app.notFound((c) => {
    if (pages.isForPerson(c))
      return pages.showError(c, new AppError('not_found', { what: 'page', ref: c.req.path }));
    const isHere = (path: string) =>
      new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}$`).test(
        c.req.path,
      );
    const allowed = app.routes
      .filter(({ method, path }) => method !== 'ALL' && isHere(path))
      .map(({ method }) => method);
    if (allowed.length === 0) return httpProblem(c, 'http.no_route');
    return httpProblem(c, 'http.method', { allow: [...new Set(allowed)].join(', ') });
  });

  const server = createHttpServer({
    fetch: (request, connection) => app.fetch(request, connection),
    doors: options.doors ?? [],
    host: options.host,
    port: options.port,
    locale: options.defaultLocale,
    log,
  });

  return {
    start: () => server.listen(),
    async stop(graceMs = 5000) {
      stream.close();
      await server.close(graceMs);
    },
    fetch: (request) => app.fetch(request),
  };
}
