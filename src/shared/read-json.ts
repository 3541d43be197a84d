import { invalidInWords } from '../domain/errors.ts';

const MAX_DEPTH = 32;

/** How deep brackets nest, without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isInText) {
      if (sign === '\\') at++;
      else if (sign === '"') isInText = false;
    } else if (sign === '"') isInText = true;
    else if (sign === '[' || sign === '{') deepest = Math.max(deepest, ++depth);
    else if (sign === ']' || sign === '}') depth--;
  }
  return deepest;
}

const SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- JSON forbids them in text
const ATOM =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where JSON stops being JSON, as an offset. `JSON.parse` tells the place in some of its messages only.
 * Depth is checked before, so the recursion is bounded.
 */
export function jsonFaultAt(text: string): number {
  let at = 0;
  const skip = (): void => {
    SPACE.lastIndex = at;
    SPACE.exec(text);
    at = SPACE.lastIndex;
  };
  const take = (token: string): boolean => {
    skip();
    if (text[at] !== token) return false;
    at++;
    return true;
  };
  const atom = (isKey: boolean): boolean => {
    skip();
    if (isKey && text[at] !== '"') return false;
    ATOM.lastIndex = at;
    if (!ATOM.test(text)) return false;
    at = ATOM.lastIndex;
    return true;
  };
  const members = (close: string, member: () => boolean): boolean => {
    if (take(close)) return true;
    do if (!member()) return false;
    while (take(','));
    return take(close);
  };
  const value = (): boolean => {
    if (take('{')) return members('}', () => atom(true) && take(':') && value());
    if (take('[')) return members(']', value);
    return atom(false);
  };
  if (value()) skip();
  else skip();
  return at;
}

export interface JsonProblems {
  tooDeep: (maxDepth: number) => string;
  broken: (line: number, column: number) => string;
}

/**
 * Reads JSON that a stranger sent.
 * @throws AppError `input.invalid` for nesting past 32, and for broken JSON with the line and column of the fault.
 */
export function readJson(text: string, problems: JsonProblems): unknown {
  if (depthOf(text) > MAX_DEPTH) throw invalidInWords('body', problems.tooDeep(MAX_DEPTH));
  try {
    return JSON.parse(text);
  } catch {
    const before = text.slice(0, jsonFaultAt(text)).split('\n');
    throw invalidInWords('body', problems.broken(before.length, (before.at(-1)?.length ?? 0) + 1));
  }
}
