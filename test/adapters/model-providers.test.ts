import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLangchainModel } from '../../adapters/model/langchain/index.ts';
import { AppError } from '../../src/domain/errors.ts';
import { aRequest, aTool } from '../contracts/model.contract.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

interface Raw {
  status?: number;
  type?: string;
  body: string;
}

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  })}\n\n`;
const DONE = 'data: [DONE]\n\n';
const stream = (...parts: string[]): Raw => ({ type: 'text/event-stream', body: parts.join('') + DONE });
const says = (...contents: unknown[]): Raw =>
  stream(...contents.map((content) => chunk({ role: 'assistant', content })), chunk({}, 'stop'));
const calls = (...deltas: object[]): Raw =>
  stream(
    ...deltas.map((tool_call) => chunk({ role: 'assistant', tool_calls: [tool_call] })),
    chunk({}, 'tool_calls'),
  );
const whole = (message: object, finish = 'stop'): string =>
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });

/** A provider that answers with these bytes, one after the other and the last for ever. */
async function ask(raws: readonly Raw[], { path = '/v1' } = {}) {
  const asked: { url: string; body: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      const raw = raws[Math.min(asked.length, raws.length - 1)] ?? { body: '' };
      asked.push({ url: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
      response.writeHead(raw.status ?? 200, { 'content-type': raw.type ?? 'application/json' }).end(raw.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const said: string[] = [];
  const model = createLangchainModel({
    apiKey: 'k',
    baseURL: `http://127.0.0.1:${port}${path}`,
    model: 'm',
    maxRetries: 0,
    log: createFakeLog(),
    clock: createFakeClock(),
  });
  const answer = model.complete(aRequest({ tools: [aTool], onText: (delta) => void said.push(delta) }));
  return { answer, asked, said: () => said.join('') };
}

const failureOf = async (raw: Raw): Promise<AppError> => {
  const { answer } = await ask([raw]);
  const thrown: unknown = await answer.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

const LIST = { action: 'list' };

describe('the text of an answer', () => {
  it.each([
    [['<think>private</think>\n\nReady.']],
    [['<thi', 'nk>pri', 'vate</th', 'ink>', 'Ready.']],
    [['<Thinking>private</Thinking>Ready.']],
    [['Rea', 'dy.<thought>private, and never closed']],
  ])('P23 is without what the model thought: %j', async (contents) => {
    const { answer, said } = await ask([says(...contents)]);
    expect((await answer).text.trim()).toBe('Ready.');
    expect(said().trim()).toBe('Ready.');
  });

  it('P23 begins behind a closing mark that stands alone', async () => {
    const { answer } = await ask([says('private</think>', 'Ready.')]);
    expect((await answer).text).toBe('Ready.');
  });

  it('P23 keeps a mark that is spoken about, and what only looks like one', async () => {
    const text = 'Write `<think>` before it; 1 < 2, <thinker> and <b>.';
    const { answer, said } = await ask([says(...text.split(/(?<=k)/))]);
    expect((await answer).text).toBe(text);
    expect(said()).toBe(text);
  });

  it('P37 is taken from its parts', async () => {
    const parts = [
      { type: 'thinking', thinking: 'private' },
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
    ];
    const { answer, said } = await ask([says(parts)]);
    expect((await answer).text).toBe('Hello');
    expect(said()).toBe('Hello');
  });

  it('P26 that was cut off is gone on with, and is an answer only once it is whole', async () => {
    const cut = stream(chunk({ role: 'assistant', content: 'First, the' }), chunk({}, 'length'));
    const { answer, asked, said } = await ask([cut, says(' boxes.')]);
    expect((await answer).text).toBe('First, the boxes.');
    expect(said()).toBe('First, the boxes.');
    expect(JSON.stringify(asked[1]?.body['messages'])).toContain('First, the');
    const never = await ask([cut]);
    await expect(never.answer).rejects.toMatchObject({
      code: 'model.nonsense',
      details: { reason: 'length' },
    });
    expect(never.asked.length).toBeLessThan(6);
  });

  it('P26 that was held back is refused', async () => {
    const held = stream(chunk({ role: 'assistant', content: 'First' }), chunk({}, 'content_filter'));
    expect(await failureOf(held)).toMatchObject({ code: 'model.refused', details: { reason: 'content' } });
  });
});

describe('calls', () => {
  const tagged = `<tool_call>\n${JSON.stringify({ name: 'manage_tasks', arguments: LIST })}\n</tool_call>`;
  const bare = JSON.stringify({ name: 'manage_tasks', parameters: LIST });

  it.each([tagged, `${tagged}\n${tagged}`, bare, `[${bare}]`, `\`\`\`json\n${bare}\n\`\`\``])(
    'P25 that stand in the text are calls, and are not shown: %s',
    async (text) => {
      const { answer, said } = await ask([says(...text.split(/(?<=[{n])/))]);
      const { calls: found, text: left } = await answer;
      expect(left).toBe('');
      expect(found[0]).toMatchObject({ name: 'manage_tasks', args: LIST });
      expect(found).toHaveLength(text.split('manage_tasks').length - 1);
      expect(said()).toBe('');
    },
  );

  it('P25 of other tools, and JSON that is the answer, stay text', async () => {
    for (const text of ['{"name":"Ann","arguments":{}}', '[1, 2]', 'Use {"name":"manage_tasks"}']) {
      const { answer } = await ask([says(text)]);
      expect(await answer).toMatchObject({ text, calls: [] });
    }
  });

  it.each([
    [
      'P28 an object',
      [{ index: 0, id: 'a', type: 'function', function: { name: 'manage_tasks', arguments: LIST } }],
    ],
    [
      'P29 JSON in JSON',
      [
        {
          index: 0,
          id: 'a',
          function: { name: 'manage_tasks', arguments: JSON.stringify(JSON.stringify(LIST)) },
        },
      ],
    ],
    [
      'P31 a new id with each piece',
      [
        { index: 0, id: 'a1', function: { name: 'manage_tasks', arguments: '' } },
        { index: 0, id: 'a2', function: { arguments: '{"action":' } },
        { index: 0, id: 'a3', function: { arguments: '"list"}' } },
      ],
    ],
    [
      'P32 the name with each piece',
      [
        { index: 0, id: 'a', function: { name: 'manage_tasks', arguments: '{"action"' } },
        { index: 0, function: { name: 'manage_tasks', arguments: ':"list"}' } },
      ],
    ],
    [
      'P32 the name in pieces',
      [
        { index: 0, id: 'a', function: { name: 'manage', arguments: '' } },
        { index: 0, function: { name: '_tasks', arguments: '' } },
        { index: 0, function: { arguments: '{"action":"list"}' } },
      ],
    ],
  ])('%s for arguments is one call', async (_what, deltas) => {
    const { answer } = await ask([calls(...deltas)]);
    const { calls: found } = await answer;
    expect(found).toEqual([expect.objectContaining({ name: 'manage_tasks', args: LIST })]);
  });

  it('P46 are handed back without an empty text beside them', async () => {
    const server = await ask([says('ok')]);
    await server.answer;
    const messages = server.asked[0]?.body['messages'] as { role: string; content: unknown }[];
    expect(messages.filter(({ content }) => content === '')).toEqual([]);
  });
});

describe('an error that comes as an answer', () => {
  const error = (message: string, code?: string) => ({ error: { message, ...(code ? { code } : {}) } });

  it.each([
    [
      'in the stream',
      {
        type: 'text/event-stream',
        body: `data: ${JSON.stringify(error('You exceeded your current quota', 'insufficient_quota'))}\n\n${DONE}`,
      },
    ],
    ['as JSON', { body: JSON.stringify(error('You exceeded your current quota', 'insufficient_quota')) }],
  ])('P34 is told by its words, %s', async (_where, raw) => {
    expect(await failureOf(raw)).toMatchObject({ code: 'model.refused', details: { reason: 'quota' } });
  });

  it.each([
    { body: JSON.stringify(error('the model is overloaded just now')) },
    {
      type: 'text/event-stream',
      body: 'event: error\ndata: {"message":"the model is overloaded just now"}\n\n',
    },
    {
      type: 'text/event-stream',
      body: `event: error\ndata: ${JSON.stringify(error('the model is overloaded just now'))}\n\n`,
    },
  ])('P34 keeps the words of the provider for the operator: %o', async (raw) => {
    const failure = await failureOf(raw);
    expect(failure.code).toBe('model.unavailable');
    expect(String(failure.cause)).toContain('overloaded just now');
  });

  it('P35 a whole answer where a stream was asked for is the answer', async () => {
    const { answer, said } = await ask([{ body: whole({ content: 'Hello.' }) }]);
    expect(await answer).toMatchObject({ text: 'Hello.', usage: { inputTokens: 3, outputTokens: 2 } });
    expect(said()).toBe('Hello.');
    const call = {
      id: 'a',
      type: 'function',
      function: { name: 'manage_tasks', arguments: JSON.stringify(LIST) },
    };
    const other = await ask([{ body: whole({ tool_calls: [call] }, 'tool_calls') }]);
    expect((await other.answer).calls).toMatchObject([{ name: 'manage_tasks', args: LIST }]);
  });

  it('P38 a refusal is one, in the words of the model', async () => {
    const raw = stream(
      chunk({ role: 'assistant', content: null, refusal: 'I cannot ' }),
      chunk({ refusal: 'do that.' }),
      chunk({}, 'stop'),
    );
    const failure = await failureOf(raw);
    expect(failure).toMatchObject({ code: 'model.refused', details: { reason: 'content' } });
    expect(String(failure.cause)).toContain('I cannot do that.');
  });

  it.each([400, 500])(
    'P40 a conversation that is too long is told from a wrong request, with status %i',
    async (status) => {
      for (const words of [
        'request (9001 tokens) exceeds the available context size (8192 tokens), try increasing it',
        'prompt is too long: 213462 tokens > 200000 maximum',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        'Input is too long for requested model.',
      ])
        expect(await failureOf({ status, body: JSON.stringify(error(words)) })).toMatchObject({
          code: 'model.too_long',
        });
    },
  );
});

it('P43 what was used is counted though it comes as text', async () => {
  const used = { usage: { prompt_tokens: '12', completion_tokens: '3', total_tokens: '15' } };
  const { answer } = await ask([
    stream(chunk({ role: 'assistant', content: 'Hi' }), chunk({}, 'stop', used)),
  ]);
  expect((await answer).usage).toEqual({ inputTokens: 12, outputTokens: 3 });
});

it('P47 an address with the path behind it, or with a query, is understood', async () => {
  const path = '/openai/deployments/d/chat/completions?api-version=2024-10-21';
  const { answer, asked } = await ask([says('Hi')], { path });
  expect((await answer).text).toBe('Hi');
  expect(asked[0]?.url).toBe('/openai/deployments/d/chat/completions?api-version=2024-10-21');
});
