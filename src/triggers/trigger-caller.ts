import type { App } from '../app.ts';
import type { Trigger } from '../domain/trigger.ts';
import type { Caller } from '../ports/commands.ts';

/** A delivery asks with the rights of the trigger's owner, as they are now; what it says was written by strangers. */
export function triggerCaller({ settings }: App, trigger: Trigger, key: string): Caller {
  const { owner, home, locale, timeZone } = trigger;
  return {
    person: owner,
    isAdmin: settings.admins.includes(owner.id),
    via: 'trigger',
    agentId: null,
    isAutonomous: false,
    isTainted: true,
    place: home,
    locale,
    timeZone,
    source: 'webhook',
    key,
  };
}
