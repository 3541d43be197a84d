import type { CollectionName, Documents, Filter, Store } from '../ports/store.ts';

/** Documents that are read at once: the long ones may be megabytes. */
const BATCH = 20;

/** Goes over the documents that fit, by their ids. Throws the signal's reason between two of them. */
export async function eachDocument<N extends CollectionName>(
  store: Store,
  name: N,
  filter: Filter,
  signal: AbortSignal,
  work: (document: Documents[N]) => Promise<void>,
): Promise<void> {
  for (let last = ''; ;) {
    const found = await store
      .collection(name)
      .find({ ...filter, id: { $gt: last } }, { sort: { id: 1 }, limit: BATCH });
    for (const document of found) {
      signal.throwIfAborted();
      await work(document);
    }
    const end = found.at(-1);
    if (!end || found.length < BATCH) return;
    last = end.id;
  }
}
