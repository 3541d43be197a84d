import { AppError } from '../domain/errors.ts';
import type { Filter, FindOptions, Scalar, Sort, Update } from '../ports/store.ts';
import { isPlainObject } from './plain.ts';

/**
 * What the store understands, and nothing else: every adapter checks by these functions before it does anything, so
 * that a filter or update means the same everywhere or is refused everywhere with `store.refused`.
 */

type TestOperator = '$eq' | '$ne' | '$in' | '$nin' | '$gt' | '$gte' | '$lt' | '$lte' | '$exists';

/** One test on one path. `operand` is a list of scalars for `$in` and `$nin`. */
export type Test =
  | { path: string; operator: '$eq' | '$ne'; operand: Scalar }
  | { path: string; operator: '$in' | '$nin'; operand: readonly Scalar[] }
  | { path: string; operator: '$gt' | '$gte' | '$lt' | '$lte'; operand: number | string | Date }
  | { path: string; operator: '$exists'; operand: boolean };

/** A filter taken apart: every test holds, and of each list of alternatives at least one does. */
export interface Query {
  tests: Test[];
  alternatives: Query[][];
}

const MAX_LIMIT = 1000;

const refused = (problem: string, at: string) => new AppError('store.refused', { problem, at });

export function isScalar(value: unknown): value is Scalar {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  return isOrdered(value);
}

function isOrdered(value: unknown): value is number | string | Date {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'string';
}

const isScalars = (value: unknown): value is readonly Scalar[] =>
  Array.isArray(value) && value.every(isScalar);

// prettier-ignore
const OPERANDS: Record<TestOperator, (operand: unknown) => boolean> = {
  $eq: isScalar,  $ne: isScalar,
  $in: isScalars, $nin: isScalars,
  $gt: isOrdered, $gte: isOrdered, $lt: isOrdered, $lte: isOrdered,
  $exists: (operand) => typeof operand === 'boolean',
};
const isTestOperator = (name: string): name is TestOperator => Object.hasOwn(OPERANDS, name);

/** @throws AppError `store.refused` {problem, at} for a filter outside the subset. */
export function parseFilter(filter: Filter): Query {
  const query: Query = { tests: [], alternatives: [] };
  addFilter(query, filter);
  return query;
}

function addFilter(query: Query, filter: unknown): void {
  if (!isPlainObject(filter)) throw refused('A filter is an object.', '');
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and') for (const part of parts(value, key)) addFilter(query, part);
    else if (key === '$or')
      query.alternatives.push(parts(value, key).map((part) => parseFilter(part as Filter)));
    else query.tests.push(...parseTests(key, value));
  }
}

function parts(value: unknown, operator: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw refused('A list of filters is needed.', operator);
  return value;
}

function parseTests(path: string, value: unknown): Test[] {
  checkPath(path);
  if (isScalar(value)) return [{ path, operator: '$eq', operand: value }];
  const tests = isPlainObject(value) ? Object.entries(value) : [];
  // An undefined would silently widen the filter, or match nothing, depending on the database.
  if (tests.length === 0) throw refused('A scalar or an object of tests is needed.', path);
  return tests.map(([operator, operand]) => {
    if (!isTestOperator(operator)) throw refused(`${operator} is not among the tests.`, path);
    if (!OPERANDS[operator](operand)) throw refused(`${operator} does not take this value.`, path);
    // The table has just shown that the operand is of the operator's type.
    return { path, operator, operand } as Test;
  });
}

/** @throws AppError `store.refused` {problem, at} for an update outside the subset, or one that changes nothing. */
export function checkUpdate(update: Update): void {
  const paths: string[] = [];
  for (const [operator, changes] of Object.entries(update)) {
    if (changes === undefined) continue;
    if (!isUpdateOperator(operator)) throw refused(`${operator} is not among the updates.`, operator);
    if (!isPlainObject(changes)) throw refused('An object of paths is needed.', operator);
    for (const [path, change] of Object.entries(changes)) {
      checkPath(path);
      if (path === 'id' || path.startsWith('id.')) throw refused('The id never changes.', path);
      if (!UPDATES[operator](change)) throw refused(`${operator} does not take this value.`, path);
      paths.push(path);
    }
  }
  if (paths.length === 0) throw refused('The update changes nothing.', '');
  checkConflicts(paths);
}

const UPDATES: Record<keyof Update, (change: unknown) => boolean> = {
  // Deeper down an undefined is a field left out; here it would be a change that says nothing.
  $set: (change) => change !== undefined,
  $unset: (change) => change === true,
  $inc: (change) => typeof change === 'number' && Number.isFinite(change),
  $push: isPush,
  $pull: isScalar,
};
const isUpdateOperator = (name: string): name is keyof Update => Object.hasOwn(UPDATES, name);

function isPush(change: unknown): boolean {
  if (!isPlainObject(change)) return false;
  const { $each, $slice, ...rest } = change;
  const isSlice = $slice === undefined || (Number.isInteger($slice) && Number($slice) < 0);
  return Array.isArray($each) && isSlice && Object.keys(rest).length === 0;
}

function checkConflicts(paths: readonly string[]): void {
  // With a dot behind each, a path that lies inside another comes right after it or after its siblings inside.
  const sorted = paths.map((path) => `${path}.`).toSorted();
  for (const [i, path] of sorted.entries()) {
    if (i > 0 && path.startsWith(sorted[i - 1] ?? path))
      throw refused('Two changes touch one path.', path.slice(0, -1));
  }
}

function checkPath(path: string): void {
  const isPath = path
    .split('.')
    .every((name) => name !== '' && !name.startsWith('$') && name !== '__proto__');
  if (!isPath) throw refused('This is not a field path.', path);
}

/** @throws AppError `store.refused` {problem, at} */
export function checkSort(sort: Sort): void {
  if (Object.keys(sort).length === 0) throw refused('A sort names its fields.', 'sort');
  for (const [path, direction] of Object.entries(sort)) {
    checkPath(path);
    if (direction !== 1 && direction !== -1) throw refused('The direction is 1 or -1.', path);
  }
}

/** @throws AppError `store.refused` {problem, at} for a limit outside 1 to 1 000, a bad sort, or an odd omission. */
export function checkFind({ sort, limit, omit = [] }: FindOptions): void {
  checkLimit(limit);
  if (limit > MAX_LIMIT) throw refused(`The limit is at most ${MAX_LIMIT}.`, 'limit');
  if (sort) checkSort(sort);
  for (const name of omit) {
    checkPath(name);
    if (name === 'id' || name.includes('.'))
      throw refused('Only top-level fields can be left out, and not the id.', name);
  }
}

/** @throws AppError `store.refused` {problem, at} for anything but a whole number from 1. */
export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw refused('The limit is a whole number from 1.', 'limit');
}

/** @throws AppError `store.refused` {problem, at} for a document without an id. */
export function checkDocument(document: { id: string }): void {
  if (typeof document.id !== 'string' || document.id === '') throw refused('A document has an id.', 'id');
}
