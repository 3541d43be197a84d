import { AppError } from '../../../src/domain/errors.ts';
import type { Update } from '../../../src/ports/store.ts';
import { copyPlain, isPlainObject, type PlainObject, setField } from '../../../src/shared/plain.ts';
import { isEqual } from './matcher.ts';
import { arrayIndex, splitPath } from './values.ts';

/** Makes the new value of a field of the old one; undefined stands for a missing field, before and after. */
type Change = (value: unknown) => unknown;

/** What happens where a path does not go on. */
interface Way {
  /** Missing objects are made; otherwise there is nothing to do. */
  isMade: boolean;
  /** A value that can have no such field is an error; otherwise there is nothing to do. */
  isChecked: boolean;
}

interface PathChange {
  path: readonly string[];
  change: Change;
  way: Way;
}

const refused = (problem: string, at: string) => new AppError('store.refused', { problem, at });

/**
 * The document after a checked update. The old one stays as it is, and the two share what did not change, so neither
 * may ever be written to.
 * @throws AppError `store.refused` when a value is of the wrong type for its operator.
 */
export function applyUpdate<T extends PlainObject>(document: T, update: Update): T {
  let changed: unknown = document;
  for (const pathChange of pathChanges(update)) changed = changeAt(changed, pathChange, 0);
  // A path has at least one name, so a document stays an object; its fields are the caller's business.
  return changed as T;
}

const MAKE: Way = { isMade: true, isChecked: true };
const CHECK: Way = { isMade: false, isChecked: true };
const IGNORE: Way = { isMade: false, isChecked: false };

function pathChanges({ $set, $unset, $inc, $push, $pull }: Update): PathChange[] {
  const of = <V>(
    changes: Readonly<Record<string, V>> = {},
    way: Way,
    change: (operand: V, path: string) => Change,
  ) =>
    Object.entries(changes).map(([path, operand]) => ({
      path: splitPath(path),
      change: change(operand, path),
      way,
    }));
  return [
    ...of($set, MAKE, (value) => () => copyPlain(value)),
    ...of($unset, IGNORE, () => () => undefined),
    ...of($inc, MAKE, increase),
    ...of($push, MAKE, push),
    ...of($pull, CHECK, pull),
  ];
}

const increase = (by: number, path: string) => (value: unknown) => {
  if (value === undefined) return by;
  if (typeof value !== 'number') throw refused('$inc needs a number.', path);
  return copyPlain(value + by);
};

type Push = NonNullable<Update['$push']>[string];

const push =
  ({ $each, $slice }: Push, path: string) =>
  (value: unknown) => {
    if (value !== undefined && !Array.isArray(value)) throw refused('$push needs an array.', path);
    const array: unknown[] = [...(value ?? []), ...copyPlain($each)];
    return $slice === undefined ? array : array.slice($slice);
  };

const pull = (scalar: Parameters<typeof isEqual>[1], path: string) => (value: unknown) => {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw refused('$pull needs an array.', path);
  return value.filter((element) => !isEqual(element, scalar));
};

function changeAt(container: unknown, { path, change, way }: PathChange, depth: number): unknown {
  const name = path[depth];
  if (name === undefined) return change(container);
  if (container === undefined && !way.isMade) return undefined;
  const below = (value: unknown) => changeAt(value, { path, change, way }, depth + 1);

  if (Array.isArray(container)) {
    const index = arrayIndex(name);
    if (index !== undefined) return changeElement(container, index, below);
  } else if (container === undefined || isPlainObject(container))
    return changeField(container ?? {}, name, below);
  if (!way.isChecked) return container;
  throw refused('The path leads through a value that has no fields.', path.join('.'));
}

function changeField(object: PlainObject, name: string, below: Change): PlainObject {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  const changed = below(value);
  if (changed === value) return object;
  const copy = { ...object };
  if (changed === undefined) delete copy[name];
  else setField(copy, name, changed);
  return copy;
}

/** Beyond its end an array is filled up with nulls, and an element that is taken away becomes null, as in MongoDB. */
function changeElement(array: readonly unknown[], index: number, below: Change): readonly unknown[] {
  const changed = below(array[index]);
  if (changed === array[index]) return array;
  const copy = [...array];
  while (copy.length < index) copy.push(null);
  copy[index] = changed ?? null;
  return copy;
}
