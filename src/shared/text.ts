const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts text to `max` characters as people count them, with an ellipsis in the last place when something was cut.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const parts = Array.from(graphemes.segment(text.slice(0, max * 8)), ({ segment }) => segment);
  return parts.length <= max ? text : `${parts.slice(0, max - 1).join('')}…`;
}

/** Cuts text to `max` UTF-16 units, never inside a character. For bounds of storage; for people see `shorten`. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? max - 1 : max);
}

/** The text without the characters at its end that fit. One expression for all of them would begin anew at each. */
export function withoutEnd(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** The first line that says something. */
export const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? '';

/** Whether the text is written in Chinese: any Han character decides, since names and codes are often Latin. */
export const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);
