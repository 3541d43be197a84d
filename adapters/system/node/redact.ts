const HIDDEN = '[secret]';
const MAX_DEPTH = 8;

const SECRET_KEY =
  /token|secret|passw|authorization|cookie|credential|signature|(api|private|access|secret|aes)[-_]?key/i;

/** What a secret looks like inside a text, and what is left of it. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/:\/\/[^/\s]*@/g, `://${HIDDEN}@`],
  [/\b([Bb]earer|Basic) [\w.~+/=-]{8,}/g, `$1 ${HIDDEN}`],
  [/([?&](?:key|sig|signature|[a-z_]*(?:token|secret))=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/\b(?:xox[a-z]|xapp|sk|gh[a-z]|github_pat)[-_][\w-]{10,}/g, HIDDEN],
];

/**
 * A copy fit for the log: values under secret-looking keys and secret-looking parts of texts are hidden. Of an error
 * only name, code, message, stack, details and cause are kept, since HTTP clients hang whole requests on theirs.
 * Other instances of classes are only named: what they hold may be a body, or theirs to hide.
 */
export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  const copies = Object.entries(fields).map(([key, value]: [string, unknown]) => {
    const isSecret = mayHold(value) && SECRET_KEY.test(key);
    return [key, isSecret ? HIDDEN : redact(value, depth + 1)] as const;
  });
  return Object.fromEntries(copies);
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.map((item: unknown) => redact(item, depth + 1));
  if (value instanceof Error) return redactError(value, depth);
  return isPlain(value) ? redactFields(value, depth) : `[${value.constructor.name}]`;
}

export const redactText = (text: string): string =>
  SECRET_SHAPES.reduce((rest, [shape, left]) => rest.replace(shape, left), text);

function redactError(error: Error & { code?: unknown; details?: unknown }, depth: number): unknown {
  const { name, message, code, details, stack, cause } = error;
  return redactFields({ name, message, code, details, stack, cause }, depth);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Counts and flags, such as `inputTokens: 12`, are no secrets. */
const mayHold = (value: unknown): boolean => typeof value === 'string' || typeof value === 'object';
