import type { Act, Clause } from './acts.ts';
import { readList, toClause } from './clauses.ts';
import type { Moment } from './dates.ts';
import { hasHan } from './lexicon.ts';
import { hasNumber } from './refs.ts';
import { hasOrder, isStep, stepLines, withoutLead } from './steps.ts';
import { titleOf } from './titles.ts';

const MAX_DESCRIPTION = 4000;

/** Lines that lead separate things, that say of which task or to whom something is said, or that only greet. */
const NO_HEAD: readonly RegExp[] = [
  /^(?:please )?(?:track|add|log|note|remind|remember|list|record|put|comment|update|mark|assign|set|change|cancel|show|reply|tell|ask)\b/i,
  /^(?:todos?|to-do|fyi|ps|nb|re|question|answer|how to|example|today|tomorrow)\b/i,
  /^(?:what|why|how|when|who|where|is|are|do|does|can|could|should)\b/i,
  /\b(?:tasks?|to-?dos?|things|items|reminders?|backlog|points|notes)\b/i,
  /^(?:please|pls|hi|hey|hello|bot|team|all|everyone)$/i,
  /^(?:请)?(?:跟进|跟踪|记|新建|添加|创建|提醒|备忘|别忘|加|注意|列|备注|告诉|把T)|任务|待办|清单|事项|备注|[?？吗呢]$/,
];
/** A name alone: what follows is said to that person. */
const NAME_ALONE = /^@?\p{Lu}\p{L}{0,11}$|^[小老阿]?\p{Script=Han}{1,2}$/u;
const NO_NAME =
  /(?:ing|ion|ment|ance|report|update|launch|review|release|audit|survey|party|trip|site|letter|map|roll|budget|day)$/i;
/** What only serves the step that makes something of it. */
const GATHERING =
  /^(?:ask|check with|collect|gather|fetch|read|get|pull|download|wait)\b|^(?:问|询问|收集|读取|获取|抓取|下载|搜集|等|跟|找)/i;
const MAKING =
  /^(?:write|draft|compose|prepare|summari[sz]e|create|build|make|plan|design|research|compare|analy[sz]e|publish|announce)\b(?! (?:it|this|that|them|up|down)\b)|^(?:写|起草|撰写|准备|总结|汇总|整理|制作|生成|设计|策划|分析|对比|发布|做)/i;
const POINTS_AT_TASK =
  /\bT-?\d|#\d|\b(?:assign|give|hand|set|mark)\s+(?:it|this|that|the)\b|\b(?:remind|track)\b|(?:分配|指派)给|提醒我|标记/i;

const isHead = (head: string): boolean =>
  /\p{L}{2}/u.test(head) &&
  head.length <= 80 &&
  !/[。.!?？！\n](?:\s|$)/.test(head) &&
  !NO_HEAD.some((pattern) => pattern.test(head)) &&
  !hasNumber(head) &&
  (!NAME_ALONE.test(head) || NO_NAME.test(head) || (hasHan(head) && isStep(head)));

function toWork(head: string, lines: readonly string[], at: Moment): Act[] | null {
  const { title, ...attributes } = titleOf(toClause(head).text, at) ?? {};
  if (!title) return null;
  const description = lines.join('\n').slice(0, MAX_DESCRIPTION);
  return [{ kind: 'create', task: { title, description, ...attributes }, run: true }];
}

const areSteps = (parts: readonly string[], atLeast: number): boolean => {
  const steps = parts.filter(isStep).length;
  return (
    steps >= atLeast && steps * 3 >= parts.length * 2 && !parts.some((part) => POINTS_AT_TASK.test(part))
  );
};

/** A heading line over a list: the items are the steps. */
function underHead(text: string, at: Moment): Act[] | null {
  const list = readList(text);
  if (!list?.head || !isHead(list.head) || !areSteps(list.items, 2)) return null;
  return toWork(
    list.head,
    list.items.map((item, index) => `${index + 1}. ${item}`),
    at,
  );
}

/** "Announce the launch: ask which region, then …" */
function afterColon(text: string, at: Moment): Act[] | null {
  const { head = '', body = '' } =
    /^(?<head>[^:：\n]{2,90})(?:[:：]|\s+[—–-]\s)\s*(?!\/\/)(?<body>.+)$/s.exec(text)?.groups ?? {};
  if (!body || !isHead(head)) return null;
  const steps = stepLines(body);
  return areSteps(steps, isStep(head) ? 1 : 2) ? toWork(head, steps, at) : null;
}

/** "First collect …, then write …, finally send …": named after what comes of it. */
function inOrder(text: string, at: Moment): Act[] | null {
  if (!hasOrder(text) || POINTS_AT_TASK.test(text)) return null;
  const lines = stepLines(toClause(text).text);
  const steps = lines.map((line) => withoutLead(toClause(line).text));
  if (steps.length < 2 || !steps.every(isStep)) return null;
  const [first = ''] = steps;
  const main = GATHERING.test(first)
    ? (steps.find((step) => MAKING.test(step)) ?? steps.find((step) => !GATHERING.test(step)))
    : first;
  return toWork(main ?? first, lines, at);
}

/** One piece of work that is told with its steps; null when the message tells of something else. */
export function readPieceOfWork(text: string, whole: Clause, at: Moment): Act[] | null {
  if (hasHan(text) ? /[?？吗呢]\s*$/.test(text) : whole.isQuestion) return null;
  return underHead(text, at) ?? afterColon(text, at) ?? inOrder(text, at);
}
