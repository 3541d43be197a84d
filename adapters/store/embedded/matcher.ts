import type { Scalar } from '../../../src/ports/store.ts';
import type { Query, Test } from '../../../src/shared/query-subset.ts';
import { compareValues, rankOf } from './order.ts';
import { splitPath, valuesAt } from './values.ts';

type Predicate = (document: unknown) => boolean;

/** Makes a filter a function. What it means is MongoDB's: see `FieldTest` of the port. */
export function compileQuery({ tests, alternatives }: Query): Predicate {
  const all = [...tests.map(compileTest), ...alternatives.map(compileAlternatives)];
  return (document) => all.every((holds) => holds(document));
}

function compileAlternatives(queries: readonly Query[]): Predicate {
  const predicates = queries.map(compileQuery);
  return (document) => predicates.some((holds) => holds(document));
}

function compileTest(test: Test): Predicate {
  const path = splitPath(test.path);
  const holds = compileValueTest(test);
  const isWanted = !isNegative(test);
  return (document) => valuesAt(document, path).some(holds) === isWanted;
}

/** Negative tests say that no value of the path passes the positive one. */
const isNegative = ({ operator, operand }: Test): boolean =>
  operator === '$ne' || operator === '$nin' || (operator === '$exists' && !operand);

function compileValueTest(test: Test): (value: unknown) => boolean {
  switch (test.operator) {
    case '$eq':
    case '$ne':
      return (value) => isEqual(value, test.operand);
    case '$in':
    case '$nin':
      return (value) => test.operand.some((operand) => isEqual(value, operand));
    case '$exists':
      return (value) => value !== undefined;
    default:
      return compileRange(test.operand, IS_IN_RANGE[test.operator]);
  }
}

const IS_IN_RANGE: Record<'$gt' | '$gte' | '$lt' | '$lte', (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

function compileRange(operand: number | string | Date, isInRange: (order: number) => boolean) {
  const rank = rankOf(operand);
  return (value: unknown) => rankOf(value) === rank && isInRange(compareValues(value, operand));
}

/** Equality with a scalar. Objects and arrays equal none; a missing field equals null. */
export function isEqual(value: unknown, scalar: Scalar): boolean {
  if (scalar === null) return value === null || value === undefined;
  return rankOf(value) === rankOf(scalar) && compareValues(value, scalar) === 0;
}
