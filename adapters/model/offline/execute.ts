import type { ModelRequest } from '../../../src/ports/model.ts';
import { holds, type Known } from './conditions.ts';
import { writeOutline, type Fact } from './outline.ts';
import { MAX_STEPS, readPlan, stepsOf, type Plan, type Step } from './plan.ts';
import { answerIn, contentIn, readResult, type ToolResult } from './results.ts';
import { localeOf, short } from './text.ts';
import type { Said } from './turn.ts';
import { wordsOf, type Say } from './words.ts';

type Call = Said['calls'][number];
type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Where a run stands: told by its messages alone, from the first step on, each time it is asked. */
interface Progress {
  plan: Plan;
  say: Say;
  known: Known;
  answers: Fact[];
  read: Fact[];
  saved: { name: string; content: string }[];
  notes: string[];
  /** What to tell at the end: what was done, and what was not. */
  lines: string[];
  undone: string[];
  isAnythingDone: boolean;
  /** After a "no": what needs the approval is left out, until another approval is asked for. */
  isRefused: boolean;
  isAfterApproval: boolean;
}

const MAX_ERROR = 300;
/** `{region}` and `{answer}` in an address, a body or a file name stand for what people answered. */
function fill(text: string, { answers }: Progress, encode = (value: string) => value): string {
  return text.replace(/\{([^{}"\s]{1,40})\}/gu, (whole, name: string) => {
    const wanted = name.toLowerCase();
    const isLast = wanted === 'answer' || wanted === '回答';
    const fact = isLast ? answers.at(-1) : answers.find(({ label }) => label.toLowerCase() === wanted);
    return fact ? encode(fact.value) : whole;
  });
}

function bodyOf(
  { method, body }: StepOf<'send'>,
  progress: Progress,
): { body?: string; contentType?: string } {
  if (method === 'DELETE') return {};
  const { plan, answers, read, notes, saved } = progress;
  const told = body === undefined ? undefined : fill(body, progress);
  const all = () => ({
    title: plan.title,
    answers: Object.fromEntries(answers.map(({ label, value }) => [label, value])),
    read: read.map(({ label }) => label),
    notes,
    ...(saved.length ? { files: saved } : {}),
  });
  const text = told ?? JSON.stringify(all());
  return { body: text, contentType: /^\s*\{/.test(text) ? 'application/json' : 'text/plain' };
}

const askApproval = (what: string, { say }: Progress): Call => ({
  name: 'ask_people',
  args: { kind: 'approval', question: say('mayI', short(what)) },
});

/** The call that each kind of step makes; undefined where it makes none. */
const CALLS: { readonly [K in Step['kind']]: (step: StepOf<K>, progress: Progress) => Call | undefined } = {
  ask: ({ ask }) => ({ name: 'ask_people', args: ask }),
  approve: ({ what }, progress) => askApproval(what, progress),
  act: ({ said }, progress) =>
    progress.isAfterApproval && progress.known.isApproved ? undefined : askApproval(said, progress),
  read: ({ url }, progress) => ({ name: 'http_get', args: { url: fill(url, progress, encodeURIComponent) } }),
  send: (step, progress) => ({
    name: 'http_send',
    args: {
      method: step.method,
      url: fill(step.url, progress, encodeURIComponent),
      ...bodyOf(step, progress),
    },
  }),
  save: ({ said, name }, progress) => ({
    name: 'save_deliverable',
    args: writeOutline(
      progress.plan,
      { said, name: name && fill(name, progress) },
      { ...progress, open: progress.undone },
      progress.say,
    ),
  }),
  stop: ({ said, condition }, { say }) => ({
    name: 'end_early',
    args: { reason: say('stopReason', short(condition?.said ?? said)) },
  }),
  note: ({ said, isStep }, { say }) =>
    isStep
      ? { name: 'ask_people', args: { kind: 'text', question: say('unclear', short(said)) } }
      : undefined,
};

const plain = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(plain).join(', ')
      : JSON.stringify(value);

/** What people answered: one value, or several by the name of their field. */
function answersOf(result: ToolResult, { label, ask }: StepOf<'ask'>): Fact[] {
  const value = answerIn(result);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ label, value: plain(value) }];
  const labels = new Map(ask.fields?.map((field) => [field.name, field.label]));
  return Object.entries(value).map(([name, given]) => ({
    label: labels.get(name) ?? name,
    value: plain(given),
  }));
}

const YES = /^\W*(?:approved?|accept(?:ed)?|yes|ok|allowed|granted)\b|^(?:批准|已批准|同意|通过|是)/i;

/** Anything but a clear yes is a no. */
function isApproval({ isError, fields, text = '' }: ToolResult): boolean {
  const told = fields.approved ?? fields.decision ?? fields.state ?? fields.answer ?? fields.value ?? text;
  return !isError && (told === true || YES.test(plain(told)));
}

function settleApproval(progress: Progress, result: ToolResult, what: string): void {
  const isApproved = isApproval(result);
  progress.known = { ...progress.known, isApproved };
  progress.isRefused = !isApproved;
  progress.lines.push(progress.say(isApproved ? 'approved' : 'rejected', short(what)));
}

/** What the answer to a step's call changes; more steps where it says what a step means. */
function settle(step: Step, call: Call, result: ToolResult, progress: Progress): Step[] {
  const { say, lines, known } = progress;
  progress.isAnythingDone = true;
  const {
    url = '',
    name = '',
    content = '',
  } = call.args as { url?: string; name?: string; content?: string };
  if (step.kind === 'approve' || step.kind === 'act') {
    settleApproval(progress, result, step.kind === 'approve' ? step.what : step.said);
    if (step.kind === 'act' && !progress.isRefused) progress.undone.push(step.said);
  } else if (result.isError) {
    lines.push(say('stepFailed', short(step.said), (result.text ?? '').slice(0, MAX_ERROR)));
  } else if (step.kind === 'ask') {
    const given = answersOf(result, step);
    progress.answers.push(...given);
    progress.known = { ...known, lastAnswer: given.map(({ value }) => value).join(', ') };
  } else if (step.kind === 'read') {
    const value = contentIn(result);
    progress.read.push({ label: url, value });
    progress.known = { ...known, lastRead: value };
    lines.push(say('fetched', url));
  } else if (step.kind === 'send') lines.push(say('sent', url));
  else if (step.kind === 'save') {
    progress.saved.push({ name, content });
    lines.push(say('saved', name));
  } else if (step.kind === 'note') {
    const meant = stepsOf(plain(answerIn(result))).filter(({ kind }) => kind !== 'note');
    if (meant.length === 0) progress.undone.push(step.said);
    return meant;
  }
  return [];
}

/** Whether the step is left out, with the word on why. */
function isLeftOut({ kind, said, condition }: Step, progress: Progress): boolean {
  const { say, lines, undone } = progress;
  const isMet = condition ? holds(condition, progress.known) : true;
  if (isMet === undefined) undone.push(said);
  else if (!isMet && kind !== 'stop') lines.push(say('skipped', short(said)));
  if (isMet !== true) return true;
  const needsApproval = progress.isAfterApproval || kind === 'send' || kind === 'act';
  if (!progress.isRefused || !needsApproval || kind === 'approve') return false;
  lines.push(say('rejected', short(said)));
  return true;
}

/** An approval for nothing but the call that comes next: a tool that asks by itself would ask for it again. */
function isAskedByGuard(steps: readonly Step[], index: number): boolean {
  const [step, next, ...later] = steps.slice(index, steps.length);
  const isOnlyForNext = !later.some(({ condition }) => condition?.on === 'approved');
  return step?.kind === 'approve' && next?.kind === 'send' && !next.condition?.isNegated && isOnlyForNext;
}

function summary({ plan, say, answers, lines, undone, isAnythingDone }: Progress): string {
  const told = [
    ...answers.map(({ label, value }) => `${label}: ${value}`),
    ...lines,
    ...undone.map((what) => say('undone', short(what))),
    ...(isAnythingDone ? [] : [say('nothing')]),
  ];
  return [...new Set(told)].join('\n') || say('finished', plan.title);
}

/** The next step of a run: one call, or the closing words. */
export function takeStep({ messages, hints, tools }: ModelRequest): Said {
  const [instructions = '', ...notes] = messages.flatMap((one) => (one.role === 'user' ? [one.text] : []));
  const results = messages.flatMap((one) => (one.role === 'tool' ? [readResult(one.text, one.isError)] : []));
  const plan = readPlan(instructions);
  const say = wordsOf(localeOf(instructions, hints.locale));
  const lists = { answers: [], read: [], saved: [], lines: [], undone: [] };
  const flags = { isAnythingDone: false, isRefused: false, isAfterApproval: false };
  const progress: Progress = { plan, say, known: {}, notes, ...lists, ...flags };
  const steps = [...plan.steps];
  for (let [index, made] = [0, 0]; index < steps.length; index++) {
    const step = steps[index];
    if (!step) break;
    progress.isAfterApproval = steps[index - 1]?.kind === 'approve';
    if (isLeftOut(step, progress)) continue;
    if (isAskedByGuard(steps, index) && hints.asksBefore?.includes('http_send')) {
      progress.known = { ...progress.known, isApproved: true };
      continue;
    }
    // Each kind has its own: the table is typed by the same name.
    const call = (CALLS[step.kind] as (one: Step, at: Progress) => Call | undefined)(step, progress);
    // A tool that is not granted would only be refused: what needs it is told as not done.
    if (!call || !tools.some(({ name }) => name === call.name)) {
      progress.undone.push(step.said);
      continue;
    }
    const result = results[made++];
    if (!result) return { text: '', calls: [call] };
    if (step.kind === 'stop')
      return {
        text: `${say('stopped', short(step.condition?.said ?? step.said))}\n${summary(progress)}`,
        calls: [],
      };
    steps.splice(index + 1, 0, ...settle(step, call, result, progress).slice(0, MAX_STEPS - steps.length));
  }
  return { text: summary(progress), calls: [] };
}
