import type { ThreadRef } from '../domain/person.ts';
import type { Settings } from '../settings.ts';

/** Served are the channels and people that the configuration names for the platform; with no list, nobody is. */
export function mayUse({ access }: Pick<Settings, 'access'>, place: ThreadRef, personId: string): boolean {
  const rules = access.get(place.platform);
  if (!rules) return false;
  const has = (list: readonly string[], item: string) => list.includes('*') || list.includes(item);
  return has(rules.channels, place.channel) && has(rules.people, personId);
}
