import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMessages } from '../../src/agent/journal.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { JournalEntry } from '../../src/domain/journal.ts';
import type { ModelMessage } from '../../src/ports/model.ts';
import { aTool, createLoop } from '../fakes/loop.ts';

/** What model providers refuse a conversation for. */
function faultsOf(messages: readonly ModelMessage[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  let wanted: string[] = [];
  for (const message of messages) {
    if (message.role === 'tool') {
      if (wanted.shift() !== message.callId)
        faults.push(`a result of ${message.callId} that no call before it awaits`);
      continue;
    }
    if (wanted.length > 0) faults.push(`${message.role} speaks before ${wanted.join(', ')} have results`);
    if (message.role !== 'assistant') continue;
    for (const { id } of message.calls) {
      if (seen.has(id)) faults.push(`the id ${id} comes twice`);
      seen.add(id);
    }
    wanted = message.calls.map(({ id }) => id);
  }
  return wanted.length > 0 ? [...faults, `no results of ${wanted.join(', ')}`] : faults;
}

const name = fc.constantFrom('read', 'send', 'ask', 'fail', 'gone');
const said = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      text: fc.string(),
      calls: fc.array(
        fc.record({
          id: fc.constantFrom('', 'x', 'y'),
          name,
          args: fc.oneof(fc.constant({ n: 1 }), fc.jsonValue()),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1 }) },
  { weight: 1, arbitrary: fc.constant(new AppError('model.unavailable')) },
);
/** What happens each time the loop has stopped. */
const meanwhile = fc.array(
  fc.record({
    settle: fc.constantFrom('approved', 'rejected', 'answered', 'expired', 'open'),
    decision: fc.constantFrom('repeat', 'skip', 'stop', 'approve'),
    note: fc.boolean(),
    dies: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

describe('what the model is shown of a journal', () => {
  it('is what providers accept, whatever the loop went through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 6 }), meanwhile, async (say, events) => {
        const loop = createLoop({
          say: [...say, 'The end.'],
          policy: { send: { approval: 'always' } },
          tools: (made) => [
            aTool('read', made),
            aTool('send', made, { effect: 'effect' }),
            aTool('fail', made, {
              run: () => {
                throw new Error('no');
              },
            }),
            aTool('ask', made, {
              effect: 'own',
              run: () => ({ kind: 'ask', draft: { kind: 'input', question: '?' } }),
              resume: () => ({ kind: 'text', text: 'answered' }),
            }),
          ],
        });
        for (const { settle, decision, note, dies } of events) {
          const end = await loop.go().catch((error: unknown) => error);
          for (const { messages } of loop.requests) expect(faultsOf(messages)).toEqual([]);
          for (const ask of loop.asks.values()) {
            if (ask.state !== 'open') continue;
            const by = { id: 'web:ana', name: 'ana' };
            Object.assign(ask, { state: settle, decisions: [{ decision, by, at: new Date(0), via: 'web' }] });
          }
          const open = loop.calls().some(({ state }) => state !== 'done' && state !== 'failed');
          // A note comes with a resume, and a run pauses only between two steps.
          if (note && !open && !(end instanceof Error)) {
            const at = new Date(0);
            const entry: JournalEntry = {
              kind: 'note',
              key: `n${loop.entries.length}`,
              text: 'and mind the date',
              from: 'ana',
              at,
            };
            loop.entries.push(entry);
          }
          const begun = loop
            .calls()
            .find(({ state, effect }) => dies && state === 'done' && effect === 'effect');
          if (begun && begun === loop.entries.at(-1))
            Object.assign(begun, { state: 'started', result: null });
        }
        for (const { messages } of loop.requests) expect(faultsOf(messages)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('holds what people said with a resume exactly once, behind the results that came before it', () => {
    const at = new Date(0);
    const usage = { inputTokens: 1, outputTokens: 1 };
    const calls = [{ id: 'c0_0', name: 'read', args: {} }];
    const messages = toMessages([
      { kind: 'model', text: '', calls, usage, model: 'm', at },
      {
        kind: 'call',
        key: '0.0',
        callId: 'c0_0',
        tool: 'read',
        title: 'r',
        args: {},
        effect: 'read',
        state: 'done',
        askId: null,
        result: 'ok',
        startedAt: at,
        endedAt: at,
      },
      { kind: 'note', key: 'a', text: 'Use the blue one', from: 'ana', at },
      { kind: 'model', text: 'Done.', calls: [], usage, model: 'm', at },
    ]);
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'user', 'assistant']);
    expect(messages[2]).toEqual({ role: 'user', text: 'Use the blue one', name: 'ana' });
  });
});
