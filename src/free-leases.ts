import type { App } from './app.ts';
import type { CollectionName, Filter } from './ports/store.ts';
import { sweepLeases } from './runs/recover.ts';

/** Rows that a worker may hold, and what they look like while it does. */
const HELD: readonly (readonly [CollectionName, Filter])[] = [
  ['runs', { status: 'running' }],
  ['inbox', { state: 'working' }],
  ['threads', { isBusy: true }],
  ['outbox', { state: 'pending' }],
];

/**
 * Ends every lease of a process that is known to be dead, and puts its runs back in the queue. Only before this process
 * takes work itself, and only on a store that no other can have open: then nobody is left who could hold anything.
 */
export async function freeLeases(app: App): Promise<void> {
  const { store, clock } = app;
  const now = clock.now();
  const over = new Date(now.getTime() - 1);
  for (const [name, held] of HELD) {
    const rows = store.collection(name);
    const filter = { ...held, leaseUntil: { $gte: now } };
    while (await rows.update(filter, { $set: { leaseUntil: over } }));
  }
  while ((await sweepLeases(app)) > 0);
}
