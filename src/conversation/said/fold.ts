/** Text as it is compared: full width as half width, lower case, straight apostrophes, emoji without skin tone. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[\p{Emoji_Modifier}\uFE0E\uFE0F\u200B-\u200D\u2060]/gu, '')
    .trim();

/** What stands between phrases and says nothing. Question marks do. */
const FILLER = /[\s.,;:!。，、；：！…~～—–·"“”'()（）]/u;
const LATIN = /[\p{Script=Latin}\p{N}_'+-]/u;

export interface Phrases<Kind extends string> {
  /** Reads a folded text as these phrases one after the other, with nothing else but punctuation; undefined for any other text. */
  read(folded: string): Kind[] | undefined;
}

/** Longer texts are no row of phrases, whatever they are. */
const MAX_ROW = 400;

/** Phrases by kind. At each place the longest one counts; a Latin one ends where its word does. */
export function toPhrases<Kind extends string>(
  kinds: Readonly<Record<Kind, readonly string[]>>,
): Phrases<Kind> {
  const kindOf = new Map<string, Kind>();
  for (const kind of Object.keys(kinds) as Kind[]) for (const phrase of kinds[kind]) kindOf.set(phrase, kind);
  const longest = Math.max(...[...kindOf.keys()].map((phrase) => phrase.length));

  function phraseAt(text: string, at: number): string | undefined {
    for (let length = Math.min(longest, text.length - at); length > 0; length -= 1) {
      const piece = text.slice(at, at + length);
      if (kindOf.has(piece) && isWhole(text, at, length)) return piece;
    }
    return undefined;
  }

  return {
    read(folded) {
      if (folded.length > MAX_ROW) return undefined;
      const found: Kind[] = [];
      for (let at = 0; at < folded.length;) {
        const phrase = phraseAt(folded, at);
        const kind = phrase === undefined ? undefined : kindOf.get(phrase);
        if (phrase !== undefined && kind !== undefined) found.push(kind);
        else if (!FILLER.test(folded[at] ?? '')) return undefined;
        at += phrase?.length ?? 1;
      }
      return found;
    },
  };
}

function isWhole(text: string, at: number, length: number): boolean {
  const last = text[at + length - 1] ?? '';
  return !LATIN.test(last) || !LATIN.test(text[at + length] ?? '');
}

/** Whether the text begins with one of the phrases, as whole words. */
export const beginsWith = (folded: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => folded.startsWith(phrase) && isWhole(folded, 0, phrase.length));

/** Whether one of the phrases stands somewhere in the text, as whole words. */
export const holds = (folded: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => {
    for (let at = folded.indexOf(phrase); at >= 0; at = folded.indexOf(phrase, at + 1)) {
      const startsWord = !LATIN.test(phrase[0] ?? '') || !LATIN.test(folded[at - 1] ?? '');
      if (startsWord && isWhole(folded, at, phrase.length)) return true;
    }
    return false;
  });
