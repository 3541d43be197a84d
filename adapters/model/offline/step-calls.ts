import { type Known } from './conditions.ts';
import { draft, type Fact } from './drafts.ts';
import { plainText } from './text.ts';
import type { Plan, Step } from './plan.ts';
import type { Said } from './turn.ts';
import type { Locale } from './text.ts';
import { wordsOf } from './words.ts';

/** Where a run stands: told by its messages alone, from the first step on, each time it is asked. */
export interface Progress {
  known: Known;
  answers: Fact[];
  read: Fact[];
  saved: { name: string; content: string }[];
  notes: string[];
  lines: string[];
  undone: string[];
  isAnythingDone: boolean;
  /** After a "no": what needs the approval is left out, until another approval is asked for. */
  isRefused: boolean;
  isAfterApproval: boolean;
}

export type Call = Said['calls'][number];

/** `{region}` and `{answer}` in an address, a body or a file name stand for what people answered. */
function fill(text: string, answers: readonly Fact[], encode = (value: string) => value): string {
  return text.replace(/\{(?<name>[^{}"\s]{1,40})\}/gu, (whole, name: string) => {
    const wanted = name.toLowerCase();
    const fact =
      wanted === 'answer' || wanted === '回答'
        ? answers.at(-1)
        : answers.find(({ label }) => label.toLowerCase() === wanted);
    return fact ? encode(fact.value) : whole;
  });
}

export const words = (locale: Locale) => wordsOf(locale).run;
/** In one line, for a sentence. */
export const short = (text: string): string =>
  plainText(text.replace(/\s+/g, ' ').replace(/[.。\s]+$/, ''), 200);

function bodyOf(
  step: Extract<Step, { kind: 'send' }>,
  plan: Plan,
  { answers, read, notes, saved }: Progress,
): { body?: string; contentType?: string } {
  if (step.method === 'DELETE') return {};
  const body =
    step.body === undefined
      ? JSON.stringify({
          title: plan.title,
          answers: Object.fromEntries(answers.map(({ label, value }) => [label, value])),
          read: read.map(({ label }) => label),
          notes,
          ...(saved.length ? { files: saved } : {}),
        })
      : fill(step.body, answers);
  return { body, contentType: /^\s*\{/.test(body) ? 'application/json' : 'text/plain' };
}

/** The call that a step makes, or undefined when it makes none. */
export function callOf(step: Step, plan: Plan, progress: Progress, locale: Locale): Call | undefined {
  const { answers } = progress;
  switch (step.kind) {
    case 'ask':
      return { name: 'ask_people', args: step.ask };
    case 'approve':
      return {
        name: 'ask_people',
        args: { kind: 'approval', question: words(locale).approve(short(step.what)) },
      };
    case 'act':
      return progress.isAfterApproval && progress.known.isApproved
        ? undefined
        : {
            name: 'ask_people',
            args: { kind: 'approval', question: words(locale).approve(short(step.said)) },
          };
    case 'read':
      return { name: 'http_get', args: { url: fill(step.url, answers, encodeURIComponent) } };
    case 'send':
      return {
        name: 'http_send',
        args: {
          method: step.method,
          url: fill(step.url, answers, encodeURIComponent),
          ...bodyOf(step, plan, progress),
        },
      };
    case 'save':
      return {
        name: 'save_deliverable',
        args: draft(
          plan,
          { said: step.said, name: step.name && fill(step.name, answers) },
          { ...progress, open: progress.undone },
          locale,
        ),
      };
    case 'stop':
      return {
        name: 'end_early',
        args: { reason: words(locale).stopReason(short(step.condition?.said ?? step.said)) },
      };
    case 'note':
      return undefined;
  }
}
