import type { HintedTask, ModelHints } from '../../../src/ports/model.ts';
import { findDates } from './dates.ts';
import type { When } from './days.ts';
import { LEXICON, type Cue } from './lexicon.ts';
import { findKnown, findOthers, MAX_NAMED } from './names.ts';
import { tokenize, type Token } from './phrases.ts';
import { createTitleIndex, type Hit } from './titles.ts';

/** What is known of some tokens: `at` up to `to`, without it. */
export type Span = { at: number; to: number } & (
  | { is: 'cue'; kinds: ReadonlySet<Cue> }
  | { is: 'number'; number: number }
  | { is: 'date'; when: When }
  | { is: 'person'; name: string }
  | { is: 'tag'; tag: string }
  | { is: 'text' }
);
export type SpanOf<K extends Span['is']> = Extract<Span, { is: K }>;

/** A message taken apart: each token stands in at most one span, and what stands in none is content. */
export interface Reading {
  text: string;
  tokens: readonly Token[];
  /** The span of each token. */
  spans: (Span | undefined)[];
  hits: readonly Hit[];
  tasks: readonly HintedTask[];
}

export const cueAt = ({ spans }: Reading, at: number): SpanOf<'cue'> | undefined => {
  const span = spans[at];
  return span?.is === 'cue' ? span : undefined;
};
/** Whether the cue, if there is one, is of one of these kinds. */
export const isOf = (cue: { kinds: ReadonlySet<Cue> } | undefined, ...kinds: Cue[]): boolean =>
  cue !== undefined && kinds.some((kind) => cue.kinds.has(kind));
export const normAt = ({ tokens }: Reading, at: number): string => tokens[at]?.norm ?? '';
/** What was said from one token up to another. */
export const textOf = ({ text, tokens }: Reading, at: number, to: number): string =>
  text.slice(tokens[at]?.from ?? text.length, tokens[to - 1]?.to ?? 0);

const NUMBER = new RegExp(
  String.raw`(?<![\w-])(?:[Tt]-?|#)(?<a>\d{1,6})(?![\d\w-]*[a-z])|\b(?:task|number|任务)\s?#?(?<b>\d{1,6})\b` +
    String.raw`|(?<![\w月年第-])(?<c>\d{1,6})号任务`,
  'gi',
);
/** Names of hosts, addresses, and what stands between quotation marks. */
const TEXT = new RegExp(
  String.raw`\b[\w-]{2,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|org|net|io|cn)\b|https?:\/\/[^\s"'<>，。；、（）]+` +
    '|"[^"\n]{1,300}"|“[^”\n]{1,300}”|「[^」\n]{1,300}」|《[^》\n]{1,100}》|`[^`\n]{1,300}`',
  'gi',
);
const TAG = /(?<=^|\s)#(?<tag>\p{L}[\p{L}\p{N}_-]{0,40})/gu;

interface Range {
  from: number;
  to: number;
}

/** The titles that are named; a cue alone names none unless it is the whole title, or an article stands before it. */
function namesIn(
  tokens: readonly Token[],
  spans: readonly (Span | undefined)[],
  tasks: readonly HintedTask[],
): Hit[] {
  const open = tokens.map((token, at) => {
    const span = spans[at];
    return span && span.is !== 'cue' && span.is !== 'text'
      ? { ...token, norm: '', kind: 'word' as const }
      : token;
  });
  const isName = ({ tokens: named, score }: Hit): boolean =>
    score >= 0.6 ||
    named.some((at) => spans[at]?.is !== 'cue' || /^(?:the|that|our|my)$/.test(tokens[at - 1]?.norm ?? ''));
  return createTitleIndex(tasks)(open).filter(isName);
}

/** Takes a message apart. The time taken grows with its length. */
export function takeApart(text: string, hints: ModelHints): Reading {
  const tasks = hints.tasks ?? [];
  const tokens = tokenize(text);
  const spans: (Span | undefined)[] = tokens.map(() => undefined);
  const byChar = new Int32Array(text.length + 1).fill(-1);
  for (const [index, { from, to }] of tokens.entries()) byChar.fill(index, from, to);
  let open = text;
  type Value = Span extends infer S ? (S extends Span ? Omit<S, 'at' | 'to'> : never) : never;
  const put = ({ from, to }: Range, value: Value): void => {
    let [at, end] = [from, to];
    while (at < to && byChar[at] === -1) at += 1;
    while (end > at && byChar[end - 1] === -1) end -= 1;
    const [first, last] = [byChar[at] ?? -1, byChar[end - 1] ?? -1];
    if (first < 0 || last < first || spans.slice(first, last + 1).some(Boolean)) return;
    const span = { ...value, at: first, to: last + 1 } as Span;
    for (let index = first; index <= last; index++) spans[index] = span;
    open = `${open.slice(0, from)}${'\u0001'.repeat(to - from)}${open.slice(to)}`;
  };
  const each = (pattern: RegExp, value: (match: RegExpExecArray) => Value): void => {
    for (const match of [...open.matchAll(pattern)].slice(0, MAX_NAMED))
      put({ from: match.index, to: match.index + match[0].length }, value(match));
  };
  each(TEXT, () => ({ is: 'text' }));
  const known = new Set(tasks.map(({ number }) => number));
  each(NUMBER, ({ 0: said, groups }) => {
    const number = Number(groups?.a ?? groups?.b ?? groups?.c);
    // "PR #123" may be a number of something else.
    return said.startsWith('#') && !known.has(number) ? { is: 'text' } : { is: 'number', number };
  });
  each(TAG, ({ groups }) => ({ is: 'tag', tag: groups?.tag ?? '' }));
  const people = [...(hints.people ?? []), ...(hints.speaker ? [hints.speaker] : [])];
  for (const { from, to, name } of findKnown(open, people)) put({ from, to }, { is: 'person', name });
  for (const { from, to, when } of findDates(open, hints)) put({ from, to }, { is: 'date', when });
  for (const { from, to, name } of findOthers(open)) put({ from, to }, { is: 'person', name });
  for (let at = 0; at < tokens.length; at++) {
    const cue = spans[at] ? undefined : LEXICON.at(tokens, at);
    if (!cue || spans.slice(at, cue.to).some(Boolean)) continue;
    const span: Span = { is: 'cue', ...cue };
    for (let index = at; index < cue.to; index++) spans[index] = span;
    at = cue.to - 1;
  }
  return { text, tokens, spans, tasks, hits: namesIn(tokens, spans, tasks) };
}
