import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

import type { TaskView } from '../../../../src/contract/tasks.ts';
import type { AimKind } from '../../../../src/domain/aim.ts';
import { VOCABULARIES, labelsOf, type Vocabulary } from '../../../../src/domain/vocabularies.ts';
import { AppError } from '../../../../src/domain/errors.ts';
import type { Caller, Commands } from '../../../../src/ports/commands.ts';
import type { SignIn } from '../../../../src/ports/sign-in.ts';
import type { WebChat } from '../../../../src/ports/web-chat.ts';
import { createTokenInput } from '../../../../src/contract/sessions.ts';
import { ownSession, ownTokens } from '../routes/sessions.ts';
import { PERSON_COOKIE, type Auth } from '../auth.ts';
import type { Env, Visitor } from '../env.ts';
import { check, readBody } from '../input.ts';
import { httpError, type Describe } from '../problem.ts';
import { readParam, type App, type MakeCaller } from '../route.ts';
import { aimsPage } from './aims.ts';
import { boardPage, type Column } from './board.ts';
import { chatPage } from './chat.ts';
import { deliveriesPage } from './deliveries.ts';
import { definitionPage, definitionsPage } from './definitions.ts';
import { FIGURE_DAYS, figuresPage } from './figures.ts';
import { inboxPage } from './inbox.ts';
import type { Html, PageContext } from './layout.ts';
import { mePage, type Account } from './me.ts';
import { notificationsPage } from './notifications.ts';
import { runPage } from './run.ts';
import { schedulePage, schedulesPage } from './schedules.ts';
import { settingsPage } from './settings.ts';
import { enterPage, messagePage, signInPage, spentPage } from './sign-in.ts';
import { unsubscribePage } from './unsubscribe.ts';
import { taskPage } from './task.ts';
import { wordsFor } from '../../../../src/words/index.ts';
import { createSay } from './say.ts';

const FIRST_CHANNEL = 'general';
const PER_COLUMN = 30;
/** The cursor in the address, where it has one that is not empty. */
function withCursor(c: Context<Env>, name: string): { cursor?: string } {
  const cursor = c.req.query(name)?.slice(0, 800);
  return cursor ? { cursor } : {};
}

const MAX_ASKS = 100;
const USUAL_FIGURE_DAYS = 30;
const MAX_DELIVERIES = 100;
const PER_PAGE = 100;
const MAX_TICKS = 30;
/** Longest token of a link in a mail. */
const MAX_LINK = 1000;

interface Options {
  app: App;
  auth: Auth;
  callerOf: MakeCaller;
  commands: Commands;
  webChat: WebChat;
  describe: Describe;
  publicUrl: string;
  timeZone: string;
  signIn: SignIn;
  /** The names of all tools. */
  tools: readonly string[];
}

/** Scripts, styles and pictures of our own; nothing inline, nothing from elsewhere, in nobody's frame. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Only a path of this server: a link must not send people on to another. */
function safePath(path: string | undefined): string {
  if (!path || !isHere(path)) return '/chat';
  // As it stands in a header: what is no printable ASCII is escaped. A detour by dots may have led to another host.
  const { pathname, search } = new URL(path, 'http://here.invalid');
  return isHere(pathname) ? pathname + search : '/chat';
}

const isHere = (path: string): boolean => /^\/(?![/\\])[^\s\\]*$/.test(path);

export function pageRoutes(options: Options) {
  const { app, auth, callerOf, commands, webChat, describe, publicUrl, signIn, timeZone, tools } = options;

  function bareContext(c: Context<Env>): PageContext {
    const locale = c.get('locale');
    const say = createSay(locale);
    const url = new URL(c.req.url);
    const visitor = c.get('visitor');
    const me =
      visitor && !visitor.mayBeAnybody ? visitor.person.name : getCookie(c, PERSON_COOKIE) || say('guest');
    return {
      locale,
      timeZone,
      say,
      words: wordsFor(locale),
      here: url.pathname + url.search,
      me,
      people: [],
      mayChangePerson: false,
      isAdmin: visitor?.isAdmin ?? false,
      openAsks: 0,
      unread: 0,
      stop: null,
      tools,
    };
  }

  async function fullContext(c: Context<Env>, caller: Caller): Promise<PageContext> {
    const [people, asks, unread, stop] = await Promise.all([
      webChat.listPeople(),
      commands.listAsks({ state: 'open', limit: MAX_ASKS }, caller),
      commands.countUnread(caller),
      commands.getStop(caller),
    ]);
    return {
      ...bareContext(c),
      people: people.map(({ name }) => name),
      mayChangePerson: c.get('visitor').mayBeAnybody,
      openAsks: asks.items.length,
      unread,
      stop: stop.isStopped ? stop : null,
    };
  }

  const send = (c: Context<Env>, html: Html, status: 200 | 401 | 404 | 410 = 200) =>
    c.html(html, status, { 'content-security-policy': PAGE_POLICY });

  const accountOf = async (visitor: Visitor): Promise<Account> => ({
    visitor,
    sessions: await signIn.list(ownSession(visitor)),
    tokens: await signIn.tokens.list(ownTokens(visitor)),
  });

  /** A page for those who are signed in; the others are shown the way. */
  function page(
    path: string,
    draw: (c: Context<Env>, page: PageContext, caller: Caller) => Promise<Html>,
  ): void {
    app.get(path, async (c) => {
      const visitor = await auth.visitor(c);
      const { pathname, search } = new URL(c.req.url);
      if (!visitor?.scopes.includes('console'))
        return c.redirect(`/sign-in?${new URLSearchParams({ next: pathname + search }).toString()}`, 303);
      c.set('visitor', visitor);
      const caller = callerOf(c);
      return send(c, await draw(c, await fullContext(c, caller), caller));
    });
  }

  app.get('/', (c) => c.redirect('/chat', 303));

  app.get('/sign-in', async (c) => {
    const { token, next } = c.req.query();
    if (token !== undefined && (await auth.signIn(c, token))) return c.redirect(safePath(next), 303);
    return send(
      c,
      signInPage(bareContext(c), publicUrl, safePath(next), token !== undefined),
      token === undefined ? 200 : 401,
    );
  });

  app.post('/sign-in', async (c) => {
    const form = new URLSearchParams(await readBody(c));
    const next = safePath(form.get('next') ?? undefined);
    if (await auth.signIn(c, form.get('token') ?? '')) return c.redirect(next, 303);
    return send(c, signInPage(bareContext(c), publicUrl, next, true), 401);
  });

  app.post('/sign-out', auth.require, async (c) => {
    await auth.signOut(c);
    return c.redirect('/sign-in', 303);
  });

  /** Programs that look at every link of a mail change nothing: only what is sent does. */
  app.get('/unsubscribe/:token', (c) => {
    const type = commands.readUnsubscribe(c.req.param('token').slice(0, MAX_LINK));
    if (!type) throw new AppError('not_found', { what: 'page', ref: '/unsubscribe' });
    return send(c, unsubscribePage(bareContext(c), type, c.req.path));
  });

  app.post('/unsubscribe/:token', async (c) => {
    const type = await commands.unsubscribe(c.req.param('token').slice(0, MAX_LINK));
    if (!type) throw new AppError('not_found', { what: 'page', ref: '/unsubscribe' });
    return send(c, unsubscribePage(bareContext(c), type, null));
  });

  /** Whom a private link is for. Whatever looks at it, be it the preview of a chat, spends nothing: only the press does. */
  app.get('/enter/:link', async (c) => {
    const link = c.req.param('link');
    const person = await signIn.look(link);
    const context = bareContext(c);
    if (!person) return send(c, spentPage(context), 410);
    const now = await auth.visitor(c);
    return send(c, enterPage(context, link, person, now?.person));
  });

  app.post('/enter/:link', async (c) => {
    if (!auth.isFromOurPage(c)) throw httpError(c, 'http.cross_site');
    const link = c.req.param('link');
    const form = new URLSearchParams(await readBody(c));
    if (form.get('answer') === 'refuse') {
      await signIn.refuse(link);
      const context = bareContext(c);
      return send(c, messagePage(context, context.say('notMeTitle'), context.say('notMeDone')));
    }
    if (await auth.enter(c, link)) return c.redirect('/chat', 303);
    return send(c, spentPage(bareContext(c)), 410);
  });

  page('/me', async (c, context) => {
    return mePage(context, await accountOf(c.get('visitor')));
  });

  /** Shown in the answer, since it is kept nowhere to be shown after a redirect. */
  app.post('/me/tokens', auth.require, async (c) => {
    const visitor = c.get('visitor');
    ownSession(visitor);
    const form = new URLSearchParams(await readBody(c));
    const days = form.get('days');
    const wish = {
      name: form.get('name') ?? '',
      scopes: form.getAll('scopes'),
      ...(days && { days: Number(days) }),
    };
    const made = await signIn.tokens.make(ownTokens(visitor), check(createTokenInput, wish, 'body'));
    const context = await fullContext(c, callerOf(c));
    return send(c, mePage(context, { ...(await accountOf(visitor)), made }));
  });

  app.post('/me/tokens/revoke', auth.require, async (c) => {
    const visitor = c.get('visitor');
    ownSession(visitor);
    const id = new URLSearchParams(await readBody(c)).get('token') ?? '';
    await signIn.tokens.revoke(ownTokens(visitor), id);
    return c.redirect('/me', 303);
  });

  app.post('/me/sessions/end', auth.require, async (c) => {
    const own = ownSession(c.get('visitor'));
    const id = new URLSearchParams(await readBody(c)).get('session');
    if (id === null) await signIn.endOthers(own);
    else await signIn.end(own, id);
    return c.redirect('/me', 303);
  });

  page('/chat', async (c, context) => {
    const channels = await webChat.listChannels();
    const { channel = FIRST_CHANNEL, thread } = c.req.query();
    return chatPage(context, channels, channel.slice(0, 200), thread ?? null);
  });

  page('/board', async (c, context, caller) => {
    const asked = c.req.query('view');
    const view: Vocabulary = VOCABULARIES.find((name) => name === asked) ?? 'errand';
    const text = (c.req.query('text') ?? '').slice(0, 200);
    const isArchived = c.req.query('archived') === 'true';
    const { column: paged, from, project, goal } = c.req.query();
    const named = { ...(project ? { project } : {}), ...(goal ? { goal } : {}) };
    const aims = Object.fromEntries(Object.entries(named).map(([kind, name]) => [kind, name.slice(0, 200)]));
    const labels = labelsOf(view).filter((label) => label !== 'archived');
    const columns = await Promise.all(
      labels.map(async (label): Promise<Column> => {
        const isLater = label === paged && from !== undefined;
        const filters = { ...aims, ...(text ? { text } : {}), ...(isLater ? { cursor: from } : {}) };
        const query = { view, status: label, archived: isArchived, limit: PER_COLUMN, ...filters };
        const { items, nextCursor } = await commands.listTasks(query, caller);
        return { label, items, next: nextCursor, isLater };
      }),
    );
    return boardPage(context, columns, { view, text, isArchived, aims });
  });

  page('/goals', async (c, context, caller) => {
    const read = (kind: AimKind) =>
      commands.listAims(kind, { limit: PER_PAGE, ...withCursor(c, kind) }, caller);
    const [project, goal] = await Promise.all([read('project'), read('goal')]);
    return aimsPage(context, { project, goal });
  });

  /** What the task is a part of, what it waits for and what waits for it; what the caller may not see is left out. */
  async function relatedOf(
    { parentId, blockedBy, blocks }: TaskView,
    caller: Caller,
  ): Promise<Map<string, TaskView>> {
    const ids = [...(parentId === null ? [] : [parentId]), ...blockedBy, ...blocks.slice(0, MAX_ASKS)];
    const found = await Promise.all(
      ids.map((id) =>
        commands.getTask(id, caller).catch((thrown: unknown) => {
          if (!AppError.is(thrown, 'not_found')) throw thrown;
        }),
      ),
    );
    return new Map(found.flatMap((task) => (task ? [[task.id, task]] : [])));
  }

  /** The tasks of a workflow, in its order: they were made one after the other. */
  async function partsOf({ id, definitionId }: TaskView, caller: Caller): Promise<TaskView[]> {
    if (definitionId === null) return [];
    const { items } = await commands.listTasks(
      { parent: id, view: 'errand', limit: 100, archived: false },
      caller,
    );
    const numberOf = ({ number }: TaskView): number => Number(number.slice(2));
    return items
      .filter(({ templateKey }) => templateKey !== null)
      .toSorted((a, b) => numberOf(a) - numberOf(b));
  }

  page('/tasks/:ref', async (c, context, caller) => {
    const task = await commands.getTask(readParam(c, 'ref'), caller);
    const [related, parts, why, asks, runs, comments, history, files] = await Promise.all([
      relatedOf(task, caller),
      partsOf(task, caller),
      commands.why(task.id, caller),
      commands.listAsks({ state: 'open', task: task.id, limit: MAX_ASKS }, caller),
      commands.listRuns(task.id, { limit: 50 }, caller),
      commands.listComments(task.id, { limit: 100 }, caller),
      commands.listHistory(task.id, { limit: 50, order: 'newest', ...withCursor(c, 'history') }, caller),
      commands.listDeliverables(task.id, caller),
    ]);
    return taskPage(context, {
      task,
      related,
      parts,
      why,
      asks: asks.items,
      runs: runs.items,
      comments: comments.items,
      history,
      files,
    });
  });

  page('/runs/:id', async (c, context, caller) => {
    const run = await commands.getRun(readParam(c, 'id'), caller);
    const asks = await commands.listAsks({ state: 'open', run: run.id, limit: MAX_ASKS }, caller);
    if (c.req.query('from') === undefined) return runPage(context, run, asks.items);
    const steps = await commands.listSteps(run.id, { limit: 100, ...withCursor(c, 'from') }, caller);
    return runPage(context, { ...run, steps: steps.items, earlierSteps: 0 }, asks.items, steps.nextCursor);
  });

  page('/inbox', async (_c, context, caller) => {
    const asks = await commands.listAsks({ state: 'open', limit: MAX_ASKS }, caller);
    // What was not delivered is for those who look after the product.
    if (!caller.isAdmin) return inboxPage(context, asks.items, { undelivered: 0, deafGroups: [] });
    const [deliveries, { groups }] = await Promise.all([
      commands.listDeliveries({ state: 'undelivered', limit: MAX_DELIVERIES }, caller),
      commands.getNotificationSettings(caller),
    ]);
    const deafGroups = groups.filter(({ disabled }) => disabled).map(({ name }) => name);
    return inboxPage(context, asks.items, { undelivered: deliveries.items.length, deafGroups });
  });

  page('/notifications', async (c, context, caller) => {
    const query = { limit: PER_PAGE, unread: false, ...withCursor(c, 'cursor') };
    const [told, preferences] = await Promise.all([
      commands.listNotifications(query, caller),
      commands.getPreferences(caller),
    ]);
    return notificationsPage(context, told, preferences);
  });

  page('/figures', async (c, context, caller) => {
    const asked = Number(c.req.query('days'));
    const days = FIGURE_DAYS.find((one) => one === asked) ?? USUAL_FIGURE_DAYS;
    return figuresPage(context, await commands.getFigures({ days }, caller), days);
  });

  page('/deliveries', async (_c, context, caller) => {
    const query = { state: 'undelivered', limit: MAX_DELIVERIES } as const;
    const [deliveries, aside] = await Promise.all([
      commands.listDeliveries(query, caller),
      commands.listSetAside(caller),
    ]);
    return deliveriesPage(context, deliveries.items, aside.items);
  });

  page('/settings', async (_c, context, caller) =>
    settingsPage(context, await commands.getNotificationSettings(caller)),
  );

  page('/schedules', async (c, context, caller) => {
    const query = { limit: PER_PAGE, ...withCursor(c, 'cursor') };
    const { items, nextCursor } = await commands.listSchedules(query, caller);
    return schedulesPage(context, items, nextCursor);
  });

  page('/schedules/:ref', async (c, context, caller) => {
    const schedule = await commands.getSchedule(readParam(c, 'ref'), caller);
    const ticks = await commands.listTicks(schedule.id, { limit: MAX_TICKS }, caller);
    return schedulePage(context, schedule, ticks.items);
  });

  page('/definitions', async (c, context) => {
    const { cursor } = c.req.query();
    const query = { limit: PER_PAGE, ...(cursor ? { cursor } : {}) };
    const { items, nextCursor } = await commands.listDefinitions(query);
    return definitionsPage(context, items, nextCursor);
  });

  page('/definitions/:ref', async (c, context) =>
    definitionPage(context, await commands.getDefinition(readParam(c, 'ref'))),
  );

  return {
    /** Whether a person rather than a program looks at this address. */
    isForPerson: (c: Context<Env>): boolean =>
      !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html'),

    /** The error as a page with the same status. */
    async showError(c: Context<Env>, error: AppError): Promise<Response> {
      const context = bareContext(c);
      const isMissing = error.code === 'not_found';
      const { title, detail } = isMissing
        ? { title: context.say('notFound'), detail: context.say('notFoundText') }
        : describe(error, context.locale);
      const answer = await send(c, messagePage(context, title, detail));
      return new Response(answer.body, { status: error.kind.http, headers: answer.headers });
    },
  };
}
