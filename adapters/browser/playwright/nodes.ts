import type { Page } from 'playwright';
import type { PageNode } from '../../../src/ports/browser.ts';
import type { Mask } from './mask.ts';

type Snapshot = Awaited<ReturnType<Page['ariaSnapshotJSON']>>;

const STATES = ['checked', 'disabled', 'expanded', 'selected', 'pressed', 'invalid'] as const;
/** A page that nests deeper is cut off there. */
const MAX_DEPTH = 200;

/** A snapshot as the product knows pages, with nothing in it that is to be hidden, and what no person sees marked as such. */
export function toNodes(snapshot: Snapshot, mask: Mask, unseen: ReadonlySet<string>): PageNode[] {
  const all: unknown[] = Array.isArray(snapshot) ? snapshot : [snapshot];
  return all.map((node) => toNode(node, { mask, unseen }, 0));
}

interface Reading {
  mask: Mask;
  unseen: ReadonlySet<string>;
}

function toNode(given: unknown, reading: Reading, depth: number): PageNode {
  const { mask, unseen } = reading;
  const isUnseen = (text: unknown): boolean => typeof text === 'string' && unseen.has(text.trim());
  const hidden = (text: unknown): string[] => (isUnseen(text) ? ['hidden'] : []);
  if (typeof given !== 'object' || given === null)
    return { role: 'text', text: mask.text(String(given)), states: hidden(given), children: [] };
  const node = given as Record<string, unknown>;
  const text = (key: string) =>
    typeof node[key] === 'string' && node[key] !== '' ? { [key]: mask.text(node[key]) } : {};
  const children = Array.isArray(node['children']) && depth < MAX_DEPTH ? node['children'] : [];
  return {
    role: typeof node['role'] === 'string' ? node['role'] : 'generic',
    ...text('name'),
    ...text('text'),
    ...text('url'),
    ...text('placeholder'),
    ...(typeof node['ref'] === 'string' ? { ref: node['ref'] } : {}),
    ...(node['cursor'] === 'pointer' ? { isClickable: true as const } : {}),
    states: [
      ...STATES.filter((state) => node[state] === true || node[state] === 'true' || node[state] === 'mixed'),
      ...(typeof node['level'] === 'number' ? [`level ${node['level']}`] : []),
      ...hidden(node['text'] ?? node['name']),
    ],
    children: children.map((child) => toNode(child, reading, depth + 1)),
  };
}

interface NamedRef {
  ref: string;
  role: string;
  name: string;
}

/** What refs of an earlier look are in a later one: those of which role and name are there once, then and now. */
export function refsNow(before: readonly NamedRef[], now: readonly PageNode[]): Map<string, string> {
  const single = (all: readonly Partial<NamedRef>[]): Map<string, string> => {
    const found = new Map<string, string>();
    const twice = new Set<string>();
    for (const { role = '', name = '', ref = '' } of all) {
      const key = `${role} ${name}`;
      if (found.has(key)) twice.add(key);
      found.set(key, ref);
    }
    return new Map([...found].filter(([key]) => !twice.has(key)));
  };
  const is = single(now);
  return new Map(
    [...single(before)].flatMap(([key, ref]) => {
      const other = is.get(key);
      return other ? [[ref, other] as const] : [];
    }),
  );
}

/** Whether there is anything to act on or to read: a page that is still made by its scripts has neither. */
export const isEmpty = (nodes: readonly PageNode[]): boolean =>
  nodes.every(({ name, text, children }) => !name && !text && isEmpty(children));
