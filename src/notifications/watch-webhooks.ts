import type { App } from '../app.ts';
import { wordsFor } from '../words/index.ts';
import { notifyAdmins } from './notify.ts';

/** More than there can be. */
const MAX_WEBHOOKS = 1000;

/** Tells administrators of each webhook that was switched off for its faults, once. */
export async function watchWebhooks(app: App): Promise<void> {
  const { store, settings } = app;
  const webhooks = store.collection('webhooks');
  const off = await webhooks.find({ 'disabled.isTold': false }, { limit: MAX_WEBHOOKS });
  for (const { id, name, host, version, disabled } of off) {
    if (!disabled) continue;
    const { reason, at } = disabled;
    const text = wordsFor(settings.locale).preferences.webhookOff(name, host, reason);
    await notifyAdmins(app, { type: 'delivery_trouble', ref: `webhook:${id}:${at.getTime()}`, text });
    await webhooks.update({ id, version }, { $set: { 'disabled.isTold': true } });
  }
}
