import { randomBytes } from 'node:crypto';

import type { App } from '../app.ts';
import type { SessionView } from '../contract/sessions.ts';
import { AppError } from '../domain/errors.ts';
import { LINK_MINUTES, SESSION_DAYS, type Session, type SignInLink } from '../domain/identity.ts';
import type { PersonRef } from '../domain/person.ts';
import type { FoundSession, Origin, SignIn } from '../ports/sign-in.ts';
import type { Filter } from '../ports/store.ts';
import { sha256 } from '../shared/sha256.ts';
import { otherAccounts } from './accounts.ts';
import { mayEnter } from './is-served.ts';
import { createTokens, type SignInApp } from './tokens.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** So many links of a person may be open; a further one takes the place of the oldest. */
const MAX_LINKS = 3;
const IDLE_DAYS = 7;
/** A use is written down no more often. */
const SEEN_MS = 5 * MINUTE_MS;
/** The cookie is changed once a day; requests that were on their way still bring the old one. */
const CHANGE_MS = DAY_MS;
const FORMER_MS = MINUTE_MS;
/** So many are listed, or looked at at a time. */
const MAX_LISTED = 100;
const MAX_AGENT = 300;

/** Hexadecimal, so that no platform takes any of it for a mark of its own. */
const newSecret = (): string => randomBytes(32).toString('hex');

/** A link for the person alone. Answers with its secret, which is nowhere else. */
export async function makeSignInLink(
  { store, clock }: Pick<App, 'store' | 'clock'>,
  person: PersonRef,
  isStranger: boolean,
): Promise<string> {
  const links = store.collection('sign_in_links');
  const createdAt = clock.now();
  const mine: Filter = { 'person.id': person.id, 'spentAt': null };
  const open = await links.find(mine, { sort: { createdAt: -1, id: -1 }, limit: MAX_LISTED });
  for (const { id } of open.slice(MAX_LINKS - 1))
    await links.update({ id, spentAt: null }, { $set: { spentAt: createdAt } });
  const secret = newSecret();
  const expiresAt = new Date(createdAt.getTime() + LINK_MINUTES * MINUTE_MS);
  await links.insert({ id: sha256(secret), person, isStranger, createdAt, expiresAt, spentAt: null });
  return secret;
}

export function createSignIn(app: SignInApp): SignIn {
  const { store, clock, ids, bus, log, secrets, settings } = app;
  const links = store.collection('sign_in_links');
  const sessions = store.collection('sessions');
  const tokens = createTokens(app);

  const works = (link: SignInLink): boolean =>
    link.spentAt === null && link.expiresAt > clock.now() && mayEnter(settings, link);

  /** Whom the configuration no longer serves has no session. */
  const isCurrent = ({ ends, idleEnds, person, isStranger }: Session): boolean =>
    ends > clock.now() &&
    idleEnds > clock.now() &&
    (person === null || mayEnter(settings, { person, isStranger }));

  async function open(
    { agent, address }: Origin,
    whose: Pick<Session, 'person' | 'isStranger' | 'proof'>,
  ): Promise<string> {
    const cookie = newSecret();
    const now = clock.now();
    const session: Session = {
      id: ids.next(),
      hash: sha256(cookie),
      formerHash: null,
      formerUntil: null,
      changedAt: now,
      ...whose,
      createdAt: now,
      seenAt: now,
      idleEnds: later(now, IDLE_DAYS),
      ends: later(now, SESSION_DAYS),
      agent: agent.slice(0, MAX_AGENT),
      address,
    };
    await sessions.insert(session);
    log.info({ sessionId: session.id, person: whose.person?.id ?? 'token', address }, 'somebody signed in');
    return cookie;
  }

  /** With another key it cannot be read: that ends a session like another token does. */
  function isProofOf(proof: string, token: string): boolean {
    try {
      return secrets.open(proof) === sha256(token);
    } catch (thrown) {
      log.warn({ error: thrown }, 'a session of another ERRAND_SECRET_KEY was shown');
      return false;
    }
  }

  /** By the cookie as it is, or as it was before it was changed. */
  async function byCookie(hash: string, now: Date): Promise<Session | undefined> {
    const [current] = await sessions.find({ hash }, { limit: 1 });
    const [former] = current ? [] : await sessions.find({ formerHash: hash }, { limit: 1 });
    const isTooLate = former?.formerUntil && former.formerUntil <= now;
    return current ?? (isTooLate ? undefined : former);
  }

  /** Writes down that it was used, and changes the cookie when its day is over. */
  async function use(session: Session, shown: string, now: Date): Promise<string | null> {
    const { id, hash, formerHash, formerUntil, seenAt, changedAt } = session;
    const since = (then: Date): number => now.getTime() - then.getTime();
    if (since(changedAt) > CHANGE_MS) {
      const cookie = newSecret();
      const fresh = { hash: sha256(cookie), formerHash: shown, formerUntil: null, changedAt: now };
      if (await sessions.update({ id, hash }, { $set: { ...fresh, ...seen(now) } })) return cookie;
    }
    const hasArrived = shown === hash && formerHash !== null && formerUntil === null;
    if (hasArrived || since(seenAt) > SEEN_MS)
      await sessions.update(
        { id },
        {
          $set: {
            ...seen(now),
            ...(hasArrived && { formerUntil: new Date(now.getTime() + FORMER_MS) }),
          },
        },
      );
    return null;
  }

  /** Those of the person, whichever of their accounts opened them; of the token's holder, those that the token opened. */
  const ownFilter = ({ person, also }: FoundSession): Filter => ({
    'person.id': person ? { $in: [person.id, ...also] } : null,
    'ends': { $gt: clock.now() },
    'idleEnds': { $gt: clock.now() },
  });

  async function endAll(filter: Filter): Promise<number> {
    const found = await sessions.find(filter, { limit: MAX_LISTED });
    for (const { id } of found) {
      await sessions.deleteMany({ id });
      bus.publish('session', { id });
      log.info({ sessionId: id }, 'a session was ended');
    }
    return found.length < MAX_LISTED ? found.length : found.length + (await endAll(filter));
  }

  return {
    tokens,

    async look(secret) {
      const link = await links.get(sha256(secret));
      return link && works(link) ? link.person : undefined;
    },

    async enter(secret, from) {
      const id = sha256(secret);
      const now = clock.now();
      const link = await links.get(id);
      if (!link || !works(link)) return undefined;
      const spent = await links.update(
        { id, spentAt: null, expiresAt: { $gt: now } },
        { $set: { spentAt: now } },
      );
      if (!spent) return undefined;
      return open(from, { person: link.person, isStranger: link.isStranger, proof: null });
    },

    async refuse(secret) {
      const spent = await links.update(
        { id: sha256(secret), spentAt: null },
        { $set: { spentAt: clock.now() } },
      );
      if (spent) log.warn({ person: spent.person.id }, 'a sign-in link came to somebody else');
    },

    enterByToken: (token, from) =>
      open(from, { person: null, isStranger: false, proof: secrets.seal(sha256(token)) }),

    async find(cookie, token) {
      const now = clock.now();
      const shown = sha256(cookie);
      const session = await byCookie(shown, now);
      if (!session || !isCurrent(session)) return undefined;
      const { id, person, isStranger, proof } = session;
      if (proof !== null && !isProofOf(proof, token)) return undefined;
      return {
        id,
        person,
        isAdmin: person === null || settings.admins.includes(person.id),
        isStranger,
        also: person ? otherAccounts(app, person.id) : [],
        renewed: await use(session, shown, now),
      };
    },

    async isOpen(id) {
      const session = await sessions.get(id);
      return session === undefined ? tokens.isOpen(id) : isCurrent(session);
    },

    async leave(cookie) {
      const session = await byCookie(sha256(cookie), clock.now());
      if (session) await endAll({ id: session.id });
    },

    alsoOf: (account) => otherAccounts(app, account),

    async list(own) {
      const found = await sessions.find(ownFilter(own), { sort: { seenAt: -1, id: -1 }, limit: MAX_LISTED });
      return found.map((one) => showSession(one, own));
    },

    async end(own, id) {
      if ((await endAll({ ...ownFilter(own), id })) === 0)
        throw new AppError('not_found', { what: 'session', ref: id });
    },

    async endAccessOf(account) {
      const whose: Filter = { 'person.id': { $in: [account, ...otherAccounts(app, account)] } };
      await links.deleteMany(whose);
      return (await endAll(whose)) + (await tokens.revokeAll(whose));
    },

    endOthers: (own) => endAll({ ...ownFilter(own), id: { $ne: own.id } }),
  };
}

const later = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);

const seen = (now: Date) => ({ seenAt: now, idleEnds: later(now, IDLE_DAYS) });

const showSession = (
  { id, agent, address, createdAt, seenAt, idleEnds, ends }: Session,
  own: FoundSession,
): SessionView => ({
  id,
  isCurrent: id === own.id,
  agent,
  address,
  createdAt: createdAt.toISOString(),
  seenAt: seenAt.toISOString(),
  endsAt: (idleEnds < ends ? idleEnds : ends).toISOString(),
});
