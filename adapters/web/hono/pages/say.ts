import type { ConsolePhrase, ConsoleValues } from '../../../../src/words/index.ts';
import { wordsFor, type Locale } from '../../../../src/words/index.ts';

/** What the console says, with each `{name}` replaced by its value. */
export type Say = <P extends ConsolePhrase>(phrase: P, ...values: ConsoleValues<P>) => string;

export function createSay(locale: Locale): Say {
  const phrases = wordsFor(locale).console;
  return (phrase, ...[values]) => {
    const given: Readonly<Record<string, string | number>> = values ?? {};
    return phrases[phrase].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
  };
}
