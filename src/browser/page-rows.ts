import type { PageNode } from '../ports/browser.ts';

/** What can be done with an element: one of another kind never stands in for it. */
export type Kind = 'press' | 'field' | 'tick';

export const ROWS: ReadonlySet<string> = new Set(['row', 'listitem', 'article']);
/** A group with more texts than these is a part of the page, and neither a row nor a card. */
const MAX_TEXTS = 24;
const MAX_CARD = 12;
export const MAX_CELL = 100;

/** An element that can be acted on, with where it stands. */
export interface Place {
  node: PageNode;
  ref: string;
  kind: Kind;
  role: string;
  name: string;
  heading: string;
  landmarks: string[];
  /** What tells its row, or its card, from the others. */
  row: string[];
  /** How many texts that has, itself among them; 0 where it stands in none. */
  rowSize: number;
  /** What stands in its row, or else in the largest card with so many texts at most that has no other control like it. */
  textsBeside: (most: number) => ReadonlySet<string>;
  near: string[];
  place: number;
}

export interface Found extends Pick<
  Place,
  'node' | 'ref' | 'kind' | 'role' | 'name' | 'heading' | 'landmarks'
> {
  /** From the innermost one out. */
  around: readonly PageNode[];
}

/** Folded for comparing: width, case, and what counts things, such as `Inbox (3)`, do not matter. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?\(\d{1,9}\)$/, '')
    .trim();

/** What tells the rows of lists and tables apart, and the cards that have a control like it each. */
export function rowsOn(
  found: readonly Found[],
  rows: ReadonlySet<PageNode>,
): (one: Found) => Pick<Place, 'row' | 'rowSize' | 'textsBeside'> {
  const read = textReader();
  const textsIn = (node: PageNode): ReadonlySet<string> => read(node) ?? NONE;
  const isLarge = (node: PageNode): boolean => read(node) === null;
  const counts = new Map<string, number>();
  for (const row of rows) for (const text of textsIn(row)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const twins = new Map<string, Found[]>();
  const likeIt = new Map<PageNode, Map<string, number>>();
  for (const one of found) {
    const like = likenessOf(one);
    twins.set(like, twins.get(like) ?? []);
    twins.get(like)?.push(one);
    for (const node of one.around) {
      if (isLarge(node)) break;
      const inside = likeIt.get(node) ?? new Map<string, number>();
      likeIt.set(node, inside.set(like, (inside.get(like) ?? 0) + 1));
    }
  }
  const cardOf = (one: Found, most: number): ReadonlySet<string> => {
    const card = one.around.findLast((node) => {
      const { size } = textsIn(node);
      return size > 0 && size <= most && likeIt.get(node)?.get(likenessOf(one)) === 1;
    });
    return card ? textsIn(card) : NONE;
  };
  const listedIn = (one: Found): PageNode | undefined =>
    one.around.find((node) => ROWS.has(node.role) && textsIn(node).size > 0);

  return (one) => {
    const own = foldText(one.name);
    const listed = listedIn(one);
    const row = listed && textsIn(listed);
    const isInner = listed !== undefined && rows.has(listed);
    const others = twins.get(likenessOf(one)) ?? [];
    const card = row ?? (others.length > 1 ? cardOf(one, MAX_CARD) : NONE);
    const cards = row ? [] : others.filter((other) => other !== one).slice(0, 50);
    const isElsewhere = (text: string): boolean =>
      row
        ? (counts.get(text) ?? 0) > (isInner ? 1 : 0)
        : cards.some((other) => cardOf(other, MAX_CARD).has(text));
    return {
      row: [...card].filter((text) => text !== own && !isElsewhere(text)).slice(0, MAX_CARD),
      rowSize: card.size,
      textsBeside: (most) => row ?? cardOf(one, most),
    };
  };
}

const NONE: ReadonlySet<string> = new Set();

const likenessOf = ({ kind, name }: Found): string => `${kind} ${foldText(name)}`;

/** What stands in a node, as single texts and without what is filled in; null for one that is larger than a row. */
function textReader(): (node: PageNode) => ReadonlySet<string> | null {
  const known = new Map<PageNode, ReadonlySet<string> | null>();
  const read = (node: PageNode): ReadonlySet<string> | null => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const texts = new Set<string>();
    const own = foldText((node.children.length > 0 ? node.text : (node.name ?? node.text)) ?? '').slice(
      0,
      MAX_CELL,
    );
    if (own !== '') texts.add(own);
    let isLarge = false;
    for (const child of node.children) {
      const inside = read(child);
      if (inside) for (const text of inside) texts.add(text);
      isLarge ||= inside === null || texts.size > MAX_TEXTS;
    }
    known.set(node, isLarge ? null : texts);
    return isLarge ? null : texts;
  };
  return read;
}
