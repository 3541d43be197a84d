import type { App } from '../app.ts';
import type { Settings } from '../settings.ts';
import { knownGroups } from './known-groups.ts';

/** More than there can be. */
const MAX_COUNT = 1000;

/** Shows in the metrics how many groups hear nothing because the platform refused their address. */
export async function watchPushGroups(
  app: Pick<App, 'store' | 'metrics'> & { settings: Pick<Settings, 'hasPushGroup'> },
): Promise<void> {
  const { store, metrics, settings } = app;
  const refused = { ...knownGroups(settings), disabled: { $ne: null } };
  const count = await store.collection('push_groups').count(refused, MAX_COUNT);
  metrics.gauge('errand_push_groups_disabled', count);
}
