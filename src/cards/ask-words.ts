import { subjectOfAsk } from '../asks/subject-of-ask.ts';
import { hasVoted, isVote, voters } from '../asks/votes.ts';
import type { Ask, DecisionRecord } from '../domain/ask.ts';
import type { Mark } from '../domain/card.ts';
import { momentInZone } from '../shared/time.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';

const MAX_SAID = 600;

/** How an ask was settled, in one sentence with who and what. */
export function settledNews(ask: Ask, taskTitle: string, words: Words): string {
  const what = subjectOfAsk(ask, taskTitle);
  const last = ask.decisions.at(-1);
  if (ask.state === 'withdrawn') return words.withdrawn(what);
  if (ask.state === 'expired' || !last) return words.expired[ask.kind](what);
  const same = ask.decisions.filter((one) => isVote(last.decision) && counts(ask, one));
  const who = words.list([...new Set([...same, last].map(({ by }) => by.name))]);
  const news = words.news[last.decision](who, what);
  const said = saidBy(ask, last, words);
  return said ? words.settledWith(news, said) : news;
}

const counts = ({ action }: Ask, { decision, actionHash }: DecisionRecord): boolean =>
  isVote(decision) && actionHash === action?.hash;

function saidBy(ask: Ask, { decision, note, value }: DecisionRecord, words: Words): string {
  if (decision === 'answer' && !ask.fields) return shorten(sayValue(value, words), MAX_SAID);
  if (decision === 'resume' && typeof value === 'string') return shorten(value, MAX_SAID);
  return note ? shorten(note, MAX_SAID) : '';
}

export const sayValue = (value: unknown, words: Words): string =>
  typeof value === 'boolean'
    ? words.yesOrNo(value)
    : Array.isArray(value)
      ? words.list(value.map(String))
      : String(value);

/** A form that was filled in, field by field; what stands in for an answer that nobody gave. */
export function settledLines(ask: Ask, words: Words): string[] {
  const { value, fields, state, defaultAnswer } = ask;
  if (state === 'expired' && defaultAnswer !== null && defaultAnswer !== undefined)
    return [words.defaultCounts(shorten(sayValue(defaultAnswer, words), MAX_SAID))];
  if (state !== 'answered' || !fields || typeof value !== 'object' || value === null) return [];
  const given = new Map(Object.entries(value));
  return fields
    .filter(({ name }) => given.has(name))
    .map(({ name, label }) => shorten(words.labelled(label, sayValue(given.get(name), words)), MAX_SAID));
}

/** Who decided what and when, where that is more than the last word. */
export function earlierDecisions(ask: Ask, timeZone: string, words: Words): string[] {
  const { decisions, action } = ask;
  const hasEdit = decisions.some(({ decision, value }) => decision === 'approve' && value !== undefined);
  if (decisions.length < 2 && !hasEdit) return [];
  return decisions.map(({ decision, by, at, value, note, actionHash }) => {
    const isEdit = decision === 'approve' && value !== undefined;
    const what = isEdit ? words.decidedChanged(words.decided[decision]) : words.decided[decision];
    const line = words.decidedAt(what, by.name, momentInZone(at, timeZone, ask.locale));
    const isBefore = isVote(decision) && actionHash !== action?.hash;
    const told = isBefore ? words.decidedBefore(line) : line;
    return note ? words.settledWith(told, note) : told;
  });
}

const MARKS: Partial<Record<DecisionRecord['decision'], Mark>> = {
  reject: 'rejected',
  stop: 'rejected',
};

export function markOf({ state, decisions }: Ask): Mark | undefined {
  if (state === 'expired') return 'expired';
  if (state === 'open' || state === 'withdrawn') return undefined;
  const last = decisions.at(-1);
  return last && (MARKS[last.decision] ?? (last.decision === 'request_changes' ? undefined : 'done'));
}

/** Which stage of the review it is, and who let the work pass those before. */
export function stageLines({ stage, state }: Pick<Ask, 'stage' | 'state'>, words: Words): string[] {
  if (!stage) return [];
  const { number, stages, passed } = stage;
  const now = stages[number - 1];
  return [
    ...passed.map(({ title, by }) => words.stagePassed(title, words.list(by.map(({ name }) => name)))),
    words.stage(number, stages.length, now?.title ?? ''),
    ...(now?.isFourEyes && state === 'open' ? [words.fourEyes] : []),
  ];
}

/** How far an approval has come that more than one person must give. */
export function voteLine(ask: Ask, words: Words): string[] {
  const { quorum } = ask.policy;
  if (quorum < 2) return [];
  const have = voters(ask);
  const names = ask.decisions.filter(({ by }) => hasVoted(have, [by.id])).map(({ by }) => by.name);
  return [
    names.length > 0
      ? words.votesBy(words.list([...new Set(names)]), have.length, quorum)
      : words.votes(0, quorum),
  ];
}
