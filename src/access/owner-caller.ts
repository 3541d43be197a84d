import type { App } from '../app.ts';
import { platformOf, type PersonRef, type ThreadRef } from '../domain/person.ts';
import type { Caller } from '../ports/commands.ts';

/** What works by itself in somebody's name: their place, and how they are spoken to. */
export interface Owned {
  owner: PersonRef;
  home: ThreadRef | null;
  locale: string;
  timeZone: string;
}

/** It asks with the rights of its owner, as they are now. */
export const ownerCaller = (
  { settings }: App,
  { owner, home, locale, timeZone }: Owned,
  asking: Pick<Caller, 'via' | 'source'> & Partial<Pick<Caller, 'key' | 'isTainted'>>,
): Caller => ({
  person: owner,
  isAdmin: settings.admins.includes(owner.id),
  agentId: null,
  isAutonomous: false,
  place: home,
  locale,
  timeZone,
  ...asking,
});

/** Whether the place is one where the bot works, and the person one whom it serves there. */
export function isServedThere({ settings, chats }: App, home: ThreadRef | null, owner: PersonRef): boolean {
  const people = settings.access.get(platformOf(owner.id))?.people;
  // Who is on no platform, such as the holder of the API token, is served wherever the token is.
  const isOwnerServed = people === undefined || people.includes('*') || people.includes(owner.id);
  return isOwnerServed && (home === null || isPlaceServed({ settings, chats }, home, owner));
}

export function isPlaceServed(
  { settings, chats }: Pick<App, 'settings' | 'chats'>,
  { platform, channel }: Pick<ThreadRef, 'platform' | 'channel'>,
  owner: PersonRef,
): boolean {
  const chat = chats.get(platform);
  const channels = settings.access.get(platform)?.channels ?? [];
  const isOwn = chat?.directTo?.(owner.id)?.channel === channel;
  return chat !== undefined && (channels.includes('*') || channels.includes(channel) || isOwn);
}
