/**
 * What a JSON value holds at the pointer; undefined where there is nothing. Only what was sent is seen: no length, no prototype, no
 * constructor.
 */
export function readPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value;
  let at = value;
  for (const step of pointer.slice(1).split('/')) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null) return undefined;
    if (Array.isArray(at) ? !/^(?:0|[1-9]\d{0,9})$/.test(key) : false) return undefined;
    if (!Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key]; // own, by the line before
  }
  return at;
}
