import type { Installation as OAuthInstallation } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

import { AppError } from '../../../src/domain/errors.ts';
import { INSTALLATIONS, type Installation } from './records.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { fromSlack } from './errors.ts';
import { PLATFORM } from './places.ts';

/** A workspace (or a whole organisation) that the app is installed in, and how to speak to it. */
export interface Workspace {
  /** Its team id; the enterprise id where the app is installed for the whole organisation. */
  id: string;
  /** Team and enterprise: a person who belongs to neither is external. */
  homes: readonly string[];
  token: string;
  botId: string;
  botUserId: string;
  /** Its own address, for links. */
  site: string;
}

export interface Workspaces {
  /** @throws AppError `not_found` where the app is not installed, `chat.unavailable` when that cannot be told now. */
  get(id: string): Promise<Workspace>;
  /** What is known without asking, for links. */
  peek(id: string): Workspace | undefined;
  /** Reads it anew next time; with `isExpired` the token is renewed first. */
  forget(id: string, isExpired?: boolean): void;
  /** The app was taken out of the workspace. */
  remove(id: string): Promise<void>;
}

type MakeClient = (token: string | undefined) => WebClient;

interface Identity {
  workspace: Workspace;
  scopes: readonly string[];
}

/** Who a bot token belongs to. @throws what `WebClient` throws. */
async function identify(client: WebClient, token: string): Promise<Identity> {
  const who = await client.auth.test();
  const { team_id: team = '', enterprise_id: enterprise, is_enterprise_install: isOrganisation } = who;
  const workspace = {
    id: isOrganisation && enterprise ? enterprise : team,
    homes: [team, enterprise ?? ''].filter(Boolean),
    token,
    botId: who.bot_id ?? '',
    botUserId: who.user_id ?? '',
    site: who.url ?? 'https://slack.com/',
  };
  return { workspace, scopes: who.response_metadata?.scopes ?? [] };
}

/** The one workspace of a bot token from the configuration. Every signed request is of it. */
export function createTokenWorkspace(
  token: string,
  makeClient: MakeClient,
): Workspaces & { identify(): Promise<Identity> } {
  let known: Identity | undefined;
  async function load(): Promise<Identity> {
    try {
      known ??= await identify(makeClient(token), token);
      return known;
    } catch (error) {
      throw fromSlack(error, true);
    }
  }
  return {
    identify: load,
    async get() {
      return (await load()).workspace;
    },
    peek: () => known?.workspace,
    forget() {
      known = undefined;
    },
    async remove() {
      known = undefined;
    },
  };
}

/** Encrypts for the store, and back. */
export interface Secrets {
  seal(plain: string): string;
  open(sealed: string): string;
}

const secretParts = z.object({
  token: z.string(),
  refreshToken: z.string().optional(),
  homes: z.array(z.string()),
  botId: z.string(),
  botUserId: z.string(),
  site: z.string(),
});
type SecretParts = z.infer<typeof secretParts>;

const freshToken = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

/** A token lives 12 h; it is renewed when less than this is left (docs.slack.dev, token rotation). */
const RENEW_BEFORE_MS = 2 * 3_600_000;
/** How long one process may take to renew before another tries. */
const RENEWAL_MS = 30_000;
/** How long another process's change may go unseen. */
const CACHE_MS = 60_000;
const MAX_CACHED = 1_000;

interface InstallationDeps {
  store: Store;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  makeClient: MakeClient;
  client: { clientId: string; clientSecret: string };
}

export interface Installations extends Workspaces {
  /** Keeps what a workspace has granted, in place of what it granted before. */
  save(installation: OAuthInstallation): Promise<void>;
}

const keyOf = (id: string): string => `${PLATFORM}:${id}`;

/** The workspaces that installed the app by OAuth, kept in the store with their tokens encrypted. */
export function createInstallations({
  store,
  secrets,
  clock,
  log,
  makeClient,
  client,
}: InstallationDeps): Installations {
  const installations = store.own(INSTALLATIONS);
  const cache = new Map<string, { workspace: Workspace; until: number }>();
  const loading = new Map<string, Promise<Workspace>>();
  const expired = new Set<string>();

  const toWorkspace = (id: string, sealed: string): Workspace => ({ id, ...readSecret(sealed) });
  const readSecret = (sealed: string): SecretParts => secretParts.parse(JSON.parse(secrets.open(sealed)));

  const isDue = ({ expiresAt, id }: Installation): boolean =>
    expiresAt !== null && (expired.has(id) || expiresAt.getTime() - clock.now().getTime() < RENEW_BEFORE_MS);

  async function renew(
    row: Installation,
    refreshToken: string,
  ): Promise<{ sealed: string; expiresAt: Date }> {
    const answer = await makeClient(undefined).oauth.v2.access({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    const fresh = freshToken.parse(answer);
    const parts = { ...readSecret(row.sealed), token: fresh.access_token, refreshToken: fresh.refresh_token };
    const expiresAt = new Date(clock.now().getTime() + fresh.expires_in * 1000);
    return { sealed: secrets.seal(JSON.stringify(parts)), expiresAt };
  }

  /** A refresh token is good for one use: the process that wins the row may use it, the others go on with the old token. */
  async function renewIfDue(row: Installation): Promise<Installation> {
    const { refreshToken } = readSecret(row.sealed);
    if (!refreshToken || !isDue(row)) return row;
    expired.delete(row.id);
    const now = clock.now();
    const won = await installations.update(
      { id: row.id, version: row.version, $or: [{ renewalUntil: null }, { renewalUntil: { $lt: now } }] },
      { $set: { renewalUntil: new Date(now.getTime() + RENEWAL_MS) } },
    );
    if (!won) return (await installations.get(row.id)) ?? row;
    try {
      const fresh = await renew(row, refreshToken);
      const change = { $set: { ...fresh, renewalUntil: null, updatedAt: now }, $inc: { version: 1 } };
      const saved = await installations.update({ id: row.id, version: row.version }, change);
      return saved ?? { ...row, ...fresh };
    } catch (error) {
      log.error({ err: fromSlack(error, true), installation: row.id }, 'Slack token could not be renewed');
      return row;
    }
  }

  async function load(id: string): Promise<Workspace> {
    const row = await installations.get(keyOf(id));
    if (!row) throw new AppError('not_found', { what: 'installation', ref: id });
    const workspace = toWorkspace(id, (await renewIfDue(row)).sealed);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(id, { workspace, until: clock.monotonicMs() + CACHE_MS });
    return workspace;
  }

  return {
    async get(id) {
      const hit = cache.get(id);
      if (hit && hit.until > clock.monotonicMs()) return hit.workspace;
      const running = loading.get(id) ?? load(id).finally(() => loading.delete(id));
      loading.set(id, running);
      return running;
    },
    peek: (id) => cache.get(id)?.workspace,
    forget(id, isExpired = false) {
      cache.delete(id);
      if (isExpired) expired.add(keyOf(id));
    },
    async remove(id) {
      cache.delete(id);
      await installations.deleteMany({ id: keyOf(id) });
    },
    async save({ bot, isEnterpriseInstall, enterprise, team }) {
      const id = isEnterpriseInstall ? enterprise?.id : team?.id;
      if (!bot || !id)
        throw new AppError('input.invalid', { faults: [{ field: 'bot', problem: 'is missing' }] });
      const { workspace } = await identify(makeClient(bot.token), bot.token);
      const { homes, botId, botUserId, site } = workspace;
      const parts: SecretParts = { token: bot.token, homes: [...homes], botId, botUserId, site };
      if (bot.refreshToken) parts.refreshToken = bot.refreshToken;
      const now = clock.now();
      const row: Installation = {
        id: keyOf(id),
        platform: PLATFORM,
        sealed: secrets.seal(JSON.stringify(parts)),
        expiresAt: bot.expiresAt ? new Date(bot.expiresAt * 1000) : null,
        version: 1,
        renewalUntil: null,
        updatedAt: now,
      };
      cache.delete(id);
      if (await installations.insertIfAbsent(row)) return;
      const { id: _, version: __, ...change } = row;
      await installations.update({ id: row.id }, { $set: change, $inc: { version: 1 } });
    },
  };
}
