import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { modelContract } from '../contracts/model.contract.ts';
import { manageTasksInput, type ManageTasksInput } from '../../src/contract/tools.ts';
import type { HintedTask, ModelAnswer, ModelMessage, ModelRequest } from '../../src/ports/model.ts';
import { KNOWN } from '../fixtures/utterances.known.ts';
import { NOW, ZONE } from '../fixtures/utterances.ts';

modelContract('the offline model', async () => ({
  model: createOfflineModel(),
  close: async () => undefined,
}));

const model = createOfflineModel();

function aRequest(messages: ModelMessage[], hints: Partial<ModelRequest['hints']> = {}): ModelRequest {
  return {
    model: null,
    system: 'You are the assistant.',
    messages,
    tools: ['manage_tasks'].map((tool) => ({ name: tool, description: '', parameters: {} })),
    hints: { task: 'turn', locale: 'en', now: NOW, timeZone: ZONE, isFirst: false, ...hints },
    signal: new AbortController().signal,
  };
}

const ask = (text: string, hints: Partial<ModelRequest['hints']> = {}): Promise<ModelAnswer> =>
  model.complete(aRequest([{ role: 'user', text }], hints));

const argsOf = (answer: ModelAnswer): ManageTasksInput[] =>
  answer.calls.map(({ args }) => manageTasksInput.parse(args));

/** The answer to the sentence once its first call has been answered with the result. */
async function afterResult(text: string, result: unknown, hints: Partial<ModelRequest['hints']> = {}) {
  const asked = await ask(text, hints);
  const results = asked.calls.map(({ id, name }): ModelMessage => ({
    role: 'tool',
    callId: id,
    name,
    text: typeof result === 'string' ? result : JSON.stringify(result),
    isError: false,
  }));
  return model.complete(
    aRequest(
      [{ role: 'user', text }, { role: 'assistant', text: asked.text, calls: asked.calls }, ...results],
      hints,
    ),
  );
}

const HELP = /did not understand|没听懂/;

describe('what it calls', () => {
  it('puts several new tasks into one call, and what is to be done at once into another', async () => {
    const [tracked, ...others] = argsOf(await ask('Track A, B and C'));
    expect(tracked?.tasks?.map(({ title }) => title)).toEqual(['A', 'B', 'C']);
    expect(tracked?.run).toBeUndefined();
    expect(others).toEqual([]);
    expect(argsOf(await ask('Write the release notes'))[0]?.run).toBe(true);
  });

  it('keeps all that was said as the instructions of work it takes up', async () => {
    const said = 'Write a report on churn. Ask me which region first. Save it as churn.md';
    const [call] = argsOf(await ask(said));
    expect(call?.tasks).toHaveLength(1);
    expect(call?.tasks?.[0]?.description?.replaceAll('\n', ' ')).toBe(said);
  });

  it('gives every call of every message in a shape that the tool takes', async () => {
    const words = KNOWN.map(([said]) => said);
    const message = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(fc.constantFrom(...words, '\n', ' and ', '，', ', ', '\u0007', '🎉'), { maxLength: 6 })
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const answer = await ask(text);
        argsOf(answer);
        expect(answer.calls.length > 0 || answer.text !== '').toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what it says', () => {
  it('says what it is in the first answer of a day, and only there', async () => {
    expect((await ask('hello', { isFirst: true })).text).toContain('OPENAI_API_KEY');
    expect((await ask('hello')).text).not.toContain('OPENAI_API_KEY');
    const listed = await afterResult(
      '我有哪些任务',
      { ok: true, action: 'list', tasks: [], count: 0 },
      { isFirst: true },
    );
    expect(listed.text).toContain('离线模型');
  });

  it('answers in the language of the message, and in that of the person when it has none', async () => {
    expect((await ask('在吗', { locale: 'en' })).text).toContain('你好');
    expect((await ask('???', { locale: 'zh-CN' })).text).toMatch(HELP);
  });

  it('answers a listing with numbered lines', async () => {
    const { text, calls } = await afterResult("What's on my plate?", {
      ok: true,
      action: 'list',
      tasks: [
        {
          number: 'T-4',
          title: 'Quarterly report',
          label: 'in_progress',
          priority: 'high',
          due: '2026-11-20',
          assignee: 'Bo',
        },
        { number: 'T-5', title: 'Audit', label: 'backlog', priority: 'normal' },
      ],
      count: 7,
      more: 5,
    });
    expect(calls).toEqual([]);
    expect(text.split('\n')).toEqual([
      '7 tasks:',
      '1. T-4 Quarterly report (in progress, high priority, due Fri 20 Nov, Bo)',
      '2. T-5 Audit (to do)',
      '… and 5 more.',
    ]);
  });

  it.each([
    ['show my tasks', '2026-11-18', 'due today'],
    ['show my tasks', '2026-11-17T10:00:00.000Z', 'was due yesterday'],
    ['show my tasks', '2026-11-20T07:30:00.000Z', 'due Fri 20 Nov 15:30'],
    ['show my tasks', '2027-03-01', 'due Mon 1 Mar 2027'],
    ['我有哪些任务', '2026-11-20', '11月20日周五截止'],
    ['我有哪些任务', '2026-11-13', '11月13日周五已到期'],
    ['我有哪些任务', '2026-11-19T01:00:00.000Z', '明天 09:00 截止'],
  ])('to "%s" with one due %s it says "%s"', async (said, due, words) => {
    const tasks = [{ number: 'T-1', title: 'Audit', label: 'pending', due }];
    const { text } = await afterResult(said, { ok: true, action: 'list', tasks, count: 1 });
    expect(text).toContain(words);
  });

  it('says no date of what is done, and does not claim to know how many there are beyond those told of', async () => {
    const tasks = [{ number: 'T-1', title: 'Audit', label: 'completed', due: '2026-11-20' }];
    const { text } = await afterResult('show my tasks', { action: 'list', tasks, count: 1, more: true });
    expect(text.split('\n')).toEqual(['More than 1 tasks:', '1. T-1 Audit (done)', '… and more.']);
  });

  it('tells a new task from one that was there before', async () => {
    const task = { number: 'T-9', title: '季度报告', label: 'backlog' };
    const made = await afterResult('跟进季度报告', { ok: true, action: 'create', tasks: [task] });
    const there = await afterResult('跟进季度报告', {
      ok: true,
      action: 'create',
      tasks: [{ ...task, deduplicated: true }],
    });
    expect(made.text).toBe('已记录 T-9 季度报告');
    expect(there.text).toContain('之前已有');
  });

  const REPORTS = ['Annual report', 'Expense report'].map((title, at): HintedTask => ({
    number: at + 4,
    title,
    state: 'backlog',
    assignee: null,
    isMine: false,
    due: null,
    priority: 'normal',
  }));

  it('asks which task was meant, and takes a number or "the second one" for an answer', async () => {
    const hints = { tasks: REPORTS };
    const { text, calls } = await ask('cancel the report', hints);
    expect(calls).toEqual([]);
    expect(text).toContain('1. T-4 Annual report');
    const talk: ModelMessage[] = [
      { role: 'user', text: 'cancel the report' },
      { role: 'assistant', text, calls: [] },
    ];
    for (const [reply, ref] of [
      ['the second one', 'T-5'],
      ['1', 'T-4'],
      ['T-5', 'T-5'],
    ] as const) {
      const answer = await model.complete(aRequest([...talk, { role: 'user', text: reply }], hints));
      expect(argsOf(answer)).toEqual([{ action: 'cancel', ref }]);
    }
  });

  it('has a button say what it would do where a word is left over', async () => {
    const hints = { tasks: REPORTS };
    const [call] = argsOf(await ask('cancel the fortnightly annual report', hints));
    expect(call).toEqual({ action: 'cancel', ref: 'T-4', confirm: true });
    expect(argsOf(await ask('cancel the annual report', hints))).toEqual([{ action: 'cancel', ref: 'T-4' }]);
    const { text } = await afterResult('cancel T-4', { ok: true, action: 'cancel', waits: 'confirmation' });
    expect(text).toContain('Press the button');
  });

  it('asks which task of the thread was meant by "what\'s the status?", and tells of the one that was chosen', async () => {
    const talk: ModelMessage[] = [
      { role: 'user', text: "what's the status?" },
      {
        role: 'assistant',
        text: 'Did you mean one of these? Answer with its number.\n1. T-4 A\n2. T-7 B',
        calls: [],
      },
      { role: 'user', text: '2' },
    ];
    const before: ModelMessage[] = [{ role: 'user', text: 'hello' }];
    expect(argsOf(await model.complete(aRequest([...before, ...talk])))).toEqual([
      { action: 'get', ref: 'T-7' },
    ]);
  });

  it('shows an error in words, and any other answer as it is', async () => {
    expect((await afterResult('run T-4', { ok: false, error: 'T-4 is running already.' })).text).toContain(
      'T-4 is running already.',
    );
    expect(
      (await afterResult('why is T-4 stuck?', { ok: true, action: 'why', text: 'It waits for Bo.' })).text,
    ).toBe('It waits for Bo.');
    expect((await afterResult('run T-4', 'plain words')).text).toBe('plain words');
    expect((await afterResult('run T-4', '[1, 2')).text).toBe('[1, 2');
  });

  it('leaves decisions to people', async () => {
    for (const said of ['approve T-7', 'reject it', '批准T-7', '同意']) {
      const answer = await ask(said);
      expect(answer.calls).toEqual([]);
      expect(answer.text).toMatch(/approve A-9|批准 A-9/);
    }
  });
});

describe('as a model', () => {
  it('has one answer for one request, with the same call ids', async () => {
    expect(await ask('Track A, B and C')).toEqual(await ask('Track A, B and C'));
    const [one] = (await ask('cancel T-3')).calls;
    const [two] = (await ask('cancel T-4')).calls;
    expect(one?.id).not.toBe(two?.id);
  });

  it('does not begin when it was stopped before', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(model.complete({ ...aRequest([{ role: 'user', text: 'hello' }]), signal })).rejects.toThrow(
      'stopped',
    );
  });

  it('calls no tool that it was not given', async () => {
    const answer = await model.complete({ ...aRequest([{ role: 'user', text: 'Track A' }]), tools: [] });
    expect(answer.calls).toEqual([]);
    expect(answer.text).toMatch(HELP);
  });

  it('hands its text to whoever streams, and reckons four characters as a token', async () => {
    const heard: string[] = [];
    const answer = await model.complete({
      ...aRequest([{ role: 'user', text: 'hello' }]),
      onText: (delta) => heard.push(delta),
    });
    expect(heard).toEqual([answer.text]);
    expect(answer.usage.outputTokens).toBe(Math.ceil(answer.text.length / 4));
    expect(answer.usage.inputTokens).toBeGreaterThan(0);
  });
});
