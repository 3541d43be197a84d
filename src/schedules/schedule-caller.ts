import type { App } from '../app.ts';
import type { Schedule } from '../domain/schedule.ts';
import { platformOf, type PersonRef, type ThreadRef } from '../domain/person.ts';
import type { Caller } from '../ports/commands.ts';

/** A tick asks with the rights of the owner, as they are now. */
export function ownerCaller({ settings }: App, schedule: Schedule, key: string): Caller {
  const { owner, home, locale, timeZone } = schedule;
  return {
    person: owner,
    isAdmin: settings.admins.includes(owner.id),
    via: 'schedule',
    agentId: null,
    isAutonomous: false,
    place: home,
    locale,
    timeZone,
    source: 'cron',
    key,
  };
}

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
