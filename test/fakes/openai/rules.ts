import type { FakeMessage, FakeRequest } from './steps.ts';

/** What a request may hold. A key that no provider knows is refused, as OpenAI does. */
const KNOWN_KEYS = new Set([
  'model',
  'messages',
  'tools',
  'tool_choice',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'thinking',
  'enable_thinking',
]);
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool']);
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function callFault(message: FakeMessage, following: readonly FakeMessage[]): string | undefined {
  const calls = message.tool_calls ?? [];
  const ids = calls.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) return 'two tool_calls of one message have the same id';
  for (const { id, type, function: fn } of calls) {
    if (typeof id !== 'string' || id === '' || type !== 'function')
      return 'a tool_call needs an id and a type';
    if (!NAME.test(fn.name)) return `invalid function name '${fn.name}'`;
    if (!isJsonObject(fn.arguments)) return 'function.arguments must be a JSON object';
  }
  const answers = following.slice(0, ids.length).map((answer) => answer.tool_call_id);
  const missing = ids.filter((id) => !answers.includes(id));
  return missing.length === 0
    ? undefined
    : `An assistant message with 'tool_calls' must be followed by tool messages: tool_call_ids did not have response messages: ${missing.join(', ')}`;
}

const isText = (content: unknown): boolean =>
  typeof content === 'string' ||
  (Array.isArray(content) &&
    content.length > 0 &&
    content.every((part: { type?: string }) => part.type === 'text'));

function messagesFault(messages: readonly FakeMessage[]): string | undefined {
  let open = 0;
  for (const [at, message] of messages.entries()) {
    const { role, content, name, tool_calls: calls } = message;
    if (!ROLES.has(role)) return `invalid role '${role}'`;
    if (name !== undefined && !NAME.test(name)) return `invalid messages[${at}].name`;
    if (role === 'tool') {
      if (open === 0) return "messages with role 'tool' must follow a message with 'tool_calls'";
      open -= 1;
    } else open = calls?.length ?? 0;
    const isCallOnly =
      role === 'assistant' && calls !== undefined && (content === null || content === undefined);
    if (!isCallOnly && !isText(content)) return `messages[${at}].content must be text`;
    if (role === 'assistant' && content === '' && !calls?.length) return `messages[${at}] must not be empty`;
    const fault = callFault(message, messages.slice(at + 1));
    if (fault) return fault;
  }
  return messages.some(({ role }) => role === 'user') ? undefined : 'there is no user message';
}

function toolsFault(tools: NonNullable<FakeRequest['tools']>): string | undefined {
  if (tools.length === 0) return "'tools' must not be empty";
  if (tools.length > 128) return "'tools' must not have more than 128 elements";
  const names = tools.map((tool) => tool.function.name);
  if (new Set(names).size !== names.length) return 'tool names must be unique';
  for (const { type, function: fn } of tools) {
    if (type !== 'function') return `invalid tool type '${type}'`;
    if (!NAME.test(fn.name)) return `invalid function name '${fn.name}'`;
    if (fn.parameters?.['type'] !== 'object') return `parameters of '${fn.name}' must have type 'object'`;
  }
  return undefined;
}

/** What a real provider would refuse in the request; undefined when it is in order. */
export function requestFault(body: FakeRequest): string | undefined {
  const stranger = Object.keys(body).find((key) => !KNOWN_KEYS.has(key));
  if (stranger) return `Unrecognized request argument supplied: ${stranger}`;
  if (!Array.isArray(body.messages) || body.messages.length === 0) return "'messages' must not be empty";
  if (body.stream_options !== undefined && body.stream !== true) return "'stream_options' needs 'stream'";
  const bound = body.max_tokens ?? body.max_completion_tokens;
  if (bound !== undefined && !(Number.isInteger(bound) && bound > 0))
    return "'max_tokens' must be a positive integer";
  return messagesFault(body.messages) ?? (body.tools ? toolsFault(body.tools) : undefined);
}
