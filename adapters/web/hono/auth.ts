import { createHash, timingSafeEqual } from 'node:crypto';

import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

import { AppError } from '../../../src/domain/errors.ts';
import { personId, type PersonRef } from '../../../src/domain/person.ts';
import { ALL_SCOPES, SCOPES, type Scope } from '../../../src/domain/scope.ts';
import { SESSION_DAYS } from '../../../src/domain/identity.ts';
import type { Origin, SignIn } from '../../../src/ports/sign-in.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Env, Visitor } from './env.ts';
import { httpError } from './problem.ts';
import { slowGuesses } from './slow-guesses.ts';

const MAX_NAME = 200;

/** Who a request speaks as: percent-encoded, since header values are Latin-1. */
const PERSON_HEADER = 'errand-person';
export const PERSON_COOKIE = 'errand_person';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Compares without telling by its time how much was right. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Where the connection comes from; a proxy stands for all whom it brings. */
export const addressOf = (c: Context<Env>): string => c.env?.incoming?.socket?.remoteAddress ?? '';

/** A token of a program, or of a person whose rights it has at most. */
export interface AccessToken {
  name: string;
  value: string;
  scopes: readonly Scope[];
  /** The person's id, null for a program. */
  person: string | null;
  isAdmin: boolean;
}

interface Options {
  token: string;
  tokens?: readonly AccessToken[];
  store: Pick<Store, 'collection'>;
  publicUrl: string;
  signIn: SignIn;
  /** Only where nobody but the person who tries it out is there may a caller say who they are: in the chat … */
  isTryOut: boolean;
  /** … and elsewhere. */
  isEmbedded: boolean;
  clock: Clock;
  log: Log;
}

export interface Auth {
  /** Lets in everybody who shows a token or a session. @throws AppError `auth.missing`. */
  require: MiddlewareHandler<Env>;
  /** The visitor, or undefined when nothing or something wrong was shown. */
  visitor(c: Context<Env>): Promise<Visitor | undefined>;
  /** Opens a session; false when it is not the one token that opens the console. */
  signIn(c: Context<Env>, token: string): Promise<boolean>;
  /** The same by a private link; false for one that does nothing. */
  enter(c: Context<Env>, link: string): Promise<boolean>;
  signOut(c: Context<Env>): Promise<void>;
  /** Whether a page of this server sent the request. */
  isFromOurPage(c: Context<Env>): boolean;
}

/** One token for everything, others for less; and for browsers a cookie, whose session stands in the store. */
export function createAuth(options: Options): Auth {
  const { token, tokens = [], store, publicUrl, isTryOut, isEmbedded, clock, log, signIn } = options;
  const publicOrigin = new URL(publicUrl).origin;
  const guesses = slowGuesses(clock);
  const personal = new Set(tokens.map(({ person }) => person));

  const isSecure = publicOrigin.startsWith('https:');
  const cookieName = isSecure ? '__Host-errand' : 'errand_session';

  function keepCookie(c: Context<Env>, cookie: string): void {
    setCookie(c, cookieName, cookie, {
      httpOnly: true,
      sameSite: 'Lax',
      secure: isSecure,
      path: '/',
      maxAge: SESSION_DAYS * 24 * 3600,
    });
  }

  function checkPace(c: Context<Env>): void {
    const waitMs = guesses.waitMs(addressOf(c));
    if (waitMs > 0)
      throw httpError(c, 'http.too_many_tries', { 'retry-after': String(Math.ceil(waitMs / 1000)) });
  }

  function countWrong(c: Context<Env>, what: string): undefined {
    const address = addressOf(c);
    guesses.count(address);
    log.warn({ requestId: c.get('requestId'), address }, what);
    return undefined;
  }

  function bearer(c: Context<Env>): string | undefined {
    return /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '')?.[1];
  }

  function saidName(c: Context<Env>): string | undefined {
    const said = c.req.header(PERSON_HEADER);
    if (said === undefined) return getCookie(c, PERSON_COOKIE);
    try {
      return decodeURIComponent(said);
    } catch {
      return undefined;
    }
  }

  function personOf(c: Context<Env>, via: Visitor['via']): PersonRef {
    const name = isEmbedded ? saidName(c)?.normalize('NFC').trim().slice(0, MAX_NAME) : undefined;
    return name ? { id: personId('web', name), name } : { id: personId(via, 'token'), name: via };
  }

  async function visitor(c: Context<Env>): Promise<Visitor | undefined> {
    const shown = bearer(c);
    if (shown !== undefined) return holderOf(c, shown);
    const cookie = getCookie(c, cookieName);
    const session = cookie === undefined ? undefined : await signIn.find(cookie, token);
    if (!session) return undefined;
    if (session.renewed) keepCookie(c, session.renewed);
    const { person, also, isAdmin } = session;
    if (!person) return { ...holder(personOf(c, 'console'), 'console'), session };
    const scopes = SCOPES.filter((scope) => scope !== 'admin' || isAdmin);
    return {
      via: 'console',
      person,
      also,
      isAdmin,
      scopes: [...scopes, 'console'],
      mayBeAnybody: false,
      session,
    };
  }

  const holder = (person: PersonRef, via: Visitor['via']): Visitor => ({
    via,
    person,
    scopes: ALL_SCOPES,
    isAdmin: true,
    mayBeAnybody: isTryOut,
  });

  /** @throws `http.too_many_tries` after many wrong ones from the same address, whatever this one is. */
  async function holderOf(c: Context<Env>, shown: string): Promise<Visitor | undefined> {
    checkPace(c);
    if (isSame(shown, token)) return holder(personOf(c, 'api'), 'api');
    // Each is compared, so that the time does not tell which one it was.
    const [found] = tokens.filter(({ value }) => isSame(shown, value));
    const common = { via: 'api', mayBeAnybody: false } as const;
    if (found) {
      const { name, person, scopes, isAdmin } = found;
      return { ...common, person: { id: person ?? personId('api', name), name }, scopes, isAdmin };
    }
    const made = await signIn.tokens.find(shown);
    if (!made) return countWrong(c, 'a wrong token was shown');
    const { id: tokenId, ...rest } = made;
    return { ...common, ...rest, tokenId };
  }

  /** A person's token acts under the name that the person is known by. */
  async function named(found: Visitor): Promise<Visitor> {
    const { id } = found.person;
    if (!personal.has(id) || found.session || found.tokenId) return found;
    const known = await store.collection('people').get(id);
    return {
      ...found,
      also: signIn.alsoOf(id),
      person: known ? { id: known.id, name: known.name } : found.person,
    };
  }

  /** A browser sends the cookie wherever the request comes from; it also says where that was. */
  function isFromOurPage(c: Context<Env>): boolean {
    const origin = c.req.header('origin');
    if (origin !== undefined) return origin === publicOrigin || origin === new URL(c.req.url).origin;
    return c.req.header('sec-fetch-site') === 'same-origin';
  }

  const origin = (c: Context<Env>): Origin => ({
    agent: c.req.header('user-agent') ?? '',
    address: addressOf(c),
  });

  /** Who signs in anew has one session in this browser, and another cookie than before. */
  async function begin(c: Context<Env>, cookie: string): Promise<true> {
    await endHere(c);
    keepCookie(c, cookie);
    return true;
  }

  async function endHere(c: Context<Env>): Promise<void> {
    const cookie = getCookie(c, cookieName);
    if (cookie !== undefined) await signIn.leave(cookie);
  }

  return {
    visitor,
    isFromOurPage,

    async require(c, next) {
      const found = await visitor(c);
      if (!found) throw new AppError('auth.missing');
      const isSafe = SAFE_METHODS.includes(c.req.method);
      if (found.via === 'console' && !isSafe && !isFromOurPage(c)) throw httpError(c, 'http.cross_site');
      c.set('visitor', await named(found));
      await next();
    },

    async signIn(c, shown) {
      checkPace(c);
      if (isSame(shown, token)) return begin(c, await signIn.enterByToken(token, origin(c)));
      countWrong(c, 'a wrong token was shown');
      return false;
    },

    async enter(c, link) {
      checkPace(c);
      const cookie = await signIn.enter(link, origin(c));
      if (cookie) return begin(c, cookie);
      countWrong(c, 'a sign-in link that does nothing was used');
      return false;
    },

    async signOut(c) {
      await endHere(c);
      deleteCookie(c, cookieName, { path: '/', secure: isSecure });
    },
  };
}
