import { en, type Words } from './en/index.ts';
import { zhCN } from './zh-CN/index.ts';

export type { Words } from './en/index.ts';
export type { ConsolePhrase, ConsoleValues } from './en/console-phrases.ts';
export type { HttpWords } from './en/http.ts';
export type { SlackWords } from './en/slack.ts';
export type { WeComWords } from './en/wecom.ts';

export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

const CATALOGUES: Readonly<Record<Locale, Words>> = { 'en': en, 'zh-CN': zhCN };

/** The catalogue of a locale; of English for one that there is none for. */
export const wordsFor = (locale: string): Words => CATALOGUES[toLocale(locale) ?? 'en'];

/** `zh`, `zh-Hans` and `zh_CN` are Simplified Chinese; undefined for languages that we have no words in. */
export function toLocale(tag: string): Locale | undefined {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  if (language === 'zh') return 'zh-CN';
  return language === 'en' ? 'en' : undefined;
}
