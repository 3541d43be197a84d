import { AppError } from '../domain/errors.ts';
import type { Ports } from '../ports/index.ts';
import type { OwnCollection } from '../ports/store.ts';
import { createLeases } from '../shared/leases.ts';
import { MIGRATIONS } from './all-migrations.ts';
import type { MigrationPorts } from './migration.ts';

/** Of the one process that prepares the store, while the others wait. */
const LEASE = 'migrations';
const LEASE_MS = 15_000;
/** How often those who wait look again, and how often they say so. */
const LOOK_MS = 250;
const SAY_EVERY = 20;
/** The row of `counters` that says how far the documents have come. */
const LAYOUT = 'layout';

type Preparing = MigrationPorts & Pick<Ports, 'clock'>;

/**
 * Makes the store what this program works on: collections, indexes, and the documents of earlier versions. One process does it
 * at a time, under a lease; the others wait, and find it done. One that dies over it is followed by the next when its lease is
 * over, which goes on where it was.
 *
 * @param owner - this process alone.
 * @param own - the collections that adapters keep.
 * @throws AppError `store.newer` for a store of a later version, `store.index`, `store.denied`, `store.unavailable`, or `run.fenced`
 *   when the lease was lost: the start must stop.
 */
export async function migrateStore(
  ports: Preparing,
  owner: string,
  own: readonly OwnCollection[] = [],
): Promise<void> {
  const { store, clock, log } = ports;
  const leases = createLeases({ store, clock }, owner);
  for (let looks = 0; !(await leases.acquire(LEASE, LEASE_MS)); looks += 1) {
    if (looks % SAY_EVERY === 0) log.info({}, 'another process prepares the store; waiting for it');
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
  }
  const lost = new AbortController();
  const renew = async () => {
    const isOurs = await leases.renew(LEASE, LEASE_MS).catch(() => true);
    if (!isOurs) lost.abort(new AppError('run.fenced', { id: LEASE }));
    else cancel = clock.after(LEASE_MS / 3, () => void renew());
  };
  let cancel = clock.after(LEASE_MS / 3, () => void renew());
  try {
    // What a newer program has made is not to be changed back, not even its indexes.
    const layout = await readLayout(ports);
    await store.migrate(own);
    for (const migration of MIGRATIONS.filter(({ to }) => to > layout)) {
      const { to, name } = migration;
      log.info({ to, name }, 'the store is migrated');
      await migration.run(ports, lost.signal);
      lost.signal.throwIfAborted();
      await store.collection('counters').update({ id: LAYOUT, value: { $lt: to } }, { $set: { value: to } });
    }
  } finally {
    cancel();
    if (!lost.signal.aborted) await leases.release(LEASE);
  }
}

const NEWEST = Math.max(...MIGRATIONS.map(({ to }) => to));

async function readLayout({ store }: Preparing): Promise<number> {
  const counters = store.collection('counters');
  // A store that nobody has begun and one of before there were migrations are both at 0: in the first there is nothing to do.
  await counters.insertIfAbsent({ id: LAYOUT, value: 0 });
  const found = (await counters.get(LAYOUT))?.value ?? 0;
  if (found > NEWEST) throw new AppError('store.newer', { found, known: NEWEST });
  return found;
}
