import type { HintedTask } from '../../../src/ports/model.ts';
import { tokenize, type Token } from './phrases.ts';

/** Tokens that may be the name of a task: `at` up to `to`, without it. */
export interface Hit {
  at: number;
  to: number;
  task: HintedTask;
  /** 0 to 1: how much of the title was said, the rarer words counting more. */
  score: number;
  /** The tokens of it that stand in the title. */
  tokens: readonly number[];
}

/** Words that carry nothing in a title, and may stand between those that do. */
const FILLER = new Set(
  'the a an of for to in on with and my our that this new s thing task tasks one 的 了 和 与 个 那 这 事 情 任 务'.split(
    ' ',
  ),
);
const MIN_SLIP = 5;
const MAX_GAP = 2;

const stem = (word: string): string =>
  word.length < 4 ? word : word.replace(/(?:ing|ed|es|s|e|al|ly|er)$/, '').replace(/(.)\1$/, '$1');

/** The word without each of its letters in turn: two words share one where they differ by a slip of one letter. */
const slips = (word: string): string[] =>
  word.length < MIN_SLIP
    ? []
    : [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];

/** Whether the words differ by one letter: changed, missing, or two in the wrong order. */
function isSlip(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (restA.slice(1) === restB || restB.slice(1) === restA || restA.slice(1) === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}

/** Chinese is compared by pairs of neighbouring characters, all else by words. */
function unitsOf(tokens: readonly Token[]): { key: string; at: number; to: number }[] {
  return tokens.flatMap(({ norm, kind }, at) => {
    if (kind === 'word') return FILLER.has(norm) ? [] : [{ key: stem(norm), at, to: at + 1 }];
    const next = tokens[at + 1];
    return kind === 'han' && next?.kind === 'han' ? [{ key: norm + next.norm, at, to: at + 2 }] : [];
  });
}

/** A word of more titles than this tells none of them from the others. */
const MAX_ALIKE = 60;

/** Finds tasks by words of their titles, tolerant of order, fillers and a slip of one letter. */
export function createTitleIndex(tasks: readonly HintedTask[]) {
  const words = new Map<string, number[]>();
  const slipped = new Map<string, string[]>();
  const put = <V>(map: Map<string, V[]>, key: string, value: V): void => {
    const values = map.get(key);
    if (values) values.push(value);
    else map.set(key, [value]);
  };
  const titles = tasks.map(({ title }) => [
    ...new Set(unitsOf(tokenize(title, false)).map(({ key }) => key)),
  ]);
  for (const [task, keys] of titles.entries()) for (const key of keys) put(words, key, task);
  for (const key of words.keys()) for (const slip of slips(key)) put(slipped, slip, key);
  const weightOf = (key: string): number => 1 / (words.get(key)?.length ?? 1);
  const totals = titles.map((keys) => keys.reduce((sum, key) => sum + weightOf(key), 0));
  const known = (key: string): string | undefined => {
    const alike = words.has(key) ? [] : slips(key).flatMap((slip) => slipped.get(slip)?.slice(0, 5) ?? []);
    return words.has(key) ? key : alike.find((found) => isSlip(key, found));
  };

  /** Where titles may be named, the fullest first; of several tasks at one place, all that fit as well. */
  return function find(tokens: readonly Token[]): Hit[] {
    const runs: { task: number; keys: Set<string>; at: number; to: number; tokens: number[] }[] = [];
    const open = new Map<number, (typeof runs)[number]>();
    for (const { key, at, to } of unitsOf(tokens)) {
      const meant = known(key);
      const named = (meant && words.get(meant)) || [];
      for (const task of named.length > MAX_ALIKE ? [] : named) {
        const run = open.get(task);
        const isNear = run && gap(tokens, run.to, at) <= MAX_GAP;
        const own = isNear ? run : { task, keys: new Set<string>(), at, to, tokens: [] };
        if (!isNear) runs.push(own);
        open.set(task, own);
        own.keys.add(meant ?? key);
        own.to = Math.max(own.to, to);
        for (let one = at; one < to; one++) if ((own.tokens.at(-1) ?? -1) < one) own.tokens.push(one);
      }
    }
    return runs
      .flatMap(({ task, keys, ...span }) => {
        const said = [...keys].reduce((sum, key) => sum + weightOf(key), 0);
        const hinted = tasks[task];
        return hinted ? [{ ...span, task: hinted, score: said / (totals[task] || 1) }] : [];
      })
      .toSorted((a, b) => b.score - a.score || b.tokens.length - a.tokens.length);
  };
}

/** Words between two places, those that carry nothing left out; a mark is a wall. */
function gap(tokens: readonly Token[], from: number, to: number): number {
  let words = 0;
  for (let at = from; at < to && words <= MAX_GAP; at++) {
    const token = tokens[at];
    if (!token || token.kind === 'break' || (token.kind === 'mark' && !/^["'“”「」&-]$/.test(token.norm)))
      return Infinity;
    if (!FILLER.has(token.norm)) words += 1;
  }
  return words;
}
