/** One tool call of a scripted answer. */
interface FakeCall {
  name: string;
  args?: unknown;
  /** Sent as the arguments as it stands, instead of `args`: for JSON that is none. */
  rawArgs?: string;
  /** Left out, the call gets `call_1`, `call_2` …; null sends no id at all. */
  id?: string | null;
}

/** What the provider does with one request. Without anything else it answers with an empty text. */
export interface FakeStep {
  text?: string;
  calls?: readonly FakeCall[];
  reasoning?: string;
  finish?: string | null;
  /** Another status than 200, with `error` as the body. */
  status?: number;
  error?: { message: string; code?: string; type?: string };
  headers?: Readonly<Record<string, string>>;
  /** A body that is sent as it stands, as `contentType`. */
  garbage?: string;
  contentType?: string;
  /** Waits so long before the headers. */
  delayMs?: number;
  /** Says nothing more until `release`: before the headers, or each time that so many events of a stream are out. */
  hang?: 'before' | readonly number[];
  /** Cuts the connection after this many events of a stream. */
  cutAfter?: number;
  noUsage?: boolean;
  /** How the pieces of tool calls say which call they belong to: some providers number none, or all of them 0. */
  indexing?: 'each' | 'none' | 'zero';
  /** The first event says no role. */
  noRole?: boolean;
  /** Characters in one event of a stream. */
  pieceLength?: number;
}

export interface FakeMessage {
  role: string;
  content?: unknown;
  name?: string;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
  reasoning_content?: string;
}

/** A request as it was received. */
export interface FakeRequest {
  model: string;
  messages: FakeMessage[];
  tools?: {
    type: string;
    function: { name: string; description?: string; parameters?: Readonly<Record<string, unknown>> };
  }[];
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  max_tokens?: number;
  max_completion_tokens?: number;
  [key: string]: unknown;
}

const USAGE = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 };
const finishOf = (step: FakeStep): string | null =>
  step.finish === undefined ? (step.calls?.length ? 'tool_calls' : 'stop') : step.finish;

const wireCalls = (step: FakeStep) =>
  (step.calls ?? []).map(({ name, args, rawArgs, id }, ordinal) => ({
    ...(id === null ? {} : { id: id ?? `call_${ordinal + 1}` }),
    type: 'function',
    function: { name, arguments: rawArgs ?? JSON.stringify(args ?? {}) },
  }));

/** The step as the body of a plain answer. */
export function toBody(step: FakeStep, { model }: FakeRequest, id: string): unknown {
  const calls = wireCalls(step);
  const message = {
    role: 'assistant',
    content: step.text ?? null,
    ...(step.reasoning === undefined ? {} : { reasoning_content: step.reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return {
    id,
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message, finish_reason: finishOf(step) }],
    ...(step.noUsage ? {} : { usage: USAGE }),
  };
}

function pieces(text: string, length: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += length) found.push(text.slice(at, at + length));
  return found;
}

/** The step as the events of a stream, the last one not included. */
export function toEvents(step: FakeStep, { model, stream_options }: FakeRequest, id: string): unknown[] {
  const length = step.pieceLength ?? 5;
  const base = { id, object: 'chat.completion.chunk', created: 1_700_000_000, model };
  const event = (delta: unknown, finish: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });

  const events: unknown[] = [event(step.noRole ? { content: '' } : { role: 'assistant', content: '' })];
  for (const piece of pieces(step.reasoning ?? '', length)) events.push(event({ reasoning_content: piece }));
  for (const piece of pieces(step.text ?? '', length)) events.push(event({ content: piece }));
  for (const [ordinal, call] of wireCalls(step).entries()) {
    const index = { each: { index: ordinal }, none: {}, zero: { index: 0 } }[step.indexing ?? 'each'];
    const { name, arguments: args } = call.function;
    events.push(event({ tool_calls: [{ ...index, ...call, function: { name, arguments: '' } }] }));
    for (const piece of pieces(args, length)) {
      events.push(event({ tool_calls: [{ ...index, function: { arguments: piece } }] }));
    }
  }
  const finish = finishOf(step);
  if (finish !== null) events.push(event({}, finish));
  const wantsUsage = stream_options?.include_usage === true;
  if (wantsUsage && !step.noUsage) events.push({ ...base, choices: [], usage: USAGE });
  return events;
}
