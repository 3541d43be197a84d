import type { Scalar, Sort } from '../../../src/ports/store.ts';
import type { Query, Test } from '../../../src/shared/query-subset.ts';
import { compareValues, rankOf, type SortKey, sortKeys } from './order.ts';
import type { Bound, OrderedIndex, Run, Slot } from './ordered-index.ts';

/** Where the documents for a filter are looked for. They still have to be matched. */
interface Plan<T> {
  /** The entries to read: of several runs, each stands in the order of the index. */
  runs: readonly Run<T>[];
  size: number;
  isBackwards: boolean;
  /** Whether runs that are merged by the keys from `sortFrom` on come out in the order that was asked for. */
  isSorted: boolean;
  sortFrom: number;
  index: OrderedIndex<T>;
}

/** More combinations of `$in` values than this are not worth a run each. */
const MAX_RUNS = 64;
/** How many documents are looked at, for one that is found, when a sorted read must also be narrowed. A guess. */
const READS_PER_HIT = 20;

/** What top-level tests say about one path: the values it may have, and a range. Other tests only narrow. */
interface Facts {
  equals?: readonly Scalar[];
  lower?: { value: unknown; isInclusive: boolean };
  upper?: { value: unknown; isInclusive: boolean };
}

/** The cheapest way through the indexes, or undefined when none of them helps. */
export function choosePlan<T>(
  query: Query,
  sort: Sort | undefined,
  limit: number,
  indexes: readonly OrderedIndex<T>[],
): Plan<T> | undefined {
  const facts = gatherFacts(query.tests);
  const wanted = sort ? sortKeys(sort) : [];
  let best: { plan: Plan<T>; cost: number } | undefined;
  for (const index of indexes) {
    const plan = planFor(index, facts, wanted);
    if (!plan) continue;
    const cost =
      plan.isSorted || wanted.length === 0 ? Math.min(plan.size, limit * READS_PER_HIT) : plan.size;
    if (!best || cost < best.cost || (cost === best.cost && plan.size < best.plan.size))
      best = { plan, cost };
  }
  return best?.plan;
}

function gatherFacts(tests: readonly Test[]): ReadonlyMap<string, Facts> {
  const facts = new Map<string, Facts>();
  for (const test of tests) {
    const known = facts.get(test.path) ?? {};
    facts.set(test.path, { ...known, ...factOf(test, known) });
  }
  return facts;
}

function factOf({ operator, operand }: Test, known: Facts): Facts {
  switch (operator) {
    case '$eq':
      return { equals: [operand] };
    case '$in':
      return known.equals?.length === 1 ? {} : { equals: operand };
    case '$gt':
    case '$gte':
      return known.lower ? {} : { lower: { value: operand, isInclusive: operator === '$gte' } };
    case '$lt':
    case '$lte':
      return known.upper ? {} : { upper: { value: operand, isInclusive: operator === '$lte' } };
    default:
      return {};
  }
}

function planFor<T>(
  index: OrderedIndex<T>,
  facts: ReadonlyMap<string, Facts>,
  wanted: readonly SortKey[],
): Plan<T> | undefined {
  let prefixes: (readonly unknown[])[] = [[]];
  let depth = 0;
  for (const { path } of index.keys) {
    const values = facts.get(path.join('.'))?.equals;
    if (!values || prefixes.length * values.length > MAX_RUNS) break;
    const different = distinct(values);
    prefixes = prefixes.flatMap((prefix) => different.map((value) => [...prefix, value]));
    depth += 1;
  }
  const key = index.keys[depth];
  const range = key && facts.get(key.path.join('.'));
  const hasRange = range?.lower !== undefined || range?.upper !== undefined;
  const order = sortOrder(index.keys.slice(depth), wanted);
  if (depth === 0 && !hasRange && !order) return undefined;

  const runs = prefixes.map((prefix) => runOf(index, prefix, key, hasRange ? range : undefined));
  const size = runs.reduce((sum, run) => sum + run.size, 0);
  return { runs, size, isBackwards: order === -1, isSorted: order !== undefined, sortFrom: depth, index };
}

function distinct(values: readonly Scalar[]): Scalar[] {
  return values.filter((value, i) => values.findIndex((other) => compareValues(other, value) === 0) === i);
}

/** 1 when the keys are in the wanted order, -1 when they are in the opposite one, undefined otherwise or for no order. */
function sortOrder(keys: readonly SortKey[], wanted: readonly SortKey[]): 1 | -1 | undefined {
  if (wanted.length === 0 || wanted.length > keys.length) return undefined;
  const [signs, ...others] = new Set(
    wanted.map(({ path, direction }, i) => {
      const key = keys[i];
      return key && key.path.join('.') === path.join('.') ? key.direction * direction : 0;
    }),
  );
  if (others.length > 0) return undefined;
  return signs === 1 || signs === -1 ? signs : undefined;
}

function runOf<T>(
  index: OrderedIndex<T>,
  prefix: readonly unknown[],
  key: SortKey | undefined,
  range: Facts | undefined,
): Run<T> {
  const whole: Bound = { values: prefix, isInclusive: true };
  if (!key || !range) return index.run(whole, whole);
  const both = index.hasArrays() && range.lower && range.upper ? { lower: range.lower } : range;
  const operand = (both.lower ?? both.upper)?.value;
  const lower = both.lower ?? typeBounds(operand).lower;
  const upper = both.upper ?? typeBounds(operand).upper;
  const bound = (end: Facts['lower']): Bound =>
    end ? { values: [...prefix, end.value], isInclusive: end.isInclusive } : whole;
  return key.direction === 1 ? index.run(bound(lower), bound(upper)) : index.run(bound(upper), bound(lower));
}

/** Where the values of one type begin and end: a range never reaches those of another. */
function typeBounds(value: unknown): Pick<Facts, 'lower' | 'upper'> {
  return TYPE_BOUNDS[rankOf(value)] ?? {};
}
const MAX_DATE_MS = 8.64e15;
const TYPE_BOUNDS: Readonly<Record<number, Pick<Facts, 'lower' | 'upper'>>> = {
  [rankOf(0)]: {
    lower: { value: -Infinity, isInclusive: true },
    upper: { value: Infinity, isInclusive: true },
  },
  // There is no last string, but the type that comes next begins with false.
  [rankOf('')]: { lower: { value: '', isInclusive: true }, upper: { value: false, isInclusive: false } },
  [rankOf(new Date(0))]: {
    lower: { value: new Date(-MAX_DATE_MS), isInclusive: true },
    upper: { value: new Date(MAX_DATE_MS), isInclusive: true },
  },
};

/** The slots of a plan, each once; in the plan's order when it is sorted. */
export function* readPlan<T>({ runs, isBackwards, isSorted, sortFrom, index }: Plan<T>): Iterable<Slot<T>> {
  const readers = runs.map((run) => run.read(isBackwards)[Symbol.iterator]());
  const entries =
    isSorted && readers.length > 1 ? merge(readers, index, sortFrom, isBackwards) : chain(readers);
  const seen = index.hasArrays() ? new Set<string>() : undefined;
  for (const { slot } of entries) {
    if (seen?.has(slot.id)) continue;
    seen?.add(slot.id);
    yield slot;
  }
}

interface Read<T> {
  values: readonly unknown[];
  slot: Slot<T>;
}

function* chain<T>(readers: readonly Iterator<Read<T>>[]): Iterable<Read<T>> {
  for (const reader of readers)
    for (let next = reader.next(); !next.done; next = reader.next()) yield next.value;
}

/** Always takes the first of all heads. There are few readers, so looking at each is the fastest. */
function* merge<T>(
  readers: readonly Iterator<Read<T>>[],
  { keys }: OrderedIndex<T>,
  from: number,
  isBackwards: boolean,
): Iterable<Read<T>> {
  const isBefore = (a: Read<T>, b: Read<T>): boolean => {
    for (let i = from; i < keys.length; i += 1) {
      const order = compareValues(a.values[i], b.values[i]) * (keys[i]?.direction ?? 1);
      if (order !== 0) return order < 0 !== isBackwards;
    }
    return false;
  };
  const heads = readers.map((reader) => ({ reader, next: reader.next() })).filter(({ next }) => !next.done);
  while (heads.length > 0) {
    let at = 0;
    for (let i = 1; i < heads.length; i += 1)
      if (isBefore(heads[i]!.next.value, heads[at]!.next.value)) at = i;
    const head = heads[at]!;
    yield head.next.value;
    head.next = head.reader.next();
    if (head.next.done) heads.splice(at, 1);
  }
}
