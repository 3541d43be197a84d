import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { ModelMessage, ToolSpec } from '../../../src/ports/model.ts';

type Messages = typeof import('@langchain/core/messages');
type Arguments = NonNullable<AIMessage['tool_calls']>[number]['args'];

/** Names are `[a-zA-Z0-9_-]{1,64}`: a model that made up another one is shown it in this form, or its turn is refused. */
const toName = (name: string): string => name.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'unknown';

/** One of our messages as LangChain's. `classes` are handed in because they are loaded on first use. */
export function toMessage(
  { AIMessage, HumanMessage, ToolMessage }: Messages,
  message: ModelMessage,
): BaseMessage {
  if (message.role === 'data') return new HumanMessage(message.text);
  if (message.role === 'user') {
    // In the text, as the field `name` takes ASCII only with some providers, and is refused by others.
    return new HumanMessage(message.name ? `${message.name}: ${message.text}` : message.text);
  }
  if (message.role === 'tool') {
    const { callId, text, isError } = message;
    return new ToolMessage({ content: isError ? `Error: ${text}` : text, tool_call_id: callId });
  }
  return new AIMessage({
    content: message.text,
    tool_calls: message.calls.map(({ id, name, args }) => ({
      id,
      name: toName(name),
      // Written out as JSON and nothing more. Malformed ones become {}: providers refuse what is no JSON.
      args: (args ?? {}) as Arguments,
    })),
  });
}

/** Tools as OpenAI's functions. `$schema` goes: some gateways refuse keywords that they do not know. */
export const toTools = (tools: readonly ToolSpec[]) =>
  tools.map(({ name, description, parameters: { $schema: _schema, ...parameters } }) => ({
    type: 'function' as const,
    function: { name, description, parameters },
  }));
