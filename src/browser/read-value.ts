import type { OutputKind } from '../domain/capability.ts';
import type { PageNode } from '../ports/browser.ts';

/** What stands in more text than this is no line. */
const MAX_LINE = 1000;
const MAX_VALUE = 300;

/**
 * What the page has in the place of `*`, where that is one thing only.
 *
 * @param words - such as `Order * is saved`.
 */
export function readValue(
  words: string,
  kind: OutputKind,
  nodes: readonly PageNode[],
): { value: string | number } | { problem: string } {
  const [before = '', after = ''] = words.split('*').map(spaced);
  const found = new Set<string>();
  /** The line of a node; nothing of one that is too long to be one. Only the innermost that has the words counts. */
  const look = (node: PageNode): { line: string | null; isFound: boolean } => {
    const inner = node.children.map(look);
    const isLong = inner.some(({ line }) => line === null);
    const own = node.children.length > 0 ? [node.text] : [node.name, node.text];
    const line = isLong ? null : spaced([...own, ...inner.map((one) => one.line)].filter(Boolean).join(' '));
    const isInside = inner.some(({ isFound }) => isFound);
    if (line === null || line.length > MAX_LINE) return { line: null, isFound: isInside };
    const value = isInside ? '' : between(line, before, after);
    if (value !== '') found.add(value);
    return { line, isFound: isInside || value !== '' };
  };
  nodes.forEach(look);
  const [only] = found;
  if (only === undefined) return { problem: `The page does not say "${words}".` };
  if (found.size > 1)
    return { problem: `The page says "${words}" with several values: ${[...found].slice(0, 3).join('; ')}` };
  if (kind === 'text') return { value: only };
  const number = toNumber(only);
  return number === undefined ? { problem: `"${only}" is no number.` } : { value: number };
}

const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim();

function between(line: string, before: string, after: string): string {
  const start = line.indexOf(before);
  if (start === -1) return '';
  const from = start + before.length;
  const end = after === '' ? line.length : line.indexOf(after, from);
  return end === -1 ? '' : line.slice(from, end).trim().slice(0, MAX_VALUE);
}

/** `€ 1,234.50` is 1234.5; what could be read in two ways, such as `1.234,50`, is no number. */
function toNumber(text: string): number | undefined {
  const plain = text.replace(/^[^\d-]{0,4}|[^\d]{0,4}$/g, '');
  return /^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/.test(plain)
    ? Number(plain.replaceAll(',', ''))
    : undefined;
}
