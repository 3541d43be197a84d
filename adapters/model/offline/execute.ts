import type { ModelRequest } from '../../../src/ports/model.ts';
import { holds } from './conditions.ts';
import type { Fact } from './drafts.ts';
import { readPlan, type Plan, type Step } from './plan.ts';
import { answerIn, contentIn, readResult, type ToolResult } from './results.ts';
import { callOf, short, words, type Call, type Progress } from './step-calls.ts';
import type { Said } from './turn.ts';
import { localeOf, type Locale } from './text.ts';

const MAX_ERROR = 300;

/** The results of the calls so far, in the order in which they were made. */
function resultsOf({ messages }: ModelRequest): ToolResult[] {
  return messages.flatMap((message) =>
    message.role === 'tool' ? [readResult(message.text, message.isError)] : [],
  );
}

const plain = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(plain).join(', ')
      : JSON.stringify(value);

/** What people answered: one value, or several by the name of their field. */
function answersOf(result: ToolResult, step: Extract<Step, { kind: 'ask' }>): Fact[] {
  const value = answerIn(result);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ label: step.label, value: plain(value) }];
  const labels = new Map(step.ask.fields?.map(({ name, label }) => [name, label]));
  return Object.entries(value).map(([name, given]) => ({
    label: labels.get(name) ?? name,
    value: plain(given),
  }));
}

/** Anything but a clear yes is a no. */
function isApproval({ isError, fields, text = '' }: ToolResult): boolean {
  if (isError) return false;
  const told = fields.approved ?? fields.decision ?? fields.state ?? fields.answer ?? fields.value ?? text;
  return (
    told === true ||
    /^\W*(?:approved?|accept(?:ed)?|yes|ok|allowed|granted|批准|已批准|同意|通过|是)\b|^(?:批准|已批准|同意|通过|是)/i.test(
      plain(told),
    )
  );
}

function settleApproval(progress: Progress, result: ToolResult, what: string, locale: Locale): void {
  const isApproved = isApproval(result);
  progress.known = { ...progress.known, isApproved };
  progress.isRefused = !isApproved;
  progress.lines.push(isApproved ? words(locale).approved(what) : words(locale).rejected(what));
}

/** What the answer to a step's call changes. */
function settle(step: Step, call: Call, result: ToolResult, progress: Progress, locale: Locale): void {
  const tell = words(locale);
  progress.isAnythingDone = true;
  if (step.kind === 'approve') return settleApproval(progress, result, short(step.what), locale);
  if (step.kind === 'act') {
    settleApproval(progress, result, short(step.said), locale);
    if (!progress.isRefused) progress.undone.push(step.said);
    return;
  }
  if (result.isError) {
    progress.lines.push(tell.failed(short(step.said), (result.text ?? '').slice(0, MAX_ERROR)));
    return;
  }
  const args = call.args as { url?: string; name?: string; content?: string };
  if (step.kind === 'ask') {
    const given = answersOf(result, step);
    progress.answers.push(...given);
    progress.known = { ...progress.known, lastAnswer: given.map(({ value }) => value).join(', ') };
  }
  if (step.kind === 'read') {
    const body = contentIn(result);
    progress.read.push({ label: args.url ?? step.url, value: body });
    progress.known = { ...progress.known, lastRead: body };
    progress.lines.push(tell.fetched(args.url ?? step.url));
  }
  if (step.kind === 'send') progress.lines.push(tell.sent(args.url ?? step.url));
  if (step.kind === 'save') {
    const { name = '', content = '' } = args;
    progress.saved.push({ name, content });
    progress.lines.push(tell.saved(name));
  }
}

/** Whether the step is left out, with the word on why. */
function isLeftOut(step: Step, progress: Progress, locale: Locale): boolean {
  const tell = words(locale);
  if (step.condition) {
    const isMet = holds(step.condition, progress.known);
    if (isMet === undefined) progress.undone.push(step.said);
    else if (!isMet && step.kind !== 'stop') progress.lines.push(tell.skipped(short(step.said)));
    if (isMet !== true) return true;
  }
  const needsApproval = progress.isAfterApproval || step.kind === 'send' || step.kind === 'act';
  if (!progress.isRefused || !needsApproval || step.kind === 'approve') return false;
  progress.lines.push(tell.rejected(short(step.said)));
  return true;
}

/** An approval for nothing but the call that comes next: a tool that asks by itself would ask for it again. */
function isAskedByGuard({ steps }: Plan, index: number): boolean {
  const [step, next, ...later] = steps.slice(index);
  return (
    step?.kind === 'approve' &&
    next?.kind === 'send' &&
    !next.condition?.isNegated &&
    !later.some(({ condition }) => condition?.on === 'approved')
  );
}

function summary(plan: Plan, { answers, lines, undone, isAnythingDone }: Progress, locale: Locale): string {
  const tell = words(locale);
  const told = [
    ...answers.map(({ label, value }) => `${label}: ${value}`),
    ...lines,
    ...undone.map((what) => tell.undone(short(what))),
    ...(isAnythingDone ? [] : [tell.nothing]),
  ];
  return [...new Set(told)].join('\n') || tell.finished(plan.title);
}

/** The next step of a run: one call, or the closing words. */
export function takeStep(request: ModelRequest): Said {
  const said = request.messages.flatMap((message) => (message.role === 'user' ? [message.text] : []));
  const [instructions = '', ...notes] = said;
  const plan = readPlan(instructions);
  const locale = localeOf(instructions, request.hints.locale);
  const results = resultsOf(request);
  const progress: Progress = {
    known: { isApproved: undefined, lastAnswer: undefined, lastRead: undefined },
    answers: [],
    read: [],
    notes,
    saved: [],
    lines: [],
    undone: [],
    isAnythingDone: false,
    isRefused: false,
    isAfterApproval: false,
  };
  // A tool that is not granted would only be refused: what needs it is told as not done.
  const isGranted = ({ name }: Call) => request.tools.some((tool) => tool.name === name);
  let made = 0;
  for (const [index, step] of plan.steps.entries()) {
    progress.isAfterApproval = plan.steps[index - 1]?.kind === 'approve';
    if (isLeftOut(step, progress, locale)) continue;
    if (isAskedByGuard(plan, index) && request.hints.asksBefore?.includes('http_send')) {
      progress.known = { ...progress.known, isApproved: true };
      continue;
    }
    const call = callOf(step, plan, progress, locale);
    if (!call || !isGranted(call)) {
      progress.undone.push(step.said);
      continue;
    }
    const result = results[made++];
    if (!result) return { text: '', calls: [call] };
    if (step.kind === 'stop')
      return {
        text: `${words(locale).stopped(short(step.condition?.said ?? step.said))}\n${summary(plan, progress, locale)}`,
        calls: [],
      };
    settle(step, call, result, progress, locale);
  }
  return { text: summary(plan, progress, locale), calls: [] };
}
