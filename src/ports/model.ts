import type { ToolCall } from '../domain/journal.ts';
import type { TaskState } from '../domain/task-states.ts';
import type { Priority } from '../domain/task.ts';
import type { Usage } from '../domain/journal.ts';

export type ModelMessage =
  | { role: 'user'; text: string; name?: string }
  /** Material that nobody said: framed, and shown as a message of its own so that it is no part of the rules. */
  | { role: 'data'; text: string }
  | { role: 'assistant'; text: string; calls: readonly ToolCall[]; reasoning?: string }
  | { role: 'tool'; callId: string; name: string; text: string; isError: boolean };

/** A tool as the model sees it. `parameters` is JSON Schema of an object, flat where it can be. */
export interface ToolSpec {
  name: string;
  description: string;
  parameters: Readonly<Record<string, unknown>>;
}

/** A task that people may mean, as it stood when the turn began. */
export interface HintedTask {
  number: number;
  title: string;
  state: TaskState;
  assignee: { kind: 'person' | 'agent'; name: string } | null;
  /** It is the speaker's. */
  isMine: boolean;
  due: Date | null;
  priority: Priority;
}

/** What a model without language may use instead of guessing from the prompt. Real models never see it. */
export interface ModelHints {
  task: 'turn' | 'run';
  locale: string;
  /** The moment of asking, and the person's zone: what "tomorrow" is reckoned from. */
  now: Date;
  timeZone: string;
  /** The first words to this person today: the place for a word on what this model is. */
  isFirst: boolean;
  /** The tasks that the speaker may mean, live ones before ended ones, each newest first; at most 300. */
  tasks?: readonly HintedTask[];
  /** The speaker, and everybody who is known to the platform; at most 200 names. */
  speaker?: string;
  people?: readonly string[];
  /** Names of the tools whose calls are put to people before they are made: no need to ask beforehand. */
  asksBefore?: readonly string[];
}

export interface ModelRequest {
  /** Name of the model as the agent's configuration has it; null for the adapter's default. */
  model: string | null;
  system: string;
  /** Begins with a user message; each assistant call is followed by its tool message. */
  messages: readonly ModelMessage[];
  tools: readonly ToolSpec[];
  hints: ModelHints;
  maxOutputTokens?: number;
  signal: AbortSignal;
  /** Text as it comes, where the model streams. */
  onText?: (delta: string) => void;
}

export interface ModelAnswer {
  text: string;
  calls: ToolCall[];
  usage: Usage;
  /** The model that answered. */
  model: string;
  /** What it thought before. Kept only to be handed back with the calls: some providers refuse to go on without. */
  reasoning?: string;
}

/**
 * One call of a model. One folder in adapters/model; all held to test/contracts/model.contract.ts.
 * Errors: `model.rate_limited` {retryAfterMs?}, `model.unavailable`, `model.timeout` (worth another try),
 * `model.refused` (key, name or request is wrong), `model.too_long` (the context does not fit), `model.nonsense` (the
 * answer has neither text nor calls). None of them carries the provider's raw message to people. An aborted signal
 * rejects with the signal's reason within 100 ms.
 */
export interface Model {
  readonly kind: string;
  /** It goes by `hints`: for a model that reads the prompt, nobody looks for who and what may be meant. */
  readonly usesHints?: boolean;
  /** Its answers cost nothing, so that no bound on spending holds for it. */
  readonly isFree?: boolean;
  complete(request: ModelRequest): Promise<ModelAnswer>;
}
