import { checkAdmin } from '../access/check-admin.ts';
import { randomBytes } from 'node:crypto';

import type { App } from '../app.ts';
import {
  MAX_AGENT_KEYS,
  type AgentKeyView,
  type CreateAgentKeyInput,
  type NewAgentKeyView,
} from '../contract/agent-keys.ts';
import type { AgentKey } from '../domain/agent-key.ts';
import { AppError, invalid } from '../domain/errors.ts';
import type { Caller, Commands } from '../ports/commands.ts';
import { readHome } from '../schedules/create-schedule.ts';
import { createRates } from './rates.ts';
import { readStarted, startByKey } from './start-by-key.ts';
import { sha256 } from '../shared/sha256.ts';

export type AgentKeyCommands = Pick<
  Commands,
  'createAgentKey' | 'listAgentKeys' | 'revokeAgentKey' | 'startByKey' | 'readStarted'
>;

/** Keys with which programs start work, for administrators; and what the programs do with them. */
export function agentKeyCommands(app: App): AgentKeyCommands {
  const { store, ids, clock, log, bus, secrets, settings } = app;
  const keys = store.collection('agent_keys');
  const rates = createRates(clock);

  return {
    startByKey: (agentId, request, read) => startByKey(app, rates, agentId, request, read),
    readStarted: (agentId, request, ref) => readStarted(app, rates, agentId, request, ref),

    async createAgentKey(agentId, input, caller): Promise<NewAgentKeyView> {
      checkAdmin(caller);
      checkAgent(agentId);
      const id = ids.next();
      const dedupeKey = caller.key ? `agent-key:${caller.key}` : id;
      const before = await madeUnder(dedupeKey);
      if (before) return { ...showKey(before), secretKey: null, signingSecret: null };
      if ((await keys.count({ agentId, revokedAt: null }, MAX_AGENT_KEYS)) >= MAX_AGENT_KEYS)
        throw invalid('name', 'too_many', String(MAX_AGENT_KEYS));
      const secretKey = randomBytes(32).toString('hex');
      const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
      const key = toKey(id, dedupeKey, agentId, input, caller, { secretKey, signingSecret });
      try {
        await keys.insert(key);
      } catch (thrown) {
        const same = AppError.is(thrown, 'store.duplicate') ? await madeUnder(dedupeKey) : undefined;
        if (!same) throw thrown;
        return { ...showKey(same), secretKey: null, signingSecret: null };
      }
      tell('created', key, caller);
      return { ...showKey(key), secretKey, signingSecret };
    },

    async listAgentKeys(agentId, caller) {
      checkAdmin(caller);
      checkAgent(agentId);
      const found = await keys.find(
        { agentId },
        { sort: { createdAt: 1, id: 1 }, limit: 4 * MAX_AGENT_KEYS },
      );
      return { items: found.map(showKey) };
    },

    async revokeAgentKey(agentId, id, caller) {
      checkAdmin(caller);
      const at = clock.now();
      const set = { revokedAt: at, updatedAt: at };
      const revoked = await keys.update(
        { id, agentId, revokedAt: null },
        { $set: set, $inc: { version: 1 } },
      );
      if (revoked) tell('revoked', revoked, caller);
      const key = revoked ?? (await keys.get(id));
      if (key?.agentId !== agentId) throw new AppError('not_found', { what: 'key', ref: id });
      return showKey(key);
    },
  };

  async function madeUnder(dedupeKey: string): Promise<AgentKey | undefined> {
    const [made] = await keys.find({ dedupeKey }, { limit: 1 });
    return made;
  }

  function checkAgent(agentId: string): void {
    if (!settings.agents.has(agentId)) throw new AppError('not_found', { what: 'agent', ref: agentId });
  }

  function toKey(
    id: string,
    dedupeKey: string,
    agentId: string,
    { name, home, callbackHosts = [] }: CreateAgentKeyInput,
    caller: Caller,
    { secretKey, signingSecret }: { secretKey: string; signingSecret: string },
  ): AgentKey {
    const at = clock.now();
    return {
      id,
      dedupeKey,
      agentId,
      name,
      prefix: secretKey.slice(0, 8),
      hash: sha256(secretKey),
      home: readHome(app, home ?? null, caller),
      callbackHosts,
      sealedSecret: secrets.seal(signingSecret),
      owner: caller.person,
      locale: caller.locale,
      timeZone: caller.timeZone,
      lastUsedAt: null,
      revokedAt: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
  }

  function tell(what: string, { id, agentId }: AgentKey, { person }: Caller): void {
    log.info({ keyId: id, agentId, what, by: person.id }, 'the key of an agent was changed');
    bus.publish('changed', { kind: 'settings', id });
  }
}

const showKey = (key: AgentKey): AgentKeyView => ({
  id: key.id,
  agentId: key.agentId,
  name: key.name,
  key: `${key.prefix}…`,
  home: key.home,
  callbackHosts: key.callbackHosts,
  owner: key.owner,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  createdAt: key.createdAt.toISOString(),
});
