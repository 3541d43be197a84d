import type { CollectionName, Documents, Filter, Store } from '../ports/store.ts';

/** All documents that fit, by their ids, so many at once. */
export async function* pagesOf<N extends CollectionName>(
  store: Store,
  name: N,
  filter: Filter,
  size: number,
): AsyncGenerator<Documents[N][]> {
  for (let last = ''; ;) {
    const page = await store
      .collection(name)
      .find({ ...filter, id: { $gt: last } }, { sort: { id: 1 }, limit: size });
    yield page;
    const end = page.at(-1);
    if (!end || page.length < size) return;
    last = end.id;
  }
}
