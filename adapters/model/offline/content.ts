import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { asDue, type Moment } from './days.ts';
import type { Cue } from './lexicon.ts';
import { range } from './phrases.ts';
import { partsOf, type Parts, type Segment } from './segments.ts';
import { cueAt, isOf, normAt, textOf, type Reading, type SpanOf } from './spans.ts';
import { hasHan, toTitle } from './text.ts';

export type NewTask = NonNullable<ManageTasksInput['tasks']>[number];
/** What stands beside the content and belongs to the task. */
export type Attributes = Pick<NewTask, 'due' | 'priority' | 'assignee' | 'tags'>;

/** Cues at the edges of content that say how it is asked for, not what it is; and those at its end. */
const FIRST: readonly Cue[] = [
  'polite', 'beg', 'track', 'noun', 'board', 'remind', 'now', 'rank', 'mark', 'that', 'due', 'agent', 'me', 'nobody', 'by',
]; // prettier-ignore
const LAST: readonly Cue[] = ['polite', 'board', 'now', 'that', 'beg', 'rank', 'mark', 'me', 'by'];
/** Cues that say what something is about as well as what is wanted. */
const CONTENT: readonly Cue[] = ['do', 'body', 'past', 'need'];
const EDGE_WORDS = new Set(
  (
    'a an the to of for on at by and or some that this is as be been about also there with due which two three four ' +
    'five things thing down in my our your one more another needs done too here someone somebody we i us has have ' +
    '的 把 将 先 再 就 也 都 了 吧 呢 啊 一下 个 条 件 要 得 该 需 我 们 是 有 为 下 们 去 给 让 由 事 这 那 几 两 三 之 前 以 在 到 里 上 吗'
  ).split(' '),
);
/** Chinese characters that begin words of their own: they are dropped only at the end. */
const ONLY_LAST = new Set('跟 下 有 去 给 在 到 里 上 前 以 事 三 两 几 先 再 得 将 为'.split(' '));
/** They ask for something to be written down, and are a part of what is. */
export const isPursuit = (word: string): boolean => /^(?:follow|chase)$/.test(word);

const EN_ROLE = new Set('for to let ask remind have by with @ > → assign tell get give put'.split(' '));
/** What stands before somebody who is to do it. */
const ZH_ROLE = /(?:[让给由请→@派]|交给|提醒|负责人|安排|归)\s?$/;
/** 给小李写: it is written to him. */
const ZH_TO_THEM = /^(?:写|打|回|发|寄|买|订|准|做|起|签)$/;
const isLed = ({ text, tokens }: Reading, at: number): boolean => {
  const from = tokens[at]?.from ?? 0;
  return ZH_ROLE.test(text.slice(Math.max(0, from - 4), from));
};

/** Whether the person is who does the work, rather than part of what is to be done. */
function isAssignee(reading: Reading, { at, to, name }: SpanOf<'person'>, segment: Segment): boolean {
  const [lead, next, word] = [normAt(reading, at - 1), cueAt(reading, to), normAt(reading, to)];
  if (textOf(reading, at, to).startsWith('@') || name.startsWith('agent:')) return true;
  const follows = isOf(next, 'need', 'give', 'future', 'begin');
  if (hasHan(name) || hasHan(word) || isLed(reading, at)) {
    const isGiving =
      lead === '给' && !isOf(next, 'track') && to < segment.to && !follows && at - 1 !== segment.at;
    const isGiven = isLed(reading, at) && !(lead === '给' && ZH_TO_THEM.test(word)) && !isGiving;
    return isGiven || follows || at === segment.at;
  }
  if (at === segment.at || lead === 'and') return follows || isOf(next, 'do', 'body') || to === segment.to;
  if (!EN_ROLE.has(lead)) return isOf(next, 'need');
  if (lead === 'for') return to >= segment.to || /^(?:by|before|until|on|asap|today|tomorrow|to)$/.test(word);
  const before = [at - 2, at - 3].map((one) => normAt(reading, one));
  return (
    !['to', 'by', 'with'].includes(lead) ||
    before.some((one) => /^(?:assign|assigned|it|given|handed)$/.test(one))
  );
}

/** "The March report" names no date: something follows that it belongs to. */
function isOwnDate(reading: Reading, { at, to }: SpanOf<'date'>, segment: Segment): boolean {
  const [lead, next] = [normAt(reading, at - 1), reading.tokens[to]];
  const end = reading.tokens[to - 1]?.to ?? 0;
  if (/^['’]s/.test(reading.text.slice(end, end + 2))) return false;
  if (to >= segment.to || at <= segment.at + 1) return true;
  if (isOf(cueAt(reading, at - 1), 'by') || /^(?:on|due|for|at|until)$/.test(lead)) return true;
  return next?.kind !== 'word' || /^(?:to|and|about|at|with|that|please)$/.test(next.norm) || hasHan(lead);
}

const PRIORITIES = ['low', 'urgent', 'high', 'normal'] as const;

/** What is said of the task, and the tokens that say nothing else. */
export function attributesIn(
  reading: Reading,
  parts: Parts,
  moment: Moment,
): { own: Attributes; taken: Set<number> } {
  const { segment, cues, dates, people, tags } = parts;
  const own: Attributes = {};
  const taken = new Set<number>();
  const take = (at: number, to: number): void => range(at, to).forEach((index) => taken.add(index));
  for (const span of dates.filter((date) => isOwnDate(reading, date, segment))) {
    own.due = asDue(span.when, moment);
    take(/^(?:on|for|due|by|in|at)$/.test(normAt(reading, span.at - 1)) ? span.at - 1 : span.at, span.to);
    for (
      let lead = cueAt(reading, span.at - 1);
      isOf(lead, 'by', 'due');
      lead = cueAt(reading, (lead?.at ?? 0) - 1)
    )
      take(lead?.at ?? 0, lead?.to ?? 0);
    const after = cueAt(reading, span.to);
    if (isOf(after, 'by')) take(span.to, after?.to ?? 0);
  }
  for (const cue of cues) {
    const priority = PRIORITIES.find((kind) => cue.kinds.has(kind));
    const isBeside = [[segment.at, cue.at], [cue.to, segment.to]].some(([at = 0, to = 0]) => isEmpty(reading, at, to, taken)); // prettier-ignore
    const isNamed =
      [cue.at - 1, cue.to, cue.at - 2].some((at) => isOf(cueAt(reading, at), 'rank')) ||
      /priority|prio|优先/.test(textOf(reading, cue.at, cue.to));
    if (!priority || !(isNamed || isBeside || isOf(cueAt(reading, cue.to), 'noun'))) continue;
    own.priority ??= priority;
    const isLead = /^(?:with|very|quite|is)$/.test(normAt(reading, cue.at - 1));
    take(cue.at - (isLead ? 1 : 0), cue.to + (isOf(cueAt(reading, cue.to), 'rank') ? 1 : 0));
  }
  const isFrom = ({ at }: SpanOf<'person'>): boolean => isOf(cueAt(reading, at - 1), 'from');
  const person = people.find((one) => !isFrom(one) && isAssignee(reading, one, segment));
  if (person) {
    own.assignee = person.name;
    const [lead, next] = [cueAt(reading, person.at - 1), cueAt(reading, person.to)];
    if (lead && (isOf(lead, 'give', 'remind', 'beg') || normAt(reading, lead.at) === '安'))
      take(lead.at, lead.to);
    const hasRole = EN_ROLE.has(normAt(reading, person.at - 1)) || isLed(reading, person.at);
    take(person.at - (hasRole && person.at > segment.at ? 1 : 0), person.to);
    if (next && isOf(next, 'need', 'give', 'future')) take(next.at, next.to);
    else if (normAt(reading, person.to) === 'to') take(person.to, person.to + 1);
  }
  if (cues.some((cue) => isOf(cue, 'self'))) own.assignee ??= 'me';
  for (const { at, to } of tags) take(at, to);
  if (tags.length) own.tags = tags.map(({ tag }) => tag);
  return { own, taken };
}

const NONE: ReadonlySet<number> = new Set();

/** Whether nothing but words around content stands there. */
export const isEmpty = (
  reading: Reading,
  from: number,
  to: number,
  taken: ReadonlySet<number> = NONE,
): boolean => !range(from, to).some((at) => !taken.has(at) && isContent(reading, at));

/** A word that says what something is about, rather than what is wanted. */
export function isContent(reading: Reading, at: number): boolean {
  const token = reading.tokens[at];
  const span = reading.spans[at];
  if (!token || token.kind === 'mark' || token.kind === 'break') return span?.is === 'text';
  if (isLetter(reading, at)) return true;
  if (!span) return (!EDGE_WORDS.has(token.norm) && !/^\d+$/.test(token.norm)) || token.isOwn === false;
  if (span.is === 'cue') return [...span.kinds].every((kind) => CONTENT.includes(kind));
  return span.is === 'text' || span.is === 'person';
}

/** How many words say what the stretch is about; two characters of Chinese are one. */
export const countContent = (
  reading: Reading,
  { at, to }: Segment,
  isCounted = (_: number): boolean => true,
): number =>
  range(at, to)
    .filter((index) => isContent(reading, index) && isCounted(index))
    .reduce((sum, index) => sum + (reading.tokens[index]?.kind === 'han' ? 0.5 : 1), 0);

/** "Track A, B": a letter by itself is a name, not an article. */
const isLetter = (reading: Reading, at: number): boolean =>
  textOf(reading, at, at + 1) === 'A' &&
  !(reading.tokens[at + 1]?.kind === 'word' && normAt(reading, at + 1) !== 'and');

function isEdge(reading: Reading, at: number, taken: ReadonlySet<number>, isFirst: boolean): boolean {
  const token = reading.tokens[at];
  const span = reading.spans[at];
  if (!token || taken.has(at)) return true;
  if (span && ['text', 'number', 'person', 'date'].includes(span.is)) return false;
  if (token.kind === 'mark' || token.kind === 'break') return true;
  const cue = cueAt(reading, at);
  const isPhrase = cue !== undefined && cue.to - cue.at > 1;
  const isAside = isOf(cue, ...(isFirst ? FIRST : LAST));
  if (isPhrase && isAside) return true;
  if ((token.isOwn === false && !isPhrase) || isLetter(reading, at)) return false;
  if (isFirst && (ONLY_LAST.has(token.norm) || isPursuit(token.norm))) return false;
  return isAside || (EDGE_WORDS.has(token.norm) && !(span && span.to - span.at > 1));
}

/** The words of the stretch that say what it is about, as they were written; empty where there are none. */
export function contentOf(
  reading: Reading,
  from: number,
  to: number,
  taken: ReadonlySet<number> = NONE,
): string {
  let [at, end] = [from, to];
  while (at < end && isEdge(reading, at, taken, true)) at = cueAt(reading, at)?.to ?? at + 1;
  while (end > at && isEdge(reading, end - 1, taken, false)) end -= 1;
  let text = '';
  let last = -1;
  for (const index of range(at, end).filter((one) => !taken.has(one))) {
    if (last >= 0) text += gapBetween(reading, last, index);
    text += textOf(reading, index, index + 1);
    last = index;
  }
  return toTitle(text);
}

/** Blank or mark that stood between two words; of words that were left out, one blank. */
function gapBetween({ text, tokens }: Reading, last: number, next: number): string {
  const between = text.slice(tokens[last]?.to, tokens[next]?.from);
  return /^\s*-?\s*$/.test(between) ? between : tokens[last]?.kind === 'han' ? '' : ' ';
}

/** The content of a whole segment as a task; undefined where it has none. */
export function taskIn(
  reading: Reading,
  segment: Segment,
  moment: Moment,
): { task: NewTask | undefined; own: Attributes } {
  const { own, taken } = attributesIn(reading, partsOf(reading, segment), moment);
  const title = contentOf(reading, segment.at, segment.to, taken);
  const hasName = /\p{L}{2}|\p{L}\d|\p{Script=Han}|^\p{Lu}$/u.test(title);
  const isBare = isEmpty(reading, segment.at, segment.to, taken);
  return { task: hasName && !isBare ? { title, ...own } : undefined, own };
}
