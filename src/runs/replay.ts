import { CLOSED, wasHeld } from '../browser/tell.ts';
import type { Capability, CapabilityStep } from '../domain/capability.ts';
import { fillStep } from '../domain/fill-steps.ts';
import { hasActed, type CallEntry, type JournalEntry } from '../domain/journal.ts';
import { frame } from '../shared/frame.ts';
import type { Purse } from '../agent/spending.ts';
import type { Journal } from '../agent/journal.ts';
import type { Model, ModelAnswer, ModelRequest } from '../ports/model.ts';
import type { Words } from '../words/index.ts';
import type { RunEnd } from './work.ts';

/** The name of who answers in place of a model. */
export const REPLAY = 'recorded steps';

/** A browser that was lost before anything was done is opened so often; then the step has failed. */
const MAX_STARTS = 3;

interface Parts {
  capability: Capability;
  /** The key of the definition. */
  name: string;
  values: Readonly<Record<string, unknown>>;
  journal: Pick<Journal, 'entries'>;
  words: Words;
}

/** What stands in the journal of a recorded step: its number, from 1, and how its last call ended. */
interface Played {
  step: number;
  entry: CallEntry;
}

/**
 * A model that answers with the next recorded step, read from the journal alone: whoever goes on after a death goes on with the same
 * step. Each is a call like any other, so that approvals, doubt and limits hold for it. After a failure that an agent is to take over,
 * `agent` is asked.
 */
export function createReplay(parts: Parts, agent: Model): Model {
  return {
    kind: 'replay',
    async complete(request) {
      const answer = nextStep(parts);
      return answer ?? agent.complete(handOver(request, parts));
    },
  };
}

/** What the model costs of a run is bounded only from where an agent takes over. */
export const purseOfReplay = (parts: Parts, purse: Purse): Purse => ({
  reached: async () => (nextStep(parts) ? undefined : purse.reached()),
  count: (usage) => purse.count(usage),
});

/** Calls and answers of the steps themselves are not what the limits of a run are for. */
export const roomFor = ({ steps }: Capability): number => (steps.length + 1) * MAX_STARTS;

/** The steps that did not come through, each once, by their numbers; nothing of what was begun anew. */
export function missedSteps(entries: readonly JournalEntry[]): Played[] {
  const last = new Map(playedSince(entries).map((played) => [played.step, played]));
  return [...last.values()].filter(({ entry }) => !isThrough(entry));
}

/** A good end with what the steps have read, which the result says too. */
export function withOutputs(end: RunEnd, entries: readonly JournalEntry[], words: Words): RunEnd {
  const outputs = playedSince(entries).flatMap(({ entry }) => entry.output ?? []);
  if (end.kind !== 'succeeded' || outputs.length === 0) return end;
  const lines = outputs.map(({ name, value }) => words.labelled(name, String(value)));
  return { ...end, result: [end.result, ...lines].join('\n'), outputs };
}

/** How the work came out whose last word is the replay's: what was missed is said, and done in part or not at all. */
export function endOfReplay(
  result: string,
  entries: readonly JournalEntry[],
  { onFailure }: Capability,
  words: Words,
): RunEnd | undefined {
  const missed = missedSteps(entries);
  if (entries.findLast((entry) => entry.kind === 'model')?.model !== REPLAY || missed.length === 0)
    return undefined;
  const lines = missed.map(({ step, entry }) => words.replay.missed(step, entry.title));
  if (onFailure === 'skip' && !missed.some(({ entry }) => isLost(entry)))
    return { kind: 'succeeded', outcome: 'partial', result: [result, ...lines].join('\n') };
  const wasSent = entries.some((entry) => hasActed(entry) && !isOfMissed(entry, missed));
  const message = [...lines, ...(wasSent ? [words.replay.wasSent] : []), words.replay.whatToDo].join('\n');
  return { kind: 'failed', outcome: 'error', error: { code: 'step_failed', message } };
}

const isOfMissed = (entry: JournalEntry, missed: readonly Played[]): boolean =>
  missed.some((one) => one.entry === entry);

/** Undefined once an agent has taken over. */
function nextStep({ capability, name, values, journal, words }: Parts): ModelAnswer | undefined {
  const { steps, onFailure } = capability;
  const { entries } = journal;
  const played = playedSince(entries);
  const at = played.at(-1);
  if (at && isLost(at.entry) && mayBeginAnew(entries)) return call(steps, 1, name, values, words);
  if (onFailure === 'agent' && missedSteps(entries).length > 0) return undefined;
  const isStopped = at !== undefined && !isThrough(at.entry) && (onFailure === 'stop' || isLost(at.entry));
  const from = at && mustRepeat(at, capability, played) ? at.step : (at?.step ?? 0) + 1;
  const answer = isStopped ? undefined : call(steps, from, name, values, words);
  const isWhole = missedSteps(entries).length === 0;
  const text = isWhole ? words.replay.done(name, steps.length) : words.replay.ended(name);
  return answer ?? { text, calls: [], ...UNPAID };
}

const UNPAID = { usage: { inputTokens: 0, outputTokens: 0 }, model: REPLAY } as const;

const isLost = ({ state, result }: CallEntry): boolean =>
  state === 'failed' && result?.startsWith(CLOSED) === true;

/** Nothing but reading has been done, so that doing it again does nothing twice. */
function mayBeginAnew(entries: readonly JournalEntry[]): boolean {
  const all = allPlayed(entries);
  const starts = all.filter(({ step }) => step === all[0]?.step).length;
  return starts < MAX_STARTS && !entries.some(hasActed);
}

/** All calls of recorded steps, in their order; none of an agent's. */
function allPlayed(entries: readonly JournalEntry[]): Played[] {
  let isReplay = false;
  return entries.flatMap((entry) => {
    if (entry.kind === 'model') isReplay = entry.model === REPLAY;
    if (entry.kind !== 'call' || !isReplay) return [];
    const { step } = entry.args as { step: number }; // written by `callOf`
    return [{ step, entry }];
  });
}

/** Those since the steps were begun last. */
function playedSince(entries: readonly JournalEntry[]): Played[] {
  const all = allPlayed(entries);
  const begin = all.findLastIndex(({ step }, at) => at === 0 || step < (all[at - 1]?.step ?? 0));
  return all.slice(Math.max(0, begin));
}

/** People chose not to have it repeated: it may have happened, and the work goes on. */
const isThrough = ({ state, isSkipped }: CallEntry): boolean => state === 'done' || isSkipped === true;

/** What it wanted to send was held back, and is put to people when it is pressed once more. */
function mustRepeat({ step, entry }: Played, { steps }: Capability, played: readonly Played[]): boolean {
  const recorded = steps[step - 1];
  const tries = played.filter((one) => one.step === step).length;
  return recorded?.do === 'press' && recorded.sends !== false && tries === 1 && wasHeld(entry.result);
}

/** The first step from this number on that has something to do; undefined where there is none left. */
function call(
  steps: readonly CapabilityStep[],
  from: number,
  name: string,
  values: Readonly<Record<string, unknown>>,
  words: Words,
): ModelAnswer | undefined {
  for (let number = from; number <= steps.length; number += 1) {
    const step = steps[number - 1];
    const filled = step && fillStep(step, values);
    if (!filled) continue;
    const made = callOf(filled, number, words.replay.why(number, steps.length, name));
    return { text: '', calls: [{ id: `s${number}`, ...made }], ...UNPAID };
  }
  return undefined;
}

function callOf(step: CapabilityStep, number: number, why: string): { name: string; args: unknown } {
  switch (step.do) {
    case 'open':
      return { name: 'browser_open', args: { url: step.url, step: number } };
    case 'press': {
      const { target, dialog } = step;
      return {
        name: 'browser_click',
        args: { target, why, ...(dialog === undefined ? {} : { dialog }), step: number },
      };
    }
    case 'fill':
      return {
        name: 'browser_fill',
        args: { fields: [{ target: step.target, value: step.value }], step: number },
      };
    case 'key': {
      const { key, target } = step;
      return { name: 'browser_press', args: { key, ...(target ? { target } : {}), step: number } };
    }
    case 'read': {
      const { do: _, ...read } = step;
      return { name: 'browser_look', args: { read, step: number } };
    }
    case 'check': {
      const { do: _, ...wanted } = step;
      return { name: 'browser_wait', args: { ...wanted, step: number } };
    }
  }
}

/** What an agent is told that takes over: what is left of the recording, and that it is experience and no order. */
function handOver(request: ModelRequest, { capability, values, journal }: Parts): ModelRequest {
  const [missed] = missedSteps(journal.entries);
  const left = capability.steps
    .slice((missed?.step ?? 1) - 1)
    .map((step) => JSON.stringify(fillStep(step, values) ?? null));
  const text = [
    'The calls so far were recorded steps, played back without a model. The last one did not come through; from here on the work is yours.',
    'Look at the page, and do what is left in the way that the page now has. Do nothing again that was done. The steps that were left, as they once worked:',
    frame('recorded steps', left.join('\n')),
  ].join('\n');
  return { ...request, messages: [...request.messages, { role: 'data', text }] };
}
