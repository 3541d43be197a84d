const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts text to `max` characters as people count them, with an ellipsis in the last place when something was cut.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const parts = Array.from(graphemes.segment(text.slice(0, max * 8)), ({ segment }) => segment);
  return parts.length <= max ? text : `${parts.slice(0, max - 1).join('')}…`;
}

/** The first line that says something. */
export const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? '';

/** Whether the text is written in Chinese: any Han character decides, since names and codes are often Latin. */
export const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);
