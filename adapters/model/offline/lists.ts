import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { ModelHints } from '../../../src/ports/model.ts';
import type { Ref } from './changes.ts';
import { contentOf, isContent } from './content.ts';
import { asDue, asNow, partsOf as partsOfDay, type When } from './days.ts';
import type { Cue } from './lexicon.ts';
import type { Wish } from './wishes.ts';
import type { Parts } from './segments.ts';
import type { Reading } from './spans.ts';
import { hasHan } from './text.ts';

type Args = ManageTasksInput;

/** What narrows a list: the first that fits counts. */
// prettier-ignore
const STATES: readonly (readonly [Cue, Partial<Args>])[] = [
  ['waiting', { status: 'needs_input' }],
  ['failed',  { status: 'failed' }],
  ['open',    { status: 'open' }],
  ['finish',  { status: 'completed' }],
  ['past',    { status: 'completed' }],
  ['begin',   { status: 'in_progress' }],
  ['done',    { status: 'completed' }],
];

const said = ({ tokens, text }: Reading, { segment }: Parts): string =>
  text.slice(tokens[segment.at]?.from, tokens[segment.to - 1]?.to);

const WORK =
  /\b(?:tasks?|to-?dos?|plate|desk|list|stuff|things?|work|doing|working|do next|up to|should i|on my|my day|backlog|items|have on|board)\b/i;
const ZH_WORK =
  /任务|待办|手[上头里]|名下|忙|安排|[干做]什么|[干做]啥|干嘛|清单|要[做交]|[活事]|负责什么|没[做弄完处]|完成了/;

const WORKING = /\b(?:working|doing|up to)\b|忙|[干做]什么|[干做]啥|干嘛|在[做干]/i;
/** "Show me" says nothing of whose they are. */
const TO_ME = /\b(?:show|give|tell|get|let) me\b|\bgimme\b|给我|告诉我|我们/gi;
const MINE = /\b(?:my|i|me|ive|i've|im)\b|我/i;

/** A question for tasks in general, or a request to show them. */
export function listIn(reading: Reading, parts: Parts, hints: ModelHints, isAsked: boolean): Wish | null {
  const { kinds, people, dates, segment } = parts;
  const has = (...wanted: Cue[]): boolean => wanted.some((kind) => kinds.has(kind));
  const text = said(reading, parts).replace(TO_ME, ' ');
  const [person] = people;
  const [date] = dates;
  const isMine = MINE.test(text) && !person;
  const words = contentWords(reading, parts);
  const isWorking = WORKING.test(text) && !(date && has('need'));
  const isWork = isWorking || (hasHan(text) ? ZH_WORK : WORK).test(text);
  const isFiltered = has('overdue', 'waiting', 'failed', 'nobody', 'urgent', 'high', 'open');
  const asks = isAsked || has('ask', 'show', 'who') || /^[?？]$/.test(segment.end);
  const isDay = isMine && (Boolean(date) || has('need', 'open'));
  const isDone = words < 1 && has('finish', 'past', 'begin', 'done');
  const isNamed = has('noun') && (isMine || isFiltered || has('finish', 'all', 'done') || Boolean(person));
  if (has('unreal') || (has('do') && !has('show') && !asks)) return null;
  if (
    !isNamed &&
    !(asks && (isWork || isFiltered || isDay || isDone || (person && words < 1) || (date && has('due'))))
  )
    return null;
  const about = (/\b(?:about|search for|search)\s+(?:the\s+)?(.{2,60})$/i.exec(text) ??
    /(?:关于|搜索)(?:关于)?(.{1,20}?)的?(?:任务)?$/.exec(text))?.[1];
  if (words > 2 && !about && !isWork) return null;
  const open = isWorking || (has('need') && has('finish')) ? [] : STATES;
  const status = /\bpending\b/i.test(text)
    ? { status: 'pending' as const }
    : (open.find(([kind]) => has(kind))?.[1] ?? {});
  const isEnded = ['completed', 'failed'].includes(status.status ?? '');
  const due = has('overdue')
    ? asNow(hints)
    : date && !isEnded && !isWorking
      ? asDue(throughWeekend(date.when), hints)
      : undefined;
  const priority = (['urgent', 'high', 'low'] as const).find((kind) => has(kind));
  const isAll = has('all', 'they', 'waiting');
  const whose = has('nobody') ? null : person ? person.name : isMine && !isAll ? 'me' : 'anyone';
  const find = about && !date ? { text: about.replace(/[?？]$/, '') } : {};
  const args = {
    ...(has('overdue') ? {} : status),
    ...(due ? { due } : {}),
    ...(priority ? { priority } : {}),
  };
  return { is: 'call', args: { action: 'list', ...args, assignee: whose, ...find } };
}

/** "This week" is due by Friday, and asked about to its end. */
const throughWeekend = (when: When): When =>
  when.end > when.start && partsOfDay(when.end).weekday === 5 ? { ...when, end: when.end + 2 } : when;

/** A question about one task, or about all. */
export function lookIn(reading: Reading, parts: Parts, refs: readonly Ref[], hints: ModelHints): Wish | null {
  const { kinds } = parts;
  const [ref] = refs;
  const isSure = ref && (ref.score >= 0.15 || ref.ref === 'it');
  const isMany = kinds.has('noun') && !isSure;
  if (ref && isSure && !isMany && !(ref.ref === 'it' && contentWords(reading, parts) > 0)) {
    const isWhy = kinds.has('why') || (kinds.has('waiting') && /\bwhat|哪/.test(said(reading, parts)));
    const isDone = kinds.has('finish') || kinds.has('past') || !isWhy;
    return {
      is: 'call',
      args: { action: isWhy && !(isDone && !kinds.has('why')) ? 'why' : 'get', ref: ref.ref },
    };
  }
  return listIn(reading, parts, hints, true);
}

function contentWords(reading: Reading, { segment }: Parts): number {
  let words = 0;
  for (let at = segment.at; at < segment.to; at++)
    if (isContent(reading, at) && reading.spans[at] === undefined)
      words += reading.tokens[at]?.kind === 'han' ? 0.5 : 1;
  return contentOf(reading, segment.at, segment.to, new Set()) ? words : 0;
}
