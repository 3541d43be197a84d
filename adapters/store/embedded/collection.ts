import { AppError } from '../../../src/domain/errors.ts';
import type { Collection, FindOptions, IndexSpec, Sort, Without } from '../../../src/ports/store.ts';
import { copyPlain, type PlainObject } from '../../../src/shared/plain.ts';
import {
  checkDocument,
  checkFind,
  checkLimit,
  checkSort,
  checkUpdate,
  parseFilter,
  type Query,
} from '../../../src/shared/query-subset.ts';
import type { DurableLog } from './durable-log.ts';
import { compileQuery } from './matcher.ts';
import { compareValues, sortKeys } from './order.ts';
import { createOrderedIndex, type Slot } from './ordered-index.ts';
import { choosePlan, readPlan } from './planner.ts';
import { applyUpdate } from './update.ts';
import { fieldAt } from './values.ts';

export type Document = PlainObject & { id: string };

interface Options {
  name: string;
  indexes: readonly IndexSpec[];
  log: DurableLog;
  /** Throws when the store can no longer be used. */
  checkOpen: () => void;
}

/** Documents in a map, with indexes beside it. What is stored is never written to again, only replaced. */
export function createCollection({ name, indexes: specs, log, checkOpen }: Options): Collection<Document> {
  const slots = new Map<string, Slot<Document>>();
  // The log gives back only what `insert` and `update` have written.
  for (const document of log.load(name) as Document[]) slots.set(document.id, { id: document.id, document });
  const indexes = specs.map((spec) => createOrderedIndex(spec, () => slots.values()));

  function checkUnique(document: Document, except?: Slot<Document>): void {
    const taken = indexes.find((index) => index.spec.unique && index.findTwin(document, except));
    if (taken) throw new AppError('store.duplicate', { collection: name, index: taken.spec.name });
  }

  async function link(given: Document): Promise<void> {
    const document = copyPlain(given);
    checkUnique(document);
    const slot = { id: document.id, document };
    slots.set(document.id, slot);
    for (const index of indexes) index.add(slot);
    await log.write(name, document.id, document);
  }

  /** The slots that match, in order, up to `limit`. */
  function select(query: Query, sort: Sort | undefined, limit: number): Slot<Document>[] {
    const holds = compileQuery(query);
    const byId = slotsById(query);
    const plan = byId ? undefined : choosePlan(query, sort, limit, indexes);
    const isReady = !sort || plan?.isSorted;
    const selected: Slot<Document>[] = [];
    for (const slot of byId ?? (plan ? readPlan(plan) : slots.values())) {
      if (!holds(slot.document)) continue;
      selected.push(slot);
      if (isReady && selected.length >= limit) break;
    }
    return isReady ? selected : selected.toSorted(comparator(sort)).slice(0, limit);
  }

  function slotsById({ tests }: Query): Slot<Document>[] | undefined {
    const test = tests.find(
      ({ path, operator }) => path === 'id' && (operator === '$eq' || operator === '$in'),
    );
    if (!test) return undefined;
    const ids = new Set(Array.isArray(test.operand) ? test.operand : [test.operand]);
    return [...ids].flatMap((id) => slots.get(String(id)) ?? []);
  }

  return {
    async insert(document) {
      checkOpen();
      checkDocument(document);
      if (slots.has(document.id)) throw new AppError('store.duplicate', { collection: name, index: 'id' });
      await link(document);
    },

    async insertIfAbsent(document) {
      checkOpen();
      checkDocument(document);
      if (slots.has(document.id)) return false;
      await link(document);
      return true;
    },

    async get(id) {
      checkOpen();
      const slot = slots.get(id);
      return slot && copyPlain(slot.document);
    },

    async find(filter, options) {
      checkOpen();
      checkFind(options);
      const selected = select(parseFilter(filter), options.sort, options.limit);
      return selected.map(({ document }) => copyPlain(leaveOut(document, options)));
    },

    async count(filter, limit) {
      checkOpen();
      checkLimit(limit);
      return select(parseFilter(filter), undefined, limit).length;
    },

    async update(filter, update, sort) {
      checkOpen();
      checkUpdate(update);
      if (sort) checkSort(sort);
      const [slot] = select(parseFilter(filter), sort, 1);
      if (!slot) return undefined;
      const before = slot.document;
      const document = applyUpdate(before, update);
      checkUnique(document, slot);
      slot.document = document;
      for (const index of indexes) index.replace(slot, before);
      await log.write(name, slot.id, document);
      return copyPlain(document);
    },

    async deleteMany(filter) {
      checkOpen();
      const selected = select(parseFilter(filter), undefined, Infinity);
      for (const slot of selected) {
        slots.delete(slot.id);
        for (const index of indexes) index.remove(slot);
      }
      await Promise.all(selected.map(({ id }) => log.write(name, id, null)));
      return selected.length;
    },
  };
}

function comparator(sort: Sort) {
  const keys = sortKeys(sort);
  return (a: Slot<Document>, b: Slot<Document>): number => {
    for (const { path, direction } of keys) {
      const order = compareValues(fieldAt(a.document, path), fieldAt(b.document, path));
      if (order !== 0) return order * direction;
    }
    return compareValues(a.id, b.id);
  };
}

function leaveOut<Field extends string>(
  document: Document,
  { omit = [] }: FindOptions<Field>,
): Without<Document, Field> {
  const rest = { ...document };
  for (const field of omit) delete rest[field];
  return rest as Without<Document, Field>; // it is: each of the fields has just gone
}
