import type { Sender } from '../domain/message.ts';
import type { ThreadRef } from '../domain/person.ts';
import type { Settings } from '../settings.ts';

/**
 * Served are the channels and people that the configuration names for the platform; with no list, nobody is. Guests and
 * people of other organisations are served only when they are named one by one.
 */
export function mayUse({ access }: Pick<Settings, 'access'>, place: ThreadRef, sender: Sender): boolean {
  const rules = access.get(place.platform);
  if (!rules) return false;
  const isChannel = rules.channels.includes('*') || rules.channels.includes(place.channel);
  return isChannel && isServed({ access }, place.platform, sender);
}

/** The same of the person alone, where it is about no channel. */
export function isServed({ access }: Pick<Settings, 'access'>, platform: string, sender: Sender): boolean {
  const people = access.get(platform)?.people ?? [];
  const isStranger = sender.isGuest === true || sender.isExternal === true;
  return (people.includes('*') && !isStranger) || people.includes(sender.id);
}
