import { firstAct, type Act, type Clause, type Rule } from './acts.ts';
import type { Moment } from './dates.ts';
import { EN_COMMENTS } from './en-comments.ts';
import { EN_FIELDS } from './en-fields.ts';
import { EN_MOVES } from './en-moves.ts';
import { EN_QUESTIONS } from './en-questions.ts';
import { EN_TRACK } from './en-track.ts';
import { EN_WORK } from './en-work.ts';
import { hasHan, TASK_NOUN } from './lexicon.ts';
import { readListing } from './lists.ts';
import { ZH_DONE } from './zh-done.ts';
import { ZH_FIELDS } from './zh-fields.ts';
import { ZH_MOVES } from './zh-moves.ts';
import { ZH_NEW, ZH_SURE } from './zh-new.ts';
import { ZH_QUESTIONS } from './zh-questions.ts';
import { ZH_VALUES } from './zh-values.ts';

const EN_TRACKS = new RegExp(
  String.raw`^(?:(?:create|add|make|open (?:an?|new|another)|log|file|raise|new|write|jot|note|capture|register|track|schedule|remind|set up|put|don'?t|we need|i need|there's|queue) |(?:${TASK_NOUN}|ai|action|follow[- ]?up)\s*(?:for \S+\s*)?[:—-])`,
  'i',
);
const ZH_TRACKS =
  /^(?:跟进|跟踪|追踪|新建|新增|添加|创建|加个|加一个|加条|记一?下|记录|提醒|别忘|不要忘|记得|待办[:：]|任务[:：]|todo[:：]|登记|把|将|让|帮|安排|我们?(?:需要|要|得|应该))/i;

/** A question for tasks; "add a task …" also names tasks and is none. */
const listing = (tracks: RegExp): Rule => ({
  pattern: /^/,
  mayAsk: true,
  act: (_, clause, at) => (tracks.test(clause.text) ? null : readListing(clause, at)),
});

/** From what is said of one task to what may be anything: the first row that fits wins. */
const EN_RULES = [
  ...EN_COMMENTS,
  ...EN_FIELDS,
  ...EN_QUESTIONS,
  ...EN_MOVES,
  listing(EN_TRACKS),
  ...EN_TRACK,
  ...EN_WORK,
];
const ZH_RULES = [
  ...ZH_FIELDS,
  ...ZH_SURE,
  ...ZH_QUESTIONS,
  ...ZH_MOVES,
  ...ZH_VALUES,
  ...ZH_DONE,
  listing(ZH_TRACKS),
  ...ZH_NEW,
];

/** What one clause asks for. A mixed one is first read in the language that it begins with. */
export function readIntent(clause: Clause, at: Moment): Act[] | null {
  if (!hasHan(clause.text)) return firstAct(EN_RULES, clause, at);
  const order = /^[a-z]{3}/i.test(clause.text) ? [EN_RULES, ZH_RULES] : [ZH_RULES, EN_RULES];
  for (const rules of order) {
    const acts = firstAct(rules, clause, at);
    if (acts) return acts;
  }
  return null;
}
