import type { Collection } from 'mongoose';
import { AppError } from '../../../src/domain/errors.ts';
import type { IndexSpec, Sort } from '../../../src/ports/store.ts';
import { isDenied, toAppError } from './errors.ts';
import { toMongoSort } from './translate.ts';

interface FoundIndex {
  name?: string;
  key: Readonly<Record<string, unknown>>;
  unique?: boolean;
  expireAfterSeconds?: number;
}

/**
 * Makes a collection and its indexes as they are declared: an index of the same name or the same keys that differs is
 * made anew, and all others are left alone. For one process at a time: servers fail calls that make one index at once.
 * @throws AppError `store.index` {at, isUnique} when an index cannot be made, as over values that are not unique.
 */
export async function migrateCollection(collection: Collection, specs: readonly IndexSpec[]): Promise<void> {
  await createIfAbsent(collection);
  const before = await listIndexes(collection);
  for (const spec of specs) {
    if (before.some((found) => isAsDeclared(found, spec))) continue;
    for (const { name } of before.filter((found) => isInTheWay(found, spec))) {
      if (name !== undefined) await collection.dropIndex(name).catch(unlessGone);
    }
    await createIndex(collection, spec);
  }

  const after = await listIndexes(collection);
  const missing = specs.find((spec) => !after.some((found) => isAsDeclared(found, spec)));
  if (missing) throw indexFault(collection, missing);
}

const NAMESPACE_EXISTS = 48;
const INDEX_NOT_FOUND = 27;

async function createIfAbsent(collection: Collection): Promise<void> {
  try {
    await collection.conn.createCollection(collection.collectionName);
  } catch (error) {
    if (codeOf(error) !== NAMESPACE_EXISTS) throw error;
  }
}

const listIndexes = async (collection: Collection): Promise<FoundIndex[]> =>
  await collection.listIndexes().toArray();

async function createIndex(collection: Collection, spec: IndexSpec): Promise<void> {
  const { name, keys, unique, expireAfterSeconds } = spec;
  try {
    await collection.createIndex(toMongoSort(keys), {
      name,
      ...(unique && { unique }),
      ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    });
  } catch (error) {
    // Only a server that answers gives a number; otherwise it may do it next time.
    const isItsOwn = typeof codeOf(error) === 'number' && !isDenied(error);
    throw isItsOwn ? indexFault(collection, spec, error) : toAppError(error);
  }
}

function isAsDeclared(found: FoundIndex, { name, keys, unique, expireAfterSeconds }: IndexSpec): boolean {
  return (
    found.name === name &&
    hasKeys(found, keys) &&
    (found.unique ?? false) === (unique ?? false) &&
    found.expireAfterSeconds === expireAfterSeconds
  );
}

const hasKeys = (found: FoundIndex, keys: Sort): boolean =>
  JSON.stringify(found.key) === JSON.stringify(toMongoSort(keys));

/** MongoDB makes no second index of one name, and none with the keys of another. */
const isInTheWay = (found: FoundIndex, { name, keys }: IndexSpec): boolean =>
  found.name === name || hasKeys(found, keys);

const indexFault = ({ collectionName }: Collection, { name, unique }: IndexSpec, cause?: unknown) =>
  new AppError('store.index', { at: `${collectionName}.${name}`, isUnique: unique === true }, cause);

function unlessGone(error: unknown): void {
  if (codeOf(error) !== INDEX_NOT_FOUND) throw error;
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
