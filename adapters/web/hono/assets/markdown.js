import { ADDRESS, endAddress } from './address.js';
import { el } from './page.js';

/** A small part of Markdown as elements. What it does not know stays text; links are http and https only. */

const INLINE = new RegExp(
  [
    '`([^`\\n]+)`',
    String.raw`\*\*([^*\n]+)\*\*`,
    String.raw`(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])`,
    String.raw`(?<!\w)_([^_\s][^_\n]*)_(?!\w)`,
    String.raw`~~([^~\n]+)~~`,
    String.raw`\[([^[\]\n]+)\]\((https?:\/\/[^()\s]{1,2000}(?:\([^()\s]{0,300}\)[^()\s]{0,300}){0,3})(?: "[^"\n]{0,300}")?\)`,
    String.raw`<(https?:\/\/[^\s<>]{1,2000})>`,
    `(${ADDRESS})`,
  ].join('|'),
  'gu',
);

/** Names of hosts as they stand in words. */
const HOST = /[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,10}/gu;

/** @param {string} href */
const hostOf = (href) => (URL.canParse(href) ? new URL(href).hostname : href);

/** Words that name a host must not lead to another. @param {string} text @param {string} href */
const isHonest = (text, href) =>
  (text.normalize('NFKC').toLowerCase().match(HOST) ?? []).every((host) => host === hostOf(href));

/** @param {string} href @param {string} text */
function link(href, text) {
  const shown = text === href || isHonest(text, href) ? text : `${text} (${hostOf(href)})`;
  return el('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank', title: href }, shown);
}

/** @param {string} text @returns {(string | Node)[]} */
function inline(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, star, line, struck, label, href, angled, bare] = match;
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (code !== undefined) parts.push(el('code', {}, code));
    else if (bold !== undefined) parts.push(el('strong', {}, inline(bold)));
    else if (star !== undefined || line !== undefined) parts.push(el('em', {}, inline(star ?? line ?? '')));
    else if (struck !== undefined) parts.push(el('s', {}, inline(struck)));
    else if (label !== undefined && href !== undefined) parts.push(link(href, label));
    else if (angled !== undefined) parts.push(link(angled, angled));
    else if (bare !== undefined) {
      const address = endAddress(bare);
      parts.push(link(address, address), bare.slice(address.length));
    }
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== '');
}

const KINDS = /** @type {const} */ ([
  ['ul', /^\s{0,3}[-*•]\s+([^]*)/],
  ['ol', /^\s{0,3}\d{1,3}[.)]\s+([^]*)/],
  ['blockquote', /^\s{0,3}>\s?([^]*)/],
  ['h', /^#{1,6}\s+([^]*)/],
]);

/** @param {string} line */
function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(line);
    if (match) return { kind, text: match[1] ?? '' };
  }
  return { kind: line.trim() === '' ? 'none' : 'p', text: line };
}

/** @param {string} kind @param {string[]} lines @param {string} first */
function block(kind, lines, first) {
  const broken = lines.flatMap((line, index) => [...(index > 0 ? [el('br')] : []), ...inline(line)]);
  if (kind === 'ul')
    return el(
      'ul',
      {},
      lines.map((line) => el('li', {}, inline(line))),
    );
  if (kind === 'ol')
    return el(
      'ol',
      { start: /\d+/.exec(first)?.[0] },
      lines.map((line) => el('li', {}, inline(line))),
    );
  if (kind === 'h') return el('p', {}, el('strong', {}, broken));
  return el(kind === 'blockquote' ? 'blockquote' : 'p', {}, broken);
}

/** A row of a table begins and ends with a bar; a bar that is escaped stands in a cell. @param {string | undefined} line */
function cellsOf(line = '') {
  const row = line.trim();
  if (row.length < 3 || !row.startsWith('|') || !row.endsWith('|')) return undefined;
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The table that begins with the line, and where it ends; nothing where none does. @param {string[]} lines @param {number} at */
function readTable(lines, at) {
  const head = cellsOf(lines[at]);
  const rule = head && cellsOf(lines[at + 1]);
  if (!rule || rule.length !== head.length || !rule.every((cell) => /^:?-+:?$/.test(cell))) return undefined;
  const rows = [];
  let end = at + 2;
  for (let row = cellsOf(lines[end]); row; row = cellsOf(lines[end])) {
    rows.push(row);
    end += 1;
  }
  /** @param {'th' | 'td'} tag @param {string[]} cells */
  const draw = (tag, cells) =>
    el(
      'tr',
      {},
      head.map((_, column) => el(tag, {}, inline(cells[column] ?? ''))),
    );
  const body = el(
    'tbody',
    {},
    rows.map((row) => draw('td', row)),
  );
  const table = el('table', {}, el('thead', {}, draw('th', head)), body);
  return { table: el('div', { class: 'table', tabindex: '0' }, table), end };
}

/** @param {string} text */
export function drawMarkdown(text) {
  const root = el('div', { class: 'text' });
  const lines = text.split('\n');
  for (let at = 0; at < lines.length;) {
    const first = lines[at] ?? '';
    if (first.startsWith('```')) {
      const end = lines.findIndex((line, index) => index > at && line.startsWith('```'));
      const stop = end === -1 ? lines.length : end;
      root.append(el('pre', { tabindex: '0' }, el('code', {}, lines.slice(at + 1, stop).join('\n'))));
      at = stop + 1;
      continue;
    }
    const found = readTable(lines, at);
    if (found) {
      root.append(found.table);
      at = found.end;
      continue;
    }
    const { kind } = kindOf(first);
    const same = [];
    for (; at < lines.length; at++) {
      const next = kindOf(lines[at] ?? '');
      if (next.kind !== kind || (lines[at] ?? '').startsWith('```') || readTable(lines, at)) break;
      same.push(next.text);
    }
    if (kind !== 'none') root.append(block(kind, same, first));
  }
  return root;
}
