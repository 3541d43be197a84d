import type { HintedTask, ModelHints } from '../../../src/ports/model.ts';
import { changeIn, IT, refsIn, wordsAfter, type Change, type Ref, type Wish } from './changes.ts';
import {
  attributesIn,
  contentOf,
  countContent,
  isContent,
  isEmpty,
  isPursuit,
  taskIn,
  type Attributes,
  type NewTask,
} from './content.ts';
import { asUntil, todayOf } from './days.ts';
import type { Cue } from './lexicon.ts';
import { listIn, lookIn } from './looks.ts';
import { range } from './phrases.ts';
import { partsOf, segmentsOf, type Parts, type Segment } from './segments.ts';
import { cueAt, isOf, normAt, takeApart, textOf, type Reading, type Span } from './spans.ts';
import { readSteps } from './steps.ts';
import { hasHan } from './text.ts';
import { topicOf } from './topics.ts';

/** What has been read so far, from the first stretch on. */
interface State {
  readonly reading: Reading;
  readonly hints: ModelHints;
  /** The message is one stretch. */
  readonly isAlone: boolean;
  /** Something was said here before: "done" is said of what is talked about. */
  readonly isTalk: boolean;
  wishes: Wish[];
  /** What was said and nothing has asked for yet: content, or only what belongs to a task. */
  open: { task: NewTask | undefined; own: Attributes; isNeed: boolean }[];
  /** The tasks that were named last. */
  refs: Ref[];
  /** Something is to be written down, and is said next; several things are, and every comma begins another. */
  isHead: boolean;
  isMany: boolean;
  /** It was asked for outright: what follows a comma is more of it. */
  isList: boolean;
}

/** One stretch, and what it is about. */
interface Here extends Parts {
  refs: Ref[];
  which: HintedTask[] | undefined;
  asks: boolean;
  has: (...kinds: Cue[]) => boolean;
}
/** Whether the stretch was one of its kind. */
type Reader = (state: State, here: Here) => boolean;

/** Heads of what is told, not asked for. */
const TOLD = new RegExp(
  String.raw`^\W*(?:\w*error|recipe|agenda|minutes|mood|status|weekend|lunch|steps to|quote` +
    String.raw`|报错|菜谱|议程|复现|会议纪要|\S{0,2}通知)`,
  'i',
);
const MAX_READ = 2000;
const MAX_SEGMENTS = 60;
const ZH_ASKS = /[吗呢么没]$|没有$|[什怎]么|啥|谁|哪|多少|几个|几点|是否|咋|如何$|为何|何时/;

const change = (state: State, refs: Ref[], args: Change['args'], others: Partial<Change> = {}): true => {
  state.wishes.push({ is: 'change', refs, args, isGrave: false, leftover: 0, ...others });
  return true;
};
const say = (state: State, wish: Wish | null): boolean => wish !== null && state.wishes.push(wish) > 0;
const isLater = ({ ref, score }: Ref): boolean => ref !== 'it' && score >= 0.5;
/** The mark before the stretch. */
const markBefore = ({ reading }: State, { segment }: Parts): string => normAt(reading, segment.at - 1);
const DETAIL = /^[:：—–-]$/;

function isQuestion(reading: Reading, { segment, kinds, cues }: Parts): boolean {
  const words = textOf(reading, segment.at, segment.to);
  if (/^[?？]$/.test(segment.end) && !kinds.has('beg')) return true;
  const first = cues.find((one) => [...one.kinds].some((kind) => kind !== 'polite' && kind !== 'filler'));
  if (isOf(first, 'beg')) return false;
  const isTracked = cues.some((one) => isOf(one, 'track') && one.to - one.at > 1);
  if (hasHan(words)) return ZH_ASKS.test(words) && !isTracked && !(isOf(first, 'do') && !isOf(first, 'show'));
  const isLed = range(segment.at, first?.at ?? segment.at).every((at) => cueAt(reading, at));
  return isLed && isOf(first, 'ask', 'who', 'why', 'how');
}

/** A question of a task or of all. */
const readLook: Reader = (state, here) => {
  const { reading, hints, refs: before, isTalk } = state;
  const { segment, refs, asks, has, people } = here;
  const isBare = !refs.length && !before.length && isEmpty(reading, segment.at, segment.to);
  if (isBare && has('how', 'why') && !has('noun', 'me', 'they') && !people.length && (isTalk || asks)) {
    const action = has('why') ? 'why' : 'get';
    return say(state, {
      is: 'call',
      args: isTalk ? { action, ref: 'it' } : { action: 'list', assignee: 'anyone' },
    });
  }
  const args = asks ? lookIn(reading, here, refs.length ? refs : before, hints) : null;
  return say(state, args && { is: 'call', args }) || (asks && !has('track'));
};

/** A request to see a task or several. */
const readList: Reader = (state, here) => {
  const { reading, hints, wishes, isAlone } = state;
  const { segment, cues, has } = here;
  const [ref] = here.refs;
  if (wishes.at(-1)?.is === 'create' && isEmpty(reading, segment.at, segment.to)) return false;
  const isNamed = ref && ref.score >= 0.99 && isEmpty(reading, segment.at, segment.to, new Set(ref.tokens));
  const isShown = has('show', 'how', 'waiting', 'why') || (isAlone && isNamed);
  const isElse =
    ref && ref.score < 0.5 && countContent(reading, segment, (at) => !ref.tokens.includes(at)) > 2;
  if (ref && ref.ref !== 'it' && isShown && !isElse && !has('neg', 'unreal', 'overdue'))
    return say(state, { is: 'call', args: { action: has('why', 'waiting') ? 'why' : 'get', ref: ref.ref } });
  const lead = cues.find(({ kinds }) => [...kinds].some((kind) => !LEADS.includes(kind)));
  const isWork = isOf(lead, 'do') && !isOf(lead, 'show');
  const args = isWork || (ref && ref.score > 0.4) ? null : listIn(reading, here, hints, false);
  return say(state, args && { is: 'call', args });
};

/** What stands after the colon of something to be written down says more of it. */
const readDetail: Reader = (state, here) => {
  const last = state.wishes.at(-1);
  if (last?.is !== 'create' || last.run || state.isHead || !DETAIL.test(markBefore(state, here)))
    return false;
  const { reading } = state;
  [last.task.description] = reading.text.slice(reading.tokens[here.segment.at]?.from).split('\n', 1);
  return silence(state, here);
};

const DEAD: Span = { is: 'text', at: -1, to: -1 };

/** Nothing more is asked for, to the end of the line. */
function silence({ reading }: State, { segment }: Here): true {
  for (let at = segment.to; at < reading.tokens.length && reading.tokens[at]?.kind !== 'break'; at++)
    reading.spans[at] = DEAD;
  return true;
}

/** "Note on T-4: …", "T-4备注：…": the words after it, as they stand. */
const readComment: Reader = (state, here) => {
  const { cues, refs, has } = here;
  const isOn = refs[0]?.score === 1 && /^(?:在|on|under)$/.test(normAt(state.reading, here.segment.at));
  const verb =
    cues.find((cue) => isOf(cue, 'comment')) ??
    (has('that') || isOn ? cues.find((cue) => isOf(cue, 'track')) : undefined);
  const [ref] = refs.length ? refs : state.refs;
  const isAsked = cues.some((cue) => cue.at < (verb?.at ?? 0) && isOf(cue, 'ask'));
  const text = verb && ref && !isAsked && !has('need') ? wordsAfter(state.reading, verb.to, refs) : '';
  return (
    Boolean(text && ref) && change(state, [ref ?? IT], { action: 'comment', text }) && silence(state, here)
  );
};

/** A new title, a description, tags. */
const readNames: Reader = (state, { cues, refs }) => {
  const { reading } = state;
  const cue = cues.find((one) => isOf(one, 'rename', 'describe', 'tag'));
  const [ref] = refs.length ? refs : isOf(cue, 'rename') ? [IT] : [];
  if (!cue || !ref) return false;
  const to = cues.findLast((one) => isOf(one, 'to') && one.at > cue.at)?.to ?? cue.to;
  const words = wordsAfter(reading, to, to > cue.to ? [] : [ref]).replace(/[。.!！]$/, '');
  const labels =
    /打上\s*(\S{1,20}?)\s*标签/.exec(reading.text)?.[1] ??
    (hasHan(words) ? '' : words.replace(/^(?:with|as)\s+/i, ''));
  const tags = labels
    .split(/\s*(?:,|、|\band\b|和)\s*/)
    .filter(Boolean)
    .slice(0, 10);
  if (isOf(cue, 'tag') ? !tags.length : !words) return false;
  const args = isOf(cue, 'tag') ? { tags } : isOf(cue, 'rename') ? { title: words } : { description: words };
  return change(state, [ref], { action: 'update', ...args });
};

const readTopic: Reader = (state, { segment, has }) => {
  const isShort = segment.to - segment.at < 8;
  if (has('approve') && !has('track', 'do') && isShort) return say(state, { is: 'say', topic: 'approve' });
  return has('repeat') && has('do', 'run', 'remind', 'track') && say(state, { is: 'say', topic: 'schedule' });
};

/** "All", and what becomes of them. */
const readBulk: Reader = (state, { people, numbers, hits, has }) => {
  const isMany = has('all') || (has('noun') && has('nobody', 'overdue', 'failed'));
  const end = (['cancel', 'archive', 'run', 'finish'] as const).find((kind) => has(kind));
  if (!isMany || !end || numbers.length || has('neg', 'unreal', 'show', 'track', 'future')) return false;
  if (hits.some(({ score }) => score >= 0.5)) return false;
  const [person] = people;
  const now = state.hints.now.getTime();
  const tasks = state.reading.tasks.filter(
    ({ assignee, isMine, due, state: stands, priority }) =>
      (has('failed') ? stands === 'failed' : !['completed', 'failed', 'cancelled'].includes(stands)) &&
      (!has('nobody') || !assignee) &&
      (!has('overdue') || (due !== null && due.getTime() < now)) &&
      (!has('urgent') || priority === 'urgent') &&
      (!person || assignee?.name.toLowerCase() === person.name.toLowerCase()) &&
      (!has('me') || person !== undefined || isMine),
  );
  const args = end === 'finish' ? ({ action: 'update', status: 'completed' } as const) : { action: end };
  return say(state, { is: 'bulk', args, tasks });
};

const MANY = new RegExp(
  String.raw`\b(?:tasks|to-?dos|things|tickets|items|cards|reminders|these|following|two|three|four|five|\d)\b` +
    '|[两三四五几]|以下|这些',
  'i',
);
const MOVING: readonly Cue[] = [
  'give', 'finish', 'cancel', 'defer', 'pause', 'due', 'nodue', 'claim', 'retry', 'archive', 'reopen', 'begin',
]; // prettier-ignore
/** They ask for a task to be written down as well as for something else. */
const WEAK = /^(?:add|put|make|raise|file|queue|record|plus|跟|记|盯)$/;

/** A heading: what is to be written down stands after its colon. */
const readHeading: Reader = (state, here) => {
  const { segment, numbers, refs, has } = here;
  const { reading, hints } = state;
  const isHead = /^[:：]$/.test(segment.end) && !numbers.length && (refs[0]?.score ?? 0) < 0.6 && !has('ask');
  const isBare = has('track', 'remind') && isEmpty(reading, segment.at, segment.to);
  if (!isHead || !(has('noun', 'board') || isBare)) return false;
  state.open.push({ task: undefined, own: attributesIn(reading, here, hints).own, isNeed: false });
  state.isHead = true;
  state.isMany = MANY.test(textOf(reading, segment.at, segment.to));
  return true;
};

/** "Remind me of T-4 on Monday" sets it aside until then. */
const readReminder: Reader = (state, { numbers, dates, refs, has }) => {
  const [date] = dates;
  if (!date || !has('remind') || !numbers.length) return false;
  return change(state, refs, { action: 'defer', until: asUntil(date.when, state.hints) }, { isGrave: true });
};

/** The cue that asks for something to be written down, where nothing else is done with it. */
function trackingCue({ reading, wishes }: State, { segment, cues, numbers, people, refs, has }: Here) {
  const cue = cues.find((one) => {
    const isLabel = one.at <= segment.at + 1 && DETAIL.test(segment.end);
    const isVerb = isOf(one, 'track') && !has('me', 'show') && isEmpty(reading, segment.at, one.at);
    if (isOf(one, 'noun', 'comment')) return isLabel || isVerb;
    return isOf(one, 'track') ? !isOf(one, 'do') || has('noun', 'board') : isOf(one, 'remind', 'board');
  });
  if (!cue || numbers.length || has('unreal') || (has('neg') && !isOf(cue, 'track'))) return undefined;
  const [ref] = refs;
  const isWeak = !isOf(cue, 'track') || WEAK.test(normAt(reading, cue.at));
  const isMove = has(...MOVING) || people.length > 0;
  const isOfTask = ref && ref.ref !== 'it' && (isLater(ref) || has('cancel', 'finish')) && isMove;
  if (isWeak && (has('pause', 'defer') || isOfTask)) return undefined;
  if (isOf(cue, 'board') && has('cancel')) return undefined;
  const isWritten = cues.some((one) => one.at < cue.at && isOf(one, 'do') && !isOf(one, 'track', 'give'));
  if (isOf(cue, 'remind') && !isOf(cue, 'track') && isWritten) return undefined;
  if (has('past', 'finish') && normAt(reading, cue.to - 1) === 'that') return undefined;
  const last = wishes.at(-1);
  return { cue, isOfWork: isWeak && last?.is === 'create' && last.run };
}

/** Work to be written down. */
const readNew: Reader = (state, here) => {
  const { reading, hints, wishes } = state;
  const { segment, cues, has } = here;
  const tracking = trackingCue(state, here);
  if (!tracking || tracking.isOfWork) return Boolean(tracking);
  const { cue } = tracking;
  const { own, taken } = attributesIn(reading, here, hints);
  for (const one of cues) {
    const isAsking = one === cue || isOf(one, 'track', 'board') || (isOf(one, 'remind') && one.at <= cue.at);
    const isLead = isAsking || (isOf(one, 'need') && one.at < cue.at);
    if (isLead && !isPursuit(normAt(reading, one.at))) for (const at of range(one.at, one.to)) taken.add(at);
  }
  if (has('remind') && has('me')) own.assignee ??= 'me';
  const isNamed = has('run', 'open', 'archive', 'show') || !isEmpty(reading, segment.at, segment.to, taken);
  const title = isNamed ? contentOf(reading, segment.at, segment.to, taken) : '';
  if (/\p{L}/u.test(title)) {
    Object.assign(state, { isHead: false, isList: true });
    for (const piece of split(title, has('noun'))) create(state, { title: piece, ...own });
    return true;
  }
  // What was said before is meant, else what was just written down, else what comes next.
  const said = state.open.flatMap(({ task }) => (task ? [task] : []));
  const beside = Object.assign({}, ...state.open.map((one) => one.own), own) as Attributes;
  for (const task of said) wishes.push({ is: 'create', task: { ...task, ...beside }, run: false });
  const last = wishes.at(-1);
  state.open = said.length ? [] : [...state.open, { task: undefined, own, isNeed: false }];
  if (!said.length && last?.is === 'create') last.task = { ...last.task, ...own };
  else if (!said.length) state.isHead = true;
  return true;
};

/** "A, B and C" is three; "sales and marketing budget" is one. */
function split(title: string, isMany: boolean): string[] {
  const pieces = title.split(/\s*、\s*|\s*,\s*(?:and\s+)?/).filter(Boolean);
  const pair = (pieces.at(-1) ?? '').split(/\s+and\s+|\s*[和及]\s*(?=[\p{Script=Han}A-Z])/u);
  const isPair =
    /^(?:the|our|my|an?) \S/i.test(pair[1] ?? '') || pair.every((one) => /^\p{Script=Han}{4,}$/u.test(one));
  if (pair.length === 2 && (isMany || pieces.length > 1 || isPair)) pieces.splice(-1, 1, ...pair);
  return pieces
    .map((one) => one.replace(/^(?:the|our|my|an?) /i, ''))
    .map((one) => one.charAt(0).toUpperCase() + one.slice(1));
}

/** Writes a task down with all that was said of it before. */
function create(state: State, task: NewTask, run = false): true {
  const beside = state.open.filter((one) => !one.task).map(({ own }) => own);
  state.wishes.push({ is: 'create', task: Object.assign({}, ...beside, task) as NewTask, run });
  if (!state.isHead) state.open = [];
  return true;
}

/** Said after a heading: what is to be written down, or what belongs to it. */
const readHeaded: Reader = (state, here) =>
  state.isHead && here.refs.every(({ score }) => score < 0.6) && keep(state, here);

/** "It is due Friday", "assign it to Bo": what belongs to what was just to be written down. */
const readAside: Reader = (state, here) => {
  const { reading, hints, wishes } = state;
  const { refs, segment, has } = here;
  const last = wishes.at(-1);
  const isOfIt = refs.length ? refs[0]?.ref === 'it' : has('it', 'need', 'give', 'due', 'finish', 'rank');
  if (last?.is !== 'create' || !isOfIt) return false;
  const { own, taken } = attributesIn(reading, here, hints);
  const words = range(segment.at, segment.to).filter(
    (at) => !taken.has(at) && isContent(reading, at) && !cueAt(reading, at),
  );
  if (words.length > 1 || Object.keys(own).length === 0) return false;
  last.task = { ...last.task, ...own };
  return true;
};

/** Content, or values of what was asked for before. */
function keep(state: State, here: Here): true {
  const { reading, hints, wishes } = state;
  const { segment, kinds } = here;
  const { task, own } = taskIn(reading, segment, hints);
  const [last, before] = [wishes.at(-1), state.open.at(-1)];
  const mark = markBefore(state, here);
  if (state.isHead && task) {
    for (const title of split(task.title, state.isMany)) create(state, { ...task, title });
    state.isHead = /^[;；]$/.test(segment.end) || (state.isMany && /^[,，、&]$/.test(segment.end));
  } else if (!task && before?.task && before.isNeed && (own.assignee || own.due))
    create(state, { ...before.task, ...own });
  else if (!task && last?.is === 'create') {
    for (const wish of wishes)
      if (wish.is === 'create') wish.task = { ...own, ...wish.task, ...(wish === last ? own : {}) };
  } else if (last?.is === 'create' && task && !last.run && !segment.isNewLine && !state.open.length) {
    const isListed = /^[,，;；、]$/.test(mark) && (state.isMany || state.isList) && isItem(reading, segment);
    if (DETAIL.test(mark)) last.task.description = task.title;
    else if (isListed) for (const title of split(task.title, true)) create(state, { ...task, title });
  } else {
    if (last?.is === 'change' && task && /cancel|defer/.test(last.args.action)) last.args.text ??= task.title;
    state.open.push({ task, own, isNeed: kinds.has('need') && !kinds.has('neg') });
  }
  return true;
}

const isItem = (reading: Reading, { at, to }: Segment): boolean =>
  to - at <= (reading.tokens[at]?.kind === 'han' ? 14 : 7) && !isOf(cueAt(reading, at), 'it');

const HEARSAY = /^(?:说|said|says|thinks|觉|told)$/;

const readChange: Reader = (state, here) => {
  const { reading, hints, wishes, isTalk } = state;
  const { segment, people, which, has } = here;
  if ((has('unreal') && !has('mark')) || people.some(({ to }) => HEARSAY.test(normAt(reading, to))))
    return false;
  const [own] = here.refs;
  const isOpen = !own || own.ref === 'it';
  const isBare = isEmpty(
    reading,
    segment.at,
    segment.to,
    new Set(people.flatMap(({ at, to }) => range(at, to))),
  );
  const refs = [isOpen ? state.refs : [], here.refs, isTalk && isBare ? [IT] : []].find(
    (some) => some.length,
  );
  const [first] = refs ?? [];
  // "This is urgent" is said of what was just said.
  if (first?.ref === 'it' && !isTalk && state.open.some(({ task }) => task)) return false;
  if (!refs || !first || (isOpen && (wishes.at(-1)?.is === 'create' || has('show')))) return false;
  const isUndone = has('neg', 'reopen') && has('finish', 'past', 'open', 'reopen') && !has('cancel');
  if (isUndone && first.task && !/\bre-?open|打开|重开/i.test(reading.text))
    return say(state, { is: 'call', args: { action: 'get', ref: first.ref } });
  const made = changeIn(reading, here, hints, refs);
  const most = isOpen ? 1 : Math.max(2, ...refs.map(({ tokens }) => tokens.length));
  if (!made || made.leftover > most) return false;
  return change(state, refs, made.args, { ...made, ...(which && !isOpen ? { which } : {}) });
};

const LEADS: readonly Cue[] = [
  'polite', 'filler', 'beg', 'now', 'urgent', 'high', 'me', 'they', 'by', 'to', 'need',
]; // prettier-ignore
/** Before the verb of Chinese stands what is worked on: 把……翻译成, 给……写, 根据……整理. */
const ZH_LEAD = /^\P{L}*[^把将给]{0,8}(?:把|将|给|根据|按照?|用|从|对|帮)./u;
/** What is told as over is no request, unless somebody is asked. */
const ZH_TOLD = /^\P{Script=Han}*\p{Script=Han}{1,2}(?:了|过|完)|又|就.+了|没|了[。！!啊呀吧]*$/u;
/** Where the head of a long request ends. */
const HEAD = /(?<=.{12})(?:,? and (?:then )?| then |[,，;；]|然后|并且?)/;
const MAX_HEAD = 50;

/** Work that begins with its verb: for an agent, who starts at once, or for somebody with hands. */
const readWork: Reader = (state, here) => {
  const { reading, hints } = state;
  const { segment, cues, numbers, people, dates, has } = here;
  const isGiven = cues.some((cue) => cue.at < segment.at + 3 && isOf(cue, 'give', 'remind'));
  const isVerb = (cue: (typeof cues)[number]): boolean => isOf(cue, 'do', 'body');
  const isLead = ({ kinds }: (typeof cues)[number]): boolean =>
    [...kinds].every((kind) => LEADS.includes(kind));
  const verb = cues.find((cue) => !isLead(cue) && (isVerb(cue) || !isGiven));
  if (!verb || !isVerb(verb) || numbers.length > 0) return false;
  // Whom an agent is to write to, or to ask, does not do the work.
  const doers = isOf(verb, 'do') ? people.filter(({ at }) => at < verb.at) : people;
  const { own, taken } = attributesIn(reading, { ...here, people: doers }, hints);
  const early = cues.filter(({ at }) => at < verb.at);
  const before = textOf(reading, segment.at, verb.at);
  const { day } = todayOf(hints);
  const isPast =
    /昨天|昨晚|前天|yesterday|last night/i.test(before) ||
    dates.some(({ at, when }) => at < verb.at && when.end < day);
  if (isPast || early.some((cue) => isOf(cue, 'unreal', 'need', 'neg'))) return false;
  const line = textOf(reading, segment.at, segment.to);
  const isZh = hasHan(line);
  const isTold = isZh
    ? ZH_TOLD.test(line) && !has('beg') && !/[把将]/.test(line)
    : /^(?:the|a|an|my|our)$/.test(normAt(reading, verb.at - 1));
  if (isTold || (!isEmpty(reading, segment.at, verb.at, taken) && !(isZh && ZH_LEAD.test(line))))
    return false;
  const title = contentOf(reading, segment.at, segment.to, taken);
  if (!/\p{L}{2}/u.test(title) || tokensOf(reading, segment) < 2) return false;
  const last = state.wishes.at(-1);
  const run = isOf(verb, 'do') && !own.assignee && !early.some((cue) => isOf(cue, 'they'));
  // The steps of one piece of work are its own.
  if (run && last?.is === 'create' && last.run && !segment.isNewLine) return true;
  const [head = title] = run && title.length > MAX_HEAD ? title.split(HEAD, 1) : [];
  return create(state, { title: head, ...(run ? { description: reading.text } : {}), ...own }, run);
};

const tokensOf = (reading: Reading, { at, to }: Segment): number =>
  range(at, to).filter((index) => isContent(reading, index)).length;

/** "We need to …", "Bo should …", 我得……: written down. */
const readNeed: Reader = (state, here) => {
  const { reading, hints } = state;
  const { segment, cues, dates, people, has } = here;
  // 请小李去……: somebody is asked by name.
  const isGiven = /^[请让叫派找]$/.test(normAt(reading, segment.at)) && people[0]?.at === segment.at + 1;
  const need = cues.find((one) => isOf(one, 'need') || (isGiven && one.at === segment.at));
  if (!need || has('neg', 'ask', 'unreal')) return false;
  const { own, taken } = attributesIn(reading, here, hints);
  const isMine = Boolean(own.assignee) || isEmpty(reading, segment.at, need.at, taken);
  const isDue = dates.some(({ at, to }) => [at - 1, to].some((index) => isOf(cueAt(reading, index), 'by')));
  // "It is going to rain": without anybody and without a deadline it is told, not asked for.
  const word = normAt(reading, need.at);
  if (!isDue && (!isMine || (word === '要' && !has('me'))) && word !== 'needs') return false;
  if (isMine) for (const at of range(need.at, need.to)) taken.add(at);
  const title = contentOf(reading, segment.at, segment.to, taken);
  return tokensOf(reading, segment) > 2 && /\p{L}{2}/u.test(title) && create(state, { title, ...own });
};

/** What a stretch may be, in the order in which it is tried: what is said outright before what is meant. */
const READERS: readonly Reader[] = [
  readLook, readDetail, readComment, readNames, readTopic, readBulk, readHeading, readReminder, readNew, readHeaded,
  readAside, readChange, readList, readWork, readNeed,
]; // prettier-ignore

function readSegment(state: State, segment: Segment): void {
  const { reading } = state;
  if (reading.spans[segment.at] === DEAD) return;
  const parts = partsOf(reading, segment);
  const { refs, which } = refsIn(reading, parts);
  // What stands in the name of a task asks for nothing, but for "booked" of "Book the venue".
  const strong = refs.filter(({ score, tokens }) => score >= 0.6 && tokens.length > 1);
  const named = new Set(strong.flatMap(({ tokens }) => tokens));
  const cues = parts.cues.filter((cue) => !named.has(cue.at) || isOf(cue, 'past'));
  const kinds = new Set(cues.flatMap((cue) => [...cue.kinds]));
  const free = { ...parts, cues, kinds };
  const has = (...wanted: Cue[]): boolean => wanted.some((kind) => kinds.has(kind));
  const here: Here = { ...free, refs, which, has, asks: isQuestion(reading, free) };
  if (!READERS.some((read) => read(state, here)) && !here.asks) keep(state, here);
  if (refs.length && refs[0]?.ref !== 'it') state.refs = refs;
}

/** Reads a message: its stretches one after the other, each in the light of those before it. */
export function readMessage(said: string, hints: ModelHints, isTalk = false): Wish[] {
  const text = said.slice(0, MAX_READ);
  const topic = topicOf(text);
  if (topic) return [{ is: 'say', topic }];
  const reading = takeApart(text, hints);
  const isWord = (at: number): boolean => /word|han/.test(reading.tokens[at]?.kind ?? '');
  const segments = segmentsOf(reading).filter(({ at, to }) => range(at, to).some(isWord));
  const isAlone = segments.length < 2;
  if (!isAlone && /^[:：]$/.test(segments[0]?.end ?? '') && TOLD.test(text)) return [];
  const work = readSteps(reading, segments.length, hints);
  if (work) return work;
  const lists = { wishes: [], open: [], refs: [] };
  const state: State = {
    reading,
    hints,
    isAlone,
    isTalk,
    ...lists,
    isHead: false,
    isMany: false,
    isList: false,
  };
  for (const segment of segments.slice(0, MAX_SEGMENTS)) readSegment(state, segment);
  if (state.isHead && state.wishes.length === 0) return [{ is: 'say', topic: 'head' }];
  const isWhole = said.length <= MAX_READ && segments.length <= MAX_SEGMENTS;
  return isWhole ? merged(state.wishes) : state.wishes.filter((wish) => wish.is === 'create');
}

/** Said twice is asked once; what was said of one task in two places is one change. */
function merged(wishes: readonly Wish[]): Wish[] {
  const kept = new Map<string, Wish>();
  for (const [index, wish] of wishes.entries()) {
    if (wish.is === 'say' && wishes.length > 1) continue;
    const isChange = wish.is === 'change';
    const key = isChange ? `${wish.args.action} ${wish.refs.map(({ ref }) => ref).join()}` : String(index);
    const same = kept.get(key);
    if (isChange && same?.is === 'change') {
      Object.assign(same.args, wish.args, same.args.text === undefined ? {} : { text: same.args.text });
      same.leftover = Math.min(same.leftover, wish.leftover);
    } else kept.set(key, wish);
  }
  return [...kept.values()];
}
