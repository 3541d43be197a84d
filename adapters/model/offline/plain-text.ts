/** Whole characters only, no control characters but tabs and line breaks, at most `max` characters: what the tools take. */
export function plainText(text: string, max: number): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (c) => (c === '\n' || c === '\t' ? c : ' '))
    .slice(0, max)
    .toWellFormed();
}
