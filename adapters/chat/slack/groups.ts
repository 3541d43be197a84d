import { AppError } from '../../../src/domain/errors.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Clock } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import { readGroup, writePerson } from './places.ts';
import { within } from './within.ts';

/** For so long somebody who was taken out of a group may still decide. */
const KEEP_MS = 60_000;
/** People wait for what depends on the answer. */
const PATIENCE_MS = 5_000;
const MAX_KEPT = 1_000;

/** Who is in Slack's user groups, asked at most once a minute and group. */
export function createGroups(api: Api, clock: Clock): NonNullable<ChatPort['membersOf']> {
  const kept = new Map<string, { people: Promise<string[]>; until: number }>();

  async function ask(workspace: string, usergroup: string): Promise<string[]> {
    const asked = api.call(workspace, 'once', (client) => client.usergroups.users.list({ usergroup }));
    const answer = await within(clock, PATIENCE_MS, asked, undefined);
    if (!answer) throw new AppError('chat.unavailable', { reason: 'slow' });
    return (answer.users ?? []).map((user) => writePerson(workspace, user));
  }

  return async function membersOf(id) {
    const group = readGroup(id);
    if (!group) return undefined;
    const known = kept.get(id);
    if (known && known.until > clock.monotonicMs()) return known.people;
    if (kept.size >= MAX_KEPT) kept.clear();
    const people = ask(group.workspace, group.group);
    kept.set(id, { people, until: clock.monotonicMs() + KEEP_MS });
    try {
      return await people;
    } catch (error) {
      kept.delete(id);
      throw error;
    }
  };
}
