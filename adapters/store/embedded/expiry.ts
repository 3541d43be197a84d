import { type Collection, type CollectionName, INDEXES } from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Document } from './collection.ts';
import { COLLECTIONS } from './names.ts';

const SWEEP_EVERY_MS = 60_000;
/** Documents that one sweep takes out of one collection; the rest waits for the next sweep. */
const MAX_EXPIRED = 500;

interface Options {
  collection: (name: CollectionName) => Collection<Document>;
  clock: Clock;
  log: Log;
}

/** Takes out documents whose time is up, once a minute. Answers with the function that ends it. */
export function startExpiry(options: Options): () => void {
  const { clock, log } = options;
  let cancel = clock.after(SWEEP_EVERY_MS, sweepAndGoOn);
  let isStopped = false;

  function sweepAndGoOn(): void {
    sweep(options)
      .catch((error: unknown) => log.warn({ err: error }, 'expired documents could not be taken out'))
      .finally(() => {
        if (!isStopped) cancel = clock.after(SWEEP_EVERY_MS, sweepAndGoOn);
      });
  }

  return () => {
    isStopped = true;
    cancel();
  };
}

async function sweep({ collection, clock }: Options): Promise<void> {
  for (const [name, field, seconds] of EXPIRING) {
    const limit = new Date(clock.now().getTime() - seconds * 1000);
    const expired = await collection(name).find(
      { [field]: { $lt: limit } },
      { sort: { [field]: 1 }, limit: MAX_EXPIRED },
    );
    if (expired.length > 0) await collection(name).deleteMany({ id: { $in: expired.map(({ id }) => id) } });
  }
}

const EXPIRING = COLLECTIONS.flatMap((name) =>
  INDEXES[name].flatMap(({ keys, expireAfterSeconds }) =>
    expireAfterSeconds === undefined ? [] : [[name, Object.keys(keys)[0] ?? '', expireAfterSeconds] as const],
  ),
);
