import { AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { getEventListeners } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLangchainModel } from '../../adapters/model/langchain/index.ts';
import { quirksOf } from '../../adapters/model/langchain/providers.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { ModelMessage } from '../../src/ports/model.ts';
import { aRequest, aTool, modelContract } from '../contracts/model.contract.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';
import { startFakeOpenAi } from '../fakes/openai/index.ts';
import type { FakeRequest, FakeStep } from '../fakes/openai/steps.ts';

type ModelOptions = Parameters<typeof createLangchainModel>[0];

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0)) await end();
});

/** The adapter before a provider that follows the script. */
async function start(script: readonly FakeStep[], options: Partial<ModelOptions> = {}) {
  const fake = await startFakeOpenAi({ script, models: ['test-model', 'o-1'] });
  ends.push(() => fake.close());
  const clock = createFakeClock();
  const log = createFakeLog();
  const model = createLangchainModel({
    apiKey: 'test-key',
    baseURL: fake.url,
    model: 'test-model',
    log,
    clock,
    ...options,
  });
  return { fake, clock, log, model };
}

const failure = async (answer: Promise<unknown>): Promise<AppError> => {
  const thrown: unknown = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

const answerLikeAModel = ({ tools, messages }: FakeRequest): FakeStep =>
  tools && messages.at(-1)?.role !== 'tool'
    ? { calls: [{ name: 'manage_tasks', args: { action: 'create', tasks: [{ title: 'buy paper' }] } }] }
    : { text: 'It is written down, 已记下。' };

modelContract('the LangChain adapter', async () => {
  const fake = await startFakeOpenAi({ respond: answerLikeAModel });
  const model = createLangchainModel({
    apiKey: 'test-key',
    baseURL: fake.url,
    model: 'test-model',
    log: createFakeLog(),
    clock: createFakeClock(),
  });
  return { model, close: () => fake.close() };
});

describe('asking', () => {
  it('sends what was said, with the name of who said it in the text and no field that strict providers refuse', async () => {
    const { fake, model } = await start([{ text: 'Done.' }]);
    await model.complete(
      aRequest({
        tools: [aTool],
        maxOutputTokens: 500,
        messages: [
          { role: 'user', text: '删掉它', name: '小王' },
          {
            role: 'assistant',
            text: '',
            calls: [{ id: 'c1', name: 'manage_tasks', args: { action: 'list' } }],
          },
          { role: 'tool', callId: 'c1', name: 'manage_tasks', text: 'not allowed', isError: true },
        ],
      }),
    );
    expect(fake.requests[0]?.messages).toEqual([
      { role: 'system', content: 'You write down tasks.' },
      { role: 'user', content: '小王: 删掉它' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'manage_tasks', arguments: '{"action":"list"}' } },
        ],
      },
      { role: 'tool', content: 'Error: not allowed', tool_call_id: 'c1' },
    ]);
    expect(fake.requests[0]).toMatchObject({ max_tokens: 500, stream: true });
    expect(fake.requests[0]?.tools?.[0]?.function).toMatchObject({
      name: 'manage_tasks',
      parameters: { type: 'object' },
    });
    expect(JSON.stringify(fake.requests[0]?.tools)).not.toContain('$schema');
  });

  it('asks the model that the request names, else the standard one', async () => {
    const { fake, model } = await start([{ text: 'a' }, { text: 'b' }]);
    await model.complete(aRequest({ model: 'o-1' }));
    await model.complete(aRequest());
    expect(fake.requests.map((request) => request.model)).toEqual(['o-1', 'test-model']);
  });

  it('shows the model a call of its own with a made-up name or broken arguments so that the provider takes it', async () => {
    const { fake, model } = await start([{ text: 'Sorry.' }]);
    const calls = [
      { id: 'c1', name: 'functions.manage tasks', args: null, malformed: '{"action": "li' },
      { id: 'c2', name: '', args: {} },
    ];
    const answers = calls.map(({ id, name }): ModelMessage => ({
      role: 'tool',
      callId: id,
      name,
      text: 'no such tool',
      isError: true,
    }));
    await model.complete(
      aRequest({ messages: [...aRequest().messages, { role: 'assistant', text: '', calls }, ...answers] }),
    );
    expect(fake.refusals).toEqual([]);
    expect(fake.requests[0]?.messages[2]?.tool_calls?.map((call) => call.function)).toEqual([
      { name: 'functions_manage_tasks', arguments: '{}' },
      { name: 'unknown', arguments: '{}' },
    ]);
  });

  it('hands the thoughts of a model back with its calls, and only those', async () => {
    const { fake, model } = await start([
      { reasoning: 'I must look first.', calls: [{ name: 'manage_tasks', args: { action: 'list' } }] },
      { text: 'Nothing there.' },
    ]);
    const { calls, reasoning, text } = await model.complete(aRequest({ tools: [aTool] }));
    expect(reasoning).toBe('I must look first.');
    await model.complete(
      aRequest({
        messages: [
          ...aRequest().messages,
          { role: 'assistant', text, calls, ...(reasoning === undefined ? {} : { reasoning }) },
          { role: 'tool', callId: calls[0]?.id ?? '', name: 'manage_tasks', text: 'none', isError: false },
        ],
      }),
    );
    expect(fake.requests[1]?.messages.map((message) => message.reasoning_content)).toEqual([
      undefined,
      undefined,
      'I must look first.',
      undefined,
    ]);
  });
});

describe('reading an answer', () => {
  it('gives text out as it comes and puts it together', async () => {
    const { model } = await start([{ text: 'Written down: 买纸。', pieceLength: 3 }]);
    const parts: string[] = [];
    const answer = await model.complete(aRequest({ onText: (delta) => void parts.push(delta) }));
    expect(answer).toEqual({
      text: 'Written down: 买纸。',
      calls: [],
      usage: { inputTokens: 120, outputTokens: 30 },
      model: 'test-model',
    });
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join('')).toBe(answer.text);
  });

  it.each(['each', 'none', 'zero'] as const)(
    'tells parallel calls apart that are numbered: %s',
    async (indexing) => {
      const args = [{ action: 'list' }, { action: 'create', tasks: [{ title: '买纸 "A4"' }] }, {}];
      const { model } = await start([
        { indexing, calls: args.map((one) => ({ name: 'manage_tasks', args: one })) },
      ]);
      const { calls } = await model.complete(aRequest({ tools: [aTool] }));
      expect(calls).toEqual(
        args.map((one, at) => ({ id: `call_${at + 1}`, name: 'manage_tasks', args: one })),
      );
    },
  );

  it.each(['each', 'none', 'zero'] as const)(
    'gives ids to calls that have none, numbered: %s',
    async (indexing) => {
      const { model } = await start([
        { indexing, calls: ['a', 'b'].map((title) => ({ id: null, name: 'manage_tasks', args: { title } })) },
      ]);
      const { calls } = await model.complete(aRequest({ tools: [aTool] }));
      expect(calls.map(({ args }) => args)).toEqual([{ title: 'a' }, { title: 'b' }]);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    },
  );

  it('gives another id to the second of two calls with one id', async () => {
    const { model } = await start([
      { calls: ['a', 'b'].map((title) => ({ id: 'same', name: 'manage_tasks', args: { title } })) },
    ]);
    const { calls } = await model.complete(aRequest({ tools: [aTool] }));
    expect(calls.map(({ args }) => args)).toEqual([{ title: 'a' }, { title: 'b' }]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  it('hears calls of a provider that says no role', async () => {
    const { model } = await start([
      { noRole: true, text: 'So:', calls: [{ name: 'manage_tasks', args: { action: 'list' } }] },
    ]);
    const { text, calls } = await model.complete(aRequest({ tools: [aTool] }));
    expect({ text, name: calls[0]?.name }).toEqual({ text: 'So:', name: 'manage_tasks' });
  });

  it('keeps arguments that are no JSON as they were sent, beside calls that are in order', async () => {
    const { model } = await start([
      {
        calls: [
          { name: 'manage_tasks', rawArgs: '{action: create}' },
          { name: 'manage_tasks', args: { action: 'list' } },
          { name: 'manage_tasks', rawArgs: '' },
        ],
      },
    ]);
    const { calls } = await model.complete(aRequest({ tools: [aTool] }));
    expect(calls).toEqual([
      { id: 'call_1', name: 'manage_tasks', args: null, malformed: '{action: create}' },
      { id: 'call_2', name: 'manage_tasks', args: { action: 'list' } },
      { id: 'call_3', name: 'manage_tasks', args: {} },
    ]);
  });

  it.each(['{"action":"create","tasks":[{"title":"Pay 100', ''])(
    'never repairs a call that was cut off at the bound on length: %j',
    async (rawArgs) => {
      const { model } = await start([{ finish: 'length', calls: [{ name: 'manage_tasks', rawArgs }] }]);
      const { calls } = await model.complete(aRequest({ tools: [aTool] }));
      expect(calls).toEqual([{ id: 'call_1', name: 'manage_tasks', args: null, malformed: rawArgs }]);
    },
  );

  it('estimates what was used where the provider does not say', async () => {
    const { model } = await start([{ text: 'x'.repeat(400), noUsage: true }]);
    const { usage } = await model.complete(aRequest({ system: 'y'.repeat(4000) }));
    expect(usage.inputTokens).toBeGreaterThanOrEqual(1000);
    expect(usage.inputTokens).toBeLessThan(1200);
    expect(usage.outputTokens).toBeGreaterThanOrEqual(100);
    expect(usage.outputTokens).toBeLessThan(120);
  });

  it('leaves what looks like a LangChain object in arguments as the plain data that it is', async () => {
    const args = { lc: 1, type: 'secret', id: ['OPENAI_API_KEY'], kwargs: {} };
    const { model } = await start([{ calls: [{ name: 'manage_tasks', args }] }]);
    expect((await model.complete(aRequest({ tools: [aTool] }))).calls[0]?.args).toEqual(args);
  });

  it('asks for a whole answer where a model is not streamed to the account, and remembers it', async () => {
    const refused = { message: 'Your organization must be verified to stream this model.', param: 'stream' };
    const { fake, model, log } = await start([
      { status: 400, error: refused },
      {
        text: 'Hello.',
        reasoning: 'They greet.',
        calls: [{ name: 'manage_tasks', args: { action: 'list' } }],
      },
      { text: 'Hello again.' },
    ]);
    const parts: string[] = [];
    const first = await model.complete(
      aRequest({ tools: [aTool], onText: (delta) => void parts.push(delta) }),
    );
    expect(first).toEqual({
      text: 'Hello.',
      reasoning: 'They greet.',
      calls: [{ id: 'call_1', name: 'manage_tasks', args: { action: 'list' } }],
      usage: { inputTokens: 120, outputTokens: 30 },
      model: 'test-model',
    });
    expect(parts).toEqual(['Hello.']);
    expect((await model.complete(aRequest())).text).toBe('Hello again.');
    expect(fake.requests.map(({ stream }) => stream)).toEqual([true, false, false]);
    expect(log.messages('info')).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  const error = (message: string, code?: string, type?: string) => ({
    error: { message, ...(code ? { code } : {}), ...(type ? { type } : {}) },
  });

  // prettier-ignore
  it.each<[string, FakeStep, string, Record<string, unknown>]>([
    ['a wrong key',              { status: 401, ...error('Incorrect API key') },                              'model.refused', { reason: 'key' }],
    ['a key without the right',  { status: 403, ...error('forbidden') },                                      'model.refused', { reason: 'access' }],
    ['an unknown model',         { status: 404, ...error('no such model', 'model_not_found') },               'model.refused', { reason: 'model' }],
    ['a wrong address',          { status: 404, garbage: '<html>nginx</html>' },                              'model.refused', { reason: 'model' }],
    ['a bad request',            { status: 400, ...error('bad tools') },                                      'model.refused', { reason: 'request' }],
    ['an empty account',         { status: 429, ...error('You exceeded it', 'insufficient_quota') },          'model.refused', { reason: 'quota' }],
    ['an empty account (402)',   { status: 402, ...error('Insufficient Balance') },                           'model.refused', { reason: 'quota' }],
    ['an empty account (GLM)',   { status: 429, ...error('您的账户已欠费', '1113') },                           'model.refused', { reason: 'quota' }],
    ['refused content',          { status: 400, ...error('no', 'data_inspection_failed') },                   'model.refused', { reason: 'content' }],
    ['refused content (end)',    { text: '', finish: 'content_filter' },                                      'model.refused', { reason: 'content' }],
    ['too long (OpenAI)',        { status: 400, ...error('too many', 'context_length_exceeded') },            'model.too_long', {}],
    ['too long (DeepSeek)',      { status: 400, ...error("This model's maximum context length is 131072") },  'model.too_long', {}],
    ['too long (Kimi)',          { status: 400, ...error('Your request exceeded model token limit: 8192') },  'model.too_long', {}],
    ['too long (Qwen)',          { status: 400, ...error('Range of input length should be [1, 30720]') },     'model.too_long', {}],
    ['too long (GLM)',           { status: 400, ...error('Prompt exceeds max length', '1261') },              'model.too_long', {}],
    ['too long (413)',           { status: 413, garbage: 'too large' },                                       'model.too_long', {}],
    ['a page instead',           { garbage: '<html><body>Sign in</body></html>' },                            'model.nonsense', {}],
    ['an event without meaning', { garbage: 'data: {"choices": [}\n\n', contentType: 'text/event-stream' },   'model.nonsense', {}],
    ['an answer with nothing',   { text: ' ' },                                                               'model.nonsense', { reason: 'empty' }],
    ['all thought, no answer',   { reasoning: 'hm', finish: 'length' },                                       'model.nonsense', { reason: 'length' }],
  ])('is told apart and not tried again: %s', async (_name, step, code, details) => {
    const { model, fake, log } = await start([step]);
    const thrown = await failure(model.complete(aRequest()));
    expect({ code: thrown.code, details: thrown.details }).toMatchObject({ code, details });
    expect(fake.requests).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  // prettier-ignore
  it.each<[string, FakeStep, string]>([
    ['a refusal for now',        { status: 429, ...error('slow down') },                                      'model.rate_limited'],
    ['a fault of theirs',        { status: 500, ...error('oops') },                                           'model.unavailable'],
    ['a page of a proxy',        { status: 502, garbage: '<html>Bad gateway</html>' },                        'model.unavailable'],
    ['a full house',             { status: 503, ...error('overloaded') },                                     'model.unavailable'],
    ['no answer at all',         { cutAfter: 0 },                                                             'model.unavailable'],
    ['a cut before the words',   { text: 'Hello', cutAfter: 1 },                                              'model.unavailable'],
    ['an end without a reason',  { text: 'Hello', finish: null },                                             'model.unavailable'],
    ['a fault in the stream',    { garbage: 'data: {"error":{"message":"gone","code":"x"}}\n\n', contentType: 'text/event-stream' }, 'model.unavailable'],
  ])('is tried again twice, then told: %s', async (_name, step, code) => {
    const { model, fake, log, clock } = await start([step, step, step]);
    const answer = failure(model.complete(aRequest()));
    for (const tries of [1, 2]) {
      await vi.waitFor(() => expect(log.messages('warn')).toHaveLength(tries));
      await clock.advance(5000);
    }
    expect((await answer).code).toBe(code);
    expect(fake.requests).toHaveLength(3);
    expect(clock.timers()).toBe(0);
  });

  it('goes on with the answer of a later try', async () => {
    const { model, log, clock } = await start([{ status: 503 }, { text: 'Here I am.' }]);
    const answer = model.complete(aRequest());
    await vi.waitFor(() => expect(log.messages('warn')).toHaveLength(1));
    await clock.advance(1000);
    expect((await answer).text).toBe('Here I am.');
  });

  it.each([
    ['7', 7000],
    ['Mon, 05 Jan 2026 09:00:12 GMT', 12_000],
  ])('waits as long as Retry-After says: %s', async (header, ms) => {
    const { model, fake, log, clock } = await start([
      { status: 429, headers: { 'retry-after': header } },
      { text: 'Now.' },
    ]);
    const answer = model.complete(aRequest());
    await vi.waitFor(() => expect(log.messages('warn')).toHaveLength(1));
    await clock.advance(ms - 1);
    expect(fake.requests).toHaveLength(1);
    await clock.advance(1);
    expect((await answer).text).toBe('Now.');
  });

  it('leaves a wait of more than half a minute to the caller', async () => {
    const { model } = await start([{ status: 429, headers: { 'retry-after': '31' } }]);
    const thrown = await failure(model.complete(aRequest()));
    expect({ code: thrown.code, details: thrown.details }).toEqual({
      code: 'model.rate_limited',
      details: { retryAfterMs: 31_000 },
    });
  });

  it('does not say the beginning twice: what broke off after the first words is told at once', async () => {
    const { model, fake } = await start([{ text: 'Hello everybody', cutAfter: 3 }]);
    const parts: string[] = [];
    const thrown = await failure(model.complete(aRequest({ onText: (delta) => void parts.push(delta) })));
    expect(thrown.code).toBe('model.unavailable');
    expect(parts.join('')).toBe('Hello ever');
    expect(fake.requests).toHaveLength(1);
  });

  it('tells that a provider cannot be reached', async () => {
    const { model } = await start([], { baseURL: 'http://127.0.0.1:1/v1', maxRetries: 0 });
    expect((await failure(model.complete(aRequest()))).code).toBe('model.unavailable');
  });

  it.each<FakeStep>([{ hang: 'before' }, { text: 'Hello', hang: [2] }])(
    'gives up after a long silence and lets the connection go: %j',
    async (step) => {
      const { model, fake, clock } = await start([step], { timeoutMs: 60_000 });
      const parts: string[] = [];
      const answer = failure(model.complete(aRequest({ onText: (delta) => void parts.push(delta) })));
      await vi.waitFor(() => expect([fake.requests.length, parts.length]).toEqual([1, step.text ? 1 : 0]));
      await clock.advance(60_000);
      expect((await answer).code).toBe('model.timeout');
      await vi.waitFor(() => expect(fake.openCount()).toBe(0));
      expect(fake.requests).toHaveLength(1);
    },
  );

  it('counts the silence anew from each word, so that a long answer is no late one', async () => {
    const { model, fake, clock } = await start([{ text: 'Hello there', hang: [2, 3] }], {
      timeoutMs: 60_000,
    });
    const parts: string[] = [];
    const answer = model.complete(aRequest({ onText: (delta) => void parts.push(delta) }));
    for (const heard of ['Hello', 'Hello ther']) {
      await vi.waitFor(() => expect(parts.join('')).toBe(heard));
      await clock.advance(35_000);
      fake.release();
    }
    expect((await answer).text).toBe('Hello there');
  });

  it.each<FakeStep>([{ hang: 'before' }, { text: 'Hello', hang: [2] }])(
    'stops at once when it is told to, with the reason it was given: %j',
    async (step) => {
      const { model, fake, clock, log } = await start([step]);
      const stop = new AbortController();
      const answer = model.complete(aRequest({ signal: stop.signal }));
      await vi.waitFor(() => expect(fake.requests).toHaveLength(1));
      const reason = new Error('no longer wanted');
      stop.abort(reason);
      // Settled before any timer could have helped.
      const first = await Promise.race([answer.catch((error: unknown) => error), clock.settle()]);
      expect(first).toBe(reason);
      await vi.waitFor(() => expect(fake.openCount()).toBe(0));
      expect(log.lines).toEqual([]);
      expect(clock.timers()).toBe(0);
    },
  );

  it('leaves nothing behind at a signal that lives on', async () => {
    const { model } = await start([{ text: 'a' }, { status: 400 }, { text: 'b' }]);
    const { signal } = new AbortController();
    await model.complete(aRequest({ signal }));
    await failure(model.complete(aRequest({ signal })));
    await model.complete(aRequest({ signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('stops while it waits for another try', async () => {
    const { model, fake, log, clock } = await start([{ status: 503 }]);
    const stop = new AbortController();
    const answer = model.complete(aRequest({ signal: stop.signal }));
    await vi.waitFor(() => expect(log.messages('warn')).toHaveLength(1));
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    expect(fake.requests).toHaveLength(1);
    expect(clock.timers()).toBe(0);
  });

  it('refuses an address that is none when it is made', () => {
    const make = () =>
      createLangchainModel({
        apiKey: 'k',
        model: 'm',
        baseURL: 'api.example.com',
        log: createFakeLog(),
        clock: createFakeClock(),
      });
    expect(make).toThrow(AppError);
  });
});

describe('secrets', () => {
  it('keeps the key out of errors, their causes and the log, even when the provider quotes it', async () => {
    const apiKey = 'live.0123456789abcdef';
    const { model, log, clock, fake } = await start([], { apiKey });
    const thrown = await failure(model.complete(aRequest()));
    expect(fake.refusals[0]).toContain(apiKey);
    expect(thrown.details).toMatchObject({ reason: 'key' });
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('0123456789');

    const quoting = await startFakeOpenAi({
      apiKey,
      respond: () => ({ status: 503, error: { message: `busy for ${apiKey}, once sk-0123456789***` } }),
    });
    ends.push(() => quoting.close());
    const second = createLangchainModel({
      apiKey,
      baseURL: quoting.url,
      model: 'test-model',
      maxRetries: 1,
      log,
      clock,
    });
    const answer = failure(second.complete(aRequest()));
    await vi.waitFor(() => expect(log.messages('warn')).toHaveLength(1));
    await clock.advance(5000);
    expect(inspect(await answer, { depth: 9, showHidden: true })).not.toContain('0123456789');
    expect(log.text()).not.toContain('0123456789');
  });

  it('sends nothing to a tracing service or through a gateway, whatever the environment says', async () => {
    const seen: (string | undefined)[] = [];
    const spy = createServer((request, response) => {
      seen.push(request.url);
      response.end('{}');
    });
    await new Promise<void>((done) => spy.listen(0, '127.0.0.1', done));
    ends.push(() => new Promise((done) => spy.close(() => done())));
    const address = `http://127.0.0.1:${(spy.address() as AddressInfo).port}`;
    for (const name of ['LANGSMITH_TRACING', 'LANGCHAIN_TRACING_V2']) vi.stubEnv(name, 'true');
    for (const name of ['LANGSMITH_ENDPOINT', 'LANGSMITH_GATEWAY', 'OPENAI_BASE_URL'])
      vi.stubEnv(name, address);
    vi.stubEnv('LANGSMITH_API_KEY', 'ls-key');
    vi.stubEnv('OPENAI_LOG', 'debug');
    const printed = vi.spyOn(console, 'debug').mockImplementation(() => {});

    const { model } = await start([{ text: 'Hello.' }, { text: 'Hello.' }]);
    await model.complete(aRequest());
    await model.complete(aRequest());
    await new Promise((done) => setTimeout(done, 300)); // tracers send in batches, some 0.1 s apart
    expect(seen).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });
});

describe('providers', () => {
  // prettier-ignore
  it.each([
    ['https://api.deepseek.com',                           'deepseek-v4-pro',  { body: { thinking: { type: 'disabled' } }, hasStreamOptions: true }],
    ['https://api.deepseek.com',                           'deepseek-reasoner', { body: {}, hasStreamOptions: true }],
    ['https://open.bigmodel.cn/api/paas/v4',               'glm-5',            { body: { thinking: { type: 'disabled' } }, hasStreamOptions: false }],
    ['https://api.z.ai/api/paas/v4',                       'glm-4-plus',       { body: {}, hasStreamOptions: false }],
    ['https://dashscope.aliyuncs.com/compatible-mode/v1',  'qwen3.5-plus',     { body: { enable_thinking: false }, hasStreamOptions: true }],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'qwen3-235b-a22b-thinking-2507', { body: {}, hasStreamOptions: true }],
    ['https://api.moonshot.cn/v1',                         'kimi-k2.5',        { body: { thinking: { type: 'disabled' } }, hasStreamOptions: true }],
    ['https://api.moonshot.ai/v1',                         'kimi-k2-thinking', { body: {}, hasStreamOptions: true }],
    ['https://api.openai.com/v1',                          'gpt-5',            { body: {}, hasStreamOptions: true }],
    ['https://deepseek.com.example.org/v1',                'deepseek-v4-pro',  { body: {}, hasStreamOptions: true }],
  ])('have their quirks minded: %s %s', (baseURL, model, quirks) => {
    expect(quirksOf(baseURL, model)).toEqual(quirks);
  });

  it('get what the quirks say with each request', async () => {
    const quirks = { body: { thinking: { type: 'disabled' } }, hasStreamOptions: false };
    const { fake, model } = await start([{ text: 'a' }, { text: 'b' }], { quirks });
    const { usage } = await model.complete(aRequest());
    expect(fake.requests[0]?.['thinking']).toEqual({ type: 'disabled' });
    expect(fake.requests[0]).not.toHaveProperty('stream_options');
    expect(usage.outputTokens).toBeGreaterThan(0);
    await model.complete(aRequest({ maxOutputTokens: 9 }));
    expect(fake.requests[1]).toMatchObject({ thinking: { type: 'disabled' }, max_tokens: 9 });
  });
});

describe('cost', () => {
  it('is not paid by a process that never asks: LangChain is brought in by the first call alone', () => {
    const folder = new URL('../../adapters/model/langchain/', import.meta.url);
    const files = readdirSync(folder);
    expect(files).toContain('client.ts');
    const early = files.flatMap((file) => [
      ...readFileSync(new URL(file, folder), 'utf8').matchAll(
        /^import (?!type).*from '(@langchain|langchain|openai).*$/gm,
      ),
    ]);
    expect(early.map(([line]) => line)).toEqual([]);
  });

  it('grows with the length of an answer and not with its square: parts are never joined anew with each part', async () => {
    const joins = [
      vi.spyOn(ChatGenerationChunk.prototype, 'concat'),
      vi.spyOn(AIMessageChunk.prototype, 'concat'),
    ];
    const { model } = await start([{ calls: [{ name: 'manage_tasks', args: { text: 'x'.repeat(5000) } }] }]);
    await model.complete(aRequest({ tools: [aTool] }));
    for (const join of joins) {
      expect(join).not.toHaveBeenCalled();
      join.mockRestore();
    }
  });
});
