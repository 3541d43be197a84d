/**
 * Text as Slack may be given it: whole characters, no control characters, none that turn the direction of what
 * follows or hide in it. Joiners stay, as emoji and some scripts need them.
 */
export const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '');

/** Cuts to at most `max` UTF-16 units, never inside a character; what was cut ends with `mark`. */
export function cut(text: string, max: number, mark = '…'): string {
  if (text.length <= max) return text;
  const end = Math.max(0, max - mark.length);
  const isInside = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return text.slice(0, isInside ? end - 1 : end) + mark;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Nothing in the result is a mention, a command or a link to Slack. */
const escapeText = (text: string): string => text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);

/** Escaped and of at most `max` units, cut between characters and never inside an escape. */
export const escapeWithin = (text: string, max: number): string => {
  const whole = escapeText(text);
  return whole.length <= max ? whole : `${cut(whole, max - 1, '').replace(/&[a-z]{0,3}$/, '')}…`;
};

/**
 * In streamed Markdown tokens and links live, nothing turns off names, and previews cannot be forbidden. A joiner that is
 * not seen takes them apart: `<@U1>`, `@here`, `[label](address)`, `https://…`.
 */
const LIVE: Readonly<Record<string, string>> = { ...ESCAPES, '@': '@\u2060', ']': ']\u2060', ':': ':\u2060' };

/** Streamed text in which nothing calls or links; sign by sign, so that it holds however the text is cut. */
export const escapeStreamed = (text: string): string =>
  clean(text).replace(/[&<>@\]:]/g, (sign) => LIVE[sign] ?? sign);

/** As much of a text that goes on as can be shown: no half of a character, no gap at the end. */
export function takeShowable(text: string, max: number): string {
  const part = text.slice(0, max);
  const isInside = /[\ud800-\udbff]/.test(part.charAt(part.length - 1));
  return (isInside ? part.slice(0, -1) : part).trimEnd();
}

/** What Slack counts when it finds a message too long, as far as that is known: the characters of its JSON. */
export const size = (value: unknown): number => JSON.stringify(value).length;
