import type { ModelHints } from '../../../src/ports/model.ts';
import { taskIn } from './content.ts';
import type { Wish } from './wishes.ts';
import { cueAt as stepAt, is, partOf, piecesOf, sentencesOf, unmarked, withoutLead } from './parts.ts';
import { LEXICON } from './lexicon.ts';
import { segmentsOf } from './segments.ts';
import { takeApart, type Reading } from './spans.ts';
import { hasHan, wideMarks } from './text.ts';

const MAX_DESCRIPTION = 4000;
const BULLET =
  /^\s*(?:[-*•·–]\s+(?:\[[ x]?\]\s*)?|\(?\d{1,2}[.)、:]\s*(?=\D)|[①-⑳]\s*|[一二三四五六七八九十]、)/;

/** A list with the line that leads it, when the text is one: in lines, or as "1. … 2. …" in one line. */
function readList(text: string): { head: string; items: string[] } | undefined {
  const isInline = /(?:^|[\s:：,，;；])1[.)、]\s*\S.*[\s,，;；。]2[.)、]\s*\S/s.test(text);
  const lines = (isInline ? text.replace(/(?<=^|[\s:：,，;；。])(?=\d{1,2}[.)、]\s*[^\d\s])/g, '\n') : text)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const first = lines.findIndex((line) => BULLET.test(line));
  const items = lines.filter((line, index) => index >= first && BULLET.test(line));
  if (first < 0 || (items.length < 2 && !(items.length === 1 && first > 0))) return undefined;
  const head = lines
    .slice(0, first)
    .join(' ')
    .replace(/[:：,，\s]+$/, '');
  return {
    head,
    items: items
      .map((line) =>
        line
          .replace(BULLET, '')
          .replace(/[;；,，.。]+$/, '')
          .trim(),
      )
      .filter(Boolean),
  };
}

/** Heads that lead separate things rather than the steps of one. */
const NO_HEAD =
  /\b(?:tasks?|to-?dos?|things|items|reminders?|backlog|points|notes|list|agenda|minutes|recipe|track|add|log|note)\b|任务|待办|清单|事项|备注|议程|菜谱|跟进|新增|新建|创建|添加|[记加]/i;
const isHead = (head: string): boolean =>
  /\p{L}{2}/u.test(head) && head.length <= 80 && !/[。.!?？！]$/.test(head) && !NO_HEAD.test(head);

/** "First …, then …", 先……再……: the words that make several things the steps of one. */
const ORDER =
  /\bfirst(?:ly)?\b.*\b(?:then|next|after|finally|second|lastly)\b|\b(?:and then|then|after that|afterwards|finally)\b|先[^,，。]+[,，。].*(?:再|然后|接着|最后)|然后|接着|最后|[,，]\s*再(?!说|议|等)/is;
/** A past, a hope or a remark is no step, whatever its verb. */
const TOLD =
  /^(?:we|i|they|he|she|it|you)\b|(?:花|用|耗)了|^(?:我们?|他们?|她们?|你们?|大家|今天|昨天)(?!要|需要)|(?:挂|崩|坏)了$/i;

/** Whether the words say what to do next: a verb begins them, in Chinese after what it is done to. */
function isStep(said: string): boolean {
  const bare = withoutLead(unmarked(said));
  const part = partOf(bare);
  const first = stepAt(part, part.start);
  if (is(first, 'if', 'time', 'unless', 'else')) return true;
  if (TOLD.test(bare)) return false;
  const isZh = hasHan(bare);
  const verbs = LEXICON.all(part.tokens).filter(({ kinds }) => kinds.has('do') || kinds.has('body'));
  const steps = part.cues.filter((cue) => is(cue, 'ask', 'send', 'read', 'keep', 'act', 'stop', 'want'));
  const at = Math.min(...[...verbs, ...steps].map((one) => one.at));
  return at <= part.start + (isZh ? 13 : 0);
}

/** Each step of a text, one for each line of the answer. */
const stepLines = (text: string): string[] =>
  text.split('\n').flatMap((line) => sentencesOf(unmarked(line)).flatMap(piecesOf));

function areSteps(parts: readonly string[], atLeast: number): boolean {
  const steps = parts.filter(isStep).length;
  return steps >= atLeast && steps * 3 >= parts.length * 2 && !parts.some((part) => /\bT-?\d|#\d/.test(part));
}

function titleOf(text: string, hints: ModelHints) {
  const reading = takeApart(text.slice(0, 300), hints);
  const [segment] = segmentsOf(reading);
  return segment && taskIn(reading, { ...segment, to: reading.tokens.length }, hints).task;
}

function toWork(head: string, lines: readonly string[], hints: ModelHints): Wish[] | undefined {
  const task = titleOf(head, hints);
  const description = lines.join('\n').slice(0, MAX_DESCRIPTION);
  return task && [{ is: 'create', task: { ...task, description: wideMarks(description) }, run: true }];
}

/** What only serves the step that makes something of it. */
const GATHERING =
  /^(?:ask|check with|collect|gather|fetch|read|get|pull|download|wait|问|询问|收集|读取|获取|抓取|下载|搜集|等|找)/i;

/** One piece of work that is told with its steps, or a list of new tasks; undefined when it is neither. */
export function readSteps({ text }: Reading, segments: number, hints: ModelHints): Wish[] | undefined {
  if (segments < 2 || /[?？吗呢]\s*$/.test(text)) return undefined;
  const list = readList(text);
  if (list) {
    if (isHead(list.head) && areSteps(list.items, 2))
      return toWork(
        list.head,
        list.items.map((item, index) => `${index + 1}. ${item}`),
        hints,
      );
    const isTold = list.head === '' || NO_HEAD.test(list.head);
    if (!isTold || /agenda|minutes|recipe|议程|菜谱|things|i hate/i.test(list.head)) return undefined;
    return list.items.flatMap((item): Wish[] => {
      const task = titleOf(item, hints);
      return task ? [{ is: 'create', task, run: false }] : [];
    });
  }
  const { head = '', body = '' } =
    /^(?<head>[^:：\n]{2,90})(?:[:：]|\s+[—–-]\s)\s*(?!\/\/)(?<body>.+)$/s.exec(text)?.groups ?? {};
  const steps = body && isHead(head) ? stepLines(body) : [];
  if (steps.length && areSteps(steps, isStep(head) ? 1 : 2)) return toWork(head, steps, hints);
  if (!ORDER.test(text) || /\bT-?\d|#\d/.test(text)) return undefined;
  const lines = stepLines(text);
  const bare = lines.map((line) => withoutLead(line));
  if (lines.length < 2 || !bare.every(isStep)) return undefined;
  const [first = ''] = bare;
  const main = GATHERING.test(first) ? bare.find((step) => !GATHERING.test(step)) : first;
  return toWork(hasHan(main ?? '') ? (main ?? first) : (main ?? first), lines, hints);
}
