import type { Ports } from '../ports/index.ts';

/** More than there can be. */
const MAX_COUNT = 1000;

/** Shows in the metrics how many groups hear nothing because the platform refused their address. */
export function createWatchPushGroups({ store, metrics }: Pick<Ports, 'store' | 'metrics'>) {
  return async function watchPushGroups(): Promise<void> {
    const count = await store.collection('push_groups').count({ disabled: { $ne: null } }, MAX_COUNT);
    metrics.gauge('errand_push_groups_disabled', count);
  };
}
