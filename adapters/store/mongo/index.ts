import { type Connection, type ConnectOptions, createConnection, Schema } from 'mongoose';
import { AppError, invalid } from '../../../src/domain/errors.ts';
import {
  type Collection,
  type CollectionName,
  type Documents,
  INDEXES,
  type OwnCollection,
  type Store,
} from '../../../src/ports/store.ts';
import type { Log } from '../../../src/ports/system.ts';
import { createCollection, type Document } from './collection.ts';
import { toAppError, type Declared } from './errors.ts';
import { migrateCollection } from './migrate.ts';
import type { StoredDocument } from './translate.ts';

/** How long a server may take to be found, and to answer a ping. */
const ANSWER_MS = 5_000;

const OPTIONS: ConnectOptions = {
  // Otherwise calls wait 10 s for a connection instead of failing at once.
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  serverSelectionTimeoutMS: ANSWER_MS,
  connectTimeoutMS: ANSWER_MS,
  // The one limit that ends a call to a server which has stopped answering: driver 7 ignores `timeoutMS`.
  socketTimeoutMS: 15_000,
  heartbeatFrequencyMS: 2_000,
  writeConcern: { w: 'majority', journal: true },
};

/** No fields, so that mongoose changes none: the types are kept by those who write. */
const schema = () =>
  new Schema<StoredDocument>(
    { _id: Schema.Types.Mixed },
    { strict: false, strictQuery: false, minimize: false, versionKey: false, id: false },
  );

/**
 * The store on MongoDB. Once open it finds the server again by itself.
 * @throws AppError `store.unavailable` when the server does not answer within 5 s, `input.invalid` naming
 *   MONGODB_URI when that is none. No error and no line of the log carries the URI.
 */
export async function openMongoStore({ uri, log }: { uri: string; log: Log }): Promise<Store> {
  const connection = await connect(uri);
  const stopWatching = watch(connection, log);
  const collections = new Map<string, Collection<Document>>();
  const keep = ({ name, indexes }: Declared): void => {
    if (collections.has(name)) return;
    const model = connection.model<StoredDocument>(name, schema(), name);
    collections.set(name, createCollection({ name, indexes }, model));
  };
  COLLECTIONS.forEach(keep);
  const find = (name: string): Collection<Document> => {
    const collection = collections.get(name);
    if (!collection)
      throw new AppError('store.refused', { problem: 'There is no such collection.', at: name });
    return collection;
  };

  const answer = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      throw toAppError(error);
    }
  };
  const command = async (name: 'ping' | 'hello') => {
    if (!connection.db) throw new AppError('store.unavailable', { reason: 'closed' });
    return await within(ANSWER_MS, connection.db.admin().command({ [name]: 1 }));
  };

  return {
    kind: 'mongo',
    isExclusive: false,
    // What a collection holds is for its callers to keep: here all documents are alike.
    collection: <N extends CollectionName>(name: N) => find(name) as unknown as Collection<Documents[N]>,
    own: <T extends { id: string }>({ name }: OwnCollection<T>) => find(name) as unknown as Collection<T>,
    migrate: (own = []) =>
      answer(async () => {
        for (const { name, indexes } of [...COLLECTIONS, ...own])
          await migrateCollection(connection.collection(name), indexes);
        own.forEach(keep);
      }),
    ping: () => answer(async () => void (await command('ping'))),
    clockOffsetMs: () =>
      answer(async () => {
        const sentAt = Date.now();
        const { localTime } = await command('hello');
        return localTime instanceof Date ? localTime.getTime() - (sentAt + Date.now()) / 2 : 0;
      }),
    async close() {
      stopWatching();
      await connection.close();
    },
  };
}

const COLLECTIONS: readonly Declared[] = Object.entries(INDEXES).map(([name, indexes]) => ({
  name,
  indexes,
}));

async function connect(uri: string): Promise<Connection> {
  const connection = createConnection();
  try {
    return await connection.openUri(uri, OPTIONS);
  } catch (error) {
    await connection.destroy();
    // What the driver says of a URI that it cannot read may quote it, with the password.
    if (isUnreadable(error)) throw invalid('MONGODB_URI', 'address', 'mongodb://host:27017/errand');
    throw toAppError(error);
  }
}

/** Writes down when the server goes and comes; answers with the function that ends it. */
function watch(connection: Connection, log: Log): () => void {
  const onGone = () => log.warn({}, 'MongoDB is out of reach');
  const onBack = () => log.info({}, 'MongoDB is back');
  connection.on('disconnected', onGone).on('reconnected', onBack);
  return () => void connection.off('disconnected', onGone).off('reconnected', onBack);
}

const isUnreadable = (error: unknown): boolean =>
  error instanceof Error &&
  ['MongoParseError', 'MongooseError', 'TypeError', 'URIError'].includes(error.name);

async function within<R>(ms: number, work: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('store.unavailable', { reason: 'slow' })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
