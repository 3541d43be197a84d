import { withoutEnd } from '../../../src/shared/text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** What goes with a mention that is taken out: blanks, but no line break. */
const BLANK = /[^\S\n]/;

const toCharacters = (text: string): string =>
  text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);

/** The ids of the people that a text of Slack mentions, each once. */
export const mentionedIds = (text: string): string[] => [
  ...new Set([...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, id = '']) => id)),
];

function readToken(token: string, names: ReadonlyMap<string, string>): string {
  const [target = '', label] = token.split('|', 2);
  if (target.startsWith('@')) return `@${names.get(target.slice(1)) ?? (label || target.slice(1))}`;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (target.startsWith('!subteam^')) return label || `@${target.slice('!subteam^'.length)}`;
  if (/^!(?:here|channel|everyone)$/.test(target)) return `@${target.slice(1)}`;
  if (target.startsWith('!')) return label ?? '';
  const address = target.replace(/^mailto:/, '');
  return !label || address.includes(label) ? address : `${label} (${address})`;
}

/**
 * Slack's text as people read it: `<@U01>` by name, links by address, entities undone, the bot's mention taken out.
 * @param names - the names of those who are mentioned, by id.
 */
export function readText(text: string, botUserId: string, names: ReadonlyMap<string, string>): string {
  const around = text.split(new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>:?`));
  const plain = around
    .map((part, at) => (at < around.length - 1 ? withoutEnd(part, BLANK) : part))
    .join('')
    .replace(/<([^<>\n]*)>/g, (_, token: string) => readToken(token, names));
  return toCharacters(plain).trim();
}
