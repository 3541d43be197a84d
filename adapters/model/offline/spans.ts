import type { HintedTask, ModelHints } from '../../../src/ports/model.ts';
import { findDates } from './dates.ts';
import type { When } from './days.ts';
import { LEXICON, type Cue } from './lexicon.ts';
import { fold, tokenize, type Token } from './phrases.ts';
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

const NUMBER =
  /(?<![\w-])(?:[Tt]-?|#)(?<a>\d{1,6})(?![\d\w-]*[a-z])|\b(?:task|number|任务)\s?#?(?<b>\d{1,6})\b|(?<![\w月年第-])(?<c>\d{1,6})号任务/gi;
const TEXT =
  /\b[\w-]{2,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|org|net|io|cn)\b|https?:\/\/[^\s"'<>，。；、（）]+|"[^"\n]{1,300}"|“[^”\n]{1,300}”|「[^」\n]{1,300}」|《[^》\n]{1,100}》|`[^`\n]{1,300}`/gi;
const TAG = /(?<=^|\s)#(?<tag>\p{L}[\p{L}\p{N}_-]{0,40})/gu;

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟' +
  '汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';
const ZH_NAME = `(?:[小老阿]\\p{Script=Han}|[${SURNAMES}](?:总|工|姐|哥|经理|老师|主任|\\p{Script=Han}))`;
const NO_NAME =
  '小组|小程|小时|小红|小费|小票|小结|小会|老板|小心|周[一二三四五六日报末会年]|高[优级层]|文[档件案]|方[案便]|白[天板]|万一|于是|何时|马上|安[全排]|金额|任务|石头|常规|易用|许多|段落|应该|成本|时间|余额|明天';
const BEFORE =
  '交给|分配给|分给|指派给|派给|转给|安排|提醒|让|由|给|请|找|换成|叫|归|分配到|负责人[是为:： ]?|@|改成|改由|帮|定';
const AFTER =
  '负责|接手|来[做跟弄订办负]|手[上头里]|名下|那边|那儿|最近|这周|今天|上周|下周|有[哪什多逾几啥]|还有|在[做忙干弄搞跟]|的任务|没完成|做|忙|完成了|欠|订';
const zhName = new RegExp(
  `(?<=${BEFORE})(?!${NO_NAME})${ZH_NAME}(?=[^\\p{Script=Han}]|$|[负来做写检更准去把明下周在前的打订做后处])` +
    `|(?<![\\p{Script=Han}])(?!${NO_NAME})${ZH_NAME}(?=${AFTER})|(?<=${BEFORE})(?!${NO_NAME})${ZH_NAME}|@(?<at>[\\p{L}\\p{N}_]{1,20})`,
  'gu',
);
const NOT_PEOPLE = new Set(
  (
    'acme globex initech google microsoft apple amazon github gitlab jira stripe legal finance marketing sales ' +
    'engineering support product design ops security everyone christmas easter january february march april may june ' +
    'july august september october november december monday tuesday wednesday thursday friday saturday sunday london ' +
    'paris berlin tokyo shanghai beijing europe asia china japan germany france windows linux german chinese english ' +
    'we you they he she let lets please could would is are was have has had do did how all any new add mark move there ' +
    'someone somebody nobody anyone everybody today tomorrow team me my us our this next ' +
    'spanish french the i it this that what who when where why how safari firefox node python java black q1 q2 q3 q4'
  ).split(' '),
);
const SLOT = String.raw`[Ff]or|to|[Aa]ssign|[Gg]ive|[Ll]et|with|by|[Rr]emind|[Aa]sk|[Tt]ell|[Pp]ut|from|is|[Mm]ake|[Dd]oes|[Hh]as|[Dd]id|[Ss]how|[Hh]and`;
const VERB = String.raw`should|must|will|needs to|has to|can|is (?:taking|working|handling|responsible|on it|doing)|'s (?:plate|desk|tasks?|job|open)`;
const enName = new RegExp(
  String.raw`(?<=(?:^|[\s(])(?:${SLOT}) )\p{Lu}\p{Ll}{1,15}(?=$|[\s.,;:!?'’)])|(?<![\p{L}\p{N}])\p{Lu}\p{Ll}{1,15}(?= ?(?:${VERB})(?![\p{L}]))` +
    String.raw`|(?<=[给让由] ?)[A-Za-z]{2,15}(?![A-Za-z])` +
    String.raw`|(?<=→ ?|-> ?)\p{L}{2,16}|(?<=(?:assign|give|hand|reassign)(?: it| this| \u0001+)? to )\p{Ll}{2,12}(?=$|[\s.,;!?])`,
  'gu',
);

interface Range {
  from: number;
  to: number;
}
const trim = (name: string): string => name.replace(/^@/, '').replace(/['’]s?$/, '');

type Named = Range & { name: string };

/** Where people stand who are known. */
function findKnown(text: string, known: readonly string[]): Named[] {
  const found: Named[] = [];
  const low = text.toLowerCase();
  for (const name of new Set(known)) {
    const wanted = name.toLowerCase();
    if (wanted.length < 2) continue;
    for (let from = low.indexOf(wanted); from !== -1; from = low.indexOf(wanted, from + wanted.length)) {
      const edges =
        low.slice(Math.max(0, from - 1), from) + low.slice(from + wanted.length, from + wanted.length + 1);
      if (/\p{Script=Han}/u.test(name) || !/[a-z0-9_]/.test(edges))
        found.push({ from, to: from + wanted.length, name });
      if (found.length > MAX_NAMED) return found;
    }
  }
  return found;
}

/** Where others stand, as far as a name would. */
const findOthers = (text: string): Named[] =>
  [zhName, enName].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): Named[] => {
      const name = trim(match[0]);
      return NOT_PEOPLE.has(fold(name))
        ? []
        : [{ from: match.index, to: match.index + match[0].length, name }];
    }),
  );
const MAX_NAMED = 200;

/** The titles that are named, but by no number, date or person; a cue alone names none unless it is the whole title. */
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
