import { firstAct, type Act, type Clause, type NewTask } from './acts.ts';
import { readValues, takeAttributes } from './attributes.ts';
import { clauses, readList, sentences, tidy, toClause } from './clauses.ts';
import type { Moment } from './dates.ts';
import { EN_RULES } from './intents-en.ts';
import { ZH_RULES } from './intents-zh.ts';
import { hasHan } from './lexicon.ts';
import { smallTalk } from './small-talk.ts';
import { cleanTitle, trackedTasks } from './titles.ts';

const MAX_CHARACTERS = 4000;
const LIST_HEAD = /\b(?:tasks?|to-?dos?|track|add|create|items|remind|reminders|remember|list|log|note|backlog|action items)\b|任务|待办|跟进|记|新建|添加|创建|事项|提醒|清单|安排/i;
const FOREIGN = /[^\p{Script=Latin}\p{Script=Han}\p{N}\p{P}\p{S}\p{Z}\s\p{M}\p{Cf}]/u;
const CODE =
  /^```|^\s*(?:[$>] |[{[<]|https?:\/\/\S+\s*$|(?:const|let|var)\s+\w+\s*=|import\b.*\bfrom\b|import \w+$|function\s*\w*\(|def \w+\(|class \w+\s*[{:(]|SELECT\b.*\bFROM\b|(?:git|npm|npx|yarn|docker|kubectl|curl|sudo|pip|brew|cd|ls|rm) [\w./-])|[;{}]\s*$|=>|\w\(\)|^[\d\s.,:/+*=()%$€¥-]+$/i;

/** "Assign T-4 to Bo, due Friday": what follows the last comma may be values of the same update. */
function understand(clause: Clause, at: Moment): Act[] | null {
  const [, head, tail] = /^(.+)[,，]\s*(?:and\s+)?([^,，]+)$/.exec(clause.text) ?? [];
  const { status, ...values } = (tail && !clause.isQuestion && readValues(tail, at)) || {};
  if (!head || status || !Object.keys(values).length) return read(clause, at);
  const acts = read({ ...clause, text: head }, at);
  if (!acts?.every((act) => act.kind === 'call' && act.args.action === 'update')) return read(clause, at);
  return acts.map((act) => (act.kind === 'call' ? { ...act, args: { ...act.args, ...values } } : act));
}

/** A mixed sentence is first read in the language that it begins with. */
function read(clause: Clause, at: Moment): Act[] | null {
  if (!hasHan(clause.text)) return firstAct(EN_RULES, clause, at);
  const order = /^[a-z]{3}/i.test(clause.text) ? [EN_RULES, ZH_RULES] : [ZH_RULES, EN_RULES];
  for (const rules of order) {
    const acts = firstAct(rules, clause, at);
    if (acts) return acts;
  }
  return null;
}

const isWork = (act: Act | undefined): act is Extract<Act, { kind: 'create' }> => act?.kind === 'create' && act.run;

/** An update of "it" right after a new task in the same message belongs to that task. */
function fold(acts: Act[], next: Act, said: string): boolean {
  const last = acts.at(-1);
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
    const shared = takeAttributes(lead.text, at, false).attributes;
    const { status: _, assignee, ...others } = shared;
    const own = { ...others, ...(assignee ? { assignee } : {}) };
    return items.flatMap((item) => {
      const [task] = trackedTasks(item, at, false);
      return task ? [{ kind: 'create' as const, task: { ...own, ...task }, run: false }] : [];
    });
  }
  return items.flatMap((item) => understand(toClause(item), at) ?? []);
}

/** What one sentence adds to the acts so far; true when it was understood. */
function addSentence(acts: Act[], sentence: string, at: Moment): void {
  const whole = toClause(sentence);
  const topic = smallTalk(whole);
  if (topic) {
    if (!acts.length) acts.push({ kind: 'say', topic });
    return;
  }
  const isBare = clauses(sentence).length > 1 && isWork(understand(toClause(clauses(sentence)[0] ?? ''), at)?.[0]);
  for (const part of splitUnlessWork(sentence, isBare)) {
    const clause = toClause(part);
    const found = smallTalk(clause) ? [] : understand(clause, at);
    const last = acts.at(-1);
    if (isWork(last) && (!found || isWork(found[0]) || (clause.isQuestion && !/T-?\d/i.test(part)))) append(last, clause.said);
    else if (found) for (const act of found) fold(acts, act, clause.said) || acts.push(act);
    else if (last?.kind === 'create') {
      const values = readValues(clause.text, at);
      if (values) fold(acts, { kind: 'call', args: { action: 'update', ref: 'it', ...values } }, clause.said);
      else if (!clause.isQuestion) append(last, clause.said);
    }
  }
}

/** "Write the notes and add a table" is one piece of work; only what points at a task breaks it up. */
function splitUnlessWork(sentence: string, isFirstWork: boolean): string[] {
  const parts = clauses(sentence);
  if (!isFirstWork) return parts;
  const points = /\bT-?\d|#\d|\b(?:assign|give|hand|set|mark|make)\s+(?:it|this|that)\b|(?:分配|指派|交)给|a task|my tasks|我的任务/i;
  const [first = '', ...others] = parts;
  return others.every((part) => points.test(part)) ? parts : others.length ? [sentence] : [first];
}

/**
 * What a message asks for, in order; nothing at all when it was not understood, so that a question or a remark never
 * becomes a task.
 */
export function parseMessage(message: string, at: Moment): Act[] {
  const text = tidy(message).slice(0, MAX_CHARACTERS);
  if (!text || FOREIGN.test(text) || CODE.test(text)) {
    const topic = text ? smallTalk(toClause(text)) : undefined;
    return topic ? [{ kind: 'say', topic }] : [];
  }
  const list = readList(text);
  if (list) return fromList(list.head, list.items, at);
  const acts: Act[] = [];
  for (const sentence of sentences(text)) addSentence(acts, sentence, at);
  const useful = acts.filter((act) => act.kind !== 'say');
  return useful.length ? useful : acts;
}

export { cleanTitle };
