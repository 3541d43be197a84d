import { honestLabel } from '../../../src/shared/link-label.ts';
import { invalidInWords } from '../../../src/domain/errors.ts';
import { shorten } from '../../../src/shared/text.ts';

/** UTF-8 bytes: WeCom counts in them. A Chinese character takes 3, most emoji 4. */
export const byteLength = (text: string): number => Buffer.byteLength(text);

export const countCharacters = (text: string): number => Array.from(text).length;

/** The longest beginning of at most `maxBytes` bytes that ends between two characters. */
export function cutBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** On one line, of at most `max` characters, with an ellipsis when something was left out. */
export const caption = (text: string, max: number): string => shorten(text.replace(/\s+/g, ' ').trim(), max);

/**
 * Takes the power out of what WeCom would not show as written: `<think` swallows the rest of a bubble, `<@` names
 * people, `<font` colours.
 */
export const defuse = (text: string): string => text.replace(/<(?=\/?(?:think|font)|@)/gi, '<\u200B');

/** Links that look like one address and lead to another show where they lead. */
export const honestLinks = (markdown: string): string =>
  markdown.replace(/\[([^[\]]*)\]\(([^\s)]{1,2000})\)/g, (link, label: string, url: string) =>
    URL.canParse(url) && label.trim() !== url && honestLabel(label, new URL(url)) !== label
      ? `${label} (${url})`
      : link,
  );

/**
 * Takes the mention of the bot out of what a person typed. Groups send it along, at the beginning or at the end.
 *
 * @param botName - as people see it; a name with spaces is only taken out whole when it is known.
 */
export function stripMention(text: string, botName?: string): string {
  if (botName && text.includes(`@${botName}`))
    return text
      .replaceAll(`@${botName}`, ' ')
      .replace(/[ \u2005]+/g, ' ')
      .replace(AT_FIRST, '')
      .trim();
  const trimmed = text.trim();
  if (!trimmed.startsWith('@')) return withoutLastMention(trimmed);
  const [mention = ''] = /^@\S+/.exec(trimmed) ?? [];
  const [name = mention] = mention.split(PUNCTUATION, 1);
  const glued = name === trimmed ? OTHER_SCRIPT.exec(name)?.slice(1).find(Boolean) : undefined;
  return (glued ?? trimmed.slice(name.length).replace(AT_FIRST, '')).trim();
}

/** Without a mention at the end, behind a blank or a Chinese character; the sign in a mail address is behind neither. */
function withoutLastMention(text: string): string {
  const at = text.lastIndexOf('@');
  const isMention = /[\s\u2e80-\uffef]/.test(text[at - 1] ?? '') && !/\s/.test(text.slice(at));
  return isMention ? text.slice(0, at).trim() : text;
}

const PUNCTUATION = /[，,：:、；;。！!？?]/;
const AT_FIRST = /^\s*[，,：:、；;。！!？?]/;

/**
 * Chinese puts no blank behind a name. Where Latin becomes Chinese or Chinese Latin, and enough follows that it is no part of the name,
 * the name has ended; two Chinese words cannot be told apart.
 */
const OTHER_SCRIPT = /^@(?:[!-~]+([\u2e80-\uffef]\S{3,})|[\u2e80-\uffef]+([!-~]\S{3,}))$/;

/** For `(12/34)` and a line break before a part, and a fence or table head that is begun again. */
const SLACK_BYTES = 256;

/**
 * Cuts Markdown into parts that each fit one message: between paragraphs, else lines, else sentences, never inside a
 * character. A code fence that is open at a cut is closed and begun again, a table begins again with its head.
 *
 * @param maxBytes - most bytes in a part, over 512.
 * @returns the parts in order, numbered when there are several. Blank text gives none.
 */
export function splitMarkdown(text: string, maxBytes: number): string[] {
  if (maxBytes <= 2 * SLACK_BYTES) throw invalidInWords('maxBytes', `must be over ${2 * SLACK_BYTES}`);
  if (text.trim() === '') return [];
  if (byteLength(text) <= maxBytes) return [text];

  const parts = cutParts(text, maxBytes - SLACK_BYTES);
  return parts.map((part, index) => `(${index + 1}/${parts.length})\n${part}`);
}

/** A fence's head longer than this is begun again without its words, a table's not at all. */
const MAX_HEAD_BYTES = 100;

/** What a part has to begin with, so that the line that follows reads as it would have without the cut. */
interface Context {
  fence: string | null;
  tableHead: string | null;
}

function cutParts(text: string, budget: number): string[] {
  const parts: string[] = [];
  let context: Context = { fence: null, tableHead: null };
  let lines: string[] = [];
  let bytes = 0;

  const close = (): void => {
    const ending = context.fence === null ? [] : [fenceMark(context.fence)];
    const part = [...lines, ...ending].join('\n').trimEnd();
    if (part !== '') parts.push(part);
    lines = [context.fence ?? context.tableHead ?? []].flat();
    bytes = lines.reduce((sum, line) => sum + byteLength(line) + 1, 0);
  };

  // With what a part may have to begin with, a piece of a long line still fits.
  const maxLine = budget - MAX_HEAD_BYTES - 1;
  for (const line of text.split('\n').flatMap((whole) => cutLine(whole, maxLine))) {
    const size = byteLength(line) + 1;
    const isFull = bytes + size > budget;
    const isGoodPlace = line.trim() === '' && context.fence === null && bytes > budget * 0.75;
    if (isFull || isGoodPlace) close();
    context = after(context, lines.at(-1), line);
    lines.push(line);
    bytes += size;
  }
  close();
  return parts;
}

function after({ fence, tableHead }: Context, before: string | undefined, line: string): Context {
  if (fence !== null) {
    const isEnd = line.trim().startsWith(fenceMark(fence)) && /^[`~]+$/.test(line.trim());
    return { fence: isEnd ? null : fence, tableHead: null };
  }
  const opening = /^\s{0,3}(`{3,}|~{3,})/.exec(line);
  if (opening)
    return { fence: byteLength(line) > MAX_HEAD_BYTES ? (opening[1] ?? '') : line, tableHead: null };
  if (!line.trimStart().startsWith('|')) return { fence, tableHead: null };
  const isRule = /^[\s|:-]+$/.test(line) && before !== undefined;
  const head = `${before ?? ''}\n${line}`;
  return { fence, tableHead: isRule && byteLength(head) <= MAX_HEAD_BYTES ? head : tableHead };
}

const fenceMark = (opening: string): string => /[`~]+/.exec(opening)?.[0] ?? '```';

/** Pieces of at most `budget` bytes, each ending with a sentence or a word where there is one in its second half. */
function cutLine(line: string, budget: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (byteLength(rest) > budget) {
    const head = cutBytes(rest, budget);
    const end = Math.max(
      ...['。', '！', '？', '；', '. ', '! ', '? ', ' '].map((mark) => head.lastIndexOf(mark) + mark.length),
    );
    const cut = end > head.length / 2 ? end : head.length;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}
