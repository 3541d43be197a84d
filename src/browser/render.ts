import type { Look, PageNode } from '../ports/browser.ts';
import { cut } from '../shared/text.ts';

/** Of so many alike neighbours the beginning is shown. Never of fields: a form is shown whole. */
const MAX_ALIKE = 12;
const ALIKE: ReadonlySet<string> = new Set(['row', 'listitem', 'option', 'link', 'article', 'menuitem']);
const MAX_OPTIONS = 8;
const MAX_LINE = 300;

/** So much of a page is shown at a time, in characters. */
export const MAX_LOOK = 12_000;

/** Roles that say nothing by themselves. */
const BARE: ReadonlySet<string> = new Set([
  'generic',
  'none',
  'presentation',
  'rowgroup',
  'text',
  'paragraph',
]);
const CELLS: ReadonlySet<string> = new Set(['cell', 'gridcell', 'columnheader', 'rowheader']);
const FIELDS: ReadonlySet<string> = new Set([
  'textbox',
  'combobox',
  'checkbox',
  'radio',
  'switch',
  'spinbutton',
  'searchbox',
  'slider',
  'listbox',
]);
const ACTED_ON: ReadonlySet<string> = new Set([
  ...FIELDS,
  'button',
  'link',
  'tab',
  'menuitem',
  'option',
  'treeitem',
]);

/** One line for each thing of the page: role, words, state, and the ref of what can be acted on. */
function renderLook({ nodes, url }: Look, most: number): string[] {
  const origin = URL.canParse(url) ? new URL(url).origin : '';
  return linesOf(nodes, 0, { origin, most });
}

/** What is left of a look once there is a later one. */
export const nameLook = ({ title, url }: Pick<Look, 'title' | 'url'>): string =>
  `page "${plain(title)}" at ${url}`;

export interface LookPart {
  /** Only lines that hold the words. */
  find?: string | undefined;
  /** The number of the first line. */
  from?: number | undefined;
}

/** The part of a look that is asked for, as far as it is shown at a time. What is looked for is looked for in all of the page. */
export function showLook(look: Look, { find, from = 1 }: LookPart): string {
  const lines =
    find === undefined
      ? renderLook(look, from > 1 ? Infinity : MAX_ALIKE).slice(from - 1)
      : finding(renderLook(look, Infinity), find);
  if (lines.length === 0) return find === undefined ? '(nothing)' : '(no line has these words)';
  const shown: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += line.length + 1;
    if (size > MAX_LOOK) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  if (left === 0) return shown.join('\n');
  const how = find === undefined ? `look with from: ${from + shown.length}` : 'look for more words';
  return `${shown.join('\n')}\n… ${left} more lines: ${how}`;
}

function finding(lines: readonly string[], find: string): string[] {
  const words = find.toLowerCase();
  return lines.filter((line) => line.toLowerCase().includes(words));
}

/** How lines are made: of links to this origin only the path is shown, and of neighbours that are alike only so many. */
interface Manner {
  origin: string;
  most: number;
}

function linesOf(nodes: readonly PageNode[], depth: number, manner: Manner): string[] {
  const lines: string[] = [];
  let run = 0;
  nodes.forEach((node, at) => {
    const isAlike = ALIKE.has(node.role) && nodes[at - 1]?.role === node.role && !hasField(node);
    run = isAlike ? run + 1 : 0;
    if (run >= manner.most) {
      const next = nodes[at + 1];
      if (next?.role !== node.role || hasField(next))
        lines.push(`${indent(depth)}… ${run - manner.most + 1} more ${node.role}s: look with find`);
      return;
    }
    lines.push(...nodeLines(node, depth, manner));
  });
  return lines;
}

const hasField = ({ role, children }: PageNode): boolean => FIELDS.has(role) || children.some(hasField);

function nodeLines(node: PageNode, depth: number, manner: Manner): string[] {
  if (node.role === 'row') return [`${indent(depth)}${rowLine(node, manner)}`];
  if (node.role === 'combobox' || node.role === 'listbox')
    return [`${indent(depth)}${headOf(node, manner, optionsOf(node))}`];
  const head = headOf(node, manner);
  const inner = linesOf(node.children, head === '' ? depth : depth + 1, manner);
  return head === '' ? inner : [`${indent(depth)}${head}`, ...inner];
}

/** Nothing for what only holds others together. The ref stands last, behind what else there is to say. */
function headOf(
  { role, name, text, ref, url, placeholder, states, isClickable }: PageNode,
  manner: Manner,
  more: readonly string[] = [],
): string {
  const isBare = BARE.has(role) && !isClickable;
  if (isBare && !name && !text) return '';
  const isField = FIELDS.has(role);
  const parts = [
    ...(BARE.has(role) ? [] : [role]),
    ...(name ? [`"${plain(name)}"`] : []),
    ...(text && text !== name ? [isField ? `= "${plain(text)}"` : plain(text)] : []),
    ...(isField && !text && placeholder ? [`(${plain(placeholder)})`] : []),
    ...states.filter((state) => state !== 'active').map((state) => `(${state})`),
    ...(url
      ? [`-> ${plain(url.startsWith(`${manner.origin}/`) ? url.slice(manner.origin.length) : url)}`]
      : []),
    ...more,
    ...(ref && (ACTED_ON.has(role) || isClickable) ? [`[${ref}]`] : []),
  ];
  return parts.join(' ');
}

/** A row of a table as one line: its cells, then what can be acted on in it. */
function rowLine(row: PageNode, manner: Manner): string {
  const cells: string[] = [];
  const controls: string[] = [];
  const collect = (node: PageNode): string[] => {
    if (
      ACTED_ON.has(node.role) ||
      (node.isClickable && node.ref && !CELLS.has(node.role) && node.role !== 'row')
    ) {
      controls.push(headOf(node, manner));
      return [];
    }
    const own = node.text ?? (node.children.length === 0 ? node.name : undefined);
    return [...(own ? [plain(own)] : []), ...node.children.flatMap(collect)];
  };
  for (const cell of row.children) {
    const before = controls.length;
    const words = collect(cell).join(' ');
    if (words !== '' || controls.length === before) cells.push(words);
  }
  const words = cut(cells.join(' | '), MAX_LINE * 2);
  return `row ${words}${controls.length > 0 ? ` · ${controls.slice(0, MAX_ALIKE).join(', ')}` : ''}`;
}

function optionsOf({ children }: PageNode): string[] {
  const options = children.filter(({ role }) => role === 'option');
  if (options.length === 0) return [];
  const chosen = options
    .filter(({ states }) => states.includes('selected'))
    .map(({ name = '' }) => plain(name));
  const names = options.slice(0, MAX_OPTIONS).map(({ name = '' }) => plain(name));
  const left = options.length - names.length;
  const more = left > 0 ? `, … ${left} more` : '';
  return [...(chosen.length > 0 ? [`= "${chosen.join('", "')}"`] : []), `of: ${names.join(', ')}${more}`];
}

const indent = (depth: number): string => ' '.repeat(Math.min(depth, 12));

/** The words of a page can be no ref of ours, and no line of its own. */
function plain(text: string): string {
  return cut(text, MAX_LINE)
    .replace(/\s+/g, ' ')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll('"', "'")
    .trim();
}
