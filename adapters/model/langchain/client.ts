import type { OpenAIClient } from '@langchain/openai';
import type { ModelRequest } from '../../../src/ports/model.ts';
import { textOf, type AnswerParts } from './answer.ts';
import { fetchAsStream } from './as-stream.ts';
import { toMessage, toTools } from './messages.ts';
import type { Quirks } from './providers.ts';

interface Call extends Pick<ModelRequest, 'system' | 'messages' | 'tools' | 'maxOutputTokens'> {
  apiKey: string;
  baseURL: string;
  model: string;
  quirks: Quirks;
  isStreamed: boolean;
  signal: AbortSignal;
}

/** Longest timer there is: the SDK's own timeout ends with the headers, so ours is the one that counts. */
const NEVER_MS = 2 ** 31 - 1;

/** Brings in LangChain: 0.3 s and 40 MB, which a process that never asks a model does not spend. */
async function load() {
  const [{ ChatOpenAICompletions }, classes] = await Promise.all([
    import('@langchain/openai'),
    import('@langchain/core/messages'),
  ]);

  /** Chat Completions always: `ChatOpenAI` changes to the Responses API by the model's name, which few others serve. */
  class Completions extends ChatOpenAICompletions {
    /** By message: what the provider had thought, and may want back. LangChain reads it and never sends it. */
    thoughts: readonly (string | undefined)[] = [];

    override completionWithRetry(
      request: OpenAIClient.Chat.ChatCompletionCreateParams,
      options?: OpenAIClient.RequestOptions,
    ): Promise<never> {
      const messages = request.messages.map((message, at) => ({
        ...message,
        // Strict gateways refuse a text that is empty.
        ...(message.role === 'assistant' && message.tool_calls && message.content === ''
          ? { content: null }
          : {}),
        ...(this.thoughts[at] === undefined ? {} : { reasoning_content: this.thoughts[at] }),
      }));
      // One body for the two overloads, of streams and of whole answers: what is asked for is what comes back.
      const whole = { ...request, messages } as OpenAIClient.Chat.ChatCompletionCreateParamsNonStreaming;
      return super.completionWithRetry(whole, options) as Promise<never>;
    }

    /** Some gateways leave the role out or empty; LangChain then loses the tool calls. */
    protected override _convertCompletionsDeltaToBaseMessageChunk(
      delta: Record<string, unknown>,
      raw: OpenAIClient.Chat.ChatCompletionChunk,
    ) {
      const content = textOf(delta['content']); // LangChain takes no parts
      const whole = { ...delta, content, role: 'assistant' };
      const chunk = super._convertCompletionsDeltaToBaseMessageChunk(whole, raw);
      if (typeof delta['refusal'] === 'string') chunk.additional_kwargs['refusal'] = delta['refusal'];
      return chunk;
    }
  }
  return { Completions, classes };
}

/** What people copy as the address: some with the path that is added to it, some with a query that each request must have. */
function addressOf(text: string) {
  const { origin, pathname, searchParams } = new URL(text);
  const path = pathname.replace(/\/chat\/completions\/?$/, '');
  return { baseURL: `${origin}${path}`, defaultQuery: Object.fromEntries(searchParams) };
}

let loading: ReturnType<typeof load> | undefined;

/**
 * Asks once and hands each part of the answer to `onPart` as it comes.
 *
 * This is the layer below LangChain's `stream` and `invoke`, on purpose. `stream` also joins all parts for its callbacks
 * and parses the arguments of tool calls anew with each: 2.8 s of work for 60 kB, growing with the square, and calls
 * that were cut off come out repaired. And no callbacks means that nothing is ever traced to an outside service.
 */
export async function ask(call: Call, onPart: (part: AnswerParts) => void): Promise<void> {
  loading ??= load();
  const { Completions, classes } = await loading;
  const { apiKey, baseURL, model, quirks, signal, maxOutputTokens, tools } = call;

  const client = new Completions({
    model,
    apiKey,
    maxRetries: 0, // we try again ourselves
    timeout: NEVER_MS,
    streamUsage: quirks.hasStreamOptions,
    modelKwargs: { ...quirks.body },
    ...(maxOutputTokens === undefined ? {} : { maxTokens: maxOutputTokens }),
    // OPENAI_LOG=debug would write whole requests to the console.
    configuration: {
      ...addressOf(baseURL),
      logLevel: 'off',
      ...(call.isStreamed ? { fetch: fetchAsStream } : {}),
    },
  });
  client.thoughts = [
    undefined, // the system message
    ...call.messages.map((message) => (message.role === 'assistant' ? message.reasoning : undefined)),
  ];

  const messages = [
    new classes.SystemMessage(call.system),
    ...call.messages.map((message) => toMessage(classes, message)),
  ];
  const options = { signal, ...(tools.length > 0 ? { tools: toTools(tools) } : {}) };
  if (call.isStreamed) {
    for await (const part of client._streamResponseChunks(messages, options)) onPart(part);
  } else {
    const [part] = (await client._generate(messages, options)).generations;
    if (part) onPart(part);
  }
}
