import { isJudged, type Check } from '../domain/evidence.ts';
import type { Words } from './index.ts';

const markOf = (check: Check): string => (check.holds ? '✓' : isJudged(check) ? '○' : '✗');

/** What was looked at, one line each: whether it is there, and what was found. */
export const checkLines = (checks: readonly Check[] = [], words: Words): string[] =>
  checks.map((check) => {
    const { kind, wanted, found } = check;
    const what = words.evidence.wanted[kind](wanted);
    const evidence = kind === 'result' ? found.map(words.evidence.characters) : found;
    return `${markOf(check)} ${evidence.length > 0 ? words.labelled(what, words.list(evidence)) : what}`;
  });
