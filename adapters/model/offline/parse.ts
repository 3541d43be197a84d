import type { Act, Clause, NewTask } from './acts.ts';
import { readValues, takeAttributes, toPriority } from './attributes.ts';
import { clauses, readList, sentences, tidy, toClause } from './clauses.ts';
import { asDue, findDates, type Moment } from './dates.ts';
import { readIntent } from './intents.ts';
import { readPieceOfWork } from './pieces-of-work.ts';
import { spokenText } from './plain-text.ts';
import { hasNumber, numbersIn } from './refs.ts';
import { smallTalk } from './small-talk.ts';
import { trackedTasks, workTask } from './titles.ts';

const MAX_CHARACTERS = 4000;
const LIST_HEAD =
  /\b(?:tasks?|to-?dos?|track|add|create|items|remind|reminders|remember|list|log|note|backlog|action items)\b|任务|待办|跟进|记|新建|添加|创建|事项|提醒|清单|安排/i;
const DO_HEAD = /^(?:do|start|work on|execute|run|complete|begin)\b|^(?:做|完成|执行|开始|处理)/i;
const FOREIGN = /[^\p{Script=Latin}\p{Script=Han}\p{N}\p{P}\p{S}\p{Z}\s\p{M}\p{Cf}]/u;
const CODE =
  /^```|^\s*(?:[$>] |[{[<]|https?:\/\/\S+\s*$|(?:const|let|var)\s+\w+\s*=|import\b.*\bfrom\b|import \w+$|function\s*\w*\(|def \w+\(|class \w+\s*[{:(]|SELECT\b.*\bFROM\b|(?:git|npm|npx|yarn|docker|kubectl|curl|sudo|pip|brew|cd|ls|rm) [\w./-])|[;{}]\s*$|=>|\w\(\)|^[\d\s.,:/+*=()%$€¥-]+$/i;

/** Headings of what is shown to others rather than asked for. */
const SHOWN =
  /^(?:agenda|minutes|meeting notes|recipe|(?:steps to )?repro(?:duce|duction)?(?: steps)?|\w*error|\w*exception|stack ?trace|traceback|warning|status|mood|quote of the day|announcement|changelog)\s*[:：\n]|^(?:会议)?(?:议程|纪要|菜谱|[复重]现步骤|报错|错误|异常|警告|堆栈|日志|公告|(?:紧急|重要)?通知|心情)\s*[:：\n]/i;

const isUpdate = (act: Act): boolean => act.kind === 'call' && act.args.action === 'update';

/** What a date may stand before, when it says by when: 下周三跟进……, 月底前记得……. */
const AFTER_DATE =
  /^(?:跟进|跟一?下|记得|别忘|务必|提醒|请|麻烦|帮|我要(?!是)|我想要|要(?!是|么)|需要|得|之前|前)/;
const REMARKED = ['cancel', 'defer', 'pause', 'archive', 'retry'];

/** 下周三跟进续约 is 跟进续约, due on that day. */
function afterDate(clause: Clause, at: Moment): Act[] | null {
  const [date] = clause.isQuestion ? [] : findDates(clause.text, at);
  if (date?.from !== 0) return null;
  const rest = clause.text.slice(date.to).replace(/^(?:之前|以前|前|,|，|\s)+/, '');
  if (!AFTER_DATE.test(rest)) return null;
  const acts = readIntent(toClause(rest), at);
  const due = asDue(date.when, at);
  return acts?.every((act) => act.kind === 'create')
    ? acts.map((act) => ({ ...act, task: { due, ...act.task } }))
    : null;
}

/** "Urgent: fix the login page" */
function afterUrgency({ text }: Clause, at: Moment): Act[] | null {
  const { level = '', rest = '' } =
    /^(?<level>[\p{L} -]{2,14}?)\s*[:：!！]\s*(?<rest>.{4,})$/u.exec(text)?.groups ?? {};
  const priority = toPriority(level.replace(/[ -]?(?:prio(?:rity)?)$/i, ''));
  const acts = priority ? readIntent(toClause(rest), at) : null;
  return acts?.every((act) => act.kind === 'create')
    ? acts.map((act) => ({ ...act, task: { priority, ...act.task } }))
    : null;
}

/**
 * What follows the last comma may be values of the same update ("assign T-4 to Bo, due Friday") or a remark on it that
 * need not be understood ("T-4 is done, we can ship").
 */
function understand(clause: Clause, at: Moment): Act[] | null {
  const [, head, tail] = /^(.+?)[,，]\s*(?:and\s+)?(.+)$/.exec(clause.text) ?? [];
  const { status, ...values } = (tail && !clause.isQuestion && readValues(tail, at)) || {};
  const isValued = head && !status && Object.keys(values).length > 0;
  const changes = isValued ? readIntent({ ...clause, text: head }, at) : null;
  if (changes?.every(isUpdate))
    return changes.map((act) => (act.kind === 'call' ? { ...act, args: { ...act.args, ...values } } : act));
  const whole = readIntent(clause, at) ?? afterDate(clause, at) ?? afterUrgency(clause, at);
  if (whole || !head || clause.isQuestion) return whole;
  const first = readIntent(toClause(head), at);
  return first?.every((act) => isClearMove(act, head)) ? first : null;
}

/** A move that stays what it is, whatever is remarked after the comma. */
const isClearMove = (act: Act, said: string): boolean =>
  (isUpdate(act) && hasNumber(said)) ||
  (act.kind === 'call' && REMARKED.includes(act.args.action) && act.args.ref !== 'it');

const isWork = (act: Act | undefined): act is Extract<Act, { kind: 'create' }> =>
  act?.kind === 'create' && act.run;

/** What is said of "it" right after a task in the same message belongs to that task. */
function fold(acts: Act[], next: Act, said: string): boolean {
  const last = acts.at(-1);
  if (last?.kind === 'call' && last.args.ref && next.kind === 'call' && next.args.ref === 'it') {
    const isSame = last.args.action === 'update' && next.args.action === 'update';
    const args = { ...next.args, ref: last.args.ref };
    acts[isSame ? acts.length - 1 : acts.length] = {
      kind: 'call',
      args: isSame ? { ...last.args, ...args } : args,
    };
    return true;
  }
  if (last?.kind !== 'create' || next.kind !== 'call' || next.args.ref !== 'it') return false;
  const { action, priority, due, assignee, tags, description, status, title, text } = next.args;
  if (action === 'run') last.run = true;
  else if (action === 'comment') append(last, text ?? said);
  else if (action !== 'update' || status || title) return false;
  const mine: Partial<NewTask> = {
    ...(priority ? { priority } : {}),
    ...(due ? { due } : {}),
    ...(assignee ? { assignee } : {}),
    ...(tags ? { tags } : {}),
    ...(description ? { description } : {}),
  };
  last.task = { ...last.task, ...mine };
  return true;
}

function append(act: Extract<Act, { kind: 'create' }>, said: string): void {
  const before = act.task.description;
  const description = before ? `${before}\n${said}` : said;
  act.task = { ...act.task, description: description.slice(0, MAX_CHARACTERS) };
}

function fromList(head: string, items: readonly string[], at: Moment): Act[] {
  const lead = head ? toClause(head) : undefined;
  const led = lead ? understand(lead, at) : null;
  if (isWork(led?.[0]) && !/\b(?:tasks|to-?dos|items)\b|任务|待办/i.test(head)) {
    const steps = items.map((item, index) => `${index + 1}. ${item}`).join('\n');
    append(led[0], steps);
    return led.slice(0, 1);
  }
  if (lead && LIST_HEAD.test(lead.text)) {
    const run = DO_HEAD.test(lead.text);
    const shared = takeAttributes(lead.text, at, false).attributes;
    const { status: _, assignee, ...others } = shared;
    const own = { ...others, ...(assignee ? { assignee } : {}) };
    return items.flatMap((item) => {
      const task = run ? workTask(item, item, at) : trackedTasks(item, at, false)[0];
      return task ? [{ kind: 'create' as const, task: { ...own, ...task }, run }] : [];
    });
  }
  return items.flatMap((item) => understand(toClause(item), at) ?? []);
}

function addAct(acts: Act[], act: Act, said: string): void {
  if (!fold(acts, act, said)) acts.push(act);
}

/** What one sentence adds to the acts so far. */
function addSentence(acts: Act[], sentence: string, at: Moment): void {
  const whole = toClause(sentence);
  const topic = smallTalk(whole);
  if (topic) {
    if (!acts.length) acts.push({ kind: 'say', topic });
    return;
  }
  for (const part of requests(sentence, at)) {
    const clause = toClause(part);
    const found = smallTalk(clause) ? [] : understand(clause, at);
    const last = acts.at(-1);
    if (isWork(last) && (!found || isWork(found[0]) || (clause.isQuestion && !/T-?\d/i.test(part))))
      append(last, clause.said);
    else if (found) found.forEach((act) => addAct(acts, act, clause.said));
    else if (last?.kind === 'create') {
      const values = readValues(clause.text, at);
      if (values)
        addAct(acts, { kind: 'call', args: { action: 'update', ref: 'it', ...values } }, clause.said);
      else if (!clause.isQuestion) append(last, clause.said);
    }
  }
}

/** "T-3: the client said yes! Mark it done" is about T-3. */
function pointBack(acts: readonly Act[], text: string): void {
  const [ref, other] = numbersIn(text);
  if (!ref || other) return;
  for (const act of acts) if (act.kind === 'call' && act.args.ref === 'it') act.args.ref = ref;
}

const POINTS =
  /\bT-?\d|#\d|\b(?:assign|give|hand|set|mark|make)\s+(?:it|this|that)\b|(?:分配|指派|交)给|a task|my tasks|我的任务/i;

/** "Write the notes and add a table" is one piece of work; only what points at a task breaks it up. */
function requests(sentence: string, at: Moment): string[] {
  const [first = '', ...others] = clauses(sentence);
  const isOneWork = others.length > 0 && !others.every((part) => POINTS.test(part));
  return isOneWork && isWork(understand(toClause(first), at)?.[0]) ? [sentence] : [first, ...others];
}

/**
 * What a message asks for, in order; nothing at all when it was not understood, so that a question or a remark never
 * becomes a task.
 */
export function parseMessage(message: string, at: Moment): Act[] {
  const text = tidy(spokenText(message, MAX_CHARACTERS));
  if (!text || FOREIGN.test(text) || CODE.test(text) || SHOWN.test(text)) {
    const topic = text ? smallTalk(toClause(text)) : undefined;
    return topic ? [{ kind: 'say', topic }] : [];
  }
  const work = readPieceOfWork(text, toClause(text), at);
  if (work) return work;
  const list = readList(text);
  if (list) return fromList(list.head, list.items, at);
  const acts: Act[] = [];
  for (const sentence of sentences(text)) addSentence(acts, sentence, at);
  pointBack(acts, text);
  const useful = acts.filter((act) => act.kind !== 'say');
  return useful.length ? useful : acts;
}
