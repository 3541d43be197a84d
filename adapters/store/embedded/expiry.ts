import type { Collection, IndexSpec } from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Document } from './collection.ts';

const SWEEP_EVERY_MS = 60_000;
/** Documents that one sweep takes out of one collection; the rest waits for the next sweep. */
const MAX_EXPIRED = 500;

/** A collection with what is declared of it. */
export interface Kept {
  documents: Collection<Document>;
  indexes: readonly IndexSpec[];
}

interface Options {
  /** All that there are, by name; more may be added. */
  collections: ReadonlyMap<string, Kept>;
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

async function sweep({ collections, clock }: Options): Promise<void> {
  for (const { documents, indexes } of collections.values()) {
    for (const { keys, expireAfterSeconds } of indexes) {
      if (expireAfterSeconds === undefined) continue;
      const [field = ''] = Object.keys(keys);
      const limit = new Date(clock.now().getTime() - expireAfterSeconds * 1000);
      const expired = await documents.find(
        { [field]: { $lt: limit } },
        { sort: { [field]: 1 }, limit: MAX_EXPIRED },
      );
      if (expired.length > 0) await documents.deleteMany({ id: { $in: expired.map(({ id }) => id) } });
    }
  }
}
