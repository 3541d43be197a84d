import { AppError } from '../../src/domain/errors.ts';
import type { FieldTest, Filter, FindOptions, Scalar, Sort, Update } from '../../src/ports/store.ts';
import type { LooseDocument } from './store-documents.ts';

/**
 * What filters, sorts and updates of the port mean, written down as plainly as possible: every document is looked at,
 * nothing is fast, nothing is checked but what an update says about the values it meets.
 */

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

function lookUp(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (name === undefined) return Array.isArray(value) ? [value, ...value] : [value];
  if (!Array.isArray(value)) return isObject(value) ? lookUp(value[name], rest) : [undefined];
  const byPlace = Number(name) < value.length ? lookUp(value[Number(name)], rest) : [];
  return [...byPlace, ...value.filter(isObject).flatMap((element) => lookUp(element, [name, ...rest]))];
}

const TYPES = ['null', 'number', 'string', 'boolean', 'date', 'other'];
function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return 'date';
  return TYPES.includes(typeof value) ? typeof value : 'other';
}

/** Below 0, 0 or above 0. Texts go by their characters, not by halves of them. */
function compare(a: unknown, b: unknown): number {
  if (typeOf(a) !== typeOf(b)) return TYPES.indexOf(typeOf(a)) - TYPES.indexOf(typeOf(b));
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return typeOf(a) === 'null' ? 0 : Number(a) - Number(b);
}
const equals = (value: unknown, scalar: Scalar) =>
  typeOf(value) === typeOf(scalar) && compare(value, scalar) === 0;
const ordered = (value: unknown, scalar: unknown, holds: (order: number) => boolean) =>
  typeOf(value) === typeOf(scalar) && holds(compare(value, scalar));

// prettier-ignore
const TESTS: { readonly [O in keyof FieldTest]-?: (values: unknown[], operand: NonNullable<FieldTest[O]> | null) => boolean } = {
  $eq: (values, operand) => values.some((value) => equals(value, operand)),
  $ne: (values, operand) => !values.some((value) => equals(value, operand)),
  $in: (values, operands) => values.some((value) => operands?.some((operand) => equals(value, operand))),
  $nin: (values, operands) => !values.some((value) => operands?.some((operand) => equals(value, operand))),
  $gt: (values, operand) => values.some((value) => ordered(value, operand, (order) => order > 0)),
  $gte: (values, operand) => values.some((value) => ordered(value, operand, (order) => order >= 0)),
  $lt: (values, operand) => values.some((value) => ordered(value, operand, (order) => order < 0)),
  $lte: (values, operand) => values.some((value) => ordered(value, operand, (order) => order <= 0)),
  $exists: (values, operand) => values.some((value) => value !== undefined) === operand,
};

export function matches(document: LooseDocument, filter: Filter): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === '$and') return (value as Filter[]).every((part) => matches(document, part));
    if (key === '$or') return (value as Filter[]).some((part) => matches(document, part));
    const tests = isObject(value) ? value : { $eq: value };
    const values = lookUp(document, key.split('.'));
    return Object.entries(tests).every(([operator, operand]) =>
      TESTS[operator as keyof FieldTest](values, operand as never),
    );
  });
}

export function select(documents: readonly LooseDocument[], filter: Filter, { sort, limit }: FindOptions) {
  const by = Object.entries({ ...sort, id: sort?.['id'] ?? 1 } as Sort);
  return documents
    .filter((document) => matches(document, filter))
    .toSorted((a, b) => {
      for (const [path, direction] of by) {
        const order = compare(lookUp(a, path.split('.'))[0], lookUp(b, path.split('.'))[0]);
        if (order !== 0) return order * direction;
      }
      return 0;
    })
    .slice(0, limit);
}

const no = () => new AppError('store.refused', { problem: 'the reference store refuses it' });

/** The document after the update; the one given stays as it is. */
export function updated(document: LooseDocument, update: Update): LooseDocument {
  const changed = structuredClone(document);
  const each = <V>(
    changes: Readonly<Record<string, V>> | undefined,
    change: (at: Place, value: V) => void,
    { isMaking = true, isStrict = true } = {},
  ) => {
    for (const [path, value] of Object.entries(changes ?? {})) {
      const at = placeOf(changed, path.split('.'), isMaking, isStrict);
      if (at) change(at, structuredClone(value));
    }
  };
  each(update.$set, (at, value) => at.write(value));
  each(update.$inc, (at, by) => {
    if (at.value !== undefined && typeof at.value !== 'number') throw no();
    at.write((at.value ?? 0) + by);
  });
  each(update.$push, (at, { $each, $slice }) => {
    if (at.value !== undefined && !Array.isArray(at.value)) throw no();
    at.write([...(at.value ?? []), ...$each].slice($slice ?? 0));
  });
  each(update.$unset, (at) => at.remove(), { isMaking: false, isStrict: false });
  each(
    update.$pull,
    (at, scalar) => {
      if (at.value === undefined) return;
      if (!Array.isArray(at.value)) throw no();
      at.write(at.value.filter((element) => !equals(element, scalar)));
    },
    { isMaking: false },
  );
  return changed;
}

interface Place {
  value: unknown;
  write(value: unknown): void;
  remove(): void;
}

/** Where a path ends; undefined when it leads nowhere, unless what is missing is made or what stands in the way is an error. */
function placeOf(
  container: unknown,
  [name = '', ...rest]: readonly string[],
  isMaking: boolean,
  isStrict: boolean,
): Place | undefined {
  const isPlace = Array.isArray(container) ? /^\d+$/.test(name) : isObject(container);
  if (!isPlace) {
    if (isStrict) throw no();
    return undefined;
  }
  // An array takes its elements like an object its fields.
  const fields = container as Fields;
  const write = (value: unknown) => {
    if (Array.isArray(container)) while (container.length < Number(name)) container.push(null);
    fields[name] = value;
  };
  if (rest.length > 0) {
    if (fields[name] === undefined && !isMaking) return undefined;
    if (fields[name] === undefined) write({});
    return placeOf(fields[name], rest, isMaking, isStrict);
  }
  const remove = () => {
    if (!Array.isArray(container)) delete fields[name];
    else if (Number(name) < container.length) container[Number(name)] = null;
  };
  return { value: fields[name], write, remove };
}
