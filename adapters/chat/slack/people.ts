import type { PersonRef } from '../../../src/domain/person.ts';
import type { Sender } from '../../../src/domain/message.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import { writePerson } from './places.ts';
import { within } from './within.ts';
import type { Workspace } from './workspaces.ts';

export interface People {
  /** The person, with name, language and standing as far as Slack tells them in time. Never rejects. */
  get(workspace: Workspace, user: string): Promise<Sender>;
  names(workspace: Workspace, users: readonly string[]): Promise<PersonRef[]>;
}

/** Slack tells ids only; who they are is asked once an hour. */
const KEEP_MS = 3_600_000;
/** After a refusal Slack is left in peace for a while: it may be one of too many questions. */
const FORGET_MS = 30_000;
/** A stranger's first message must still be acknowledged within 3 s. */
const PATIENCE_MS = 1_000;
const MAX_KEPT = 10_000;
/** People whose mention in one message is read by name; later ones stay ids. */
const MAX_NAMED = 10;

export function createPeople(api: Api, clock: Clock, log: Log): People {
  const kept = new Map<string, { sender: Promise<Sender>; until: number }>();

  async function ask(workspace: Workspace, user: string): Promise<Sender> {
    const { user: found } = await api.call(workspace.id, 'once', (client) =>
      client.users.info({ user, include_locale: true }),
    );
    const { profile, enterprise_user: enterprise } = found ?? {};
    const homes = [found?.team_id ?? '', enterprise?.enterprise_id ?? ''];
    const sender: Sender = {
      id: writePerson(workspace.id, user),
      name: profile?.display_name || found?.real_name || found?.name || user,
      isGuest: Boolean(found?.is_restricted || found?.is_ultra_restricted),
      isExternal: Boolean(found?.is_stranger) || !homes.some((home) => workspace.homes.includes(home)),
    };
    if (found?.locale) sender.locale = found.locale;
    if (found?.tz) sender.timeZone = found.tz;
    return sender;
  }

  function keep(id: string, sender: Promise<Sender>, ms: number): Promise<Sender> {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(id, { sender, until: clock.monotonicMs() + ms });
    return sender;
  }

  function look(workspace: Workspace, user: string, stranger: Sender): Promise<Sender> {
    const { id } = stranger;
    const hit = kept.get(id);
    if (hit && hit.until > clock.monotonicMs()) return hit.sender;
    const asked = ask(workspace, user).catch((error: unknown) => {
      log.warn({ err: error, person: id }, 'Slack did not tell who the person is');
      return keep(id, hit?.sender ?? Promise.resolve(stranger), FORGET_MS);
    });
    return keep(id, asked, KEEP_MS);
  }

  function get(workspace: Workspace, user: string): Promise<Sender> {
    // Somebody of whom nothing is known may be a guest: served where they are named, but not as one of everybody.
    const stranger = { id: writePerson(workspace.id, user), name: user, isExternal: true };
    return within(clock, PATIENCE_MS, look(workspace, user, stranger), stranger);
  }

  return {
    get,
    async names(workspace, users) {
      const named = await Promise.all(users.slice(0, MAX_NAMED).map((user) => get(workspace, user)));
      return named.map(({ id, name }) => ({ id, name }));
    },
  };
}
