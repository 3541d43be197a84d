/**
 * What our loop adds to a model and a tool: `npx tsx bench/agent-loop.ts`.
 *
 * A turn is model → tool → model. The same scripted model answers three loops at once: one written by hand around
 * LangChain's `invoke`, ours with its journal in memory, and LangChain's `createAgent`. Then the three again with a real
 * client over HTTP on this machine. Wanted: ours at most 3 × the loop by hand, and less than `createAgent`.
 */
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { ChatResult } from '@langchain/core/outputs';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent, tool as langchainTool } from 'langchain';
import { z } from 'zod';

import { createLangchainModel } from '../adapters/model/langchain/index.ts';
import { createMemoryJournal } from '../src/agent/journal.ts';
import { runLoop } from '../src/agent/loop.ts';
import type { Model } from '../src/ports/model.ts';
import type { Clock, Log } from '../src/ports/system.ts';
import { answer, defineTool, type ToolContext } from '../src/agent/tool.ts';
import { wordsFor } from '../src/words/index.ts';
import { POLICY } from '../test/fakes/loop.ts';
import { startFakeOpenAi } from '../test/fakes/openai/index.ts';

const ROUNDS = 400;
const WARM_UP = 60;

const log: Log = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };
const clock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after(ms, handle) {
    const timer = setTimeout(handle, ms).unref();
    return () => clearTimeout(timer);
  },
};

const input = z.strictObject({ title: z.string() });
const say = ({ title }: { title: string }): string => `Created T-1: ${title}`;
const CALL = { id: 'call_1', name: 'create_task', args: { title: 'Buy paper' } };
const TEXT = 'Written down as T-1.';

const theirTool = langchainTool(async (args: z.infer<typeof input>) => say(args), {
  name: CALL.name,
  description: 'Creates a task.',
  schema: input,
});
const ourTool = defineTool<z.infer<typeof input>>({
  name: CALL.name,
  description: 'Creates a task.',
  input,
  effect: 'own',
  approval: 'never',
  scopes: ['turn', 'run'],
  title: ({ title }) => title,
  run: async (args) => answer(say(args)),
});

/** Answers at once: with the call, and after its result with the text. */
class ScriptedModel extends BaseChatModel {
  override _llmType(): string {
    return 'scripted';
  }
  override bindTools(): this {
    return this;
  }
  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const isDone = messages.at(-1)?.getType() === 'tool';
    const message = new AIMessage(
      isDone ? TEXT : { content: '', tool_calls: [{ ...CALL, type: 'tool_call' }] },
    );
    return { generations: [{ text: '', message }] };
  }
}

/** The scripted model behind our port, by the same `invoke` as the loop by hand. */
const behindPort = (model: ScriptedModel): Model => ({
  kind: 'scripted',
  async complete({ messages }) {
    const told = messages.map((message) => {
      if (message.role === 'user') return new HumanMessage(message.text);
      if (message.role === 'tool')
        return new ToolMessage({ content: message.text, tool_call_id: message.callId });
      return new AIMessage({ content: message.text, tool_calls: [CALL] });
    });
    const { text, tool_calls: calls = [] } = await model.invoke(told);
    return {
      text,
      calls: calls.map(({ id = '', name, args }) => ({ id, name, args })),
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'scripted',
    };
  },
});

const byHand = (model: { invoke: (messages: BaseMessage[]) => Promise<AIMessage> }) => async () => {
  const messages: BaseMessage[] = [new HumanMessage('buy paper')];
  for (;;) {
    const said = await model.invoke(messages);
    messages.push(said);
    if (!said.tool_calls?.length) return said.text;
    for (const { id = '', args } of said.tool_calls) {
      const content = await theirTool.invoke(input.parse(args));
      messages.push(new ToolMessage({ content, tool_call_id: id }));
    }
  }
};

const byUs = (model: Model) => async () => {
  const end = await runLoop({
    callsAre: 'steps',
    journal: createMemoryJournal(),
    model,
    modelName: null,
    system: 'You write down tasks.',
    opening: [{ role: 'user', text: 'buy paper' }],
    rules: {
      grants: new Map([[ourTool.name, ourTool]]),
      policyOf: () => POLICY,
    },
    hints: { task: 'turn', locale: 'en', now: new Date(), timeZone: 'UTC', isFirst: false },
    purse: { reached: async () => undefined, count: async () => undefined },
    limits: { maxModelCalls: 5, maxToolCalls: 5, maxTokens: 100_000 },
    // The tool of this measurement looks at nothing of its context.
    context: () => ({}) as ToolContext,
    words: wordsFor('en'),
    clock,
    log,
    signal: new AbortController().signal,
  });
  return end.kind === 'answered' ? end.text : end.kind;
};

const byAgent = (model: BaseChatModel) => {
  const agent = createAgent({ model, tools: [theirTool], systemPrompt: 'You write down tasks.' });
  return async () =>
    (await agent.invoke({ messages: [new HumanMessage('buy paper')] })).messages.at(-1)?.text;
};

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;

/** Measures the loops turn about, so that what else the machine does falls on all of them alike. */
async function compare(
  title: string,
  loops: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<void> {
  const times = new Map(Object.keys(loops).map((name) => [name, [] as number[]]));
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [name, turn] of Object.entries(loops)) {
      const from = performance.now();
      const said = await turn();
      if (said !== TEXT) throw new Error(`${name} said ${JSON.stringify(said)}`);
      if (round >= WARM_UP) times.get(name)?.push(performance.now() - from);
    }
  }
  const rows = [...times].map(([name, taken]) => ({ name, sorted: taken.toSorted((a, b) => a - b) }));
  const base = quantile(rows[0]?.sorted ?? [], 0.5);
  console.log(`\n${title} (${ROUNDS} turns each)`);
  for (const { name, sorted } of rows) {
    const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
    const ratio = (p50 / base).toFixed(2);
    console.log(`  ${name.padEnd(14)} p50 ${p50.toFixed(3)} ms  p99 ${p99.toFixed(3)} ms  × ${ratio}`);
  }
}

const scripted = new ScriptedModel({});
await compare('A model that answers at once', {
  'by hand': byHand(scripted),
  'ours': byUs(behindPort(scripted)),
  'createAgent': byAgent(scripted),
});

const fake = await startFakeOpenAi({
  respond: ({ messages }) =>
    messages.at(-1)?.role === 'tool' ? { text: TEXT, pieceLength: 99 } : { calls: [CALL], pieceLength: 99 },
});
const client = new ChatOpenAI({
  model: 'test-model',
  apiKey: 'test-key',
  configuration: { baseURL: fake.url },
});
await compare('A real client over HTTP on this machine', {
  'by hand': byHand(client.bindTools([theirTool])),
  'ours': byUs(
    createLangchainModel({ apiKey: 'test-key', baseURL: fake.url, model: 'test-model', log, clock }),
  ),
  'createAgent': byAgent(client),
});
await fake.close();
