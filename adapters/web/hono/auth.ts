import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

import { AppError } from '../../../src/domain/errors.ts';
import { personId, type PersonRef } from '../../../src/domain/person.ts';
import { ALL_SCOPES, type Scope } from '../../../src/domain/scope.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Env, Visitor } from './env.ts';
import { httpError } from './problem.ts';
import { slowGuesses } from './slow-guesses.ts';

const SESSION_COOKIE = 'errand_session';
const SESSION_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
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
  /** Only where nobody but the person who tries it out is there may a caller say who they are. */
  isEmbedded: boolean;
  clock: Clock;
  log: Log;
}

export interface Auth {
  /** Lets in everybody who shows a token or a session. @throws AppError `auth.missing`. */
  require: MiddlewareHandler<Env>;
  /** The visitor, or undefined when nothing or something wrong was shown. */
  visitor(c: Context<Env>): Visitor | undefined;
  /** Sets the session cookie; false when it is not the one token that opens the console. */
  signIn(c: Context<Env>, token: string): boolean;
  signOut(c: Context<Env>): void;
}

/** One token for everything, others for less; and for browsers a cookie signed with the one, so that a new token ends every session. */
export function createAuth({ token, tokens = [], store, publicUrl, isEmbedded, clock, log }: Options): Auth {
  const publicOrigin = new URL(publicUrl).origin;
  const guesses = slowGuesses(clock);
  const personal = new Set(tokens.map(({ person }) => person));

  const sign = (expires: string): string =>
    createHmac('sha256', token).update(`session.${expires}`).digest('base64url');

  function isSession(cookie: string | undefined): boolean {
    const [expires, signature] = (cookie ?? '').split('.');
    if (!expires || !signature || !isSame(signature, sign(expires))) return false;
    return Number(expires) > clock.now().getTime();
  }

  /** @throws `http.too_many_tries` after many wrong ones from the same address, whatever this one is. */
  function find<T extends { value: string }>(
    c: Context<Env>,
    shown: string,
    known: readonly T[],
  ): T | undefined {
    const address = addressOf(c);
    const waitMs = guesses.waitMs(address);
    if (waitMs > 0)
      throw httpError(c, 'http.too_many_tries', { 'retry-after': String(Math.ceil(waitMs / 1000)) });
    // Each is compared, so that the time does not tell which one it was.
    const [found] = known.filter(({ value }) => isSame(shown, value));
    if (!found) {
      guesses.count(address);
      log.warn({ requestId: c.get('requestId'), address }, 'a wrong token was shown');
    }
    return found;
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

  function visitor(c: Context<Env>): Visitor | undefined {
    const shown = bearer(c);
    if (shown !== undefined) return holderOf(c, shown);
    return isSession(getCookie(c, SESSION_COOKIE)) ? holder(personOf(c, 'console'), 'console') : undefined;
  }

  const holder = (person: PersonRef, via: Visitor['via']): Visitor => ({
    via,
    person,
    scopes: ALL_SCOPES,
    isAdmin: true,
  });

  function holderOf(c: Context<Env>, shown: string): Visitor | undefined {
    const main = { value: token, own: null };
    const found = find(c, shown, [main, ...tokens.map((own) => ({ value: own.value, own }))]);
    if (!found?.own) return found && holder(personOf(c, 'api'), 'api');
    const { name, person, scopes, isAdmin } = found.own;
    return {
      via: 'api',
      person: { id: person ?? personId('api', name), name },
      scopes,
      isAdmin,
    };
  }

  /** A person's token acts under the name that the person is known by. */
  async function named(found: Visitor): Promise<Visitor> {
    const { id } = found.person;
    const known = personal.has(id) ? await store.collection('people').get(id) : undefined;
    return known ? { ...found, person: { id: known.id, name: known.name } } : found;
  }

  /** A browser sends the cookie wherever the request comes from; it also says where that was. */
  function isFromOurPage(c: Context<Env>): boolean {
    const origin = c.req.header('origin');
    if (origin !== undefined) return origin === publicOrigin || origin === new URL(c.req.url).origin;
    return c.req.header('sec-fetch-site') === 'same-origin';
  }

  return {
    visitor,

    async require(c, next) {
      const found = visitor(c);
      if (!found) throw new AppError('auth.missing');
      const isSafe = SAFE_METHODS.includes(c.req.method);
      if (found.via === 'console' && !isSafe && !isFromOurPage(c)) throw httpError(c, 'http.cross_site');
      c.set('visitor', await named(found));
      await next();
    },

    signIn(c, shown) {
      if (!find(c, shown, [{ value: token }])) return false;
      const expires = String(clock.now().getTime() + SESSION_DAYS * DAY_MS);
      setCookie(c, SESSION_COOKIE, `${expires}.${sign(expires)}`, {
        httpOnly: true,
        sameSite: 'Lax',
        secure: publicOrigin.startsWith('https:'),
        path: '/',
        maxAge: SESSION_DAYS * 24 * 3600,
      });
      return true;
    },

    signOut: (c) => void deleteCookie(c, SESSION_COOKIE, { path: '/' }),
  };
}
