import { invalidInWords } from '../../../src/domain/errors.ts';
import { wordsFor } from '../../../src/words/index.ts';

export const etag = (version: number): string => `"${version}"`;

/** The version of an If-Match header; undefined when there is none or any will do. */
export function readVersion(ifMatch: string | undefined, locale: string): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const match = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(ifMatch);
  if (!match) throw invalidInWords('If-Match', wordsFor(locale).http.badVersion);
  return Number(match[1]);
}
