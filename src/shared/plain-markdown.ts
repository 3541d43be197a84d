/** A line between parts, or the one below the heads of a table. */
const isRule = (line: string): boolean =>
  (/^[\s:|-]+$/.test(line) && line.includes('---')) || /^\s*[*_=]{3,}\s*$/.test(line);
const LEAD = /^\s{0,12}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,9}[.)]\s+)/;
const FENCE = /^\s{0,3}(?:`{3,}|~{3,})/;

/** Markdown without its marks, for where none can be shown: a lock screen, the head of a card. */
export function plainMarkdown(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => !FENCE.test(line) && !isRule(line))
    .map((line) => plainLine(line.replace(LEAD, '')))
    .filter((line) => line !== '')
    .join('\n');
}

const plainLine = (line: string): string =>
  line
    .replace(/\[([^\][]{0,300})\]\([^()\s]{0,2000}\)/g, '$1')
    .replace(/\*\*|__|~~|[`|]/g, ' ')
    .replace(/(?<![\p{L}\d])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\d])/gu, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=[.,;:!?。，；：！？)])/g, '')
    .trim();
