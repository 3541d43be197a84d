import { AppError } from '../../../src/domain/errors.ts';
import {
  type Collection,
  type CollectionName,
  type Documents,
  INDEXES,
  type OwnCollection,
  type Store,
} from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { createCollection, type Document } from './collection.ts';
import { openDataDir } from './data-dir.ts';
import { createMemoryLog, type DurableLog, openSqliteLog } from './durable-log.ts';
import { startExpiry, type Kept } from './expiry.ts';
import type { Locale } from '../../../src/words/index.ts';

interface EmbeddedStoreOptions {
  /** Made when it is not there; null keeps everything in memory alone. */
  dataDir: string | null;
  log: Log;
  clock: Clock;
  /** Called once when a write could not be made durable. The store then refuses everything, and the process should end. */
  onFatal?: (error: AppError) => void;
  /** Of the words about a data directory that cannot be used. */
  locale?: Locale;
}

/**
 * The store that needs nothing installed: documents in memory, durable in SQLite. For one process and, as everything
 * is in memory, for some tens of thousands of tasks.
 * @throws AppError `input.invalid` naming ERRAND_DATA_DIR: not a directory, not writable, in use, damaged, too new.
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<Store> {
  const { log, clock } = options;
  let unusable: AppError | undefined;
  let isClosed = false;

  const durable = openLog(options, (cause) => {
    unusable = new AppError('store.unavailable', {}, cause);
    log.error({ err: cause }, 'a write could not be made durable; the store refuses everything from now on');
    options.onFatal?.(unusable);
  });
  const checkOpen = () => {
    if (unusable) throw unusable;
  };

  const collections = new Map<string, Kept>();
  const keep = ({ name, indexes }: Pick<OwnCollection, 'name' | 'indexes'>): void => {
    if (collections.has(name)) return;
    const documents = createCollection({ name, indexes, log: durable, checkOpen });
    collections.set(name, { documents, indexes });
  };
  try {
    for (const [name, indexes] of Object.entries(INDEXES)) keep({ name, indexes });
  } catch (error) {
    await durable.close().catch((err: unknown) => log.warn({ err }, 'the database could not be closed'));
    throw error;
  }
  const find = (name: string): Collection<Document> => {
    const collection = collections.get(name);
    if (!collection)
      throw new AppError('store.refused', { problem: 'There is no such collection.', at: name });
    return collection.documents;
  };
  const stopExpiry = startExpiry({ collections, clock, log });

  return {
    kind: 'embedded',
    isExclusive: true,
    // What a collection holds is for its callers to keep: inside, all documents are alike.
    collection: <N extends CollectionName>(name: N) => find(name) as unknown as Collection<Documents[N]>,
    // As above: what it holds is said by the one that declared it.
    own: <T extends { id: string }>({ name }: OwnCollection<T>) => find(name) as unknown as Collection<T>,
    async migrate(own = []) {
      checkOpen(); // The product's own tables and indexes were made when the store was opened.
      own.forEach(keep);
    },
    async ping() {
      checkOpen();
    },
    async clockOffsetMs() {
      return 0;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      unusable ??= new AppError('store.unavailable', { reason: 'closed' });
      stopExpiry();
      await durable.close();
    },
  };
}

function openLog(
  { dataDir, locale = 'en' }: EmbeddedStoreOptions,
  onBroken: (error: unknown) => void,
): DurableLog {
  if (dataDir === null) return createMemoryLog();
  return openSqliteLog(openDataDir(dataDir, locale), onBroken);
}
