import { AppError } from '../domain/errors.ts';
import { CONFIGURED_GROUP, PUSH_NEWS, type PushFault, type PushGroup } from '../domain/push-group.ts';
import type { Ports } from '../ports/index.ts';
import type { PushAddresses } from '../ports/push-addresses.ts';
import { sha256 } from '../shared/sha256.ts';

type Address = Pick<PushGroup, 'platform' | 'sealed' | 'fingerprint' | 'tail'>;

/** The address as it is kept; undefined when no push channel takes it. */
export function keepAddress(
  { secrets, pushChannels }: Pick<Ports, 'secrets' | 'pushChannels'>,
  text: string,
): Address | undefined {
  for (const channel of pushChannels) {
    const key = channel.readAddress(text);
    if (key === undefined) continue;
    // A key is long and random, so nobody finds it by its hash.
    const fingerprint = sha256(key.toLowerCase());
    return { platform: channel.name, sealed: secrets.seal(key), fingerprint, tail: key.slice(-4) };
  }
  return undefined;
}

const refused = (groupId: string, reason: string, cause?: unknown): AppError =>
  new AppError('chat.refused', { group: groupId, reason }, cause);

type AddressPorts = Pick<Ports, 'store' | 'clock' | 'bus' | 'log' | 'secrets'>;

export function createPushAddresses({ store, clock, bus, log, secrets }: AddressPorts): PushAddresses {
  const groups = store.collection('push_groups');

  async function disable(groupId: string, fingerprint: string, reason: PushFault): Promise<void> {
    const at = clock.now();
    const disabled = await groups.update(
      { id: groupId, fingerprint, disabled: null },
      { $set: { disabled: { reason, at }, updatedAt: at }, $inc: { version: 1 } },
    );
    if (!disabled) return;
    log.error(
      { groupId, reason },
      'the address of a push group is no longer good; nothing more is sent there',
    );
    bus.publish('changed', { kind: 'settings', id: groupId });
  }

  async function open(groupId: string): Promise<{ key: string; fingerprint: string }> {
    const group = await groups.get(groupId);
    if (!group) throw refused(groupId, 'group_removed');
    if (group.disabled) throw refused(groupId, 'group_disabled');
    if (!group.isActive) throw refused(groupId, 'group_inactive');
    const { sealed, fingerprint } = group;
    try {
      return { key: secrets.open(sealed), fingerprint };
    } catch (thrown) {
      await disable(groupId, fingerprint, 'unreadable');
      throw refused(groupId, 'group_disabled', thrown);
    }
  }

  return { open, disable };
}

/**
 * Keeps the group of the configuration as a record like the others. With another address than before it is back in use; with
 * the same one it stays as it is. An address that a group of the settings has already is that group's.
 *
 * @param variable - where the configuration has the address, which a push channel takes.
 */
export async function keepConfiguredGroup(
  ports: Pick<Ports, 'store' | 'clock' | 'log' | 'secrets' | 'pushChannels'>,
  { variable, address, from }: { variable: string; address: string; from: string[] },
): Promise<void> {
  const { store, clock, log } = ports;
  const groups = store.collection('push_groups');
  const id = CONFIGURED_GROUP;
  const kept = keepAddress(ports, address);
  if (!kept) throw new AppError('internal', { problem: 'a push address was not checked' });
  const at = clock.now();
  // Sealed anew each time, in case the key of the installation has changed.
  const set = { sealed: kept.sealed, from, updatedAt: at };
  if (await groups.update({ id, fingerprint: kept.fingerprint }, { $set: set })) return;
  try {
    const changed = await groups.update(
      { id },
      { $set: { ...kept, from, disabled: null, updatedAt: at }, $inc: { version: 1 } },
    );
    if (changed) return;
    const stamps = { version: 1, createdAt: at, updatedAt: at };
    const news = { from, on: [...PUSH_NEWS], isActive: true, disabled: null };
    await groups.insertIfAbsent({
      id,
      dedupeKey: id,
      name: variable,
      ...kept,
      ...news,
      ...stamps,
    });
  } catch (thrown) {
    if (!AppError.is(thrown, 'store.duplicate')) throw thrown;
    await groups.deleteMany({ id });
    log.error({ field: variable }, 'a push group of the settings has this address: what is set there counts');
  }
}

/** Groups from before they named their channel are given the one that there was then. */
export async function adoptOldGroups({
  store,
  pushChannels,
}: Pick<Ports, 'store' | 'pushChannels'>): Promise<void> {
  const channel = pushChannels.find(({ adoptsOldGroups }) => adoptsOldGroups);
  if (!channel) return;
  const groups = store.collection('push_groups');
  while (await groups.update({ platform: null }, { $set: { platform: channel.name } })) continue;
}
