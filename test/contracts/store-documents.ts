import type { Collection, CollectionName, Store } from '../../src/ports/store.ts';

/** A document of no particular kind: a store takes any plain data. */
export type LooseDocument = { id: string } & Record<string, unknown>;

/** A collection for documents of any shape; its indexes still hold. */
export const loose = (store: Store, name: CollectionName): Collection<LooseDocument> =>
  store.collection(name) as unknown as Collection<LooseDocument>;
