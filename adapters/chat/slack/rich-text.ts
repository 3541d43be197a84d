import type { RichTextBlockElement, RichTextElement, RichTextSection, RichTextStyleable } from '@slack/types';

import { ADDRESS, endAddress } from '../../../src/shared/bare-address.ts';
import { honestLabel } from '../../../src/shared/link-label.ts';
import { withoutEnd } from '../../../src/shared/text.ts';
import { clean, cut, size } from './text.ts';

type Style = NonNullable<RichTextStyleable['style']>;

/** Longest stretch that one mark of emphasis may cover: keeps the search linear in a text made of marks. */
const SPAN = '[^\\n]{1,300}?';

/** One mark of inline Markdown; the groups are named for what they hold. Everything else is text as it stands. */
const INLINE = new RegExp(
  [
    String.raw`\\(?<escaped>[\\*_~\x60\[\]#>|-])`,
    `(?<ticks>\`{1,3})(?<code>${SPAN})\\k<ticks>`,
    String.raw`!?\[(?<label>[^\]\n]{0,300})\]\((?<target>[^()\s]{1,2000}(?:\([^()\s]{0,300}\)[^()\s]{0,300}){0,3})(?: "[^"\n]{0,300}")?\)`,
    String.raw`<(?<angled>https?:\/\/[^\s<>]{1,2000})>`,
    String.raw`\*\*(?=\S)(?<bold>${SPAN})\*\*`,
    String.raw`(?<!\w)__(?=\S)(?<strong>${SPAN})__(?!\w)`,
    String.raw`~~(?=\S)(?<struck>${SPAN})~~`,
    String.raw`\*(?=\S)(?<italic>${SPAN})\*`,
    String.raw`(?<!\w)_(?=\S)(?<slanted>${SPAN})_(?!\w)`,
    `(?<address>${ADDRESS})`,
  ].join('|'),
  'gu',
);

const EMPHASIS: readonly [group: string, style: Style][] = [
  ['bold', { bold: true }],
  ['strong', { bold: true }],
  ['struck', { strike: true }],
  ['italic', { italic: true }],
  ['slanted', { italic: true }],
];

const textElement = (text: string, style: Style): RichTextElement[] =>
  text === '' ? [] : [{ type: 'text', text, ...(Object.keys(style).length > 0 ? { style } : {}) }];

/** A link under its label. Other schemes stay text, and a label that names another host says where it leads. */
function linkElement(target: string, label: string, style: Style): RichTextElement[] {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol))
    return textElement(`${label} (${target})`, style);
  const text = label === target ? label : honestLabel(label, url);
  return [
    {
      type: 'link',
      url: url.href,
      text: text || url.href,
      ...(Object.keys(style).length > 0 ? { style } : {}),
    },
  ];
}

function readMark(groups: Readonly<Record<string, string | undefined>>, style: Style): RichTextElement[] {
  const { escaped, code, label, target, angled, address } = groups;
  if (escaped !== undefined) return textElement(escaped, style);
  if (code !== undefined) return textElement(code, { ...style, code: true });
  if (target !== undefined) return linkElement(target, label || target, style);
  if (angled !== undefined) return linkElement(angled, angled, style);
  if (address !== undefined) {
    const link = endAddress(address);
    return [...linkElement(link, link, style), ...textElement(address.slice(link.length), style)];
  }
  const found = EMPHASIS.find(([group]) => groups[group] !== undefined);
  return found ? toInline(groups[found[0]] ?? '', { ...style, ...found[1] }) : [];
}

/** Inline Markdown as elements whose text Slack takes literally: no mention and no link comes about by writing. */
function toInline(markdown: string, style: Style = {}): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let end = 0;
  for (const match of markdown.matchAll(INLINE)) {
    elements.push(
      ...textElement(markdown.slice(end, match.index), style),
      ...readMark(match.groups ?? {}, style),
    );
    end = match.index + match[0].length;
  }
  elements.push(...textElement(markdown.slice(end), style));
  return elements;
}

const newLine: RichTextElement = { type: 'text', text: '\n' };

/** Adds an element; unmarked text goes into the text before it, as each element costs room. */
function append(elements: RichTextElement[], element: RichTextElement): void {
  const last = elements.at(-1);
  if (last?.type === 'text' && element.type === 'text' && !last.style && !element.style) {
    elements[elements.length - 1] = { ...last, text: last.text + element.text };
  } else elements.push(element);
}

const FENCE = /^ {0,3}(`{3,20}|~{3,20})(?![`~])/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)/;
const HEADING = /^ {0,3}#{1,6}\s+(.*)/;
const QUOTE = /^ {0,3}>\s?(.*)$/;
const isTableRow = (line: string | undefined): boolean => /^\s*\|.*\|\s*$/.test(line ?? '');

/** Slack's lists go eight levels deep. */
const MAX_INDENT = 8;

/** A block of Markdown as Slack's rich text. Tables and code keep their shape in a fixed-width block. */
export function toRichText(markdown: string): RichTextBlockElement[] {
  const lines = clean(markdown).split('\n');
  const elements: RichTextBlockElement[] = [];
  let section: RichTextElement[] = [];

  function closeSection(): void {
    if (section.length > 0) elements.push({ type: 'rich_text_section', elements: section });
    section = [];
  }
  function addBlock(block: RichTextBlockElement): void {
    closeSection();
    elements.push(block);
  }
  function addParagraph(content: readonly RichTextElement[]): void {
    if (section.length > 0) append(section, newLine);
    for (const element of content) append(section, element);
  }
  function addPreformatted(text: string): void {
    if (text !== '') addBlock({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
  }
  function addItem([, space = '', number, text = '']: RegExpExecArray): void {
    const style = number === undefined ? 'bullet' : 'ordered';
    const indent = Math.min(Math.floor(space.replaceAll('\t', '    ').length / 2), MAX_INDENT);
    const item: RichTextSection = { type: 'rich_text_section', elements: toInline(text || ' ') };
    const last = section.length === 0 ? elements.at(-1) : undefined;
    if (last?.type === 'rich_text_list' && last.style === style && last.indent === indent)
      last.elements.push(item);
    else {
      const offset = number === undefined ? 0 : Number(number) - 1;
      addBlock({
        type: 'rich_text_list',
        style,
        indent,
        elements: [item],
        ...(offset > 0 ? { offset } : {}),
      });
    }
  }
  /** The lines from `start` on that pass the test, and where they end. */
  function takeWhile(start: number, test: (line: string) => boolean): [taken: string[], next: number] {
    let next = start;
    while (next < lines.length && test(lines[next] ?? '')) next += 1;
    return [lines.slice(start, next), next];
  }

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    const item = ITEM.exec(line);
    const heading = HEADING.exec(line);
    if (fence) {
      const [code, next] = takeWhile(at + 1, (each) => !each.trimStart().startsWith(fence));
      addPreformatted(code.join('\n'));
      at = next;
    } else if (isTableRow(line) && isTableRow(lines[at + 1])) {
      const [rows, next] = takeWhile(at, isTableRow);
      addPreformatted(rows.map((row) => row.trim()).join('\n'));
      at = next - 1;
    } else if (QUOTE.test(line)) {
      const [quoted, next] = takeWhile(at, (each) => QUOTE.test(each));
      const text = quoted.map((each) => QUOTE.exec(each)?.[1] ?? '').join('\n');
      addBlock({ type: 'rich_text_quote', elements: toInline(text || ' ') });
      at = next - 1;
    } else if (item) addItem(item);
    else if (heading)
      addParagraph(toInline(withoutEnd(heading[1] ?? '', /#/).trimEnd() || ' ', { bold: true }));
    else if (line.trim() !== '') addParagraph(toInline(line));
    else if (section.length > 0 && at < lines.length - 1) append(section, newLine);
  }
  closeSection();
  return elements;
}

/** Near the middle, at the best place there is: a paragraph's end, a line's, a word's, a character's. */
function findMiddle(text: string): number {
  const half = Math.floor(text.length / 2);
  for (const gap of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(gap, half);
    if (at > half / 2) return at + gap.length;
  }
  return /[\udc00-\udfff]/.test(text.charAt(half)) ? half + 1 : half;
}

/** Cuts in two; code that is cut is closed in the first part and opened again in the second. */
function halve(text: string): [string, string] {
  const at = findMiddle(text);
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  const fences = head.split('\n').filter((line) => FENCE.test(line));
  const open = fences.length % 2 === 1 ? fences.at(-1) : undefined;
  if (open === undefined) return [head, tail];
  const closing = FENCE.exec(open)?.[1] ?? '```';
  return [`${head}\n${closing}`, `${cut(open, 40, '')}\n${tail}`];
}

/** Markdown as rich text, in as many parts as each needs to be at most `maxSize`. No text gives no parts. */
export function splitRichText(markdown: string, maxSize: number): RichTextBlockElement[][] {
  const elements = toRichText(markdown);
  if (elements.length === 0) return [];
  if (size(elements) <= maxSize) return [elements];
  return halve(clean(markdown)).flatMap((part) => splitRichText(part, maxSize));
}
