import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { HintedTask } from '../../../src/ports/model.ts';
import { attributesIn, isContent, type Attributes } from './content.ts';
import { asDue, asUntil, todayOf, type Moment } from './days.ts';
import type { Cue } from './lexicon.ts';
import { cueAt, type Parts } from './segments.ts';
import type { Reading, SpanOf } from './spans.ts';
import { hasHan, toTitle } from './text.ts';
import type { Hit } from './titles.ts';

type Args = Omit<ManageTasksInput, 'ref'>;

/** A task that is meant: by number, by words of its title, or as the one that is talked about. */
export interface Ref {
  /** As the tools take it. */
  ref: string;
  task?: HintedTask;
  /** The tokens that name it. */
  tokens: readonly number[];
  /** 1 for a number and a pronoun; else how much of the title was said. */
  score: number;
}

/** One thing to do to tasks. */
export interface Change {
  refs: Ref[];
  args: Args;
  /** It ends or starts work: it is done only where every word of the request was understood. */
  isGrave: boolean;
  /** Words that nothing accounts for. */
  leftover: number;
  /** Several tasks that the words fit alike. */
  which?: HintedTask[];
}

const MIN_SCORE = 0.15;
/** Titles so near to each other in what was said of them are not told apart. */
const MIN_LEAD = 0.15;

/** The best of the titles that are named there, and those that fit as well. */
export function bestHit(hits: readonly Hit[]): { hit: Hit; others: Hit[] } | undefined {
  const [first] = hits;
  if (!first || first.score < MIN_SCORE) return undefined;
  const rivals = hits.filter(
    ({ at, task, score }) =>
      task !== first.task && score > first.score - MIN_LEAD && at < first.to && first.at <= at,
  );
  const isLive = ({ task }: Hit) => !['completed', 'cancelled', 'failed'].includes(task.state);
  const near = rivals.filter((one) => !isLive(first) || isLive(one));
  const live = isLive(first) ? undefined : near.find(isLive);
  if (live && near.filter(isLive).length === 1) return { hit: live, others: [] };
  return { hit: first, others: near };
}

/** The tasks that the segment names: numbers, else titles, else "it". */
export function refsIn(reading: Reading, parts: Parts): { refs: Ref[]; which?: HintedTask[] } {
  const byNumber = new Map(reading.tasks.map((task) => [task.number, task]));
  if (parts.numbers.length)
    return {
      refs: parts.numbers.map(({ at, to, number }) => {
        const task = byNumber.get(number);
        const tokens = Array.from({ length: to - at }, (_, index) => at + index);
        return { ref: `T-${number}`, ...(task && { task }), tokens, score: 1 };
      }),
    };
  const refs: Ref[] = [];
  let left = parts.hits;
  for (let best = bestHit(left); best && refs.length < 5; best = bestHit(left)) {
    const { hit, others } = best;
    if (others.length)
      return { refs: [toRef(hit)], which: [hit, ...others].map(({ task }) => task).slice(0, 5) };
    const previous = refs.at(-1)?.tokens.at(-1);
    if (previous !== undefined && !isJoined(reading, previous, hit)) break;
    refs.push(toRef(hit));
    left = left.filter(({ at, to, task }) => (to <= hit.at || at >= hit.to) && task !== hit.task);
  }
  if (refs.length) return { refs };
  const it = parts.cues.find(({ kinds }) => kinds.has('it'))?.at;
  const own = range(parts.segment.at, parts.segment.to).find((at) => reading.tokens[at]?.norm === 'it') ?? it;
  return { refs: own === undefined ? [] : [{ ref: 'it', tokens: [own], score: 1 }] };
}

/** Two titles are both meant where a word joins them. */
const isJoined = ({ tokens }: Reading, previous: number, { at, to }: Hit): boolean =>
  tokens
    .slice(Math.min(previous, to), Math.max(previous, at) + 1)
    .some(({ norm }) => /^(?:and|&|和|跟|与|、|及)$/.test(norm));

const toRef = ({ task, tokens, score }: Hit): Ref => ({ ref: `T-${task.number}`, task, tokens, score });

interface Told {
  reading: Reading;
  parts: Parts;
  own: Attributes;
  moment: Moment;
  date: SpanOf<'date'> | undefined;
  isNegated: boolean;
  isFuture: boolean;
  has: (...kinds: Cue[]) => boolean;
  speaker: string;
}

type Rule = readonly [
  made: Args['action'],
  kinds: readonly Cue[],
  args: (told: Told) => Partial<Args> | null,
];

const unlessNegated = ({ isNegated }: Told): Partial<Args> | null => (isNegated ? null : {});
const dueBy = ({ date, moment }: Told): Partial<Args> | null =>
  date ? { due: asDue(date.when, moment) } : null;

/** What the cues of a segment ask of its task: the first rule that fits. */
// prettier-ignore
const RULES: readonly Rule[] = [
  ['update',  ['nodue'],   () => ({ due: null })],
  ['release', ['release'], ({ has, isFuture, parts }) => (has('defer') || isFuture || parts.dates.length ? null : {})],
  ['defer',   ['release'], ({ reading, parts, date, moment }) =>
    date && isWord(reading, parts, /^(?:put|push|hold|off)$/) ? { until: asUntil(date.when, moment) } : null],
  ['update',  ['finish'],  (told) => (isDone(told) ? { status: 'completed' } : null)],
  ['retry',   ['retry'],   ({ isNegated, has }) => (isNegated || has('finish') ? null : {})],
  ['update',  ['reopen'],  ({ reading, parts }) => (isWord(reading, parts, /open|打开|重开/) ? { status: 'pending' } : null)],
  ['defer',   ['defer'],   ({ date, moment }) => (date ? { until: asUntil(date.when, moment) } : {})],
  ['defer',   ['later'],   ({ date, moment }) => (date ? { until: asUntil(date.when, moment) } : null)],
  ['pause',   ['pause'],   unlessNegated],
  ['resume',  ['resume'],  unlessNegated],
  ['update',  ['due'],     dueBy],
  ['update',  ['move'],    dueBy],
  ['begin',   ['begin'],   ({ isNegated, parts, has }) =>
    isNegated || has('due') ? null : begunBy(parts.people[0]?.name, has('me'), has('mark', 'move'))],
  ['claim',   ['claim', 'mine'], ({ isNegated }) => (isNegated ? null : { assignee: 'me' })],
  ['update',  ['give', 'begin'], (told) => assigned(told)],
  ['archive', ['archive'], unlessNegated],
  ['cancel',  ['cancel'],  unlessNegated],
  ['update',  ['past'],    (told) => (isPast(told) ? { status: 'completed' } : null)],
  ['update',  ['by'],      dueBy],
  ['run',     ['run'],     ({ isNegated, has }) => (isNegated || has('need') || has('future') ? null : {})],
];

/** Who is at it: the one who is named, else the speaker; a status that is set names nobody. */
const begunBy = (name: string | undefined, isMe: boolean, isSet: boolean): Partial<Args> =>
  name && !isMe ? { assignee: name } : isSet ? {} : { assignee: 'me' };

const isWord = ({ tokens }: Reading, { segment }: Parts, word: RegExp): boolean =>
  tokens.slice(segment.at, segment.to).some(({ norm }) => word.test(norm)) ||
  word.test(
    tokens
      .slice(segment.at, segment.to)
      .map(({ norm }) => norm)
      .join(''),
  );

const isDone = ({ isNegated, isFuture, has, date, parts }: Told): boolean =>
  !isNegated &&
  !isFuture &&
  !has('unreal') &&
  !(has('need') && !has('mark')) &&
  !(date && parts.cues.some(({ kinds }) => kinds.has('by')));

function isPast({ isNegated, isFuture, has, reading, parts }: Told): boolean {
  if (isNegated || isFuture || has('need') || has('unreal')) return false;
  const words = reading.tokens.slice(parts.segment.at, parts.segment.to).map(({ norm }) => norm);
  return (
    hasHan(words.join('')) ||
    words.some((word) =>
      /^(?:is|are|was|been|got|have|has|ive|weve|i|we|just|finally|went|gone|out)$/.test(word),
    )
  );
}

function assigned({ parts, own, isNegated, has, speaker }: Told): Partial<Args> | null {
  if (isNegated) return null;
  const [person] = parts.people;
  const isMine = person?.name === speaker || (!person && has('me'));
  const name = own.assignee ?? person?.name ?? (isMine ? 'me' : undefined);
  return name ? { assignee: name } : null;
}

const GRAVE: readonly string[] = ['cancel', 'run', 'retry', 'defer', 'archive', 'pause', 'resume'];

/** What the segment asks of the tasks that it names, and how much of it is not understood; null where nothing is asked. */
export function changeIn(
  reading: Reading,
  parts: Parts,
  moment: Moment,
  speaker: string,
  refs: Ref[],
): Change | null {
  const named = new Set(refs.flatMap(({ tokens }) => tokens));
  const free = parts.cues.filter(
    ({ at, to, kinds: own }) => own.has('past') || !range(at, to).some((index) => named.has(index)),
  );
  const kinds = new Set(free.flatMap((cue) => [...cue.kinds]));
  const { own, taken } = attributesIn(reading, { ...parts, cues: free }, moment);
  const date = parts.dates.at(-1);
  const told: Told = {
    reading,
    parts: { ...parts, cues: free },
    own,
    moment,
    date,
    isNegated: kinds.has('neg') || kinds.has('reopen'),
    isFuture: free.some((cue) => cue.kinds.has('future') && !cue.kinds.has('give')),
    has: (...wanted) => wanted.some((kind) => kinds.has(kind)),
    speaker,
  };
  const all: [Args, readonly Cue[]][] = [];
  for (const [action, wanted, args] of RULES) {
    if (!wanted.some((kind) => kinds.has(kind))) continue;
    const made = args(told);
    if (made) all.push([{ action, ...made }, wanted]);
  }
  const [[first, used] = [undefined, []]] = all;
  const args = first ?? plain(told);
  if (!args) return null;
  if (args.action === 'update' && !args.status) Object.assign(args, valuesOf(told, args));
  const words = leftover(reading, parts, named, used, taken);
  // A value that is not asked for by any word may belong to something else that is said.
  if (!first && words > 0.5) return null;
  const isGrave = GRAVE.includes(args.action) || args.status !== undefined;
  return { refs, args, isGrave, leftover: words };
}

/** A value alone says what is to change: "T-4, urgent", "the retro → Ana". */
function plain({ own, date, moment, has, isNegated, parts }: Told): Args | null {
  if (isNegated && !own.priority) return null;
  if (own.priority || has('raise', 'lower')) {
    const priority = own.priority ?? (has('raise') ? 'high' : 'low');
    return { action: 'update', priority };
  }
  if (own.tags) return { action: 'update', tags: own.tags };
  const isComing = date && date.when.end >= todayOf(moment).day;
  if (isComing && !has('past', 'unreal')) return { action: 'update', due: asDue(date.when, moment) };
  const [person] = parts.people;
  if (person && own.assignee) return { action: 'update', assignee: own.assignee };
  return null;
}

/** All that one request changes of a task: "due Friday, high, and give it to Bo" without the commas. */
function valuesOf({ own, date, moment, has }: Told, args: Args): Partial<Args> {
  const due =
    date && args.due === undefined && has('due', 'by', 'move') ? { due: asDue(date.when, moment) } : {};
  const priority = own.priority ? { priority: own.priority } : {};
  const tags = own.tags ? { tags: own.tags } : {};
  const assignee =
    own.assignee && args.assignee === undefined && has('give') ? { assignee: own.assignee } : {};
  return { ...due, ...priority, ...tags, ...assignee };
}

const range = (at: number, to: number): number[] => Array.from({ length: to - at }, (_, index) => at + index);

const LIGHT = new Set(
  'make set change turn update get put take give call bring do consider let keep pick'.split(' '),
);

/** How many words the task, the cues and their values leave unexplained. */
function leftover(
  reading: Reading,
  { segment }: Parts,
  named: ReadonlySet<number>,
  used: readonly Cue[],
  taken: ReadonlySet<number>,
): number {
  let words = 0;
  for (let at = segment.at; at < segment.to; at++) {
    const cue = cueAt(reading, at);
    if (
      named.has(at) ||
      taken.has(at) ||
      cue?.kinds.has('need') ||
      (cue && used.some((kind) => cue.kinds.has(kind)))
    )
      continue;
    if (LIGHT.has(reading.tokens[at]?.norm ?? '')) continue;
    if (reading.spans[at]?.is !== 'person' && isContent(reading, at))
      words += reading.tokens[at]?.kind === 'han' ? 0.5 : 1;
  }
  return words;
}

/** What is said to a task: all that stands after the words that say so, to the end of the line. */
export function wordsAfter(reading: Reading, from: number, refs: readonly Ref[]): string {
  const named = refs.flatMap(({ tokens }) => tokens);
  let at = Math.max(from, ...named.map((index) => (index < from + 14 ? index + 1 : 0)));
  const norm = (): string => reading.tokens[at]?.norm ?? '';
  const skip = /^(?:to|task|on|with|as|请|下|面|里|上|那|条|这|一|写|[:：,，—–-]|的|句|为|成)$/;
  const end = /^(?:that|saying|says|说|:|：)$/;
  for (let word = norm(); skip.test(word) || end.test(word); word = norm()) {
    at += 1;
    if (end.test(word) && !skip.test(norm())) break;
  }
  const start = reading.tokens[at]?.from;
  if (start === undefined) return '';
  const [line = ''] = reading.text.slice(start).split('\n', 1);
  return toTitle(line) && line.trim().replace(/^["“]|["”]$/g, '');
}
