import { EVERYTHING, type Stop } from '../domain/stop.ts';
import type { Store } from '../ports/store.ts';

/** The emergency stop, while it is on. Read anew at each step: it holds in every process from the moment that it is written. */
export async function readStop(store: Pick<Store, 'collection'>): Promise<Stop | undefined> {
  const stop = await store.collection('stops').get(EVERYTHING);
  return stop?.isOn ? stop : undefined;
}
