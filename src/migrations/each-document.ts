import type { CollectionName, Documents, Filter, Store } from '../ports/store.ts';
import { pagesOf } from '../shared/pages.ts';

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
  for await (const page of pagesOf(store, name, filter, BATCH))
    for (const document of page) {
      signal.throwIfAborted();
      await work(document);
    }
}
