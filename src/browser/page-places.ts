import type { PageNode } from '../ports/browser.ts';
import { MAX_CELL, ROWS, rowsOn, type Found, type Kind, type Place } from './page-rows.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  button: 'press',
  link: 'press',
  tab: 'press',
  menuitem: 'press',
  option: 'press',
  treeitem: 'press',
  textbox: 'field',
  searchbox: 'field',
  combobox: 'field',
  spinbutton: 'field',
  slider: 'field',
  listbox: 'field',
  checkbox: 'tick',
  radio: 'tick',
  switch: 'tick',
};
/** What is no control by its role and can be acted on can be pressed. */
export const kindOf = (role: string): Kind => KINDS[role] ?? 'press';
const LANDMARKS: ReadonlySet<string> = new Set([
  'navigation',
  'main',
  'banner',
  'contentinfo',
  'complementary',
  'search',
  'form',
  'region',
  'dialog',
  'alertdialog',
  'tabpanel',
]);
/** Everything of a page that can be acted on, in its order. */
export function placesOf(nodes: readonly PageNode[]): Place[] {
  const found: Found[] = [];
  /** Those that hold no other row: what stands in a row of a row is counted once. */
  const rows = new Set<PageNode>();
  let heading = '';
  const walk = (node: PageNode, around: readonly PageNode[]): void => {
    const { role, ref } = node;
    if (role === 'heading') heading = wordsOf(node);
    if (ROWS.has(role)) {
      for (const outer of around) rows.delete(outer);
      rows.add(node);
    }
    const kind = KINDS[role] ?? (node.isClickable ? 'press' : undefined);
    if (kind && ref) {
      const landmarks = around.map((one) => one.role).filter((one) => LANDMARKS.has(one));
      found.push({ node, ref, kind, role, name: wordsOf(node), heading, landmarks, around });
    }
    for (const child of node.children) walk(child, [node, ...around]);
  };
  for (const node of nodes) walk(node, []);
  const rowOf = rowsOn(found, rows);
  const standing = standingOn(found);
  return found.map((one, at) => {
    const { around: _, ...place } = one;
    return { ...place, ...rowOf(one), ...standing(at) };
  });
}

const wordsOf = ({ name, text, children }: PageNode): string =>
  (name || text || children.map((child) => child.name ?? child.text ?? '').join(' '))
    .slice(0, MAX_CELL)
    .trim();

/** The names around each, and where it stands among those of its role. */
function standingOn(found: readonly Found[]): (at: number) => Pick<Place, 'near' | 'place'> {
  const totals = new Map<string, number>();
  const ordinals = found.map(({ role }) => {
    const ordinal = totals.get(role) ?? 0;
    totals.set(role, ordinal + 1);
    return ordinal;
  });
  const named = (from: number, to: number): string[] =>
    found.slice(Math.max(0, from), to).flatMap(({ name }) => (name === '' ? [] : [name]));
  return (at) => {
    const last = (totals.get(found[at]?.role ?? '') ?? 1) - 1;
    return {
      near: [...named(at - 6, at).slice(-3), ...named(at + 1, at + 7).slice(0, 3)],
      place: last === 0 ? 0 : (ordinals[at] ?? 0) / last,
    };
  };
}
