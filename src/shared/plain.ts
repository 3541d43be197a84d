import { AppError } from '../domain/errors.ts';

export type PlainObject = Record<string, unknown>;

/** Levels of nesting in one value. MongoDB promises 100 (its manual, "Limits and Thresholds", read 2026-11-20). */
const MAX_DEPTH = 100;

const notPlain = (problem: string) => new AppError('store.refused', { problem });

export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sets an own field, whatever its name: `object['__proto__'] = …` would change the prototype instead. */
export function setField(object: PlainObject, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else object[name] = value;
}

/**
 * A deep copy of plain data: strings, finite numbers, booleans, null, dates, arrays and objects. Fields that are
 * undefined are left out; undefined in an array becomes null; -0 becomes 0.
 * @throws AppError `store.refused` for anything else, and for nesting beyond 100 levels.
 */
export function copyPlain<T>(value: T): T {
  // The copy has the shape of the original but for the undefined fields, which the type allows to be absent.
  return copy(value, 0) as T;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notPlain('A number is not finite.');
    return value + 0;
  }
  if (depth > MAX_DEPTH) throw notPlain(`A value is nested more than ${MAX_DEPTH} levels deep.`);
  if (Array.isArray(value)) return copyArray(value, depth);
  if (value instanceof Date) return copyDate(value);
  if (isPlainObject(value)) return copyObject(value, depth);
  throw notPlain(`A value is not plain data: ${typeof value}.`);
}

function copyArray(array: readonly unknown[], depth: number): unknown[] {
  const copied: unknown[] = [];
  for (const element of array) copied.push(element === undefined ? null : copy(element, depth + 1));
  return copied;
}

function copyDate(date: Date): Date {
  const ms = date.getTime();
  if (Number.isNaN(ms)) throw notPlain('A date is invalid.');
  return new Date(ms);
}

function copyObject(object: PlainObject, depth: number): PlainObject {
  const copied: PlainObject = {};
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (value !== undefined) setField(copied, name, copy(value, depth + 1));
  }
  return copied;
}
