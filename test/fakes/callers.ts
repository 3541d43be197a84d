import type { Caller } from '../../src/ports/commands.ts';

/** Somebody in the built-in chat, with the rights of a person there. */
export function inChat(
  name: string,
  changes: Partial<Caller> & { channel?: string; thread?: string } = {},
): Caller {
  const { channel = 'general', thread = 'thread-1', ...more } = changes;
  return {
    person: { id: `web:${name}`, name },
    isAdmin: false,
    via: 'web',
    agentId: null,
    isAutonomous: false,
    place: { platform: 'web', channel, thread },
    locale: 'en',
    timeZone: 'UTC',
    source: 'chat',
    ...more,
  };
}

/** Whoever holds the API token. */
export const viaApi: Caller = {
  person: { id: 'api:token', name: 'API' },
  isAdmin: true,
  via: 'api',
  agentId: null,
  isAutonomous: false,
  place: null,
  locale: 'en',
  timeZone: 'UTC',
  source: 'api',
};
