import { checkAdmin } from '../access/check-admin.ts';
import { checkVersion } from '../shared/check-version.ts';
import {
  MAX_PUSH_GROUPS,
  type CreatePushGroupInput,
  type PushGroupView,
  type UpdatePushGroupInput,
} from '../contract/settings.ts';
import { AppError, fault, invalid, invalidInWords } from '../domain/errors.ts';
import { readPlace } from '../domain/person.ts';
import { CONFIGURED_GROUP, PUSH_NEWS, type PushGroup } from '../domain/push-group.ts';
import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import type { Caller, Commands } from '../ports/commands.ts';
import { wordsFor } from '../words/index.ts';
import { knownGroups } from './known-groups.ts';
import { keepAddress } from './push-addresses.ts';
import { pushTarget } from './push.ts';

export type PushGroupCommands = Pick<
  Commands,
  'getNotificationSettings' | 'createPushGroup' | 'updatePushGroup' | 'deletePushGroup' | 'testPushGroup'
>;

/** How often a change without a version begins again when others were quicker. */
const MAX_TRIES = 5;

/**
 * Commands on the groups that only listen; for administrators and whoever holds the API token. The address goes in and is
 * never given back.
 */
export function pushGroupCommands(app: App): PushGroupCommands {
  const { store, clock, ids, bus, log, chats, pushChannels, settings } = app;
  const { hasPushGroup, publicUrl } = settings;
  const groups = store.collection('push_groups');

  return {
    async getNotificationSettings(caller) {
      checkAdmin(caller);
      const found = await groups.find(
        knownGroups(settings),
        // The one of the configuration is there besides, and two made at once may pass the bound together.
        { sort: { createdAt: 1, id: 1 }, limit: 2 * MAX_PUSH_GROUPS },
      );
      return { groups: found.map(showPushGroup) };
    },

    async createPushGroup(input, caller) {
      checkAdmin(caller);
      checkPlatforms(input.from);
      const id = ids.next();
      const dedupeKey = caller.key ?? id;
      const made = await madeUnder(dedupeKey);
      if (made) return showPushGroup(made);
      if ((await groups.count({}, MAX_PUSH_GROUPS)) >= MAX_PUSH_GROUPS)
        throw invalid('address', 'too_many', String(MAX_PUSH_GROUPS));
      const group = toGroup(id, dedupeKey, input, caller);
      await takeOver(group.fingerprint);
      try {
        await groups.insert(group);
      } catch (thrown) {
        const same = await madeUnder(dedupeKey);
        if (same) return showPushGroup(same);
        throw addressTaken(thrown);
      }
      tell('created', id, caller);
      return showPushGroup(group);
    },

    async updatePushGroup(id, patch, caller, version) {
      checkAdmin(caller);
      checkPlatforms(patch.from ?? []);
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const group = await find(id);
        checkVersion(group, version);
        checkOrigin(group, Object.keys(patch));
        const changed = await change(group, patch, caller);
        if (!changed) continue;
        tell('changed', id, caller);
        return showPushGroup(changed);
      }
      throw new AppError('task.busy', { what: 'push group', ref: id });
    },

    async deletePushGroup(id, caller, version) {
      checkAdmin(caller);
      const group = await find(id);
      checkVersion(group, version);
      checkOrigin(group, ['id']);
      const count = await groups.deleteMany({ id, version: group.version });
      if (count === 0) checkVersion(await find(id), group.version);
      tell('removed', id, caller);
      return showPushGroup(group);
    },

    async testPushGroup(id, caller) {
      checkAdmin(caller);
      const group = await find(id);
      const reason = group.disabled ? 'disabled' : group.isActive ? null : 'inactive';
      if (reason) throw new AppError('push.off', { group: group.name, reason });
      const deliveryId = `push:${id}:test:${caller.key ?? ids.next()}`;
      const text = `${wordsFor(caller.locale).pushTest(group.name)}\n${publicUrl}/settings`;
      const message = { text, locale: caller.locale };
      await post(app, { key: deliveryId, target: pushTarget(group), message, priority: 1 });
      return { deliveryId, deliveriesUrl: `${publicUrl}/deliveries` };
    },
  };

  async function madeUnder(dedupeKey: string): Promise<PushGroup | undefined> {
    const [made] = await groups.find({ dedupeKey }, { limit: 1 });
    return made;
  }

  async function find(id: string): Promise<PushGroup> {
    const group = id === CONFIGURED_GROUP && !hasPushGroup ? undefined : await groups.get(id);
    if (!group) throw new AppError('not_found', { what: 'push group', ref: id });
    return group;
  }

  /** Undefined when somebody else was quicker. */
  async function change(
    { id, version }: PushGroup,
    patch: UpdatePushGroupInput,
    caller: Caller,
  ): Promise<PushGroup | undefined> {
    const { address, disabled } = patch;
    const kept = address === undefined ? undefined : readAddress(address, caller);
    if (kept) await takeOver(kept.fingerprint);
    const set = {
      ...toFields(patch),
      ...kept,
      ...(kept || disabled === null ? { disabled: null } : {}),
      updatedAt: clock.now(),
    };
    try {
      return await groups.update({ id, version }, { $set: set, $inc: { version: 1 } });
    } catch (thrown) {
      throw addressTaken(thrown);
    }
  }

  /** A group that the configuration once named and names no more keeps its address from nobody. */
  async function takeOver(fingerprint: string): Promise<void> {
    if (!hasPushGroup) await groups.deleteMany({ id: CONFIGURED_GROUP, fingerprint });
  }

  function toGroup(id: string, dedupeKey: string, input: CreatePushGroupInput, caller: Caller): PushGroup {
    const { address, name, from } = input;
    const at = clock.now();
    return {
      id,
      dedupeKey,
      ...readAddress(address, caller),
      name,
      from,
      on: [...PUSH_NEWS],
      isActive: true,
      ...toFields(input),
      disabled: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
  }

  function readAddress(address: string, { locale }: Caller): NonNullable<ReturnType<typeof keepAddress>> {
    const kept = keepAddress(app, address);
    if (kept) return kept;
    throw invalidInWords('address', pushChannels.map((channel) => channel.addressRule(locale)).join('; '));
  }

  function checkPlatforms(from: readonly string[]): void {
    const known = [...chats.keys()].filter((platform) => !pushChannels.some(({ name }) => name === platform));
    const faults = from.flatMap((place, at) => {
      const { platform } = readPlace(place) ?? {};
      return platform === undefined || known.includes(platform)
        ? []
        : [fault(`from.${at}`, 'no_platform', platform, known)];
    });
    if (faults.length > 0) throw new AppError('input.invalid', { faults });
  }

  function tell(what: string, groupId: string, { person }: Caller): void {
    log.info({ groupId, what, by: person.id }, 'the settings of push groups were changed');
    bus.publish('changed', { kind: 'settings', id: groupId });
  }
}

/** What the configuration says is changed there; only what the platform did to the group can be undone here. */
function checkOrigin({ id }: PushGroup, fields: readonly string[]): void {
  const others = id === CONFIGURED_GROUP ? fields.filter((field) => field !== 'disabled') : [];
  if (others.length === 0) return;
  throw new AppError('input.invalid', { faults: others.map((field) => fault(field, 'in_configuration')) });
}

const addressTaken = (thrown: unknown): unknown =>
  AppError.is(thrown, 'store.duplicate') ? invalid('address', 'address_in_use') : thrown;

/** The plain fields that were given, each thing once. */
function toFields({
  name,
  from,
  on,
  isActive,
}: Pick<UpdatePushGroupInput, 'name' | 'from' | 'on' | 'isActive'>): Partial<PushGroup> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(from ? { from: [...new Set(from)] } : {}),
    ...(on ? { on: [...new Set(on)] } : {}),
    ...(isActive === undefined ? {} : { isActive }),
  };
}

/** A group as the outside sees it. */
function showPushGroup(group: PushGroup): PushGroupView {
  const { id, name, tail, from, on, isActive, disabled, version, createdAt, updatedAt } = group;
  return {
    id,
    name,
    address: `…${tail}`,
    from,
    on,
    isActive,
    disabled: disabled && { reason: disabled.reason, at: disabled.at.toISOString() },
    origin: id === CONFIGURED_GROUP ? 'configuration' : 'settings',
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
