import { describe, expect, it } from 'vitest';

import { planEntries } from '../../src/agent/journal.ts';
import { CLOSED } from '../../src/browser/tell.ts';
import type { CapabilityStep, StepFailureRule } from '../../src/domain/capability.ts';
import type { CallEntry, JournalEntry } from '../../src/domain/journal.ts';
import type { Model, ModelRequest } from '../../src/ports/model.ts';
import { createReplay, endOfReplay } from '../../src/runs/replay.ts';
import { wordsFor } from '../../src/words/index.ts';

const words = wordsFor('en');
const STEPS: CapabilityStep[] = [
  { do: 'fill', target: { role: 'textbox', name: 'Code' }, value: '{code}' },
  { do: 'open', url: 'https://shop.example/{item}' },
  { do: 'press', target: { role: 'button', name: 'Save {item}', row: ['{item}'] } },
];
type Ending = Partial<CallEntry> & Pick<CallEntry, 'state'>;
const DONE: Ending = { state: 'done', effect: 'read' };
const LOST: Ending = { state: 'failed', result: CLOSED };
const SENT: Ending = { state: 'done', effect: 'effect', startedAt: new Date() };

const agent: Model = {
  kind: 'agent',
  complete: async () => ({
    text: 'by the agent',
    calls: [],
    usage: { inputTokens: 9, outputTokens: 9 },
    model: 'real',
  }),
};

/** Plays the steps, each ending so; what was called, and the last words. */
async function play(endings: readonly Ending[], onFailure: StepFailureRule = 'stop') {
  const entries: JournalEntry[] = [];
  const capability = { steps: STEPS, onFailure };
  const replay = createReplay(
    { capability, name: 'order', values: { item: 'a b' }, journal: { entries }, words },
    agent,
  );
  const request: ModelRequest = {
    model: null,
    system: '',
    messages: [],
    tools: [],
    hints: { task: 'run', locale: 'en', now: new Date(), timeZone: 'UTC', isFirst: false },
    signal: new AbortController().signal,
  };
  const called: unknown[] = [];
  for (let at = 0; ; at += 1) {
    const answer = await replay.complete(request);
    entries.push(
      ...planEntries(answer, entries.length, new Date(), (name) => ({ title: name, effect: 'effect' })),
    );
    const [call] = answer.calls;
    if (!call)
      return { called, said: answer.text, end: endOfReplay(answer.text, entries, capability, words) };
    called.push(call.args);
    entries[entries.length - 1] = { ...(entries.at(-1) as CallEntry), ...(endings[at] ?? DONE) };
  }
}
const stepsOf = ({ called }: { called: unknown[] }): unknown[] =>
  called.map((args) => (args as { step: number }).step);

describe('recorded steps', () => {
  it('are played in order, with values in their places and without the field whose value was left out', async () => {
    const { called, said, end } = await play([]);
    expect(called).toEqual([
      { url: 'https://shop.example/a%20b', step: 2 },
      {
        target: { role: 'button', name: 'Save a b', row: ['a b'], must: ['a b'] },
        why: 'Step 3 of 3 of “order”',
        step: 3,
      },
    ]);
    expect(said).toBe('“order” is done: 3 steps, without a model.');
    expect(end).toBeUndefined();
  });

  it('begin again when the browser is lost before anything was sent, but not for ever', async () => {
    expect(stepsOf(await play([DONE, LOST]))).toEqual([2, 3, 2, 3]);
    const given = await play([DONE, LOST, DONE, LOST, DONE, LOST]);
    expect(stepsOf(given)).toEqual([2, 3, 2, 3, 2, 3]);
    expect(given.end).toMatchObject({ kind: 'failed', error: { code: 'step_failed' } });
  });

  it('never begin again once something was sent, and say so', async () => {
    const steps = await play([SENT, LOST], 'skip');
    expect(stepsOf(steps)).toEqual([2, 3]);
    expect(steps.end).toMatchObject({
      kind: 'failed',
      error: { message: expect.stringContaining('starting it again would send it again') },
    });
  });

  it('go on after what people chose not to repeat, and are taken over after what failed', async () => {
    const skipped = await play([{ state: 'failed', isSkipped: true }, DONE]);
    expect(stepsOf(skipped)).toEqual([2, 3]);
    expect(skipped.end).toBeUndefined();
    const taken = await play([{ state: 'failed' }], 'agent');
    expect(stepsOf(taken)).toEqual([2]);
    expect(taken).toMatchObject({ said: 'by the agent', end: undefined });
  });
});
