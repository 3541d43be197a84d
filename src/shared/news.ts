import { plainMarkdown } from './plain-markdown.ts';
import { shorten } from './text.ts';

/** A lock screen shows no more. */
const MAX_NEWS = 150;

/** One line for a lock screen. */
export const toNews = (text: string): string =>
  shorten(plainMarkdown(text).replace(/\s+/g, ' ').trim(), MAX_NEWS);
