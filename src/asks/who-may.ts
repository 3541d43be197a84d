import type { Ask, DecisionPolicy } from '../domain/ask.ts';
import { placeKey, type PersonRef } from '../domain/person.ts';
import type { Caller } from '../ports/commands.ts';
import type { Settings } from '../settings.ts';

type Groups = Pick<Settings, 'groups'>;

/**
 * Whether the person may decide the ask. Looked at on every click, with the groups as they are now. Administrators in
 * chat decide nothing in another's place: who may is what the policy says. Whoever holds the API token can act as any
 * person of the web chat anyway, so it may decide, under its own name.
 */
export function mayDecide(ask: Ask, caller: Caller, { groups }: Groups): boolean {
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

/** The people of a policy whom one can name: for the card, for notices, for mentions. */
export function namedDeciders(policy: DecisionPolicy, requester: PersonRef): PersonRef[] {
  const nameOf = (id: string) => policy.names?.[id] ?? id.slice(id.lastIndexOf(':') + 1);
  const people = policy.people.map((id): PersonRef => ({ id, name: nameOf(id) }));
  const others = people.filter(({ id }) => id !== requester.id);
  return policy.mayRequesterDecide ? [requester, ...others] : others;
}
