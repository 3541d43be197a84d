import type { IndexSpec } from '../../../src/ports/store.ts';
import { isScalar } from '../../../src/shared/query-subset.ts';
import { compareValues, type SortKey, sortKeys } from './order.ts';
import { createSortedList, type Position, type SortedList } from './sorted-list.ts';
import { fieldAt, valuesAt } from './values.ts';

/** A stored document. The slot stays the same for as long as the document is there; what is in it is replaced. */
export interface Slot<T> {
  readonly id: string;
  document: T;
}

interface Entry<T> {
  readonly values: readonly unknown[];
  readonly slot: Slot<T>;
}

/** One end of a range: the first values of an entry, all of its keys or fewer. */
export interface Bound {
  values: readonly unknown[];
  isInclusive: boolean;
}

/** Neighbouring entries, in the order of the index. */
export interface Run<T> {
  readonly size: number;
  /** Slots with the index's values; an array field brings a slot up once for each element. */
  read(isBackwards: boolean): Iterable<Entry<T>>;
}

export interface OrderedIndex<T> {
  readonly spec: IndexSpec;
  readonly keys: readonly SortKey[];
  /** Whether some document has an array here: then two bounds of a range may be met by different elements. */
  hasArrays(): boolean;
  run(from: Bound, to: Bound): Run<T>;
  /** Another slot that has the unique values of the document. */
  findTwin(document: T, except?: Slot<T>): Slot<T> | undefined;
  add(slot: Slot<T>): void;
  remove(slot: Slot<T>): void;
  /** Brings the entries up to date after the slot's document was replaced. */
  replace(slot: Slot<T>, before: T): void;
}

/**
 * A compound index in MongoDB's order, kept up to date by the code that changes the documents. It is made of all slots when it
 * is first asked, so that a start does not wait for it.
 */
export function createOrderedIndex<T>(spec: IndexSpec, slots: () => Iterable<Slot<T>>): OrderedIndex<T> {
  const keys = sortKeys(spec.keys);
  const compareTo = (values: readonly unknown[]) => (entry: Entry<T>) => {
    for (let i = 0; i < values.length; i += 1) {
      const order = compareValues(entry.values[i], values[i]);
      if (order !== 0) return order * (keys[i]?.direction ?? 1);
    }
    return 0;
  };
  const compare = (a: Entry<T>, b: Entry<T>) =>
    compareTo(b.values)(a) || (a.slot.id < b.slot.id ? -1 : Number(a.slot.id > b.slot.id));

  const entriesOf = (slot: Slot<T>, document: T): Entry<T>[] =>
    keyValues(document, keys).map((values) => ({ values, slot }));

  let list: SortedList<Entry<T>> | undefined;
  let arrays = 0;

  function listNow(): SortedList<Entry<T>> {
    if (list) return list;
    const entries: Entry<T>[] = [];
    for (const slot of slots()) {
      const own = entriesOf(slot, slot.document);
      if (own.length > 1) arrays += 1;
      entries.push(...own);
    }
    return (list = createSortedList(compare, entries));
  }

  function link(entries: readonly Entry<T>[]): void {
    if (entries.length > 1) arrays += 1;
    for (const entry of entries) list?.add(entry);
  }
  function unlink(entries: readonly Entry<T>[]): void {
    if (entries.length > 1) arrays -= 1;
    for (const entry of entries) list?.remove(entry);
  }
  const positionOf = ({ values }: Bound, isBefore: boolean): Position =>
    isBefore ? listNow().first(compareTo(values)) : listNow().behind(compareTo(values));

  return {
    spec,
    keys,
    hasArrays() {
      listNow(); // Before that nobody has counted.
      return arrays > 0;
    },

    run(from, to) {
      const start = positionOf(from, from.isInclusive);
      const end = positionOf(to, !to.isInclusive);
      return {
        size: listNow().distance(start, end),
        read: (isBackwards) =>
          isBackwards ? listNow().backwards(start, end) : listNow().forwards(start, end),
      };
    },

    findTwin(document, except) {
      for (const values of keyValues(document, keys)) {
        const probe = compareTo(values);
        const own = listNow();
        for (const { slot } of own.forwards(own.first(probe), own.behind(probe)))
          if (slot !== except) return slot;
      }
      return undefined;
    },

    add(slot) {
      if (list) link(entriesOf(slot, slot.document));
    },
    remove(slot) {
      if (list) unlink(entriesOf(slot, slot.document));
    },

    replace(slot, before) {
      if (!list) return;
      const old = entriesOf(slot, before);
      const now = entriesOf(slot, slot.document);
      const isSame =
        old.length === now.length && old.every((entry, i) => compareTo(now[i]?.values ?? [])(entry) === 0);
      if (isSame) return;
      unlink(old);
      link(now);
    },
  };
}

/** The lists of values under which a document stands in an index: one, or one for each different element of an array. */
function keyValues(document: unknown, keys: readonly SortKey[]): readonly (readonly unknown[])[] {
  const values = keys.map(({ path }) => fieldAt(document, path));
  if (!values.some(Array.isArray)) return [values];
  let lists: (readonly unknown[])[] = [[]];
  for (const [i, { path }] of keys.entries()) {
    const elements = Array.isArray(values[i]) ? scalarsAt(document, path) : [values[i]];
    lists = lists.flatMap((list) => elements.map((element) => [...list, element]));
  }
  return lists;
}

/** Equal ones once, and null when there is none. What is no scalar does not count. */
function scalarsAt(document: unknown, path: SortKey['path']): readonly unknown[] {
  const values: unknown[] = [];
  for (const value of valuesAt(document, path)) {
    const isCounted = value === undefined || isScalar(value);
    if (isCounted && !values.some((other) => compareValues(other, value) === 0)) values.push(value);
  }
  return values.length > 0 ? values : [null];
}
