import { range, tokenize, type Found, type Token } from './phrases.ts';
import { STEPS, type StepCue } from './step-lexicon.ts';

/** A stretch of instructions with its cues; those in quotation marks and addresses are none. */
export interface Part {
  text: string;
  tokens: readonly Token[];
  cues: readonly Found<StepCue>[];
  byToken: ReadonlyMap<number, Found<StepCue>>;
  /** The first token that is no "first", "then" or mark. */
  start: number;
}

const HELD = /https?:\/\/[^\s"'<>，。；、（）]+|"[^"\n]{1,300}"|“[^”\n]{1,300}”|「[^」\n]{1,300}」/gi;
const MARK =
  /^\s*(?:[-*•·]\s+(?:\[[ x]?\]\s*)?|\(?\d{1,2}[.)、:]\s*|(?:step \d+|第[一二三四五六七八九十]步)[:：,，]?\s*)/i;
const END = /(?<=[。！？；!?;])(?=\s|\p{Script=Han}|$)|(?<=[^.\s]{2}[.])\s+(?=\S)|(?<=[；])|\n+/iu;
/** What ends with a dot and ends no sentence. */
const SHORT = /\b(?:e\.g|i\.e|vs|etc|mr|mrs|dr|no|approx)\.$/i;

export const has = (part: { cues: readonly Found<StepCue>[] }, ...kinds: StepCue[]): boolean =>
  part.cues.some((cue) => is(cue, ...kinds));
export const is = (cue: Found<StepCue> | undefined, ...kinds: StepCue[]): boolean =>
  kinds.some((kind) => cue?.kinds.has(kind));
export const cueAt = ({ byToken }: Part, at: number): Found<StepCue> | undefined => byToken.get(at);

export function partOf(text: string): Part {
  // One long word for each, so that nothing in it counts.
  const tokens = tokenize(text.replace(HELD, (held) => 'ª'.repeat(held.length)));
  const cues = STEPS.all(tokens);
  const pastMarks = (from: number): number => {
    let at = from;
    while (/^[,，:：、]$/.test(tokens[at]?.norm ?? '')) at += 1;
    return at;
  };
  let start = pastMarks(0);
  for (const cue of cues) {
    if (cue.at !== start || !is(cue, 'lead', 'then')) break;
    start = pastMarks(cue.to);
  }
  return { text, tokens, cues, byToken: new Map(cues.map((cue) => [cue.at, cue])), start };
}

/** The words from one token up to another, without the marks around them. */
export const textOf = ({ text, tokens }: Part, from: number, to = tokens.length): string =>
  text
    .slice(tokens[from]?.from ?? text.length, tokens[to - 1]?.to ?? 0)
    .replace(/^[\s,，:：]+|[\s,，]+$/g, '');

export const isItem = (line: string): boolean => MARK.test(line);
/** Without the number or bullet of a list. */
export const unmarked = (line: string): string => line.replace(MARK, '');
/** Without "first", "then", 先, 然后. */
export function withoutLead(text: string): string {
  const part = partOf(text);
  return textOf(part, part.start) || text;
}

/** As far as a sentence without an end is read. */
const MAX_SENTENCE = 2000;

/** Sentences with their end marks. "v2.3", "x.md" and "e.g." hold none. */
export function sentencesOf(text: string): string[] {
  const found: string[] = [];
  for (const piece of text.split(END)) {
    const last = found.at(-1);
    if (last && SHORT.test(last)) found[found.length - 1] = `${last} ${piece}`;
    else found.push(piece);
  }
  return found
    .map((one) => one.trim().slice(0, MAX_SENTENCE))
    .filter((one) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(one));
}

export const VERBS: readonly StepCue[] = ['ask', 'send', 'read', 'keep', 'write', 'act', 'stop', 'never'];
const GUARDS: readonly StepCue[] = ['if', 'time', 'unless', 'else'];
const JOINS = /^(?:[,，;；]|and|并|再)$/;
/** Before the verb of Chinese may stand what it is done to. */
const ZH_LEAD = /^[把将给向]$/;
const MAX_LEAD = 14;
/** "Have Bo sign off": so far from the asking stands what is asked for. */
const MAX_WANT = 4;

/** The steps of one sentence, where a word of order or a comma before a verb begins the next; a condition keeps what it guards. */
export function piecesOf(sentence: string): string[] {
  const part = partOf(sentence);
  const leads = new Set(part.cues.flatMap((cue) => (is(cue, 'lead') ? range(cue.at, cue.to) : [])));
  const normAt = (at: number): string => part.tokens[at]?.norm ?? '';
  const isJoint = (at: number): boolean => JOINS.test(normAt(at));
  const isOr = (at: number): boolean => normAt(at) === 'or';
  const cuts = [{ to: 0, at: 0 }];
  let isGuarded = is(cueAt(part, part.start), ...GUARDS);
  let isAsk = false;
  for (const cue of part.cues) {
    const near = range(Math.max(0, cue.at - MAX_LEAD), cue.at).toReversed();
    const lead = near.slice(0, near.findIndex(isJoint)).find((at) => ZH_LEAD.test(normAt(at)));
    let from = lead ?? cue.at;
    while (from > cue.at - 2 * MAX_LEAD && (isJoint(from - 1) || leads.has(from - 1))) from -= 1;
    const isJoined = range(from, cue.at).some(isJoint);
    const isGuard = is(cue, ...GUARDS);
    const isWant =
      is(cue, 'want') && range(cue.to, cue.to + MAX_WANT).some((at) => is(cueAt(part, at), 'approve'));
    const isVerb = is(cue, ...VERBS) || isWant;
    const begins = isGuard ? isJoined : !isGuarded && (is(cue, 'then') || (isJoined && isVerb));
    isAsk ||= is(cue, 'ask');
    // "email, post or publish" are choices of the question before, whatever verbs they are elsewhere.
    const isAlone = normAt(cue.to) === '' || isJoint(cue.to) || range(cue.to, cue.to + 2).some(isOr);
    const isChoice = isAsk && isAlone;
    if (!begins || isChoice || cue.at <= part.start || from <= (cuts.at(-1)?.at ?? 0)) continue;
    isGuarded = isGuard;
    isAsk = is(cue, 'ask');
    cuts.push({ to: from, at: is(cue, 'then') ? cue.to : (lead ?? cue.at) });
  }
  return cuts
    .map(({ at }, index) => textOf(part, at, cuts[index + 1]?.to))
    .filter((one) => /[\p{L}\p{N}]/u.test(one));
}
