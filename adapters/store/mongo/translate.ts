import type { Filter, Sort } from '../../../src/ports/store.ts';
import type { PlainObject } from '../../../src/shared/plain.ts';

/** MongoDB calls the id `_id`. Everything else has the same name on both sides. */
const toName = (name: string): string => (name === 'id' ? '_id' : name);

export interface StoredDocument extends PlainObject {
  _id: string;
}

export function toStored({ id, ...rest }: { id: string } & PlainObject): StoredDocument {
  return { _id: id, ...rest };
}

export function fromStored({ _id, ...rest }: StoredDocument): { id: string } & PlainObject {
  return { id: _id, ...rest };
}

export function toMongoFilter(filter: Filter): PlainObject {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      toName(key),
      // A checked filter has lists of filters here and nowhere else.
      key === '$and' || key === '$or' ? (value as readonly Filter[]).map(toMongoFilter) : value,
    ]),
  );
}

export const toMongoSort = (sort: Sort): Record<string, 1 | -1> =>
  Object.fromEntries(Object.entries(sort).map(([path, direction]) => [toName(path), direction]));
