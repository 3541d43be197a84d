import type { Ports } from '../ports/index.ts';

/** Takes the lease when it is free, over, or ours already; tells whether it is ours. */
export async function holdLease(
  { store, clock, owner }: Pick<Ports, 'store' | 'clock'> & { owner: string },
  id: string,
  ttlMs: number,
): Promise<boolean> {
  const leases = store.collection('leases');
  const now = clock.now();
  const until = new Date(now.getTime() + ttlMs);
  const isOpen = { $or: [{ owner }, { until: { $lt: now } }] };
  const taken = await leases.update({ id, ...isOpen }, { $set: { owner, until }, $inc: { epoch: 1 } });
  return taken !== undefined || leases.insertIfAbsent({ id, owner, epoch: 1, until });
}
