import { startFakeOpenAi, type FakeOpenAi } from '../../fakes/openai/index.ts';
import type { FakeMessage, FakeRequest, FakeStep } from '../../fakes/openai/steps.ts';

/** What the model says to one request: a text, a tool call or several, anything the endpoint can do, or what a function makes of the request. */
export type Step = string | FakeStep | ((request: FakeRequest) => string | FakeStep);

/** One tool call of an answer. */
export const call = (name: string, args: unknown): FakeStep => ({ calls: [{ name, args }] });
/** Several tool calls of one answer. */
export const calls = (...all: [name: string, args: unknown][]): FakeStep => ({
  calls: all.map(([name, args]) => ({ name, args })),
});

interface Script {
  kind: 'run' | 'turn';
  about: string;
  steps: readonly Step[];
}

/** The first words of `prompts/run.md` that stand in no other prompt. */
const RUN_PROMPT = 'You carry out one task';

export interface ScriptedModel {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  /** What runs whose task holds the words do, step by step. Of several that fit, the one that was written last counts. */
  run(about: string, steps: readonly Step[]): void;
  /** What the model does when the last message of a conversation holds the words. */
  turn(about: string, steps: readonly Step[]): void;
  /** All requests whose messages hold the words, as text. */
  asked(about: string): string[];
  release: FakeOpenAi['release'];
  openCount: FakeOpenAi['openCount'];
  close(): Promise<void>;
}

export const MODEL = 'test-model';
export const MODEL_KEY = 'sk-canary-of-the-model';

export const textOf = ({ content }: FakeMessage): string =>
  typeof content === 'string' ? content : content == null ? '' : JSON.stringify(content);

export const isRunRequest = ({ messages }: FakeRequest): boolean =>
  messages.some((message) => message.role === 'system' && textOf(message).includes(RUN_PROMPT));

const isFromAssistant = ({ role }: FakeMessage): boolean => role === 'assistant';

/** Where the script stands is read from the request alone, so that a repeated request is answered with the same step. */
function place(request: FakeRequest): { kind: Script['kind']; text: string; at: number } {
  const { messages } = request;
  const people = messages.filter(({ role }) => role === 'user');
  if (isRunRequest(request))
    return { kind: 'run', text: people.map(textOf).join('\n'), at: messages.filter(isFromAssistant).length };
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const said = messages[last];
  const at = messages.slice(last).filter(isFromAssistant).length;
  return { kind: 'turn', text: said ? textOf(said) : '', at };
}

/** An OpenAI-compatible endpoint that plays what a test wrote down. Without a script a run ends with "Done." and a turn with "OK.". */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const scripts: Script[] = [];

  function respond(request: FakeRequest): FakeStep {
    const { kind, text, at } = place(request);
    const script = scripts.findLast((one) => one.kind === kind && text.includes(one.about));
    const step = script?.steps[at] ?? (kind === 'run' ? 'Done.' : 'OK.');
    const said = typeof step === 'function' ? step(request) : step;
    return typeof said === 'string' ? { text: said } : said;
  }

  const endpoint = await startFakeOpenAi({ respond, apiKey: MODEL_KEY, models: [MODEL, 'other-model'] });
  return {
    url: endpoint.url,
    requests: endpoint.requests,
    run: (about, steps) => void scripts.push({ kind: 'run', about, steps }),
    turn: (about, steps) => void scripts.push({ kind: 'turn', about, steps }),
    asked: (about) =>
      endpoint.requests
        .map(({ messages }) => JSON.stringify(messages))
        .filter((text) => text.includes(about)),
    release: () => endpoint.release(),
    openCount: () => endpoint.openCount(),
    close: () => endpoint.close(),
  };
}
