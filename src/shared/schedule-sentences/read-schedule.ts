import type { RuleInput } from '../../domain/schedule.ts';
import { readChinese } from './chinese.ts';
import { readEnglish } from './english.ts';
import { joinPieces } from './join-pieces.ts';

/** What a sentence says of when, and what is left of it. */
export interface SaidSchedule {
  /** Without `times`, `weekdays` or `days` where nobody said any: see `missing`. */
  rules: RuleInput[];
  /** What is to be done: the rest of the sentence, as it was written. */
  what: string;
  missing: ('times' | 'weekdays' | 'days')[];
  /** A part of the day was said ("every morning") and an hour was taken for it. */
  isTimeGuessed: boolean;
  /** What says something of when and was not understood: nothing is scheduled over it. */
  unread: string[];
}

/** Characters that are read. */
const MAX_READ = 2000;

/**
 * Reads "every weekday at 9 except Friday, post what is overdue" or 每个工作日9点（周五除外）发送逾期任务. Undefined for what asks for no
 * repetition: a deadline, a single moment, a time that is part of a name. Never guesses between two meanings.
 */
export function readSchedule(text: string): SaidSchedule | undefined {
  if (text.length > MAX_READ) return undefined;
  const said = /\p{Script=Han}/u.test(text) ? (readChinese(text) ?? readEnglish(text)) : readEnglish(text);
  if (!said) return undefined;
  const rules = joinPieces(said);
  if (!rules) return undefined;
  const [rule] = rules;
  const lacks = (field: 'times' | 'weekdays' | 'days', repeats: readonly string[]) =>
    rule !== undefined &&
    repeats.includes(rule.repeat) &&
    rule[field] === undefined &&
    (field !== 'days' || !rule.nth);
  return {
    rules,
    what: said.what,
    missing: [
      ...(lacks('weekdays', ['week']) ? (['weekdays'] as const) : []),
      ...(lacks('days', ['month', 'year']) ? (['days'] as const) : []),
      ...(lacks('times', ['day', 'weekday', 'week', 'month', 'quarter', 'year']) ? (['times'] as const) : []),
    ],
    isTimeGuessed: said.isTimeGuessed,
    unread: said.unread,
  };
}
