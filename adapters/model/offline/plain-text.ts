/** Whole characters only, no control characters but tabs and line breaks, at most `max` characters: what the tools take. */
export function plainText(text: string, max: number): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (c) => (c === '\n' || c === '\t' ? c : ' '))
    .slice(0, max)
    .toWellFormed();
}

/**
 * What somebody wrote, for the grammar: one blank between words, no indent, at most one empty line, at most three of one
 * mark in a row. Longer runs say no more, and every rule would try each way to share them out.
 */
export const spokenText = (text: string, max: number): string =>
  plainText(text, max)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/([\p{P}\p{S}])\1{3,}/gu, '$1$1$1');
