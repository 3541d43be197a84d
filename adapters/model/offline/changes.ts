import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { HintedTask, ModelHints } from '../../../src/ports/model.ts';
import { attributesIn, countContent, type Attributes, type NewTask } from './content.ts';
import { asDue, asUntil, todayOf } from './days.ts';
import type { Cue } from './lexicon.ts';
import { range } from './phrases.ts';
import type { Parts } from './segments.ts';
import { cueAt, isOf, normAt, textOf, type Reading, type SpanOf } from './spans.ts';
import { toTitle } from './text.ts';
import type { Hit } from './titles.ts';
import type { Topic } from './topics.ts';

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

/** What a message asks for. */
export type Wish =
  | { is: 'create'; task: NewTask; run: boolean }
  | ({ is: 'change' } & Change)
  | { is: 'call'; args: ManageTasksInput }
  /** Every task that is meant by "all". */
  | { is: 'bulk'; args: Args; tasks: readonly HintedTask[] }
  | { is: 'say'; topic: Topic };

export const IT: Ref = { ref: 'it', tokens: [], score: 1 };
const MIN_SCORE = 0.15;
/** Titles so near to each other in what was said of them are not told apart. */
const MIN_LEAD = 0.15;
const MAX_REFS = 5;

/** The best of the titles that are named there, and those that fit as well; work that goes on before work that has ended. */
function bestHit(hits: readonly Hit[]): Hit[] {
  const [first] = hits;
  if (!first || first.score < MIN_SCORE) return [];
  const isLive = ({ task }: Hit) => !['completed', 'cancelled', 'failed'].includes(task.state);
  const near = hits.filter(
    ({ at, task, score }) =>
      task !== first.task && score > first.score - MIN_LEAD && at < first.to && first.at <= at,
  );
  const live = near.filter(isLive);
  if (isLive(first)) return [first, ...live];
  return live.length === 1 ? live : [first, ...near];
}

const toRef = ({ task, tokens, score }: Hit): Ref => ({ ref: `T-${task.number}`, task, tokens, score });

/** The tasks that the segment names: numbers, else titles, else "it". */
export function refsIn(reading: Reading, parts: Parts): { refs: Ref[]; which?: HintedTask[] } {
  const numbered = parts.numbers.map(({ at, to, number }) => {
    const task = reading.tasks.find((one) => one.number === number);
    return { ref: `T-${number}`, ...(task && { task }), tokens: range(at, to), score: 1 };
  });
  if (numbered.length) return { refs: numbered };
  const refs: Ref[] = [];
  let left = parts.hits;
  for (
    let [hit, ...others] = bestHit(left);
    hit && refs.length < MAX_REFS;
    [hit, ...others] = bestHit(left)
  ) {
    const { at, to, task } = hit;
    if (others.length)
      return { refs: [toRef(hit)], which: [hit, ...others].map((one) => one.task).slice(0, MAX_REFS) };
    const previous = refs.at(-1)?.tokens.at(-1);
    // Two titles are both meant where a word joins them.
    const between = range(Math.min(previous ?? at, to), Math.max(previous ?? at, at) + 1);
    if (
      previous !== undefined &&
      !between.some((one) => /^(?:and|&|和|跟|与|、|及)$/.test(normAt(reading, one)))
    )
      break;
    refs.push(toRef(hit));
    left = left.filter((one) => (one.to <= at || one.at >= to) && one.task !== task);
  }
  if (refs.length) return { refs };
  const { segment, cues } = parts;
  const it =
    range(segment.at, segment.to).find((at) => normAt(reading, at) === 'it') ??
    cues.find((cue) => isOf(cue, 'it'))?.at;
  return { refs: it === undefined ? [] : [{ ...IT, tokens: [it] }] };
}

interface Told {
  reading: Reading;
  parts: Parts;
  own: Attributes;
  hints: ModelHints;
  date: SpanOf<'date'> | undefined;
  isNegated: boolean;
  isFuture: boolean;
  has: (...kinds: Cue[]) => boolean;
}
/** The arguments of an act, or null where the words do not ask for it. */
type Make = (told: Told) => Partial<Args> | null;

const unlessNegated: Make = ({ isNegated }) => (isNegated ? null : {});
const dueBy: Make = ({ date, hints }) => (date ? { due: asDue(date.when, hints) } : null);
const until: Make = ({ date, hints }) => (date ? { until: asUntil(date.when, hints) } : null);
const isSaid = ({ reading, parts: { segment } }: Told, word: RegExp): boolean =>
  word.test(textOf(reading, segment.at, segment.to).toLowerCase());

const isDone: Make = ({ isNegated, isFuture, has, date, parts }) =>
  isNegated ||
  isFuture ||
  has('unreal') ||
  (has('need') && !has('mark')) ||
  (date && parts.cues.some((cue) => isOf(cue, 'by')))
    ? null
    : { status: 'completed' };

const EN_PAST = /\b(?:is|are|was|been|got|have|has|i'?ve|we'?ve|i|we|just|finally|went|gone|out)\b/;
const isPast: Make = (told) =>
  !told.isNegated &&
  !told.isFuture &&
  !told.has('need', 'unreal') &&
  (isSaid(told, EN_PAST) || isSaid(told, /\p{Script=Han}/u))
    ? { status: 'completed' }
    : null;

/** Who is at it: the one who is named, else the speaker; a status that is set names nobody. */
const begunBy: Make = ({ isNegated, has, parts: { people } }) => {
  const [person] = people;
  if (isNegated || has('due')) return null;
  return person && !has('me') ? { assignee: person.name } : has('mark', 'move') ? {} : { assignee: 'me' };
};

const assigned: Make = ({ parts: { people }, own, isNegated, has, hints }) => {
  const [person] = people;
  const isMine = person ? person.name === hints.speaker : has('me');
  const assignee = own.assignee ?? person?.name ?? (isMine ? 'me' : undefined);
  return isNegated || assignee === undefined ? null : { assignee };
};

const PUT_OFF = /\b(?:put|push|hold)\b.*\boff\b/;

/** What the cues of a segment ask of its task: the first rule that fits. */
// prettier-ignore
const RULES: readonly (readonly [made: Args['action'], kinds: readonly Cue[], make: Make])[] = [
  ['update',  ['nodue'],         () => ({ due: null })],
  ['release', ['release'],       ({ has, isFuture, date }) => (has('defer') || isFuture || date ? null : {})],
  ['defer',   ['release'],       (told) => (isSaid(told, PUT_OFF) ? until(told) : null)],
  ['update',  ['finish'],        isDone],
  ['retry',   ['retry'],         ({ isNegated, has }) => (isNegated || has('finish') ? null : {})],
  ['update',  ['reopen'],        (told) => (isSaid(told, /open|打开|重开/) ? { status: 'pending' } : null)],
  ['update',  ['due'],           (told) => (told.has('defer') ? dueBy(told) : null)],
  ['defer',   ['defer'],         (told) => until(told) ?? {}],
  ['defer',   ['polite'],        (told) => (isSaid(told, /\bleave\b.*\bfor now\b|先不[管动]/) ? {} : null)],
  ['defer',   ['later'],         until],
  ['pause',   ['pause'],         unlessNegated],
  ['resume',  ['resume'],        (told) => (told.own.priority ? null : unlessNegated(told))],
  ['update',  ['due', 'move'],   dueBy],
  ['begin',   ['begin'],         begunBy],
  ['claim',   ['claim', 'mine'], ({ isNegated }) => (isNegated ? null : { assignee: 'me' })],
  ['update',  ['give', 'begin'], assigned],
  ['archive', ['archive'],       unlessNegated],
  ['cancel',  ['cancel'],        unlessNegated],
  ['update',  ['past'],          isPast],
  ['update',  ['by'],            dueBy],
  ['run',     ['run'],           ({ isNegated, has }) => (isNegated || has('need', 'future') ? null : {})],
];
const GRAVE: readonly string[] = ['cancel', 'run', 'retry', 'defer', 'archive', 'pause', 'resume'];

/** A value alone says what is to change: "T-4, urgent", "the retro → Ana". */
const valueAlone: Make = ({ own, date, hints, has, isNegated, parts: { people } }) => {
  if (isNegated && !own.priority) return null;
  if (own.priority || has('raise', 'lower'))
    return { priority: own.priority ?? (has('raise') ? 'high' : 'low') };
  if (own.tags) return { tags: own.tags };
  const isComing = date && date.when.end >= todayOf(hints).day && !has('past', 'unreal');
  if (isComing) return { due: asDue(date.when, hints) };
  return people.length && own.assignee ? { assignee: own.assignee } : null;
};

/** All that one request changes of a task: "due Friday, high, and give it to Bo" without the commas. */
const valuesOf: Make = ({ own: { priority, tags, assignee }, date, hints, has }) => ({
  ...(date && has('due', 'by', 'move') ? { due: asDue(date.when, hints) } : {}),
  ...(priority ? { priority } : {}),
  ...(tags ? { tags } : {}),
  ...(assignee && has('give') ? { assignee } : {}),
});

const LIGHT = new Set(
  'make set change turn update get put take give call bring do consider let keep pick'.split(' '),
);

/** What the segment asks of the tasks that it names, and how much of it is not understood; null where nothing is asked. */
export function changeIn(reading: Reading, parts: Parts, hints: ModelHints, refs: Ref[]): Change | null {
  const named = new Set(refs.flatMap(({ tokens }) => tokens));
  const cues = parts.cues.filter(
    (cue) => isOf(cue, 'past') || !range(cue.at, cue.to).some((at) => named.has(at)),
  );
  const kinds = new Set(cues.flatMap((cue) => [...cue.kinds]));
  const free = { ...parts, cues };
  const { own, taken } = attributesIn(reading, free, hints);
  const told: Told = {
    reading,
    parts: free,
    own,
    hints,
    date: parts.dates.at(-1),
    isNegated: kinds.has('neg') || kinds.has('reopen'),
    isFuture: cues.some((cue) => isOf(cue, 'future') && !isOf(cue, 'give')),
    has: (...wanted) => wanted.some((kind) => kinds.has(kind)),
  };
  const [rule] = RULES.flatMap(([action, wanted, make]) => {
    const args = told.has(...wanted) ? make(told) : null;
    return args ? [{ args: { action, ...args } satisfies Args as Args, used: wanted }] : [];
  });
  const alone = rule ? null : valueAlone(told);
  const args: Args | null = rule?.args ?? (alone && { action: 'update', ...alone });
  if (!args) return null;
  if (args.action === 'update' && !args.status) Object.assign(args, { ...valuesOf(told), ...args });
  const isLeft = (at: number): boolean => {
    const cue = cueAt(reading, at);
    const isKnown = named.has(at) || taken.has(at) || isOf(cue, 'need', ...(rule?.used ?? []));
    return !isKnown && !LIGHT.has(normAt(reading, at)) && reading.spans[at]?.is !== 'person';
  };
  const leftover = countContent(reading, parts.segment, isLeft);
  // A value that is not asked for by any word may belong to something else that is said.
  if (!rule && leftover > 0.5) return null;
  return { refs, args, isGrave: GRAVE.includes(args.action) || args.status !== undefined, leftover };
}

const SKIPPED = /^(?:to|task|on|with|as|请|下|面|里|上|那|条|这|一|写|[,，—–-]|的|句|为|成)$/;
const SAYING = /^(?:that|saying|says|说|:|：)$/;

/** What is said to a task: all that stands after the words that say so, to the end of the line. */
export function wordsAfter(reading: Reading, from: number, refs: readonly Ref[]): string {
  const named = refs.flatMap(({ tokens }) => tokens);
  let at = Math.max(from, ...named.map((index) => (index < from + 14 ? index + 1 : 0)));
  for (let isSaying = false; !isSaying || SKIPPED.test(normAt(reading, at)); at++) {
    if (!SKIPPED.test(normAt(reading, at)) && !SAYING.test(normAt(reading, at))) break;
    isSaying = SAYING.test(normAt(reading, at));
  }
  const start = reading.tokens[at]?.from;
  const [line = ''] = start === undefined ? [] : reading.text.slice(start).split('\n', 1);
  return toTitle(line) && line.trim().replace(/^["“]|["”]$/g, '');
}
