import { cueAt, has, is, partOf, textOf, type Part } from './parts.ts';

/** When a step is to be taken; told by what came before it. */
export interface Condition {
  on: 'approved' | 'answer' | 'read' | 'always' | 'unknown';
  value: string;
  isNegated: boolean;
  said: string;
}

/** What the run knows so far, as conditions look at it. */
export interface Known {
  isApproved?: boolean;
  lastAnswer?: string;
  lastRead?: string;
}

const YES = /^(?:y|yes|yep|yeah|true|ok|sure|so|是的?|好的?|可以|对|要|行)$/i;
const NO = /^(?:n|no|nope|false|not|否|不|不是|不要|不行|不用|没有)$/i;

/** What the words of a condition look at, and for which value. */
function toCondition(text: string): Condition {
  const said = text.replace(/的话$/, '');
  const part = partOf(said);
  const last = part.cues.findLast((cue) => is(cue, 'is', 'holds', 'not'));
  const value = last ? textOf(part, last.to).replace(/^["'“「]|["'”」]$/g, '') : '';
  const isNegated = has(part, 'not', 'refuse');
  const isBare = YES.test(said) || NO.test(said);
  if (has(part, 'page') && has(part, 'holds') && value) return { on: 'read', value, isNegated, said };
  if (has(part, 'approve', 'refuse', 'pass') && !YES.test(value) && !NO.test(value))
    return { on: 'approved', value: '', isNegated: isNegated || said.startsWith('no '), said };
  if (has(part, 'is') && value) return { on: 'answer', value, isNegated, said };
  return { on: isBare ? 'answer' : 'unknown', value: isBare ? said : '', isNegated: false, said };
}

/** The condition of a piece and what it guards; undefined when it has none. */
export function guardOf(part: Part, before?: Condition): { condition: Condition; what: string } | undefined {
  const { tokens, cues, start } = part;
  const first = cueAt(part, start);
  if (is(first, 'else') && before)
    return {
      condition: { ...before, isNegated: !before.isNegated, said: part.text },
      what: textOf(part, first?.to ?? 0).replace(/^[就则]/, ''),
    };
  const isFirst = is(first, 'if', 'time', 'unless');
  const comma = tokens.findIndex(({ norm }, at) => at > start && /^[,，]$/.test(norm));
  const so = cues.find((cue) => is(cue, 'so') && cue.at > start + 1 && (comma < 0 || cue.at <= comma + 1));
  const word = isFirst ? first : cues.find((cue) => is(cue, 'if', 'time', 'unless') && cue.at > start);
  if (!word || (!isFirst && is(first, 'ask'))) return undefined;
  const [condAt, condTo] = isFirst
    ? [word.to, so && (comma < 0 || so.at < comma) ? so.at : comma]
    : [word.to, undefined];
  if (condTo !== undefined && condTo < 0) return undefined;
  const said = textOf(part, condAt, condTo);
  const what = isFirst
    ? textOf(part, Math.max(so?.to ?? 0, (condTo ?? 0) + (condTo === comma ? 1 : 0)))
    : textOf(part, start, word.at);
  if (!said || !what) return undefined;
  const condition = toCondition(said);
  // "When you are done, …": steps come one after the other anyhow.
  if (condition.on === 'unknown' && is(word, 'time'))
    return { condition: { ...condition, on: 'always' }, what };
  return {
    condition: is(word, 'unless') ? { ...condition, isNegated: !condition.isNegated } : condition,
    what,
  };
}

function isSame(answer: string, value: string): boolean {
  const yesOrNo = [YES, NO].find((pattern) => pattern.test(value));
  return yesOrNo ? yesOrNo.test(answer) : answer.toLowerCase().includes(value.toLowerCase());
}

/** True or false, or undefined when it takes language to tell. */
export function holds(
  { on, value, isNegated }: Condition,
  { isApproved, lastAnswer, lastRead }: Known,
): boolean | undefined {
  if (on === 'always') return true;
  const told = {
    approved: isApproved,
    answer: lastAnswer === undefined ? undefined : isSame(lastAnswer.trim(), value.trim()),
    read: lastRead?.toLowerCase().includes(value.toLowerCase()),
    unknown: undefined,
  }[on];
  return told === undefined ? undefined : told !== isNegated;
}
