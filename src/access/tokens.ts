import { randomBytes } from 'node:crypto';

import type { App } from '../app.ts';
import { MAX_TOKENS, type CreateTokenInput, type TokenView } from '../contract/sessions.ts';
import { AppError, invalid } from '../domain/errors.ts';
import type { MadeToken } from '../domain/identity.ts';
import { personId } from '../domain/person.ts';
import type { Tokens } from '../ports/sign-in.ts';
import type { Filter } from '../ports/store.ts';
import { sha256 } from '../shared/sha256.ts';
import { otherAccounts } from './accounts.ts';
import { mayEnter } from './is-served.ts';

export type SignInApp = Pick<App, 'store' | 'clock' | 'ids' | 'bus' | 'log' | 'secrets'> & {
  settings: Pick<App['settings'], 'access' | 'admins' | 'people'>;
};

const DAY_MS = 24 * 3600_000;
/** A use is written down no more often. */
const USED_MS = 5 * 60_000;
/** What every token begins with, by which those that got lost are found. */
const MARK = 'ert_';
const SHOWN = MARK.length + 6;

/** Tokens that are made while it runs: of a person as that person, of the holder of the API token as a program of its own. */
export function createTokens(app: SignInApp): Tokens & { revokeAll: (filter: Filter) => Promise<number> } {
  const { store, clock, ids, bus, log, settings } = app;
  const tokens = store.collection('access_tokens');

  const isCurrent = ({ endsAt, person, isStranger }: MadeToken): boolean =>
    (endsAt === null || endsAt > clock.now()) &&
    (person === null || mayEnter(settings, { person, isStranger }));

  const isAdmin = ({ person, scopes }: Pick<MadeToken, 'person' | 'scopes'>): boolean =>
    person === null || (scopes.includes('admin') && settings.admins.includes(person.id));

  /** Those of the person, whichever of their accounts made them. */
  const ownFilter = ({ person, also }: Parameters<Tokens['list']>[0]): Filter => ({
    'person.id': person ? { $in: [person.id, ...also] } : null,
  });

  async function revokeAll(filter: Filter): Promise<number> {
    const found = await tokens.find(filter, { limit: MAX_TOKENS });
    for (const { id } of found) {
      await tokens.deleteMany({ id });
      bus.publish('session', { id });
      log.info({ tokenId: id }, 'a token was revoked');
    }
    return found.length < MAX_TOKENS ? found.length : found.length + (await revokeAll(filter));
  }

  return {
    async make(own, { name, scopes, days }: CreateTokenInput) {
      const { person, isStranger } = own;
      if (person === null && scopes.includes('decide')) throw invalid('scopes', 'decide_needs_person');
      if (scopes.includes('admin') && !isAdmin({ person, scopes }))
        throw new AppError('access.refused', { reason: 'admins_only' });
      if ((await tokens.count(ownFilter(own), MAX_TOKENS)) >= MAX_TOKENS)
        throw invalid('name', 'too_many', String(MAX_TOKENS));
      const secret = MARK + randomBytes(32).toString('hex');
      const createdAt = clock.now();
      const endsAt = days === undefined ? null : new Date(createdAt.getTime() + days * DAY_MS);
      const made: MadeToken = {
        id: ids.next(),
        hash: sha256(secret),
        prefix: secret.slice(0, SHOWN),
        name,
        person,
        isStranger,
        scopes: [...new Set(scopes)],
        createdAt,
        endsAt,
        lastUsedAt: null,
      };
      await tokens.insert(made);
      log.info({ tokenId: made.id, person: person?.id ?? 'token', scopes }, 'a token was made');
      return { ...showToken(made), secret };
    },

    async list(own) {
      const found = await tokens.find(ownFilter(own), {
        sort: { createdAt: 1, id: 1 },
        limit: 2 * MAX_TOKENS,
      });
      return found.map(showToken);
    },

    async revoke(own, id) {
      if ((await revokeAll({ ...ownFilter(own), id })) === 0)
        throw new AppError('not_found', { what: 'token', ref: id });
    },

    revokeAll,

    async find(shown) {
      if (!shown.startsWith(MARK)) return undefined;
      const [token] = await tokens.find({ hash: sha256(shown) }, { limit: 1 });
      if (!token || !isCurrent(token)) return undefined;
      const { id, name, person, scopes, lastUsedAt } = token;
      const now = clock.now();
      if (now.getTime() - (lastUsedAt?.getTime() ?? 0) > USED_MS)
        await tokens.update({ id }, { $set: { lastUsedAt: now } });
      return {
        id,
        // A program is no person, and none that the configuration names.
        person: person ?? { id: personId('api', id), name },
        also: person ? otherAccounts(app, person.id) : [],
        scopes,
        isAdmin: isAdmin(token),
      };
    },

    async isOpen(id) {
      const token = await tokens.get(id);
      return token !== undefined && isCurrent(token);
    },
  };
}

const showToken = ({ id, name, prefix, scopes, createdAt, endsAt, lastUsedAt }: MadeToken): TokenView => ({
  id,
  name,
  token: `${prefix}…`,
  scopes: [...scopes],
  createdAt: createdAt.toISOString(),
  endsAt: endsAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
