/** Elements whose content is not for people. */
const HIDDEN = /(?:script|style|noscript|template)\b/iy;
/** Tags at which a new line begins. */
const BREAKS = /(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b/iy;

const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

const isAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].toLowerCase();
};

/** Finds ends of hidden elements; one that is not there is looked for once, however often it is begun. */
function createEndOf(page: string): (name: string, from: number) => number {
  const missing = new Set<string>();
  return (name, from) => {
    if (missing.has(name)) return -1;
    const end = new RegExp(`</${name}\\b`, 'gi');
    end.lastIndex = from;
    const found = end.exec(page);
    if (!found) missing.add(name);
    return found ? page.indexOf('>', found.index) : -1;
  };
}

/** The page without its tags, in one pass: a stranger has written it, and its length is all that the time depends on. */
function withoutTags(page: string): string {
  const endOf = createEndOf(page);
  const kept: string[] = [];
  let at = 0;
  for (let open = page.indexOf('<'); open !== -1; open = page.indexOf('<', at)) {
    const close = page.indexOf('>', open + 1);
    if (close === -1) break;
    const hidden = isAt(HIDDEN, page, open + 1);
    const end = hidden === undefined ? -1 : endOf(hidden, open);
    const isTag = close > open + 1;
    kept.push(page.slice(at, open), !isTag ? '<>' : isAt(BREAKS, page, open + 1) ? '\n' : ' ');
    at = (end === -1 ? close : end) + 1;
  }
  kept.push(page.slice(at));
  return kept.join('');
}

/** The words of an HTML page, without its scripts, styles and tags; other text as it is. */
export function toPageText(text: string): string {
  if (!/<html|<body|<!doctype html/i.test(text.slice(0, 2000))) return text;
  return withoutTags(text)
    .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[ \t]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
}
