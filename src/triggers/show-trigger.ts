import type { HookDeliveryView, TriggerView } from '../contract/triggers.ts';
import type { HookDelivery, Trigger } from '../domain/trigger.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A trigger as it is read outside: of its secrets the last signs. */
export function showTrigger(trigger: Trigger, publicUrl: string): TriggerView {
  const { id, name, scheme, secrets, options, filter, home, owner, perMinute, isActive, version } = trigger;
  const { description: instructions, ...makes } = trigger.makes;
  return {
    id,
    name,
    url: `${publicUrl}/hooks/${id}`,
    scheme,
    secrets: secrets.map(({ tail, since, endsAt, lastUsedAt }) => ({
      secret: `…${tail}`,
      since: since.toISOString(),
      endsAt: iso(endsAt),
      lastUsedAt: iso(lastUsedAt),
    })),
    options,
    filter,
    makes: { ...makes, instructions },
    home,
    owner,
    perMinute,
    isActive,
    version,
    createdAt: trigger.createdAt.toISOString(),
    updatedAt: trigger.updatedAt.toISOString(),
  };
}

/** @param task - the label of its task. */
export const showHookDelivery = (
  row: Omit<HookDelivery, 'bodyKey'>,
  task: string | null,
): HookDeliveryView => ({
  id: row.id,
  senderId: row.senderId,
  event: row.event,
  bytes: row.bytes,
  state: row.state,
  reason: row.reason,
  detail: row.detail,
  task,
  isKept: row.sealedBody !== null,
  receivedAt: row.receivedAt.toISOString(),
});
