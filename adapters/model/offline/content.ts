import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { asDue, type Moment } from './days.ts';
import type { Cue } from './lexicon.ts';
import { cueAt, partsOf, type Parts, type Segment } from './segments.ts';
import type { Reading, SpanOf } from './spans.ts';
import { hasHan, toTitle } from './text.ts';

export type NewTask = NonNullable<ManageTasksInput['tasks']>[number];
export type Priority = NonNullable<NewTask['priority']>;

/** What stands beside the content and belongs to the task. */
export interface Attributes {
  due?: string;
  priority?: Priority;
  assignee?: string;
  tags?: string[];
}

const PRIORITIES: readonly Priority[] = ['low', 'urgent', 'high', 'normal'];
/** Words at the edges of content that say how it is asked for, not what it is. */
const EDGES: readonly Cue[] = [
  'polite', 'beg', 'track', 'noun', 'board', 'remind', 'now', 'rank', 'mark', 'that', 'due', 'agent', 'me', 'nobody', 'by',
]; // prettier-ignore
const EDGE_WORDS = new Set(
  (
    'a an the to of for on at by and or some that this is as be been about also there with due which two three ' +
    'four five things thing down in my our your one more another needs done too here someone somebody we i us has have ' +
    '的 把 将 先 再 就 也 都 了 吧 呢 啊 一下 个 条 件 要 得 该 需 我 们 是 有 为 下 们 去 给 让 由 事 这 那 几 两 三 之 前 以 在 到 里 上 吗'
  ).split(' '),
);
/** Chinese characters that begin words of their own: they are dropped only at the end. */
const ONLY_LAST = new Set('跟 下 有 去 给 在 到 里 上 前 以 事 三 两 几 先 再 得 将 为'.split(' '));

const before = ({ tokens }: Reading, at: number): string => tokens[at - 1]?.norm ?? '';
const after = ({ tokens }: Reading, at: number): string => tokens[at]?.norm ?? '';

const EN_ROLE = new Set('for to let ask remind have by with @ > → assign tell get give put'.split(' '));
/** What stands before somebody who is to do it. */
const ZH_ROLE = /(?:[让给由请→@派]|交给|提醒|负责人|安排|归)\s?$/;
const lead4 = ({ text, tokens }: Reading, at: number): string =>
  text.slice(Math.max(0, (tokens[at]?.from ?? 0) - 4), tokens[at]?.from);

/** Whether the person is who does the work, rather than part of what is to be done. */
function isAssignee(reading: Reading, { at, to, name }: SpanOf<'person'>, segment: Segment): boolean {
  const lead = before(reading, at);
  const next = cueAt(reading, to);
  const nextWord = after(reading, to);
  if (reading.text[reading.tokens[at]?.from ?? 0] === '@' || name.startsWith('agent:')) return true;
  const isLast = to >= segment.to || /^(?:by|before|until|on|asap|today|tomorrow)$/.test(nextWord);
  const follows = next && ['need', 'give', 'future', 'begin'].some((kind) => next.kinds.has(kind as Cue));
  if (hasHan(name) || hasHan(nextWord) || ZH_ROLE.test(lead4(reading, at))) {
    const isForThem = lead === '给' && /^(?:写|打|回|发|寄|买|订|准|做|起|签)$/.test(nextWord);
    const isGiven = ZH_ROLE.test(lead4(reading, at)) && !isForThem;
    const isGiving = lead === '给' && !next?.kinds.has('track') && to < segment.to && !follows;
    return (isGiven && !(isGiving && at - 1 !== segment.at)) || Boolean(follows) || at === segment.at;
  }
  if (at === segment.at || lead === 'and')
    return (
      Boolean(follows) ||
      Boolean(next && (next.kinds.has('do') || next.kinds.has('body'))) ||
      to === segment.to
    );
  if (!EN_ROLE.has(lead)) return Boolean(follows && next?.kinds.has('need'));
  if (lead === 'for') return isLast || nextWord === 'to' || nextWord === 'until';
  if (['to', 'by', 'with'].includes(lead))
    return ['assign', 'assigned', 'it', 'given', 'handed'].some((word) =>
      [before(reading, at - 1), before(reading, at - 2)].includes(word),
    );
  return true;
}

/** "The March report" names no date: something follows that it belongs to. */
function isOwnDate(reading: Reading, { at, to }: SpanOf<'date'>, segment: Segment): boolean {
  const lead = cueAt(reading, at - 1);
  const next = reading.tokens[to];
  if (
    /^(?:'s|’s)/.test(
      reading.text.slice(reading.tokens[to - 1]?.to ?? 0, (reading.tokens[to - 1]?.to ?? 0) + 2),
    )
  )
    return false;
  if (to >= segment.to || at <= segment.at + 1) return true;
  if (lead?.kinds.has('by') || /^(?:on|due|for|at|until)$/.test(before(reading, at))) return true;
  return (
    next?.kind !== 'word' ||
    /^(?:to|and|about|at|with|that|please)$/.test(next.norm) ||
    hasHan(before(reading, at))
  );
}

/** What is said of the task, and the tokens that say nothing else. */
export function attributesIn(
  reading: Reading,
  parts: Parts,
  at: Moment,
): { own: Attributes; taken: Set<number> } {
  const { segment, cues, dates, people, tags } = parts;
  const own: Attributes = {};
  const taken = new Set<number>();
  const take = (from: number, to: number): void => {
    for (let index = from; index < to; index++) taken.add(index);
  };
  for (const span of dates) {
    if (!isOwnDate(reading, span, segment)) continue;
    own.due = asDue(span.when, at);
    const hasBy =
      cueAt(reading, span.at - 1)?.kinds.has('by') ||
      /^(?:on|for|due|by|in|at)$/.test(before(reading, span.at));
    take(span.at - (hasBy ? 1 : 0), span.to);
    for (
      let lead = cueAt(reading, span.at - 1);
      lead && (lead.kinds.has('by') || lead.kinds.has('due'));
      lead = cueAt(reading, lead.at - 1)
    )
      take(lead.at, lead.to);
    if (cueAt(reading, span.to)?.kinds.has('by')) take(span.to, cueAt(reading, span.to)?.to ?? span.to);
  }
  for (const cue of cues) {
    const priority = PRIORITIES.find((kind) => cue.kinds.has(kind));
    const isRanked = [cue.at - 1, cue.to, cue.at - 2].some((index) =>
      cueAt(reading, index)?.kinds.has('rank'),
    );
    const isNamed = /priority|prio|优先/.test(
      reading.text.slice(reading.tokens[cue.at]?.from, reading.tokens[cue.to - 1]?.to),
    );
    const isBeside =
      isEmpty(reading, segment.at, cue.at, taken) || isEmpty(reading, cue.to, segment.to, taken) ||
      Boolean(cueAt(reading, cue.to)?.kinds.has('noun')); // prettier-ignore
    if (!priority || !(isRanked || isNamed || isBeside)) continue;
    own.priority ??= priority;
    take(cue.at, cue.to);
    if (cueAt(reading, cue.to)?.kinds.has('rank')) take(cue.to, cue.to + 1);
    if (['with', 'very', 'quite', 'is'].includes(before(reading, cue.at))) take(cue.at - 1, cue.at);
  }
  for (const person of people) {
    if (
      own.assignee ||
      cueAt(reading, person.at - 1)?.kinds.has('from') ||
      !isAssignee(reading, person, segment)
    )
      continue;
    own.assignee = person.name;
    const lead = cueAt(reading, person.at - 1);
    if (
      lead &&
      (['give', 'remind', 'beg'].some((kind) => lead.kinds.has(kind as Cue)) ||
        /^安$/.test(reading.tokens[lead.at]?.norm ?? ''))
    )
      take(lead.at, lead.to);
    const next = cueAt(reading, person.to);
    const isLed = EN_ROLE.has(before(reading, person.at)) || ZH_ROLE.test(lead4(reading, person.at));
    take(person.at - (isLed && person.at > segment.at ? 1 : 0), person.to);
    if (next && ['need', 'give', 'future'].some((kind) => next.kinds.has(kind as Cue)))
      take(next.at, next.to);
    else if (after(reading, person.to) === 'to') take(person.to, person.to + 1);
  }
  for (const { at: from, to, tag } of tags) {
    own.tags = [...(own.tags ?? []), tag];
    take(from, to);
  }
  return { own, taken };
}

/** Whether nothing but words around content stands there. */
export function isEmpty(
  reading: Reading,
  from: number,
  to: number,
  taken: ReadonlySet<number> = new Set(),
): boolean {
  for (let at = from; at < to; at++) if (!taken.has(at) && isContent(reading, at)) return false;
  return true;
}

const ASIDE: readonly Cue[] = ['do', 'body', 'past', 'need'];

/** A word that says what something is about, rather than what is wanted. */
export function isContent(reading: Reading, at: number): boolean {
  const token = reading.tokens[at];
  const span = reading.spans[at];
  if (!token || token.kind === 'mark' || token.kind === 'break') return span?.is === 'text';
  if (isLetter(reading, at)) return true;
  if (!span) return (!EDGE_WORDS.has(token.norm) && !/^\d+$/.test(token.norm)) || token.isOwn === false;
  if (span.is === 'cue') return [...span.kinds].every((kind) => ASIDE.includes(kind));
  return span.is === 'text' || span.is === 'person';
}

const LAST: readonly Cue[] = ['polite', 'board', 'now', 'that', 'beg', 'rank', 'mark', 'me', 'by'];

/** "Track A, B": a letter by itself is a name, not an article. */
const isLetter = ({ tokens, text }: Reading, at: number): boolean =>
  text.slice(tokens[at]?.from, tokens[at]?.to) === 'A' &&
  !(tokens[at + 1]?.kind === 'word' && tokens[at + 1]?.norm !== 'and');

function isEdge(reading: Reading, at: number, taken: ReadonlySet<number>, isFirst: boolean): boolean {
  const token = reading.tokens[at];
  if (!token || taken.has(at)) return true;
  const span = reading.spans[at];
  if (span?.is === 'text' || span?.is === 'number' || span?.is === 'person' || span?.is === 'date')
    return false;
  if (token.kind === 'mark' || token.kind === 'break') return true;
  if (
    span?.is === 'cue' &&
    span.to - span.at > 1 &&
    [...span.kinds].some((kind) => (isFirst ? EDGES : LAST).includes(kind))
  )
    return true;
  if (token.isOwn === false && !(span?.is === 'cue' && span.to - span.at > 1)) return false;
  if (isFirst && token.kind === 'han' && ONLY_LAST.has(token.norm)) return false;
  if (isLetter(reading, at)) return false;
  if (isFirst && /^(?:follow|chase)$/.test(token.norm)) return false;
  if (EDGE_WORDS.has(token.norm) && (!span || span.to - span.at === 1)) return true;
  return span?.is === 'cue' && [...span.kinds].some((kind) => (isFirst ? EDGES : LAST).includes(kind));
}

/** The words of the stretch that say what it is about, as they were written; empty where there are none. */
export function contentOf(reading: Reading, from: number, to: number, taken: ReadonlySet<number>): string {
  let [at, end] = [from, to];
  while (at < end && isEdge(reading, at, taken, true)) at = Math.max(at + 1, edgeTo(reading, at));
  while (end > at && isEdge(reading, end - 1, taken, false)) end -= 1;
  let text = '';
  let last: number | undefined;
  for (let index = at; index < end; index++) {
    const token = reading.tokens[index];
    if (!token || taken.has(index)) continue;
    if (last !== undefined)
      text +=
        reading.text.slice(last, token.from).match(/\s/) || last !== token.from
          ? gapBetween(reading, last, token.from)
          : '';
    text += reading.text.slice(token.from, token.to);
    last = token.to;
  }
  return toTitle(text);
}

/** Blank or mark that stood between two words; of words that were left out, one blank. */
function gapBetween({ text }: Reading, from: number, to: number): string {
  const between = text.slice(from, to);
  return /^\s*-?\s*$/.test(between) ? between : /\p{Script=Han}$/u.test(text.slice(0, from)) ? '' : ' ';
}

const edgeTo = (reading: Reading, at: number): number => cueAt(reading, at)?.to ?? at + 1;

/** The content of a whole segment as a task; undefined where it has none. */
export function taskIn(
  reading: Reading,
  segment: Segment,
  at: Moment,
): { task: NewTask | undefined; own: Attributes } {
  const { own, taken } = attributesIn(reading, partsOf(reading, segment), at);
  const title = contentOf(reading, segment.at, segment.to, taken);
  const isBare = isEmpty(reading, segment.at, segment.to, taken);
  const task =
    !isBare && /\p{L}{2}|\p{L}\d|\p{Script=Han}|^\p{Lu}$/u.test(title) ? { title, ...own } : undefined;
  return { task, own };
}
