import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { ModelHints } from '../../../src/ports/model.ts';
import type { Ref } from './changes.ts';
import { contentOf, countContent } from './content.ts';
import { asDue, asNow, partsOf as partsOfDay, type When } from './days.ts';
import type { Cue } from './lexicon.ts';
import type { Parts } from './segments.ts';
import { textOf, type Reading } from './spans.ts';
import { hasHan } from './text.ts';

type Look = Pick<ManageTasksInput, 'action' | 'ref' | 'status' | 'due' | 'priority' | 'assignee' | 'text'>;

/** What narrows a list: the first that fits counts. */
const STATES: readonly (readonly [Cue, ManageTasksInput['status']])[] = [
  ['waiting', 'needs_input'],
  ['failed', 'failed'],
  ['open', 'open'],
  ['finish', 'completed'],
  ['past', 'completed'],
  ['begin', 'in_progress'],
  ['done', 'completed'],
];
const FILTERS: readonly Cue[] = ['overdue', 'waiting', 'failed', 'nobody', 'urgent', 'high', 'open'];

const EN_WORK =
  'tasks?|to-?dos?|plate|desk|list|stuff|things?|work|doing|working|do next|up to|should i|on my|my day|backlog' +
  '|items';
const ZH_WORK =
  '任务|待办|手[上头里]|名下|忙|安排|[干做]什么|[干做]啥|干嘛|清单|要[做交]|[活事]|负责什么|没[做弄完处]|完成了';
const WORK = new RegExp(String.raw`\b(?:${EN_WORK}|have on|board|busy)\b`, 'i');
const WORK_HERE = new RegExp(ZH_WORK);
const WORKING = /\b(?:working|doing|up to|busy)\b|忙|[干做]什么|[干做]啥|干嘛|在[做干]/i;
/** "Show me" says nothing of whose they are. */
const TO_ME = /\b(?:show|give|tell|get|let) me\b|\bgimme\b|给我|告诉我|我们/gi;
const MINE = /\b(?:my|i|me|ive|i've|im)\b|我/i;
const ABOUT = [
  /\b(?:about|search for|search)\s+(?:the\s+)?(.{2,60})$/i,
  /(?:关于|搜索)(?:关于)?(.{1,20}?)的?(?:任务)?$/,
];

/** "This week" is due by Friday, and asked about to its end. */
const throughWeekend = (when: When): When =>
  when.end > when.start && partsOfDay(when.end).weekday === 5 ? { ...when, end: when.end + 2 } : when;

/** Words of content that no cue explains. */
const unexplained = (reading: Reading, { segment }: Parts): number =>
  contentOf(reading, segment.at, segment.to) ? countContent(reading, segment, (at) => !reading.spans[at]) : 0;

/** A question for tasks in general, or a request to show them. */
export function listIn(reading: Reading, parts: Parts, hints: ModelHints, isAsked: boolean): Look | null {
  const { kinds, segment, people, dates } = parts;
  const has = (...wanted: Cue[]): boolean => wanted.some((kind) => kinds.has(kind));
  const text = textOf(reading, segment.at, segment.to).replace(TO_ME, ' ');
  const [[person], [date]] = [people, dates];
  const words = unexplained(reading, parts);
  const isMine = MINE.test(text) && !person;
  const isWorking = WORKING.test(text) && !(date && has('need'));
  const isWork = isWorking || (hasHan(text) ? WORK_HERE : WORK).test(text);
  const isFiltered = has(...FILTERS);
  const asks = isAsked || has('ask', 'show', 'who') || /^[?？]$/.test(segment.end);
  const isDay = isMine && (Boolean(date) || has('need', 'open'));
  const isDone = words < 1 && has('finish', 'past', 'begin', 'done');
  const isOf = Boolean(person && words < 1) || Boolean(date && has('due'));
  const isNamed = has('noun') && (isMine || isFiltered || has('finish', 'all', 'done') || Boolean(person));
  if (has('unreal') || (has('do') && !has('show') && !asks)) return null;
  if (!isNamed && !(asks && (isWork || isFiltered || isDay || isDone || isOf))) return null;
  const about = ABOUT.map((pattern) => pattern.exec(text)?.[1]).find((one) => one !== undefined);
  if (words > 2 && !about && !isWork) return null;
  const states = isWorking || (has('need') && has('finish')) ? [] : STATES;
  const status = /\bpending\b/i.test(text) ? 'pending' : states.find(([kind]) => has(kind))?.[1];
  const isEnded = status === 'completed' || status === 'failed';
  const day = date && !isEnded && !isWorking ? asDue(throughWeekend(date.when), hints) : undefined;
  const due = has('overdue') ? asNow(hints) : day;
  const priority = (['urgent', 'high', 'low'] as const).find((kind) => has(kind));
  const isAnyone = !isMine || has('all', 'they', 'waiting');
  return {
    action: 'list',
    ...(status && !has('overdue') ? { status } : {}),
    ...(due ? { due } : {}),
    ...(priority ? { priority } : {}),
    assignee: has('nobody') ? null : (person?.name ?? (isAnyone ? 'anyone' : 'me')),
    ...(about && !date ? { text: about.replace(/[?？]$/, '') } : {}),
  };
}

/** A question about one task, or about all. */
export function lookIn(reading: Reading, parts: Parts, refs: readonly Ref[], hints: ModelHints): Look | null {
  const { kinds, segment } = parts;
  const [ref] = refs;
  const isSure = ref && (ref.ref === 'it' ? unexplained(reading, parts) === 0 : ref.score >= 0.15);
  if (!isSure) return listIn(reading, parts, hints, true);
  const asksWhat = /\bwhat|哪/.test(textOf(reading, segment.at, segment.to));
  const isStuck = kinds.has('waiting') && asksWhat && !kinds.has('finish') && !kinds.has('past');
  return { action: kinds.has('why') || isStuck ? 'why' : 'get', ref: ref.ref };
}
