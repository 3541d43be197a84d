import type { Incoming, Sender } from '../domain/message.ts';
import type { SignInLink } from '../domain/identity.ts';
import { BUILT_IN_PLATFORM, platformOf } from '../domain/person.ts';
import type { Settings } from '../settings.ts';

/**
 * Served are the channels and people that the configuration names for the platform; with no list, nobody is. Guests and
 * people of other organisations are served only when they are named one by one. A person who is named is served alone with the bot
 * too: that channel is theirs.
 */
export function mayUse(
  { access }: Pick<Settings, 'access'>,
  { place, sender, isDirect }: Pick<Incoming, 'place' | 'sender' | 'isDirect'>,
): boolean {
  const rules = access.get(place.platform);
  if (!rules) return false;
  const isChannel = rules.channels.includes('*') || rules.channels.includes(place.channel);
  const isTheirs = isDirect === true && rules.people.includes(sender.id);
  return (isChannel || isTheirs) && isServed({ access }, place.platform, sender);
}

/** The same of the person alone, where it is about no channel. */
export function isServed({ access }: Pick<Settings, 'access'>, platform: string, sender: Sender): boolean {
  const people = access.get(platform)?.people ?? [];
  const isStranger = sender.isGuest === true || sender.isExternal === true;
  return (people.includes('*') && !isStranger) || people.includes(sender.id);
}

/**
 * Whom the console is open to: who is served where they come from, and in the chat that is in it. Guests are by name alone, in both.
 */
export function mayEnter(
  settings: Pick<Settings, 'access'>,
  { person, isStranger }: Pick<SignInLink, 'person' | 'isStranger'>,
): boolean {
  const who = { ...person, isGuest: isStranger };
  return [platformOf(person.id), BUILT_IN_PLATFORM].every((platform) => isServed(settings, platform, who));
}
