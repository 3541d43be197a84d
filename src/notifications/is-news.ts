import type { App } from '../app.ts';
import type { Notification } from '../domain/notification.ts';

/** Whether it is still to be told: nobody has read it, and what is asked is open. */
export async function isNews(
  { store }: Pick<App, 'store'>,
  { readAt, askId }: Pick<Notification, 'readAt' | 'askId'>,
): Promise<boolean> {
  if (readAt) return false;
  return askId === null || (await store.collection('asks').get(askId))?.state === 'open';
}
