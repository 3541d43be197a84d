import { toLocale, type Locale } from '../../../src/words/index.ts';

/** The first language of an Accept-Language header that we speak. Quality values are rare and the order tells enough. */
export function pickLocale(header: string, fallback: Locale): Locale {
  for (const part of header.split(',')) {
    const locale = toLocale(part.split(';')[0]?.trim() ?? '');
    if (locale) return locale;
  }
  return fallback;
}
