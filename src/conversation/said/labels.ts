/** The number of an ask or a task where it stands in a text, with the places around it in the text as it was typed. */
export interface Label {
  kind: 'ask' | 'task';
  /** `A-9` or `T-9`. */
  ref: string;
  start: number;
  end: number;
}

const LATIN = String.raw`[\p{Script=Latin}\p{N}_-]`;
/** `a-9`, `A9`, `Ａ－９`, with any of the dashes that keyboards put there. */
const LABEL = new RegExp(
  String.raw`(?<!${LATIN})([aAtTａＡｔＴ])([-－‐‑–—−]?)([0-9０-９]{1,9})(?!${LATIN})`,
  'gu',
);

/** All numbers in the text. `strict` leaves out those without a dash, which may be anything: a paper size, a train. */
export function labelsIn(text: string, { isStrict = false } = {}): Label[] {
  return [...text.matchAll(LABEL)].flatMap((match) => {
    const [whole, letter = '', dash = '', digits = ''] = match;
    if (isStrict && dash === '') return [];
    const isAsk = letter.normalize('NFKC').toLowerCase() === 'a';
    const number = Number(digits.normalize('NFKC'));
    return [
      {
        kind: isAsk ? ('ask' as const) : ('task' as const),
        ref: `${isAsk ? 'A' : 'T'}-${number}`,
        start: match.index,
        end: match.index + whole.length,
      },
    ];
  });
}
