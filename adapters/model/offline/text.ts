export type Locale = 'en' | 'zh-CN';

export const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** The language of the text when it has one, else that of the person. */
export const localeOf = (text: string, fallback: string): Locale =>
  hasHan(text) || fallback.startsWith('zh') ? 'zh-CN' : 'en';

/** Whole characters only, no control characters but tabs and line breaks, at most `max`: what the tools take. */
export function plainText(text: string, max: number): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (c) => (c === '\n' || c === '\t' ? c : ' '))
    .slice(0, max)
    .toWellFormed();
}

/**
 * What somebody wrote, to be read: full-width letters and marks are plain ones, invisible characters are gone, one
 * blank between words, at most three of one mark in a row. 。、「」 stay, as they say how to split.
 */
export const spokenText = (text: string, max: number): string =>
  plainText(text, max)
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/([\p{P}\p{S}])\1{3,}/gu, '$1$1$1')
    .trim();

/** In one line, for a sentence. */
export const short = (text: string): string =>
  plainText(text.replace(/\s+/g, ' ').replace(/[.。\s]+$/, ''), 200);

/** The marks of Chinese between its characters, as they are written again for people. */
export const wideMarks = (text: string): string =>
  text.replace(/(?<=[\p{Script=Han}”」》）])[,:;?!](?=[\p{Script=Han}“「《（\s]|$)/gu, (mark) =>
    String.fromCharCode(mark.charCodeAt(0) + 0xfee0),
  );

const MAX_TITLE_SHOWN = 100;

/** Cut at a word, with an ellipsis, when too long for a board. */
function shorten(title: string): string {
  if (title.length <= MAX_TITLE_SHOWN) return title;
  const part = title.slice(0, MAX_TITLE_SHOWN).replace(/[\ud800-\udbff]$/, '');
  const space = part.lastIndexOf(' ');
  return `${space > MAX_TITLE_SHOWN / 2 ? part.slice(0, space) : part}…`;
}

/** "the quarterly report, " becomes "Quarterly report". A first word such as iOS, v2 or npm keeps its case. */
export function toTitle(text: string): string {
  const inner = /^["“「《]([^"”」》]+)["”」》]$/.exec(text.trim())?.[1] ?? text;
  const bare = inner
    .replace(/\s+/g, ' ')
    .replace(/^[\s,，:：、;；。.!?*•·–—-]+|[\s,，:：、;；。.!?–—-]+$/g, '')
    .replace(/\s+([,.;:])/g, '$1');
  const [first = ''] = bare.split(' ', 1);
  const isPlain = /^\p{Ll}[\p{Ll}'-]*[,:]?$/u.test(first) && !/^(?:npm|git)$/.test(first);
  return shorten(wideMarks(isPlain ? first.charAt(0).toUpperCase() + bare.slice(1) : bare));
}
