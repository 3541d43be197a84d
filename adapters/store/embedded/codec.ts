import { isPlainObject, type PlainObject, setField } from '../../../src/shared/plain.ts';

/** JSON with dates as `{"$date": ms}`. A field that is really called so gets one more `$` in front, and so on. */
const DATE = '$date';
const ESCAPED = /^\$+date$/;

export const encode = (document: unknown): string => JSON.stringify(encodeValue(document));

/** @throws SyntaxError when the text is no JSON. */
export const decode = (text: string): unknown => decodeValue(JSON.parse(text));

/** Shares with the original what has neither dates nor names to escape. */
function encodeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { [DATE]: value.getTime() };
  if (Array.isArray(value)) return encodeArray(value);
  return isPlainObject(value) ? encodeObject(value) : value;
}

function encodeArray(array: readonly unknown[]): readonly unknown[] {
  const encoded = array.map(encodeValue);
  return encoded.every((element, i) => element === array[i]) ? array : encoded;
}

function encodeObject(object: PlainObject): PlainObject {
  const names = Object.keys(object);
  if (names.some(isEscaped)) return rename(object, (name) => `$${name}`, encodeValue);
  let encoded: PlainObject | undefined;
  for (const name of names) {
    const value = object[name];
    const to = encodeValue(value);
    if (to === value) continue;
    encoded ??= { ...object };
    setField(encoded, name, to);
  }
  return encoded ?? object;
}

const isEscaped = (name: string): boolean => name.startsWith('$') && ESCAPED.test(name);

function rename(
  object: PlainObject,
  to: (name: string) => string,
  convert: (value: unknown) => unknown,
): PlainObject {
  const entries = Object.entries(object);
  return Object.fromEntries(
    entries.map(([name, value]) => [isEscaped(name) ? to(name) : name, convert(value)]),
  );
}

/** Works on the value that JSON.parse has just made, in place. */
function decodeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) value[i] = decodeValue(value[i]);
    return value;
  }
  // JSON has no other objects.
  const object = value as PlainObject;
  const ms = object[DATE];
  if (typeof ms === 'number') return new Date(ms);
  const names = Object.keys(object);
  if (names.some(isEscaped)) return rename(object, (name) => name.slice(1), decodeValue);
  for (const name of names) {
    const decoded = decodeValue(object[name]);
    if (decoded !== object[name]) setField(object, name, decoded);
  }
  return object;
}
