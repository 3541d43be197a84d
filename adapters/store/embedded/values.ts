import { isPlainObject } from '../../../src/shared/plain.ts';

export type Path = readonly string[];

export const splitPath = (path: string): Path => path.split('.');

const INDEX = /^(?:0|[1-9]\d*)$/;

/** The number that a name means inside an array; undefined for other names. */
export const arrayIndex = (name: string): number | undefined => (INDEX.test(name) ? Number(name) : undefined);

/**
 * What a path leads to, by MongoDB's rules: objects inside an array are all entered, and at the end the array
 * itself counts as well as its elements. An undefined stands for a field that is missing.
 */
export function valuesAt(document: unknown, path: Path): unknown[] {
  const values: unknown[] = [];
  collect(document, path, 0, values);
  return values;
}

function collect(value: unknown, path: Path, depth: number, values: unknown[]): void {
  const name = path[depth];
  if (name === undefined) {
    values.push(value);
    if (Array.isArray(value)) values.push(...value);
  } else if (Array.isArray(value)) collectInArray(value, path, depth, values);
  else
    collect(
      isPlainObject(value) ? ownField(value, name) : undefined,
      path,
      isPlainObject(value) ? depth + 1 : path.length,
      values,
    );
}

function collectInArray(array: readonly unknown[], path: Path, depth: number, values: unknown[]): void {
  const index = arrayIndex(path[depth] ?? '');
  if (index !== undefined && index < array.length) collect(array[index], path, depth + 1, values);
  for (const element of array) if (isPlainObject(element)) collect(element, path, depth, values);
}

/** The field as a sort or an index sees it, or the first array that the path comes upon. */
export function fieldAt(document: unknown, path: Path): unknown {
  let value: unknown = document;
  for (const name of path) {
    if (Array.isArray(value)) return value;
    value = isPlainObject(value) ? ownField(value, name) : undefined;
  }
  return value;
}

// `constructor` and the like are no fields unless somebody wrote them.
const ownField = (object: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;
