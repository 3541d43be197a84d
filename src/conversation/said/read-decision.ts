import { DECISIONS, type Decision } from '../../domain/ask.ts';
import { withoutEnd } from '../../shared/text.ts';
import { beginsWith, fold, holds, toPhrases } from './fold.ts';
import { labelsIn, type Label } from './labels.ts';
import {
  BARE_WORDS,
  CONDITION_MARKS,
  CONDITIONS,
  CONJUNCTIONS,
  DECIDES_TASKS,
  DECISION_WORDS,
  INTERROGATIVES,
  LEAD_INS,
  NO_APPROVALS,
  PLEASANTRIES,
  QUESTION_ENDS,
  QUESTION_STARTS,
  REQUEST_OPENERS,
  REQUEST_STARTS,
  type BareDecision,
} from './vocabulary.ts';

/** What a message says about a decision that is named by its number. */
export type SaidOfDecision =
  /** The whole message is one of the known forms. `decisions` has more than one where a word means one for each kind of ask. */
  | { kind: 'decision'; decisions: Decision[]; on: 'ask' | 'task'; ref: string; words: string }
  /** `A-9: Friday`: an answer, or where the words are a bare decision that. */
  | { kind: 'numbered'; ref: string; words: string }
  /** It speaks of a decision and is none: a question, a condition, a negation, for somebody else, or about several. */
  | { kind: 'undecided'; refs: string[] };

const MAX_VERB = 40;

const byWord = new Map<string, Decision[]>();
for (const decision of DECISIONS)
  for (const word of DECISION_WORDS[decision].words)
    byWord.set(word, [...(byWord.get(word) ?? []), decision]);

/** Words that name a decision and hardly anything else: what is said with them is about one. */
const TELLING = [
  'approve',
  'approved',
  'reject',
  'rejected',
  'accept',
  'deny',
  'allow',
  'ok',
  'okay',
  '批准',
  '同意',
  '通过',
  '拒绝',
  '驳回',
  '验收',
];

/**
 * Reads a message for a decision on the ask or task that it names first. Undefined when it is about no decision at all.
 *
 * @param hasMentions - it names somebody beside the bot: whatever it says, it may be for them.
 */
export function readDecision(text: string, { hasMentions = false } = {}): SaidOfDecision | undefined {
  const [label] = labelsIn(text.slice(0, MAX_VERB + 16));
  if (!label) return undefined;
  const before = verbOf(text.slice(0, label.start));
  const after = text.slice(label.end);
  const refs = () => [
    ...new Set(
      labelsIn(text, { isStrict: true })
        .concat(label)
        .map(({ ref }) => ref),
    ),
  ];
  if (before === '') return readNumbered(label, after);
  const decisions = decisionsFor(before, label);
  const [first] = decisions;
  if (first) {
    const words = wordsBehind(after);
    const isFor = hasMentions || /@[^\s@]/.test(text);
    const isPlain = decisions.every((decision) => isHarmless(DECISION_WORDS[decision].note, words, isFor));
    return isPlain
      ? { kind: 'decision', decisions, on: label.kind, ref: label.ref, words }
      : { kind: 'undecided', refs: refs() };
  }
  return isAboutDeciding(before, label) ? { kind: 'undecided', refs: refs() } : undefined;
}

/** What goes along with the decision, as it was typed; nothing where there is but punctuation. */
function wordsBehind(after: string): string {
  const words = after.replace(/^(?:\s+|[:：,，.。;；!！\-–—])\s*/u, '').trim();
  return /^[.。!！]*$/u.test(words) ? '' : words;
}

/** The verb before a number: without the slash, the courtesy and the punctuation around it. */
function verbOf(text: string): string {
  let verb = fold(text).replace(/^\/+/, '');
  for (;;) {
    const lead = LEAD_INS.find((word) => verb !== word && beginsWith(verb, [word]) && !byWord.has(verb));
    if (lead === undefined) break;
    verb = verb.slice(lead.length).replace(/^[\s,，:：.。!！]+/u, '');
  }
  return withoutEnd(verb, /[\s:：,，#]/u);
}

function decisionsFor(verb: string, { kind }: Label): Decision[] {
  const known = byWord.get(verb) ?? [];
  return kind === 'ask' ? known : known.filter((decision) => DECIDES_TASKS.includes(decision));
}

function readNumbered({ kind, ref }: Label, after: string): SaidOfDecision | undefined {
  const [, words = ''] =
    /^[\s:：,，]+(\S[\s\S]*)/u.exec(after) ?? /^(\p{Script=Han}[\s\S]*)/u.exec(after) ?? [];
  return kind === 'ask' && words !== '' ? { kind: 'numbered', ref, words: words.trim() } : undefined;
}

/** Somebody who asks "who may approve A-1?", or wants a task made of it, is answered; the others are told how to decide. */
function isAboutDeciding(before: string, { kind }: Label): boolean {
  if (beginsWith(before, INTERROGATIVES) || beginsWith(before, REQUEST_STARTS)) return false;
  const isRequest = beginsWith(before, REQUEST_OPENERS) && !byWord.has(before);
  if (isRequest) return false;
  const isNear =
    /^[a-z]+$/.test(before) && TELLING.some((word) => word.length >= 5 && isOneOff(before, word));
  // Tasks are spoken of in other ways too: there the word stands right before the number.
  return isNear || (kind === 'ask' ? holds(before, TELLING) : TELLING.some((word) => before.endsWith(word)));
}

/** One letter more, less, other, or two that changed places. */
function isOneOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  const isSwap = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isSwap || restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB;
}

const pleasantries = toPhrases({
  approve: BARE_WORDS.approve,
  pleasant: PLEASANTRIES,
});

/** Whether what stands behind the number leaves the decision what it is. */
function isHarmless(rule: 'harmless' | 'reason' | 'content', words: string, isForOthers: boolean): boolean {
  const folded = fold(words);
  if (rule === 'content') return !isOnlyQuestionMark(folded) && !isNextNumber(folded);
  if (isForOthers || labelsIn(words, { isStrict: true }).length > 0 || isNextNumber(folded)) return false;
  if (rule === 'harmless') return pleasantries.read(folded) !== undefined;
  return (
    !isQuestion(`: ${folded}`) &&
    !/[?？]/.test(folded) &&
    !beginsWith(folded, CONDITIONS) &&
    !holds(folded, CONDITION_MARKS)
  );
}

const isOnlyQuestionMark = (folded: string): boolean => /^[?？!！.。\s]*[?？]/.test(folded);

/** `and A-2`, `, A2`: one decision for several. */
function isNextNumber(folded: string): boolean {
  const rest = folded.replace(/^[\s,，、&+/]+/u, '');
  const joined = CONJUNCTIONS.find((word) => beginsWith(rest, [word]));
  const next = joined === undefined ? rest : rest.slice(joined.length).trimStart();
  return labelsIn(next.slice(0, 16))[0]?.start === 0;
}

/** Whether a message is a question, with its mark or without. */
export function isQuestion(folded: string): boolean {
  const bare = withoutEnd(folded, /[\s"”'’)）.。!！~～]/u);
  if (/[?？]$/.test(bare)) return true;
  return (
    QUESTION_ENDS.some((end) => bare.length > end.length && bare.endsWith(end)) ||
    beginsWith(bare, QUESTION_STARTS)
  );
}

const bareWords = toPhrases({ ...BARE_WORDS, refusal: NO_APPROVALS, pleasant: PLEASANTRIES });

/**
 * Reads a message that is nothing but a word of decision, with pleasantries. `refusal` is a negation, and a mixture is one too:
 * neither decides.
 */
export function readBareDecision(text: string): BareDecision | 'refusal' | undefined {
  const kinds = new Set(bareWords.read(fold(text)));
  kinds.delete('pleasant');
  const [only, second] = kinds;
  if (second !== undefined) return 'refusal';
  return only === 'pleasant' ? undefined : only;
}

/** Nothing but agreement and thanks: what people say to each other all day. */
export const isAcknowledgement = (text: string): boolean => {
  const said = pleasantries.read(fold(text));
  return said !== undefined && said.length > 0;
};
