import type { Ports } from '../ports/index.ts';

/** The right to be the only one. Every call answers whether the right is ours. */
export interface Leases {
  /** Takes the lease when it is free, over, or ours already. */
  acquire(id: string, ttlMs: number): Promise<boolean>;
  renew(id: string, ttlMs: number): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** Leases in the store. @param owner - of this process alone. */
export function createLeases({ store, clock }: Pick<Ports, 'store' | 'clock'>, owner: string): Leases {
  const leases = store.collection('leases');
  const until = (ttlMs: number): Date => new Date(clock.now().getTime() + ttlMs);

  return {
    async acquire(id, ttlMs) {
      if (await leases.insertIfAbsent({ id, owner, epoch: 1, until: until(ttlMs) })) return true;
      const isOpen = { $or: [{ owner }, { until: { $lt: clock.now() } }] };
      const taken = await leases.update(
        { id, ...isOpen },
        { $set: { owner, until: until(ttlMs) }, $inc: { epoch: 1 } },
      );
      return taken !== undefined;
    },
    async renew(id, ttlMs) {
      return (await leases.update({ id, owner }, { $set: { until: until(ttlMs) } })) !== undefined;
    },
    async release(id) {
      await leases.deleteMany({ id, owner });
    },
  };
}
