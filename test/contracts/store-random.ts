import * as fc from 'fast-check';

import type { FieldTest, Filter, Scalar, Sort, Update } from '../../src/ports/store.ts';
import type { LooseDocument } from './store-documents.ts';

/** Few different values, so that equal ones meet often. */
const number = fc.constantFrom(-1, 0, 1, 2, 2.5);
const text = fc.constantFrom('', 'a', 'b', 'ab', '\uFFFD', '\u{1F600}');
const date = fc.constantFrom(0, 1, 1000).map((ms) => new Date(ms));
const scalar: fc.Arbitrary<Scalar> = fc.oneof(number, text, date, fc.boolean(), fc.constant(null));
const object = fc.record(
  { c: scalar, d: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) },
  { requiredKeys: [] },
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), object);

/** `n` and `t` are always there, as fields must be that a list is sorted by. */
const aDocument: fc.Arbitrary<LooseDocument> = fc
  .tuple(
    fc.constantFrom('p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z'),
    fc.record({ n: fc.integer({ min: 0, max: 3 }), t: date }),
    fc.record(
      { a: value, b: fc.oneof(object, scalar, fc.array(fc.oneof(object, scalar), { maxLength: 3 })) },
      { requiredKeys: [] },
    ),
  )
  .map(([id, always, sometimes]) => ({ id, ...always, ...sometimes }));

const path = fc.constantFrom('a', 'b', 'b.c', 'b.d', 'n', 't');
const orderedValue = fc.oneof(number, text, date);
const aTest: fc.Arbitrary<Scalar | FieldTest> = fc.oneof(
  scalar,
  fc.record({ $eq: scalar }),
  fc.record({ $ne: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc
    .record(
      { $gt: orderedValue, $gte: orderedValue, $lt: orderedValue, $lte: orderedValue },
      { requiredKeys: [] },
    )
    .filter((test) => Object.keys(test).length > 0),
);
const aSimpleFilter: fc.Arbitrary<Filter> = fc
  .array(fc.tuple(fc.oneof(path, fc.constant('id')), aTest), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));
const aFilter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: aSimpleFilter },
  fc.record({ $or: fc.array(aSimpleFilter, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    $and: fc.array(aSimpleFilter, { minLength: 1, maxLength: 2 }),
    $or: fc.array(aSimpleFilter, { minLength: 1, maxLength: 2 }),
  }),
);

const direction = fc.constantFrom<1 | -1>(1, -1);
/** Ends with the id, so that there is one right order. */
const aSort: fc.Arbitrary<Sort> = fc
  .tuple(fc.subarray(['n', 't']), direction, direction, direction)
  .map(([fields, ...directions]) =>
    Object.fromEntries([...fields, 'id'].map((field, i) => [field, directions[i] ?? 1])),
  );

/** Where a change is made. */
interface Paths {
  set: string[];
  unset: string[];
  inc: string[];
  push: string[];
  pull: string[];
  minPushed: number;
}

/** Paths of every kind, also such as lead nowhere or through scalars. */
export const ANY_PATHS: Paths = {
  set: ['a', 'b', 'b.c', 'b.d', 'a.0', 'b.1', 'b.0.c', 'x.y'],
  unset: ['a', 'b', 'b.c', 'a.0', 'b.1.c', 'x.y'],
  inc: ['a', 'n', 'b.c', 'a.1', 'x.z'],
  push: ['a', 'b', 'b.d', 'x.y'],
  pull: ['a', 'b', 'b.d', 'x.y'],
  minPushed: 0,
};

/**
 * Without the updates that DocumentDB (2026-11) does unlike MongoDB: it refuses to unset a name inside an array, counts
 * with booleans as numbers, makes no array when nothing is pushed to a missing one, and makes the object
 * around a missing array that something is pulled from.
 */
export const COMMON_PATHS: Paths = {
  ...ANY_PATHS,
  unset: ['a', 'b', 'x.y'],
  inc: ['n', 'x.z'],
  pull: ['a', 'b'],
  minPushed: 1,
};

const at = <V, U>(
  paths: readonly string[],
  operand: fc.Arbitrary<V>,
  update: (change: Record<string, V>) => U,
) => fc.tuple(fc.constantFrom(...paths), operand).map(([path, with_]) => update({ [path]: with_ }));

const aChange = ({ set, unset, inc, push, pull, minPushed }: Paths): fc.Arbitrary<Update> =>
  fc.oneof(
    at<unknown, Update>(set, value, ($set) => ({ $set })),
    at<unknown, Update>(['n'], fc.integer({ min: 0, max: 3 }), ($set) => ({ $set })),
    at<true, Update>(unset, fc.constant(true), ($unset) => ({ $unset })),
    at<number, Update>(inc, number, ($inc) => ({ $inc })),
    at<Scalar, Update>(pull, scalar, ($pull) => ({ $pull })),
    at<{ $each: unknown[]; $slice?: number }, Update>(
      push,
      fc.record(
        {
          $each: fc.array(value, { minLength: minPushed, maxLength: 2 }),
          $slice: fc.integer({ min: -3, max: -1 }),
        },
        { requiredKeys: ['$each'] },
      ),
      ($push) => ({ $push }),
    ),
  );

/** One change, or two that do not touch one path. */
const anUpdate = (paths: Paths): fc.Arbitrary<Update> =>
  fc
    .array(aChange(paths), { minLength: 1, maxLength: 2 })
    .map((changes): Update => Object.assign({}, ...changes))
    .filter((update) => {
      const roots = Object.values(update).flatMap((changes) =>
        Object.keys(changes).map((path) => path.split('.')[0]),
      );
      return new Set(roots).size === roots.length;
    });

export type Action =
  | { do: 'insert'; document: LooseDocument }
  | { do: 'find'; filter: Filter; sort: Sort; limit: number }
  | { do: 'count'; filter: Filter; limit: number }
  | { do: 'update'; filter: Filter; update: Update; sort: Sort }
  | { do: 'delete'; filter: Filter };

const limit = fc.integer({ min: 1, max: 6 });
const insert = fc.record({ do: fc.constant('insert' as const), document: aDocument });
const anAction = (paths: Paths): fc.Arbitrary<Action> =>
  fc.oneof(
    { weight: 4, arbitrary: insert },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('find' as const), filter: aFilter, sort: aSort, limit }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('count' as const), filter: aFilter, limit }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('update' as const),
        filter: aFilter,
        update: anUpdate(paths),
        sort: aSort,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), filter: aFilter }) },
  );

/** A collection's life, in the order in which things happen. */
export const someActions = (paths: Paths, maxLength: number): fc.Arbitrary<Action[]> =>
  fc
    .tuple(fc.array(insert, { maxLength: 10 }), fc.array(anAction(paths), { minLength: 1, maxLength }))
    .map(([inserts, actions]) => [...inserts, ...actions]);
