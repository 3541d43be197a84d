import type { Ports } from '../ports/index.ts';

/** The right to be the only one. Every call answers whether the right is ours. */
export interface Leases {
  /** Takes the lease when it is free, over, or ours already. */
  acquire(id: string, ttlMs: number): Promise<boolean>;
  renew(id: string, ttlMs: number): Promise<boolean>;
  release(id: string): Promise<void>;
}

type Owner = Pick<Ports, 'store' | 'clock'> & { owner: string };

const until = ({ clock }: Owner, ttlMs: number): Date => new Date(clock.now().getTime() + ttlMs);

/** Takes the lease when it is free, over, or ours already; tells whether it is ours. */
async function take(by: Owner, id: string, ttlMs: number): Promise<boolean> {
  const { store, clock, owner } = by;
  const leases = store.collection('leases');
  const isOpen = { $or: [{ owner }, { until: { $lt: clock.now() } }] };
  const ours = { owner, until: until(by, ttlMs) };
  const taken = await leases.update({ id, ...isOpen }, { $set: ours, $inc: { epoch: 1 } });
  return taken !== undefined || leases.insertIfAbsent({ id, epoch: 1, ...ours });
}

/**
 * The same for whoever looks again and again: what is held by us for the better part of the time, or by somebody else, is
 * found by reading, and nothing is written.
 */
export async function holdLease(by: Owner, id: string, ttlMs: number): Promise<boolean> {
  const lease = await by.store.collection('leases').get(id);
  const leftMs = lease ? lease.until.getTime() - by.clock.now().getTime() : 0;
  if (lease && lease.owner !== by.owner && leftMs >= 0) return false;
  return (lease?.owner === by.owner && leftMs > ttlMs / 2) || take(by, id, ttlMs);
}

/** Leases in the store. @param owner - of this process alone. */
export function createLeases(ports: Pick<Ports, 'store' | 'clock'>, owner: string): Leases {
  const leases = ports.store.collection('leases');
  const by: Owner = { ...ports, owner };

  return {
    acquire: (id, ttlMs) => take(by, id, ttlMs),
    async renew(id, ttlMs) {
      return (await leases.update({ id, owner }, { $set: { until: until(by, ttlMs) } })) !== undefined;
    },
    async release(id) {
      await leases.deleteMany({ id, owner });
    },
  };
}
