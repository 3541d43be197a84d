const MARK = /^\s{0,20}[(（]\s{0,5}(?:aside|题外话|插话)\s{0,5}[)）][:：]?\s{0,20}/iu;

/** What is said among people alone: `(aside) …` without its mark; undefined where it is for everybody. */
export const readAside = (text: string): string | undefined =>
  MARK.test(text) ? text.replace(MARK, '') : undefined;
