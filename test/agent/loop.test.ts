import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { hashAction } from '../../src/shared/hash-action.ts';
import { aTool, createLoop } from '../fakes/loop.ts';

const ana = { id: 'web:ana', name: 'ana' };
const decided = (decision: 'approve' | 'reject' | 'repeat' | 'skip' | 'stop', note?: string) => [
  { decision, by: ana, at: new Date(0), via: 'web', ...(note ? { note } : {}) },
];

describe('the loop', () => {
  it('makes the calls of an answer in their order and ends with the text that calls nothing', async () => {
    const loop = createLoop({ say: [{ calls: [{ args: { n: 1 } }, { args: { n: 2 } }] }, 'Done.'] });
    expect(await loop.go()).toEqual({ kind: 'answered', text: 'Done.' });
    expect(loop.made).toEqual(['read 1', 'read 2']);
  });

  it('makes no finished call again when it begins from a journal', async () => {
    const first = createLoop({
      say: [{ calls: [{ args: { n: 1 } }, { args: { n: 2 } }] }, new AppError('model.unavailable')],
    });
    await expect(first.go()).rejects.toMatchObject({ code: 'model.unavailable' });
    const second = createLoop({ say: ['Done.'], entries: first.entries });
    expect(await second.go()).toEqual({ kind: 'answered', text: 'Done.' });
    expect(second.made).toEqual([]);
    expect(second.requests[0]?.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
    ]);
  });

  it('gives each call a key and an id of its own, though the provider repeats or omits its ids', async () => {
    const loop = createLoop({
      say: [{ calls: [{ id: 'x' }, { id: 'x' }, { id: '' }] }, { calls: [{ id: 'x' }] }, 'Done.'],
    });
    await loop.go();
    const ids = loop.calls().map(({ callId }) => callId);
    expect(new Set(ids).size).toBe(4);
    expect(loop.calls().map(({ key }) => key)).toEqual(['0.0', '0.1', '0.2', '4.0']);
    const last = loop.requests.at(-1)?.messages ?? [];
    const asked = last.flatMap((message) =>
      message.role === 'assistant' ? message.calls.map(({ id }) => id) : [],
    );
    const answered = last.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
    expect(answered).toEqual(asked);
  });

  it('tells the model what went wrong in a tool in our words, never in those of the fault', async () => {
    const loop = createLoop({
      say: [{ calls: [{}] }, 'Sorry.'],
      tools: (made) => [
        aTool('read', made, {
          run: () => {
            throw new Error('connect ECONNREFUSED 10.0.0.7:27017 password=hunter2');
          },
        }),
      ],
    });
    await loop.go();
    const [told] = loop.calls();
    expect(told).toMatchObject({ state: 'failed' });
    expect(told?.result).toContain('read failed');
    expect(JSON.stringify(loop.requests[1]?.messages)).not.toContain('hunter2');
    expect(loop.log.messages('warn')).toEqual(['a tool failed']);
  });

  it('cuts a long result where no character is broken', async () => {
    const loop = createLoop({
      say: [{ calls: [{}] }, 'Done.'],
      tools: (made) => [
        aTool('read', made, { run: () => ({ kind: 'text', text: `a${'😀'.repeat(20_000)}` }) }),
      ],
    });
    await loop.go();
    const result = loop.calls()[0]?.result ?? '';
    expect(result.length).toBeLessThanOrEqual(16_100);
    expect(result.isWellFormed()).toBe(true);
  });

  it('ends when the agent says that going on is not needed, and makes none of the calls behind it', async () => {
    const loop = createLoop({
      say: [{ calls: [{ name: 'end' }, { name: 'send' }] }],
      tools: (made) => [
        aTool('end', made, { effect: 'own', run: () => ({ kind: 'end', text: 'It is there already.' }) }),
        aTool('send', made, { effect: 'effect' }),
      ],
    });
    expect(await loop.go()).toEqual({ kind: 'ended', reason: 'It is there already.', by: 'agent' });
    expect(loop.made).toEqual(['end 1']);
  });

  it('stops before the next call when it is told to', async () => {
    const stop = new AbortController();
    const loop = createLoop({
      say: [{ calls: [{ args: { n: 1 } }, { args: { n: 2 } }] }],
      tools: (made) => [
        aTool('read', made, {
          run: () => {
            stop.abort(new AppError('stopped'));
            return { kind: 'text', text: 'ok' };
          },
        }),
      ],
      more: { signal: stop.signal },
    });
    await expect(loop.go()).rejects.toMatchObject({ code: 'stopped' });
    expect(loop.made).toEqual(['read 1']);
  });

  it('halts between two steps, not in one, when a person wants a pause', async () => {
    let isWanted = false;
    const loop = createLoop({
      say: [{ calls: [{ args: { n: 1 } }, { args: { n: 2 } }] }],
      tools: (made) => [
        aTool('read', made, {
          run: () => {
            isWanted = true;
            return { kind: 'text', text: 'ok' };
          },
        }),
      ],
      more: { mustPause: async () => isWanted },
    });
    expect(await loop.go()).toEqual({ kind: 'paused' });
    expect(loop.made).toEqual(['read 1', 'read 2']);
    expect(loop.requests).toHaveLength(1);
  });

  it('cannot ask where people are the ones talking, and tells the model so', async () => {
    const loop = createLoop({
      say: [{ calls: [{ name: 'ask' }] }, 'Which region?'],
      tools: (made) => [
        aTool('ask', made, { run: () => ({ kind: 'ask', draft: { kind: 'input', question: '?' } }) }),
      ],
      hasDesk: false,
    });
    expect(await loop.go()).toMatchObject({ kind: 'answered' });
    expect(loop.calls()[0]?.result).toContain('People cannot be asked from here');
  });
});

describe('the limits of the loop', () => {
  const endlessly = Array.from({ length: 30 }, (_, n) => ({ calls: [{ args: { n } }] }));

  it('hold the number of times the model is asked', async () => {
    const loop = createLoop({ say: endlessly, limits: { maxModelCalls: 3 } });
    expect(await loop.go()).toEqual({ kind: 'limit', limit: 'model_calls', text: '' });
    expect(loop.made).toHaveLength(3);
  });

  it('hold the number of calls, within one answer too', async () => {
    const loop = createLoop({ say: [{ calls: [{}, {}, {}, {}] }], limits: { maxToolCalls: 2 } });
    expect(await loop.go()).toEqual({ kind: 'limit', limit: 'tool_calls' });
    expect(loop.made).toHaveLength(2);
  });

  it('ask once more for what there is, with nothing but the tool that saves it, and tell when they are near', async () => {
    const say = [...endlessly.slice(0, 5), { text: 'Half of it.', calls: [{}] }];
    const loop = createLoop({ say, limits: { maxModelCalls: 5 } });
    expect(await loop.go()).toEqual({ kind: 'limit', limit: 'model_calls', text: 'Half of it.' });
    expect(loop.made).toHaveLength(5);
    const told = loop.requests.map(({ messages }) => messages.at(-1)?.text ?? '');
    expect(told[3]).not.toContain('Little is left');
    expect(told[4]).toContain('Little is left of what this work may use: 1 of 5 answers.');
    expect(loop.requests[5]?.messages.map(({ text }) => text).join()).toContain('this is your last answer');
    expect(loop.requests[5]?.tools).toEqual([]);
    expect(loop.calls().at(-1)).toMatchObject({ state: 'failed' });
  });

  it('hold the tokens', async () => {
    const loop = createLoop({ say: endlessly, limits: { maxTokens: 250 } });
    expect(await loop.go()).toEqual({ kind: 'limit', limit: 'tokens', text: '' });
    expect(loop.made).toHaveLength(3);
  });

  it('count what was done before a resume', async () => {
    const first = createLoop({ say: [...endlessly.slice(0, 2), new AppError('model.timeout')] });
    await expect(first.go()).rejects.toThrow('model.timeout');
    const second = createLoop({ say: endlessly, entries: first.entries, limits: { maxModelCalls: 2 } });
    expect(await second.go()).toEqual({ kind: 'limit', limit: 'model_calls', text: '' });
    expect(second.made).toEqual([]);
  });

  it('let the model say its last word after the last call that is allowed', async () => {
    const loop = createLoop({ say: [{ calls: [{}, {}] }, 'Done.'], limits: { maxToolCalls: 2 } });
    expect(await loop.go()).toEqual({ kind: 'answered', text: 'Done.' });
  });
});

describe('a model that fails', () => {
  it('is asked once more when it answered nonsense', async () => {
    const loop = createLoop({ say: [new AppError('model.nonsense'), 'Done.'] });
    expect(await loop.go()).toEqual({ kind: 'answered', text: 'Done.' });
    expect(loop.requests[1]).toEqual(loop.requests[0]);
  });

  it('is not asked a third time', async () => {
    const loop = createLoop({
      say: [new AppError('model.nonsense'), new AppError('model.nonsense'), 'Done.'],
    });
    await expect(loop.go()).rejects.toMatchObject({ code: 'model.nonsense' });
    expect(loop.entries).toEqual([]);
  });

  it.each([
    'model.unavailable',
    'model.rate_limited',
    'model.timeout',
    'model.refused',
    'model.too_long',
  ] as const)('ends the loop with %s and leaves the journal as it was', async (code) => {
    const loop = createLoop({ say: [{ calls: [{}] }, new AppError(code)] });
    await expect(loop.go()).rejects.toMatchObject({ code });
    expect(loop.entries.map(({ kind }) => kind)).toEqual(['model', 'call']);
  });
});

describe('an action that needs a nod', () => {
  const policy = { send: { approval: 'always' as const } };

  it('is not made before, and is made once with exactly what was shown', async () => {
    const loop = createLoop({ say: [{ calls: [{ name: 'send', args: { n: 7 } }] }, 'Sent.'], policy });
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    expect(loop.made).toEqual([]);
    const [ask] = loop.asks.values();
    expect(ask?.action).toMatchObject({
      tool: 'send',
      arguments: { n: 7 },
      hash: hashAction('send', { n: 7 }),
    });
    loop.settle({ state: 'approved', decisions: decided('approve') });
    expect(await loop.go()).toEqual({ kind: 'answered', text: 'Sent.' });
    expect(loop.made).toEqual(['send 7']);
    expect(loop.asks.size).toBe(1);
  });

  it('is made with what people changed it to', async () => {
    const loop = createLoop({ say: [{ calls: [{ name: 'send', args: { n: 7 } }] }, 'Sent.'], policy });
    await loop.go();
    loop.settle({ state: 'approved', decisions: decided('approve'), value: { n: 3 } });
    await loop.go();
    expect(loop.made).toEqual(['send 3']);
    expect(loop.calls()[0]).toMatchObject({ args: { n: 7 }, approvedArgs: { n: 3 } });
  });

  it('holds up what was to follow it, and what is refused is told so', async () => {
    const loop = createLoop({
      say: [
        { calls: [{ name: 'send', args: { n: 1 } }, { args: { n: 2 } }] },
        { calls: [{ name: 'send', args: { n: 3 } }, { name: 'delete_everything' }] },
        'Done.',
      ],
      policy,
    });
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    expect(loop.calls().map(({ state }) => state)).toEqual(['waiting', 'planned']);
    loop.settle({ state: 'approved', decisions: decided('approve') });
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    expect(loop.made).toEqual(['send 1', 'read 2']);
    expect(
      loop
        .calls()
        .slice(2)
        .map(({ state }) => state),
    ).toEqual(['waiting', 'failed']);
    loop.settle({ state: 'approved', decisions: decided('approve') });
    expect(await loop.go()).toEqual({ kind: 'answered', text: 'Done.' });
    expect(loop.made).toEqual(['send 1', 'read 2', 'send 3']);
  });

  it('goes on beside a sibling that was declined', async () => {
    const loop = createLoop({
      say: [
        {
          calls: [
            { name: 'send', args: { n: 1 } },
            { name: 'send', args: { n: 2 } },
          ],
        },
        'Done.',
      ],
      policy,
    });
    await loop.go();
    const [first, second] = [...loop.asks.values()];
    Object.assign(first ?? {}, { state: 'rejected', decisions: decided('reject') });
    Object.assign(second ?? {}, { state: 'approved', decisions: decided('approve') });
    expect(await loop.go()).toEqual({ kind: 'answered', text: 'Done.' });
    expect(loop.made).toEqual(['send 2']);
  });

  it('is refused without another ask when the model tries the declined one again, and asked for when it changed it', async () => {
    const loop = createLoop({
      say: [
        { calls: [{ name: 'send', args: { n: 7 } }] },
        { calls: [{ name: 'send', args: { n: 7 } }] },
        { calls: [{ name: 'send', args: { n: 8 } }] },
        'Done.',
      ],
      policy,
    });
    await loop.go();
    loop.settle({ state: 'rejected', decisions: decided('reject', 'far too much') });
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    expect(loop.calls()[0]?.result).toContain('far too much');
    expect(loop.calls()[1]?.result).toContain('declined exactly this action');
    expect(loop.asks.size).toBe(2);
    loop.settle({ state: 'approved', decisions: decided('approve') });
    await loop.go();
    expect(loop.made).toEqual(['send 8']);
  });

  it('is not made when nobody decided in time', async () => {
    const loop = createLoop({
      say: [{ calls: [{ name: 'send', args: { n: 7 } }] }, 'Without it, then.'],
      policy,
    });
    await loop.go();
    loop.settle({ state: 'expired' });
    expect(await loop.go()).toMatchObject({ kind: 'answered' });
    expect(loop.made).toEqual([]);
    expect(loop.calls()[0]?.result).toContain('in time');
  });
});

describe('an effect that was begun and not finished', () => {
  /** The worker died in the middle of the call. */
  async function died(policy = {}) {
    const loop = createLoop({
      say: [{ calls: [{ name: 'send', args: { n: 7 } }] }, 'Done.'],
      policy,
      tools: (made) => [aTool('send', made, { effect: 'effect' })],
    });
    await loop.go();
    const call = loop.calls()[0];
    if (policy && loop.asks.size > 0) {
      loop.settle({ state: 'approved', decisions: decided('approve'), value: { n: 3 } });
      await loop.go();
    }
    Object.assign(loop.calls()[0] ?? call ?? {}, { state: 'started', result: null, endedAt: null });
    const entries = loop.entries.slice(0, 2);
    const next = createLoop({
      say: ['Done.'],
      entries,
      policy,
      tools: (made) => [aTool('send', made, { effect: 'effect' })],
    });
    for (const [id, ask] of loop.asks) next.asks.set(id, ask);
    return next;
  }

  it('is put to people and not repeated', async () => {
    const loop = await died();
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    expect([...loop.asks.values()]).toMatchObject([{ isInDoubt: true }]);
    expect(loop.made).toEqual([]);
  });

  it('is repeated when they say so', async () => {
    const loop = await died();
    await loop.go();
    loop.settle({ state: 'answered', decisions: decided('repeat') });
    expect(await loop.go()).toMatchObject({ kind: 'answered' });
    expect(loop.made).toEqual(['send 7']);
  });

  it('is repeated with what was approved, not with what the model had wanted', async () => {
    const loop = await died({ send: { approval: 'always' } });
    expect(await loop.go()).toEqual({ kind: 'waiting' });
    loop.settle({
      state: 'answered',
      decisions: decided('repeat').map((one) => ({ ...one, isApproval: true as const })),
    });
    await loop.go();
    expect(loop.made).toEqual(['send 3']);
  });

  it('is skipped when they say so, and the model learns that nobody knows', async () => {
    const loop = await died();
    await loop.go();
    loop.settle({ state: 'answered', decisions: decided('skip') });
    expect(await loop.go()).toMatchObject({ kind: 'answered' });
    expect(loop.made).toEqual([]);
    expect(loop.calls()[0]).toMatchObject({
      isSkipped: true,
      result: expect.stringContaining('not known') as string,
    });
  });

  it('ends the work when they say stop', async () => {
    const loop = await died();
    await loop.go();
    loop.settle({ state: 'answered', decisions: decided('stop') });
    expect(await loop.go()).toMatchObject({ kind: 'ended', by: 'person' });
    expect(loop.requests).toEqual([]);
  });

  it('is not repeated when nobody says anything in time', async () => {
    const loop = await died();
    await loop.go();
    loop.settle({ state: 'expired' });
    await loop.go();
    expect(loop.made).toEqual([]);
  });
});
