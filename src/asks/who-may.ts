import { namedDeciders, type Ask } from '../domain/ask.ts';
import { placeKey } from '../domain/person.ts';
import type { Caller } from '../ports/commands.ts';
import type { Words } from '../words/index.ts';
import type { Groups } from './read-groups.ts';

/**
 * Whether the person may decide the ask. Looked at on every click, with the groups as they are now. Administrators in
 * chat decide nothing in another's place: who may is what the policy says. Whoever holds the API token can act as any
 * person of the web chat anyway, so it may decide, under its own name.
 */
export function mayDecide(ask: Ask, caller: Caller, groups: Groups): boolean {
  const { policy, requester, home, alsoIn = [] } = ask;
  const { person, place } = caller;
  if (caller.isAdmin && place === null) return true;
  if (person.id === requester.id) return policy.mayRequesterDecide;
  if (policy.people.includes(person.id)) return true;
  if (policy.groups.some((group) => groups.get(group)?.includes(person.id))) return true;
  if (!policy.anyoneInChannel) return false;
  if (home === null && alsoIn.length === 0) return true;
  const asked = [...(home ? [home] : []), ...alsoIn].map(placeKey);
  return place !== null && asked.includes(placeKey(place));
}

/** Who may decide, in words: names, groups, or anyone in the channel. */
export function whoMay(ask: Pick<Ask, 'policy' | 'requester'>, words: Words): string {
  const { policy, requester } = ask;
  if (policy.anyoneInChannel) return words.anyoneHere;
  const names = [...namedDeciders(policy, requester).map(({ name }) => name), ...policy.groups];
  return names.join(', ') || words.nobody;
}
