import type { Incoming } from '../domain/message.ts';
import type { Caller } from '../ports/commands.ts';
import { alsoKnownAs } from '../access/accounts.ts';
import type { Ports } from '../ports/index.ts';
import type { Settings } from '../settings.ts';
import { isChinese } from '../shared/text.ts';
import { isTimeZone } from '../shared/time.ts';
import { toLocale, type Locale } from '../words/index.ts';

/** On whose behalf a message or click asks: the person, in their language and zone, in this thread. */
export async function callerFor(
  incoming: Incoming,
  { store }: Pick<Ports, 'store'>,
  settings: Settings,
  /** The language of what was clicked, for people whose own is not known. */
  cardLocale?: string,
): Promise<Caller> {
  const { sender, place, platform } = incoming;
  const person = await store.collection('people').get(sender.id);
  const channel = settings.channels.find(
    (other) => other.platform === platform && other.channel === place.channel,
  );
  const zone = person?.timeZone ?? channel?.timeZone ?? settings.timeZone;
  return {
    person: { id: sender.id, name: person?.name ?? sender.name },
    ...alsoKnownAs({ settings }, sender.id),
    ...((sender.isGuest || sender.isExternal) && { isStranger: true }),
    isAdmin: settings.admins.includes(sender.id),
    via: platform,
    agentId: null,
    isAutonomous: false,
    place,
    ...(incoming.isDirect ? { isAlone: incoming.isDirect } : {}),
    locale:
      channel?.locale ??
      spokenLocale(incoming) ??
      toLocale(person?.locale ?? '') ??
      toLocale(cardLocale ?? '') ??
      settings.locale,
    timeZone: isTimeZone(zone) ? zone : settings.timeZone,
    source: 'chat',
    key: `inbox:${platform}:${incoming.key}`,
    ...(incoming.kind === 'command' && incoming.trigger ? { trigger: incoming.trigger } : {}),
  };
}

/** Whoever writes Chinese reads it; Latin letters say nothing, since names, numbers and commands are Latin everywhere. */
function spokenLocale(incoming: Incoming): Locale | undefined {
  return incoming.kind !== 'action' && isChinese(incoming.text ?? '') ? 'zh-CN' : undefined;
}
