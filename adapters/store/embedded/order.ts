import type { Sort } from '../../../src/ports/store.ts';
import { type Path, splitPath } from './values.ts';

/** MongoDB's order of types. A missing field stands with null, and so does everything that is no scalar. */
const RANK_OF_TYPE: Readonly<Record<string, number>> = { number: 1, string: 2, boolean: 3 };
const RANK_OF_DATE = 4;

export const rankOf = (value: unknown): number =>
  value instanceof Date ? RANK_OF_DATE : (RANK_OF_TYPE[typeof value] ?? 0);

/** A total order over scalars: first by type, then by value. 0 means equal in MongoDB's sense. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return rankOf(a) - rankOf(b);
}

/** By code point, as MongoDB compares the bytes of UTF-8. JavaScript's `<` differs beyond U+FFFF. */
function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/** Moves surrogates, the halves of what lies beyond U+FFFF, behind the other code units. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export interface SortKey {
  path: Path;
  direction: 1 | -1;
}

export const sortKeys = (sort: Sort): SortKey[] =>
  Object.entries(sort).map(([path, direction]) => ({ path: splitPath(path), direction }));
