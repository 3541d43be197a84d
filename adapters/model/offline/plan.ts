import type { AskPeopleInput } from '../../../src/contract/tools.ts';
import { guardOf, type Condition } from './conditions.ts';
import {
  cueAt,
  has,
  is,
  isItem,
  partOf,
  piecesOf,
  sentencesOf,
  textOf,
  unmarked,
  VERBS,
  type Part,
} from './parts.ts';
import { readQuestion, yesOrNo } from './questions.ts';
import { localeOf, spokenText } from './text.ts';
import { wordsOf } from './words.ts';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One step of a run: at most one tool call. `said` is the part of the instructions that it comes from. */
export type Step = { said: string; condition?: Condition } & (
  | { kind: 'ask'; ask: AskPeopleInput; label: string }
  | { kind: 'approve'; what: string }
  | { kind: 'read'; url: string }
  | { kind: 'send'; method: Method; url: string; body: string | undefined }
  | { kind: 'save'; name: string | undefined }
  | { kind: 'act' }
  | { kind: 'stop' }
  /** Nothing that can be done: what stands among the steps is asked about, a remark is not. */
  | { kind: 'note'; isStep: boolean }
);

export interface Plan {
  title: string;
  expected: string | undefined;
  feedback: string[];
  steps: Step[];
}

export const MAX_STEPS = 20;
const MAX_INSTRUCTIONS = 20_000;
const EXPECTED = /^\s*(?:expected output|期望(?:的)?(?:产出|输出|结果))\s*[:：]/i;
const FEEDBACK = /^\s*(?:(?:earlier )?feedback(?: from [^:：]{1,80})?|反馈)\s*[:：]/i;
const URL = /https?:\/\/[^\s"'<>，。；、（）]+/;
const FILE = /["'“`]?([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,80}\.(?:md|txt|csv|html|json))\b["'”`]?/u;
const METHODS: readonly (readonly [RegExp, Method])[] = [
  [/\bput\b/i, 'PUT'],
  [/\bpatch\b/i, 'PATCH'],
  [/\bdelet(?:e|ing)\b|删除/i, 'DELETE'],
];

/** The parts of what a run was asked to do. A labelled part goes on to the next blank line. */
function readInstructions(text: string): Omit<Plan, 'steps'> & { description: string } {
  const [title = '', ...lines] = text.split('\n');
  const parts = { description: [] as string[], expected: [] as string[], feedback: [] as string[] };
  let part = parts.description;
  for (const line of lines) {
    if (EXPECTED.test(line)) part = parts.expected;
    else if (FEEDBACK.test(line)) part = parts.feedback;
    else if (!line.trim()) part = parts.description;
    part.push(part === parts.description ? line : line.replace(EXPECTED, '').replace(FEEDBACK, '').trim());
  }
  return {
    title: title.trim(),
    description: parts.description.join('\n').trim(),
    expected: parts.expected.join('\n') || undefined,
    feedback: parts.feedback.filter(Boolean),
  };
}

function urlIn(text: string): string | undefined {
  const found = URL.exec(text)?.[0].replace(/[.,;:!?)\]}]+$/, '');
  return found && globalThis.URL.canParse(found) ? found : undefined;
}

function bodyIn(text: string): string | undefined {
  const rest = text.replace(URL, ' ');
  return /\{.*\}/s.exec(rest)?.[0] ?? /["“「]([^"”」]+)["”」]/.exec(rest)?.[1];
}

/** `save it as offsite` names a file without its ending. */
function nameIn(part: Part): string | undefined {
  const as = has(part, 'keep') ? part.cues.findLast((cue) => is(cue, 'as'))?.to : undefined;
  const bare = as === undefined ? '' : textOf(part, as).replace(/^["“「]|["”」]$/g, '');
  return FILE.exec(part.text)?.[1] ?? (/^[\p{L}\p{N}_-]{2,60}$/u.test(bare) ? bare : undefined);
}

/** "Deploy it", 把网站部署到……: what is done to the world, and by no tool of ours. */
function isAct(part: Part): boolean {
  const lead = part.tokens[part.start]?.norm ?? '';
  const from = /^[把将给向对在到]$/.test(lead) ? part.start + 10 : part.start;
  return part.cues.some((cue) => is(cue, 'act') && cue.at >= part.start && cue.at <= from);
}

function toStep(said: string, isAmong = false): Step {
  const part = partOf(said.replace(/[。.!！;；\s]+$/, ''));
  const first = cueAt(part, part.start);
  const url = urlIn(part.text);
  const isStop = part.cues.reduce((sum, { at, to }) => sum + to - at, 0) === part.tokens.length;
  if (is(first, 'never')) return { kind: 'note', said, isStep: false };
  if (has(part, 'stop') && isStop) return { kind: 'stop', said };
  if (url && has(part, 'send') && !is(first, 'read')) {
    const method = METHODS.find(([word]) => word.test(part.text.replace(URL, '')))?.[1] ?? 'POST';
    return { kind: 'send', said, url, method, body: bodyIn(part.text) };
  }
  if (url) return { kind: 'read', said, url };
  const question = readQuestion(part);
  if (question) return { kind: 'ask', said, ...question };
  const name = nameIn(part);
  if (isAct(part) && !name) return { kind: 'act', said };
  if (name || has(part, 'write')) return { kind: 'save', said, name };
  return { kind: 'note', said, isStep: (isAmong || part.start > 0) && !is(first, 'told') };
}

/** "Get approval before posting to …" asks first, and then does what it was asked for. */
function approvalIn(part: Part, said: string): Step[] | undefined {
  const yes = part.cues.find((cue) => is(cue, 'approve'));
  if (!yes || (yes.at > part.start && !part.cues.some((cue) => is(cue, 'want') && cue.at < yes.at)))
    return undefined;
  const early = part.cues.find((cue) => is(cue, 'before') && cue.at < yes.at);
  const late = part.cues.find(
    (cue) => cue.at >= yes.to && (is(cue, 'before') || (is(cue, 'after') && cue.at === yes.to)),
  );
  const purpose = part.cues.find(
    (cue) => is(cue, 'purpose') && cue.at >= yes.to && is(cueAt(part, cue.to), 'send', 'act', 'write'),
  );
  const wanted = part.cues.find((cue) => is(cue, 'want') && cue.at >= (early?.to ?? 0));
  const what = early
    ? early.at === part.start
      ? textOf(part, early.to, wanted?.at)
      : textOf(part, part.start, early.at)
    : textOf(part, (late ?? purpose)?.to ?? part.tokens.length);
  const bare = what.replace(/[。.!！]+$/, '');
  const next = bare && toStep(bare);
  const ask: Step = { kind: 'approve', said, what: bare || said.replace(/[。.!！]+$/, '') };
  return next && ['send', 'save', 'act'].includes(next.kind) ? [ask, { ...next, said: bare }] : [ask];
}

/** The steps of one piece, in the light of those before it: what hangs on something unknown is asked for first. */
function toSteps(said: string, before: readonly Step[], isAmong: boolean): Step[] {
  const part = partOf(said);
  const guarded = guardOf(part, before.at(-1)?.condition);
  if (!guarded) return approvalIn(part, said) ?? [toStep(said, isAmong)];
  const { what } = guarded;
  let { condition } = guarded;
  const asked: Step[] = [];
  if (condition.on === 'unknown') {
    asked.push({ kind: 'ask', said, ...yesOrNo(condition.said) });
    condition = { ...condition, on: 'answer', value: wordsOf(localeOf(said, 'en'))('yes') };
  } else if (condition.on === 'approved' && !before.some(({ kind }) => kind === 'approve'))
    asked.push({ kind: 'approve', said, what });
  return [...asked, ...toSteps(what, [...before, ...asked], isAmong).map((step) => ({ condition, ...step }))];
}

/** What is written in one sentence and saved by name in the next is one piece of writing. */
function isSame(last: Step | undefined, step: Step, isNext: boolean): boolean {
  if (last?.kind !== 'save' || step.kind !== 'save' || last.name || last.condition !== step.condition)
    return false;
  const part = partOf(step.said);
  return (
    isNext ||
    is(cueAt(part, part.start), 'keep') ||
    (/^[把将]$/.test(part.tokens[part.start]?.norm ?? '') && has(part, 'keep'))
  );
}

/** The steps of a text: what is not understood is a step where it stands among others, and else a remark. */
export function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  const lines = text.split('\n');
  const isList = lines.some((line) => isItem(line) && has(partOf(line), ...VERBS));
  for (const line of lines)
    for (const sentence of sentencesOf(unmarked(line))) {
      if (steps.length > MAX_STEPS) return steps;
      const pieces = joined(piecesOf(sentence));
      const isAmong = pieces.length > 1 || (isList && isItem(line));
      for (const [index, piece] of pieces.entries())
        for (const step of toSteps(piece, steps, isAmong)) {
          const last = steps.at(-1);
          if (last && isSame(last, step, index > 0))
            steps[steps.length - 1] = { ...step, said: `${last.said} ${step.said}` };
          else steps.push(step);
        }
    }
  return steps;
}

/** "Before posting it, get approval" is one step. */
function joined(pieces: readonly string[]): string[] {
  const [first = '', second = '', ...others] = pieces;
  const part = partOf(first);
  const isOne = is(cueAt(part, part.start), 'before') && has(partOf(second), 'approve');
  return isOne ? [`${first}, ${second}`, ...others] : [...pieces];
}

/**
 * The instructions as a finite list of steps. Where they hold nothing that can be done, one outline is to be saved, so
 * that whoever asked has something to go on with.
 */
export function readPlan(text: string): Plan {
  const { description, ...plan } = readInstructions(spokenText(text, MAX_INSTRUCTIONS));
  const isDoable = ({ kind }: Step): boolean => kind !== 'note';
  const isSaved = ({ kind }: Step): boolean => kind === 'save';
  const described = stepsOf([description, ...plan.feedback].join('\n'));
  const own = stepsOf(plan.title);
  const steps = described.some(isDoable) ? described : [...own, ...described];
  const outline =
    own.find(isSaved) ??
    (steps.some(isDoable) ? undefined : { kind: 'save' as const, said: plan.title, name: undefined });
  return {
    ...plan,
    steps: [...steps, ...(outline && !steps.some(isSaved) ? [outline] : [])].slice(0, MAX_STEPS),
  };
}
