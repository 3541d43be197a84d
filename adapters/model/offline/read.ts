import type { HintedTask, ModelHints } from '../../../src/ports/model.ts';
import { changeIn, refsIn, wordsAfter, type Change, type Ref } from './changes.ts';
import {
  attributesIn,
  contentOf,
  isContent,
  isEmpty,
  taskIn,
  type Attributes,
  type NewTask,
} from './content.ts';
import { asUntil, todayOf } from './days.ts';
import type { Cue } from './lexicon.ts';
import { listIn, lookIn } from './lists.ts';
import { cueAt, partsOf, segmentsOf, type Parts, type Segment } from './segments.ts';
import { takeApart, type Reading } from './spans.ts';
import { readSteps } from './steps.ts';
import { hasHan } from './text.ts';
import { topicOf } from './topics.ts';
import type { Wish } from './wishes.ts';

/** Heads of what is told, not asked for. */
const TOLD =
  /^\W*(?:\w+error|error|recipe|agenda|minutes|mood|status|weekend|lunch|steps to|quote|报错|菜谱|议程|复现|会议纪要|\S{0,2}通知)/i;
const MAX_READ = 2000;
const MAX_SEGMENTS = 60;

/** What has been read so far, from the first segment on. */
interface State {
  reading: Reading;
  hints: ModelHints;
  speaker: string;
  wishes: Wish[];
  /** What was said and nothing has asked for yet: content, or only what belongs to a task. */
  open: { task: NewTask | undefined; own: Attributes; isNeed: boolean }[];
  /** The tasks that were named last. */
  refs: Ref[];
  /** Something is to be written down, and is said next. */
  isHead: boolean;
  /** Several things are: every comma begins another. */
  isMany: boolean;
  /** What was asked to be written down was asked so outright: what follows a comma is more of it. */
  isList: boolean;
  /** The message is this one stretch. */
  isAlone: boolean;
  /** Something was said here before: "done" is said of what is talked about. */
  isTalk: boolean;
}

/** One stretch, and what it is about. */
interface Here {
  parts: Parts;
  refs: Ref[];
  which: HintedTask[] | undefined;
  asks: boolean;
  has: (...kinds: Cue[]) => boolean;
}

const ZH_ASKS = /[吗呢么没]$|没有$|[什怎]么|啥|谁|哪|多少|几个|几点|是否|咋|如何$|为何|何时/;

function isQuestion(reading: Reading, { segment, kinds, cues }: Parts): boolean {
  const words = reading.tokens
    .slice(segment.at, segment.to)
    .map(({ norm }) => norm)
    .join('');
  if (/^[?？]$/.test(segment.end) && !kinds.has('beg')) return true;
  const first = cues.find((one) => [...one.kinds].some((kind) => !['polite', 'filler'].includes(kind)));
  if (first?.kinds.has('beg')) return false;
  const isTracked = cues.some((one) => one.kinds.has('track') && one.to - one.at > 1);
  const isDo = first?.kinds.has('do') && !first.kinds.has('show');
  if (hasHan(words)) return ZH_ASKS.test(words) && !isTracked && !isDo;
  const leads = first && (['ask', 'who', 'why', 'how'] as const).some((kind) => first.kinds.has(kind));
  const isFirst = reading.spans.slice(segment.at, first?.at).every((span) => span?.is === 'cue');
  return Boolean(leads) && isFirst;
}

const hasWords = ({ tokens }: Reading, { at, to }: Segment): boolean =>
  tokens.slice(at, to).some(({ kind }) => kind === 'word' || kind === 'han');

/** Reads a message: its stretches one after the other, each in the light of those before it. */
export function readMessage(said: string, hints: ModelHints, isTalk = false): Wish[] {
  const text = said.slice(0, MAX_READ);
  const topic = topicOf(text);
  if (topic) return [{ is: 'say', topic }];
  const reading = takeApart(text, hints);
  const segments = segmentsOf(reading).filter((segment) => hasWords(reading, segment));
  const isAlone = segments.length < 2;
  const [head] = segments;
  if (head && !isAlone && /^[:：]$/.test(head.end) && TOLD.test(text)) return [];
  const work = readSteps(reading, segments.length, hints);
  if (work) return work;
  const speaker = hints.speaker ?? '';
  const state: State = {
    reading,
    hints,
    speaker,
    wishes: [],
    open: [],
    refs: [],
    isHead: false,
    isMany: false,
    isList: false,
    isAlone,
    isTalk,
  };
  for (const segment of segments.slice(0, MAX_SEGMENTS)) readSegment(state, partsOf(reading, segment));
  if (state.isHead && state.wishes.length === 0) return [{ is: 'say', topic: 'head' }];
  const isWhole = said.length <= MAX_READ && segments.length <= MAX_SEGMENTS;
  return isWhole ? merged(state.wishes) : state.wishes.filter((wish) => wish.is === 'create');
}

/** What stands in the name of a task asks for nothing, but for "booked" of "Book the venue". */
function withoutNames(parts: Parts, refs: readonly Ref[]): Parts {
  const strong = refs.filter(({ score, tokens }) => score >= 0.6 && tokens.length > 1);
  const named = new Set(strong.flatMap(({ tokens }) => tokens));
  const cues = parts.cues.filter(({ at, kinds }) => !named.has(at) || kinds.has('past'));
  return { ...parts, cues, kinds: new Set(cues.flatMap(({ kinds }) => [...kinds])) };
}

/** What a stretch may be, in the order in which it is tried: what is said outright before what is meant. */
const READERS: readonly ((state: State, here: Here) => boolean)[] = [
  readLook, readDetail, readComment, readNames, readTopic, readBulk, readNew, readHeaded, readAside, readChange, readList, readWork,
  readNeed,
]; // prettier-ignore

function readSegment(state: State, all: Parts): void {
  const { reading } = state;
  if (reading.spans[all.segment.at] === DEAD) return;
  const { refs, which } = refsIn(reading, all);
  const parts = withoutNames(all, refs);
  const has = (...kinds: Cue[]): boolean => kinds.some((kind) => parts.kinds.has(kind));
  const here: Here = { parts, refs, which, has, asks: isQuestion(reading, parts) };
  if (!READERS.some((read) => read(state, here)) && !here.asks) keep(state, here);
  if (refs.length && refs[0]?.ref !== 'it') state.refs = refs;
}

/** A question of a task or of all. */
function readLook(
  { reading, hints, wishes, refs: before, isTalk }: State,
  { parts, refs, asks, has }: Here,
): boolean {
  const { segment } = parts;
  const isBare = refs.length === 0 && before.length === 0 && isEmpty(reading, segment.at, segment.to);
  const isStatus =
    isBare &&
    has('how', 'why') &&
    !has('noun', 'me', 'they') &&
    parts.people.length === 0 &&
    (isTalk || asks);
  if (isStatus) {
    const about = { action: has('why') ? 'why' : 'get', ref: 'it' } as const;
    wishes.push({ is: 'call', args: isTalk ? about : { action: 'list', assignee: 'anyone' } });
  }
  if (isStatus || !asks) return isStatus;
  const look = lookIn(reading, parts, refs.length ? refs : before, hints);
  if (look) wishes.push(look);
  return Boolean(look) || !parts.kinds.has('track');
}

function readList(state: State, { parts, refs, has }: Here): boolean {
  const { reading, hints, wishes, isAlone } = state;
  const { segment, cues } = parts;
  if (wishes.at(-1)?.is === 'create' && isEmpty(reading, segment.at, segment.to)) return false;
  const [ref] = refs;
  const isNamed = ref && isEmpty(reading, segment.at, segment.to, new Set(ref.tokens));
  if (
    ref &&
    ref.ref !== 'it' &&
    !has('neg', 'unreal', 'overdue') &&
    (has('show', 'how', 'waiting', 'why') || (isAlone && isNamed && ref.score >= 0.99))
  ) {
    wishes.push({ is: 'call', args: { action: has('why', 'waiting') ? 'why' : 'get', ref: ref.ref } });
    return true;
  }
  const lead = cues.find(({ kinds }) => [...kinds].some((kind) => !LEADS.includes(kind)));
  const isWork = lead?.kinds.has('do') && !lead.kinds.has('show');
  const list = (ref && ref.score > 0.4) || isWork ? null : listIn(reading, parts, hints, false);
  if (list) wishes.push(list);
  return Boolean(list);
}

function readTopic({ wishes }: State, { parts: { segment }, has }: Here): boolean {
  const isShort = segment.to - segment.at < 8;
  if (has('approve') && !has('track', 'do') && isShort) wishes.push({ is: 'say', topic: 'approve' });
  else if (has('repeat') && has('do', 'run', 'remind', 'track'))
    wishes.push({ is: 'say', topic: 'schedule' });
  else return false;
  return true;
}

/** Said after a heading: what is to be written down, or what belongs to it. */
function readHeaded(state: State, here: Here): boolean {
  const isPiece = state.isHead && here.refs.every(({ score }) => score < 0.6);
  if (isPiece) keep(state, here);
  return isPiece;
}

/** "It is due Friday", "assign it to Bo": what belongs to what was just to be written down. */
function readAside({ reading, hints, wishes }: State, { parts, refs, has }: Here): boolean {
  const last = wishes.at(-1);
  const isOfIt = refs.length === 0 || refs[0]?.ref === 'it';
  if (
    last?.is !== 'create' ||
    !isOfIt ||
    !(has('it', 'need', 'give', 'due', 'finish', 'rank') || refs.length)
  )
    return false;
  const { own, taken } = attributesIn(reading, parts, hints);
  let words = 0;
  for (let at = parts.segment.at; at < parts.segment.to; at++)
    if (!taken.has(at) && isContent(reading, at) && !cueAt(reading, at)) words += 1;
  if (words > 1 || !(own.due || own.assignee || own.priority || own.tags)) return false;
  last.task = { ...last.task, ...own };
  return true;
}

/** Content, or values of what was asked for before. */
function keep(state: State, { parts: { segment, kinds } }: Here): void {
  const { reading, hints, wishes } = state;
  const { task, own } = taskIn(reading, segment, hints);
  const last = wishes.at(-1);
  const before = state.open.at(-1);
  if (state.isHead && task) {
    for (const title of split(task.title, state.isMany)) create(state, { ...task, title });
    state.isHead = /^[;；]$/.test(segment.end) || (state.isMany && /^[,，、&]$/.test(segment.end));
  } else if (!task && before?.task && before.isNeed && (own.assignee || own.due))
    create(state, { ...before.task, ...own });
  else if (!task && last?.is === 'create') {
    for (const wish of wishes)
      if (wish.is === 'create') wish.task = { ...own, ...wish.task, ...(wish === last ? own : {}) };
  } else if (last?.is === 'create' && task && !last.run && !segment.isNewLine && state.open.length === 0) {
    const mark = reading.tokens[segment.at - 1]?.norm ?? '';
    if (/^[:：—–-]$/.test(mark)) last.task.description = task.title;
    else if (/^[,，;；、]$/.test(mark) && (state.isMany || state.isList) && isListed(reading, segment))
      for (const title of split(task.title, true)) create(state, { ...task, title });
  } else {
    const isReason = last?.is === 'change' && task && /cancel|defer/.test(last.args.action);
    if (isReason) last.args.text ??= task.title;
    state.open.push({ task, own, isNeed: kinds.has('need') && !kinds.has('neg') });
  }
}

const isListed = (reading: Reading, { at, to }: Segment): boolean =>
  to - at <= (hasHan(reading.tokens[at]?.norm ?? '') ? 14 : 7) && !cueAt(reading, at)?.kinds.has('it');

/** Writes a task down with all that was said of it before. */
function create(state: State, task: NewTask, run = false): void {
  const beside = state.open.filter((one) => !one.task).map(({ own }) => own);
  state.wishes.push({ is: 'create', task: Object.assign({}, ...beside, task) as NewTask, run });
  if (!state.isHead) state.open = [];
}

/** "Note on T-4: …", "T-4备注：…": the words after it, as they stand. */
function readComment(state: State, { parts: { segment, cues }, refs, has }: Here): boolean {
  const { reading } = state;
  const said = cues.find((one) => one.kinds.has('comment'));
  const verb = said ?? (has('track') && has('that') ? cues.find((one) => one.kinds.has('track')) : undefined);
  const [ref] = refs.length ? refs : state.refs;
  const text = verb && ref && !has('ask') ? wordsAfter(reading, verb.to, refs) : '';
  if (!text || !ref || has('need')) return false;
  state.wishes.push({
    is: 'change',
    refs: [ref],
    args: { action: 'comment', text },
    isGrave: false,
    leftover: 0,
  });
  silence(reading, segment.to);
  return true;
}
const DEAD = { is: 'text' as const, at: -1, to: -1 };

/** What stands after the colon of something to be written down says more of it. */
function readDetail({ reading, wishes, isHead }: State, { parts: { segment } }: Here): boolean {
  const last = wishes.at(-1);
  const mark = reading.tokens[segment.at - 1]?.norm ?? '';
  if (last?.is !== 'create' || last.run || isHead || !/^[:：—–-]$/.test(mark)) return false;
  const [line = ''] = reading.text.slice(reading.tokens[segment.at]?.from).split('\n', 1);
  last.task.description = line;
  silence(reading, segment.to);
  return true;
}

/** Nothing more is asked for, to the end of the line. */
function silence(reading: Reading, from: number): void {
  const rest = reading.spans as (typeof DEAD | undefined)[];
  for (let at = from; at < rest.length && reading.tokens[at]?.kind !== 'break'; at++) rest[at] = DEAD;
}

/** A new title, a description, tags. */
function readNames({ reading, wishes }: State, { parts: { cues }, refs }: Here): boolean {
  const cue = cues.find(({ kinds }) => kinds.has('rename') || kinds.has('describe') || kinds.has('tag'));
  const [ref] = refs.length ? refs : cue?.kinds.has('rename') ? [IT] : [];
  if (!cue || !ref) return false;
  const to = cues.findLast((one) => one.kinds.has('to') && one.at > cue.at)?.to ?? cue.to;
  const words = wordsAfter(reading, to, to > cue.to ? [] : [ref]).replace(/[。.!！]$/, '');
  const tags = cue.kinds.has('tag') ? tagsIn(reading.text, words) : undefined;
  if (tags ? tags.length === 0 : !words) return false;
  const args = tags ? { tags } : cue.kinds.has('rename') ? { title: words } : { description: words };
  wishes.push({
    is: 'change',
    refs: [ref],
    args: { action: 'update', ...args },
    isGrave: false,
    leftover: 0,
  });
  return true;
}

const tagsIn = (text: string, words: string): string[] =>
  (
    /打上\s*(\S{1,20}?)\s*标签/.exec(text)?.[1] ??
    (hasHan(words) ? '' : words.replace(/^(?:with|as)\s+/i, ''))
  )
    .split(/\s*(?:,|、|\band\b|和)\s*/)
    .filter(Boolean)
    .slice(0, 10);

/** "All", and what becomes of them. */
function readBulk(
  { reading, hints, wishes }: State,
  { parts: { people, numbers, hits }, has }: Here,
): boolean {
  const isMany = has('all') || (has('noun') && has('nobody', 'overdue', 'failed'));
  const ends = (['cancel', 'archive', 'run', 'finish'] as const).find((kind) => has(kind));
  if (!isMany || !ends || numbers.length || has('neg', 'unreal', 'show', 'track', 'future')) return false;
  if (hits.some(({ score }) => score >= 0.5)) return false;
  const [person] = people;
  const now = hints.now.getTime();
  const tasks = reading.tasks.filter(
    ({ assignee, isMine, due, state, priority }) =>
      (has('failed') ? state === 'failed' : !['completed', 'failed', 'cancelled'].includes(state)) &&
      (!has('nobody') || !assignee) &&
      (!has('overdue') || (due !== null && due.getTime() < now)) &&
      (!has('urgent') || priority === 'urgent') &&
      (!person || assignee?.name.toLowerCase() === person.name.toLowerCase()) &&
      (!has('me') || person !== undefined || isMine),
  );
  const args = ends === 'finish' ? ({ action: 'update', status: 'completed' } as const) : { action: ends };
  wishes.push({ is: 'bulk', args, tasks });
  return true;
}

const MANY =
  /\b(?:tasks|to-?dos|things|tickets|items|cards|reminders|these|following|two|three|four|five|\d)\b|[两三四五几]|以下|这些/i;
const MOVING = ['give', 'finish', 'cancel', 'defer', 'pause', 'due', 'nodue', 'claim', 'retry', 'archive', 'reopen', 'begin'] as const; // prettier-ignore

/** Work to be written down. */
function readNew(state: State, { parts, refs, has }: Here): boolean {
  const { reading, hints, wishes } = state;
  const { segment, cues, numbers, dates } = parts;
  const isLabel = (at: number): boolean => at <= segment.at + 1 && /^[:：—–-]$/.test(segment.end);
  const [named] = refs;
  const isHead = /^[:：]$/.test(segment.end) && !numbers.length && (named?.score ?? 0) < 0.6 && !has('ask');
  if (isHead && (has('noun') || (has('track', 'remind') && isEmpty(reading, segment.at, segment.to)))) {
    const line = reading.text.slice(reading.tokens[segment.at]?.from, reading.tokens[segment.to - 1]?.to);
    state.open.push({ task: undefined, own: attributesIn(reading, parts, hints).own, isNeed: false });
    Object.assign(state, { isHead: true, isMany: MANY.test(line) });
    return true;
  }
  const cue = cues.find(({ at, kinds }) => {
    if (kinds.has('noun') || kinds.has('comment'))
      return isLabel(at) || (kinds.has('track') && !has('me', 'show') && isEmpty(reading, segment.at, at));
    return kinds.has('track')
      ? !kinds.has('do') || has('noun', 'board')
      : kinds.has('remind') || kinds.has('board');
  });
  const [date] = dates;
  if (has('remind') && numbers.length && date) {
    const args = { action: 'defer' as const, until: asUntil(date.when, hints) };
    wishes.push({ is: 'change', refs, args, isGrave: true, leftover: 0 });
    return true;
  }
  if (!cue || numbers.length || has('unreal') || (has('neg') && !cue.kinds.has('track'))) return false;
  const [ref] = refs;
  const isWeak =
    !cue.kinds.has('track') ||
    /^(?:add|put|make|raise|file|queue|record|plus|跟|记|盯)$/.test(reading.tokens[cue.at]?.norm ?? '');
  const isMove = has(...MOVING) || parts.people.length > 0;
  if (
    isWeak &&
    (has('pause', 'defer') ||
      (ref && ref.ref !== 'it' && (ref.score >= 0.5 || has('cancel', 'finish')) && isMove))
  )
    return false;
  const before = wishes.at(-1);
  if (isWeak && before?.is === 'create' && before.run) return true;
  if (cue.kinds.has('board') && has('cancel')) return false;
  if (has('past', 'finish') && reading.tokens[cue.to - 1]?.norm === 'that') return false;
  const { own, taken } = attributesIn(reading, parts, hints);
  for (const { at, to, kinds } of cues)
    if (
      (kinds.has('track') && !/^(?:follow|chase)/.test(reading.tokens[at]?.norm ?? '')) ||
      kinds.has('board') ||
      (kinds.has('remind') && at <= cue.at)
    )
      for (let i = at; i < to; i++) taken.add(i);
  for (const one of [cue, ...cues.filter(({ at, kinds }) => kinds.has('need') && at < cue.at)])
    if (!/^(?:follow|chase)/.test(reading.tokens[one.at]?.norm ?? ''))
      for (let at = one.at; at < one.to; at++) taken.add(at);
  if (has('remind') && has('me') && !own.assignee) own.assignee = 'me';
  const isNamed = has('run', 'open', 'archive', 'show') || !isEmpty(reading, segment.at, segment.to, taken);
  const title = isNamed ? contentOf(reading, segment.at, segment.to, taken) : '';
  if (/\p{L}/u.test(title)) {
    Object.assign(state, { isHead: false, isList: true });
    for (const piece of split(title, has('noun'))) create(state, { title: piece, ...own });
    return true;
  }
  const said = state.open.filter(({ task }) => task);
  const last = wishes.at(-1);
  const beside = Object.assign({}, ...state.open.map((one) => one.own), own) as Attributes;
  for (const { task } of said)
    if (task) wishes.push({ is: 'create', task: { ...task, ...beside }, run: false });
  state.open = said.length ? [] : [...state.open, { task: undefined, own, isNeed: false }];
  if (said.length === 0 && last?.is === 'create') last.task = { ...last.task, ...own };
  else if (said.length === 0) state.isHead = true;
  return true;
}

/** "A, B and C" is three; "sales and marketing budget" is one. */
function split(title: string, isMany = false): string[] {
  const pieces = title.split(/\s*、\s*|\s*,\s*(?:and\s+)?/).filter(Boolean);
  const pair = (pieces.at(-1) ?? '').split(/\s+and\s+|\s*[和及]\s*(?=[\p{Script=Han}A-Z])/u);
  const isPair =
    /^(?:the|our|my|an?) \S/i.test(pair[1] ?? '') || pair.every((one) => /^\p{Script=Han}{4,}$/u.test(one));
  if (pair.length === 2 && (isMany || pieces.length > 1 || isPair)) pieces.splice(-1, 1, ...pair);
  return pieces
    .map((one) => one.replace(/^(?:the|our|my|an?) /i, ''))
    .map((one) => one.charAt(0).toUpperCase() + one.slice(1));
}

const IT: Ref = { ref: 'it', tokens: [], score: 1 };

function readChange(state: State, { parts, refs: own, which, has }: Here): boolean {
  const { reading, hints, speaker, wishes, isTalk } = state;
  const { segment } = parts;
  const isHearsay = parts.people.some(({ to }) =>
    /^(?:说|said|says|thinks|觉|told)$/.test(reading.tokens[to]?.norm ?? ''),
  );
  if ((has('unreal') && !has('mark')) || isHearsay) return false;
  const isOpen = own.length === 0 || own[0]?.ref === 'it';
  const people = parts.people.flatMap(({ at, to }) =>
    Array.from({ length: to - at }, (_, index) => at + index),
  );
  const isBare = isEmpty(reading, segment.at, segment.to, new Set(people));
  const refs = !isOpen
    ? own
    : state.refs.length
      ? state.refs
      : own.length
        ? own
        : isTalk && isBare
          ? [IT]
          : [];
  if (refs.length === 0 || (isOpen && (wishes.at(-1)?.is === 'create' || has('show')))) return false;
  const [first] = refs;
  const isUndone = has('neg', 'reopen') && has('finish', 'past', 'open', 'reopen') && !has('cancel');
  if (isUndone && first?.task && !/\bre-?open|打开|重开/i.test(reading.text)) {
    wishes.push({ is: 'call', args: { action: 'get', ref: first.ref } });
    return true;
  }
  const change = changeIn(reading, parts, hints, speaker, refs);
  if (!change || (isOpen && change.leftover > 1)) return false;
  if (change.leftover > 2 && change.leftover > Math.max(...refs.map(({ tokens }) => tokens.length)))
    return false;
  wishes.push({ is: 'change', ...change, ...(which && !isOpen ? { which } : {}) });
  return true;
}

const LEADS: readonly Cue[] = [
  'polite',
  'filler',
  'beg',
  'now',
  'urgent',
  'high',
  'me',
  'they',
  'by',
  'to',
  'need',
];

/** Before the verb of Chinese stands what is worked on: 把……翻译成, 给……写, 根据……整理. */
const ZH_LEAD = /^\P{L}*[^把将给]{0,8}(?:把|将|给|根据|按照?|用|从|对|帮)./u;
/** What is told as over is no request, unless somebody is asked. */
const ZH_TOLD = /^\P{Script=Han}*\p{Script=Han}{1,2}(?:了|过|完)|又|就.+了|没|了[。！!啊呀吧]*$/u;

/** Work that begins with its verb: for an agent, who starts at once, or for somebody with hands. */
function readWork(state: State, { parts: all, has }: Here): boolean {
  const { reading, hints } = state;
  const { segment, cues, numbers } = all;
  const isVerb = ({ kinds }: { kinds: ReadonlySet<Cue> }): boolean => kinds.has('do') || kinds.has('body');
  const isGiven = cues.some(
    ({ at, kinds }) => at < segment.at + 3 && (kinds.has('give') || kinds.has('remind')),
  );
  const verb = cues.find(
    (cue) => [...cue.kinds].some((kind) => !LEADS.includes(kind)) && (isVerb(cue) || !isGiven),
  );
  if (!verb || !isVerb(verb) || numbers.length > 0) return false;
  // Whom an agent is to write to, or to ask, does not do the work.
  const parts = verb.kinds.has('do') ? { ...all, people: all.people.filter(({ at }) => at < verb.at) } : all;
  const { own, taken } = attributesIn(reading, parts, hints);
  const early = new Set(cues.filter(({ at }) => at < verb.at).flatMap(({ kinds }) => [...kinds]));
  const today = todayOf(hints).day;
  const before = reading.text.slice(reading.tokens[segment.at]?.from, reading.tokens[verb.at]?.from);
  const isPast =
    /昨天|昨晚|前天|yesterday|last night/i.test(before) ||
    all.dates.some(({ at, when }) => at < verb.at && when.end < today);
  if (isPast || early.has('unreal') || early.has('need') || early.has('neg')) return false;
  const line = reading.text.slice(reading.tokens[segment.at]?.from, reading.tokens[segment.to - 1]?.to);
  const isZh = hasHan(line);
  if (
    isZh
      ? ZH_TOLD.test(line) && !has('beg') && !/[把将]/.test(line)
      : /^(?:the|a|an|my|our)$/.test(reading.tokens[verb.at - 1]?.norm ?? '')
  )
    return false;
  if (!isEmpty(reading, segment.at, verb.at, taken) && !(isZh && ZH_LEAD.test(line))) return false;
  const title = contentOf(reading, segment.at, segment.to, taken);
  if (!/\p{L}{2}/u.test(title) || count(reading, segment) < 2) return false;
  const last = state.wishes.at(-1);
  const isRun = verb.kinds.has('do') && !own.assignee && !early.has('they');
  // The steps of one piece of work are its own.
  if (isRun && last?.is === 'create' && last.run && !segment.isNewLine) return true;
  const isLong = isRun && title.length > 50;
  const [head = title] = isLong
    ? title.split(/(?<=.{12})(?:,? and (?:then )?| then |[,，;；]|然后|并且?)/, 1)
    : [];
  create(state, { title: head, ...(isRun ? { description: reading.text } : {}), ...own }, isRun);
  return true;
}

const count = (reading: Reading, { at, to }: Segment): number =>
  reading.tokens.slice(at, to).filter((_, index) => isContent(reading, at + index)).length;

/** "We need to …", "Bo should …", 我得……: written down. */
function readNeed(state: State, { parts, has }: Here): boolean {
  const { reading, hints } = state;
  const { segment, cues, dates } = parts;
  const need = cues.find((one) => one.kinds.has('need'));
  if (!need || has('neg', 'ask', 'unreal')) return false;
  const { own, taken } = attributesIn(reading, parts, hints);
  const isMine = isEmpty(reading, segment.at, need.at, taken) || Boolean(own.assignee);
  const isDue = dates.some(({ at, to }) =>
    [at - 1, to].some((index) => cueAt(reading, index)?.kinds.has('by')),
  );
  // "It is going to rain": without anybody and without a deadline it is told, not asked for.
  const word = reading.tokens[need.at]?.norm ?? '';
  if (!isDue && (!isMine || (word === '要' && !has('me'))) && word !== 'needs') return false;
  if (isMine) for (let at = need.at; at < need.to; at++) taken.add(at);
  const title = contentOf(reading, segment.at, segment.to, taken);
  if (count(reading, segment) < 3 || !/\p{L}{2}/u.test(title)) return false;
  create(state, { title, ...own });
  return true;
}

/** Said twice is asked once; what was said of one task in two places is one change. */
function merged(wishes: readonly Wish[]): Wish[] {
  const kept: Wish[] = [];
  const keyOf = ({ args, refs }: Change): string => `${args.action} ${refs.map(({ ref }) => ref).join()}`;
  for (const wish of wishes) {
    const same =
      wish.is === 'change' && kept.find((one) => one.is === 'change' && keyOf(one) === keyOf(wish));
    if (same && same.is === 'change') {
      Object.assign(same.args, wish.args, same.args.text === undefined ? {} : { text: same.args.text });
      same.leftover = Math.min(same.leftover, wish.leftover);
    } else if (wish.is !== 'say' || wishes.length === 1) kept.push(wish);
  }
  return kept;
}
