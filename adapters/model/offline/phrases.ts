/** A word, one Chinese character, a mark or a line break. */
export interface Token {
  from: number;
  to: number;
  /** Small letters, without the apostrophe of a contraction. */
  norm: string;
  kind: 'word' | 'han' | 'mark' | 'break';
  /** A Chinese character that is a word by itself here, rather than part of one. */
  isOwn?: boolean;
}

const WORD = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}])+`;
const TOKEN = new RegExp(
  String.raw`(?<han>\p{Script=Han})|(?<word>${WORD}(?:['.]${WORD})*)|(?<br>\n)|\S`,
  'gu',
);
/** Those that would be other words without their apostrophe. */
const KEPT = new Set(["i'll", "we'll", "he'll", "she'll", "i'd", "we'd", "he'd", "she'd", "we're", "let's"]);

export const range = (at: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - at) }, (_, index) => at + index);

export const fold = (word: string): string => {
  const small = word.toLowerCase();
  return KEPT.has(small) ? small : small.replaceAll("'", '');
};

export function tokenize(text: string, isMarked = true): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [said] = match;
    const { han, word, br } = match.groups ?? {};
    const [from, to] = [match.index, match.index + said.length];
    // "follow-up" is two words.
    if (said === '-' && /[\p{L}\p{N}]-[\p{L}\p{N}]/u.test(text.slice(from - 1, to + 1))) continue;
    const kind = han ? 'han' : word ? 'word' : br ? 'break' : 'mark';
    tokens.push({ from, to, norm: fold(said), kind });
  }
  if (isMarked && tokens.some(({ kind }) => kind === 'han')) markWords(text, tokens);
  return tokens;
}

/** They end or join words, whatever a dictionary takes them for. */
const PARTICLES = new Set('了吧的吗呢啊呀啦地们一这那掉个把都就先也再'.split(''));

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

function markWords(text: string, tokens: readonly Token[]): void {
  const alone = new Set<number>();
  for (const { index, segment } of segmenter.segment(text)) if (segment.length === 1) alone.add(index);
  for (const token of tokens)
    if (token.kind === 'han') token.isOwn = alone.has(token.from) || PARTICLES.has(token.norm);
}

/** A cue that stands at the tokens `at` up to `to`, without it. */
export interface Found<K extends string> {
  at: number;
  to: number;
  /** A word may say several things: the order of words around it tells which. */
  kinds: ReadonlySet<K>;
}

/**
 * Reads a table of cues: lines of `kind: phrase, phrase`. The longest phrase at a place counts, from left to right, so
 * that the time taken grows with the length of the text alone.
 */
export function toLexicon<K extends string>(table: string) {
  const byFirst = new Map<string, { norms: string[]; kinds: Set<K> }[]>();
  const byPhrase = new Map<string, { norms: string[]; kinds: Set<K> }>();
  for (const line of table.split('\n')) {
    const [kind = '', list = ''] = line.split(/:\s(.*)/s, 2);
    for (const phrase of list.split(',')) {
      const norms = tokenize(phrase.trim()).map(({ norm }) => norm);
      const [first] = norms;
      if (first === undefined) continue;
      const key = norms.join(' ');
      const known = byPhrase.get(key);
      if (known) known.kinds.add(kind.trim() as K);
      else {
        const entry = { norms, kinds: new Set([kind.trim() as K]) };
        byPhrase.set(key, entry);
        byFirst.set(first, [...(byFirst.get(first) ?? []), entry]);
      }
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.norms.length - a.norms.length);
  return {
    phrases: [...byPhrase.values()],
    /** All cues from left to right, but over what is known otherwise. */
    all(tokens: readonly Token[], isKnown: (at: number) => boolean = () => false): Found<K>[] {
      const found: Found<K>[] = [];
      for (let at = 0; at < tokens.length; at = Math.max(at + 1, found.at(-1)?.to ?? 0)) {
        const cue = isKnown(at) ? undefined : this.at(tokens, at);
        if (cue && !range(at, cue.to).some(isKnown)) found.push(cue);
      }
      return found;
    },
    /** The cue that begins at the token. */
    at(tokens: readonly Token[], at: number): Found<K> | undefined {
      const fits = byFirst
        .get(tokens[at]?.norm ?? '')
        ?.find(
          ({ norms }) =>
            norms.every((norm, offset) => tokens[at + offset]?.norm === norm) &&
            (norms.length > 1 || tokens[at]?.isOwn !== false),
        );
      return fits && { at, to: at + fits.norms.length, kinds: fits.kinds };
    },
  };
}
