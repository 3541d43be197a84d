import type { ModelHints } from '../../../src/ports/model.ts';
import type { Wish } from './changes.ts';
import { taskIn } from './content.ts';
import { LEXICON } from './lexicon.ts';
import { cueAt, is, partOf, piecesOf, sentencesOf, unmarked, withoutLead } from './parts.ts';
import { segmentsOf } from './segments.ts';
import { isOf, takeApart, type Reading } from './spans.ts';
import { STEPS } from './step-lexicon.ts';
import { hasHan, wideMarks } from './text.ts';

const MAX_DESCRIPTION = 4000;
const BULLET =
  /^\s*(?:[-*•·–]\s+(?:\[[ x]?\]\s*)?|\(?\d{1,2}[.)、:]\s*(?=\D)|[①-⑳]\s*|[一二三四五六七八九十]、)/;
const INLINE = /(?:^|[\s:：,，;；])1[.)、]\s*\S.*[\s,，;；。]2[.)、]\s*\S/s;
const NUMBERED = /(?<=^|[\s:：,，;；。])(?=\d{1,2}[.)、]\s*[^\d\s])/g;

/** A list with the line that leads it, when the text is one: in lines, or as "1. … 2. …" in one line. */
function readList(text: string): { head: string; items: string[] } | undefined {
  const split = INLINE.test(text) ? text.replace(NUMBERED, '\n') : text;
  const lines = split
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const first = lines.findIndex((line) => BULLET.test(line));
  const items = lines.filter((line) => BULLET.test(line));
  if (first < 0 || (items.length < 2 && first === 0)) return undefined;
  const bare = items.map((line) => line.replace(BULLET, '').replace(/[;；,，.。\s]+$/, '')).filter(Boolean);
  return {
    head: lines
      .slice(0, first)
      .join(' ')
      .replace(/[:：,，\s]+$/, ''),
    items: bare,
  };
}

/** Heads that lead separate things rather than the steps of one; and those of what is told. */
const EN_THINGS =
  'tasks?|to-?dos?|things|items|reminders?|backlog|points|notes|list|agenda|minutes|recipe|track|add|log' +
  '|note';
const ZH_THINGS = '任务|待办|清单|事项|备注|议程|菜谱|跟进|新增|新建|创建|添加|[记加]';
const THINGS = new RegExp(String.raw`\b(?:${EN_THINGS})\b|${ZH_THINGS}`, 'i');
const TOLD_LIST = /agenda|minutes|recipe|议程|菜谱|things|i hate/i;
const isHead = (head: string): boolean =>
  /\p{L}{2}/u.test(head) && head.length <= 80 && !/[。.!?？！]$/.test(head) && !THINGS.test(head);

/** A past, a hope or a remark is no step, whatever its verb. */
const TOLD =
  /^(?:we|i|they|he|she|it|you)\b|[花用耗]了|^(?:[我他她你]们?|大家|今天|昨天)(?!要|需要)|[挂崩坏]了$/i;

/** Whether the words say what to do next: a verb begins them, in Chinese after what it is done to. */
function isStep(said: string): boolean {
  const part = partOf(withoutLead(unmarked(said)));
  if (is(cueAt(part, part.start), 'if', 'time', 'unless', 'else')) return true;
  const verbs = LEXICON.all(part.tokens).filter((cue) => isOf(cue, 'do', 'body'));
  const steps = part.cues.filter((cue) => is(cue, 'ask', 'send', 'read', 'keep', 'act', 'stop', 'want'));
  const first = Math.min(...[...verbs, ...steps].map(({ at }) => at));
  return !TOLD.test(part.text) && first <= part.start + (hasHan(part.text) ? 13 : 0);
}

const OF_A_TASK = /\bT-?\d|#\d/;
function areSteps(parts: readonly string[], atLeast: number): boolean {
  const steps = parts.filter(isStep).length;
  return steps >= atLeast && steps * 3 >= parts.length * 2 && !parts.some((part) => OF_A_TASK.test(part));
}

/** Each step of a text, one for each line of the answer. */
const stepLines = (text: string): string[] =>
  text.split('\n').flatMap((line) => sentencesOf(unmarked(line)).flatMap(piecesOf));

function titleOf(text: string, hints: ModelHints) {
  const reading = takeApart(text.slice(0, 300), hints);
  const [segment] = segmentsOf(reading);
  return segment && taskIn(reading, { ...segment, to: reading.tokens.length }, hints).task;
}

function toWork(head: string, lines: readonly string[], hints: ModelHints): Wish[] | undefined {
  const task = titleOf(head, hints);
  const description = wideMarks(lines.join('\n').slice(0, MAX_DESCRIPTION));
  return task && [{ is: 'create', task: { ...task, description }, run: true }];
}

/** What only serves the step that makes something of it. */
const GATHERING =
  /^(?:ask|check with|collect|gather|fetch|read|get|pull|download|wait|问|询问|收集|读取|获取|抓取|下载|搜集|等|找)/i;
const HEADED = /^([^:：\n]{2,90})(?:[:：]|\s+[—–-]\s)\s*(?!\/\/)(.+)$/s;
const ORDER = /\bfirst(?:ly)?\b.*\b(?:next|second|lastly)\b|\bfinally\b|最后/is;

/** One piece of work that is told with its steps, or a list of new tasks; undefined when it is neither. */
export function readSteps(
  { text, tokens }: Reading,
  segments: number,
  hints: ModelHints,
): Wish[] | undefined {
  if (segments < 2 || /[?？吗呢]\s*$/.test(text)) return undefined;
  const list = readList(text);
  if (list) {
    const { head, items } = list;
    const numbered = items.map((item, index) => `${index + 1}. ${item}`);
    if (isHead(head) && areSteps(items, 2)) return toWork(head, numbered, hints);
    if (TOLD_LIST.test(head) || (head !== '' && !THINGS.test(head))) return undefined;
    const tasks = items.map((item) => titleOf(item, hints));
    return tasks.flatMap((task): Wish[] => (task ? [{ is: 'create', task, run: false }] : []));
  }
  const [, head = '', body = ''] = HEADED.exec(text) ?? [];
  const steps = isHead(head) ? stepLines(body) : [];
  if (steps.length && areSteps(steps, isStep(head) ? 1 : 2)) return toWork(head, steps, hints);
  if (OF_A_TASK.test(text) || !(ORDER.test(text) || STEPS.all(tokens).some((cue) => is(cue, 'then'))))
    return undefined;
  const lines = stepLines(text);
  if (lines.length < 2 || !lines.every(isStep)) return undefined;
  const bare = lines.map(withoutLead);
  return toWork(bare.find((step) => !GATHERING.test(step)) ?? bare[0] ?? '', lines, hints);
}
