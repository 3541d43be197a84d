import { z } from 'zod';
import type { Ask, AskKind, Field } from '../domain/ask.ts';
import type { CapabilityStep, RunOutput } from '../domain/capability.ts';
import type { DoubtReason } from '../domain/doubt.ts';
import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import type { Effect, JournalEntry } from '../domain/journal.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { ToolSpec } from '../ports/model.ts';
import type { ToolPolicy } from '../settings.ts';
import type { Words } from '../words/index.ts';

/** Who calls, where, and under which key: the same on each replay of one call. */
export interface ToolContext {
  app: App;
  caller: Caller;
  task: Task | null;
  run: Run | null;
  key: string;
  words: Words;
  signal: AbortSignal;
  /** The turn of a conversation that the call is made in: its key, and what else is called there. */
  turn?: { key: string; entries: () => readonly JournalEntry[] };
  /** Whether the call may go on to that host, see `hostOf`, when the one that it reads from sends it there. */
  mayReach?: (host: string) => boolean;
}

/** What a tool wants to know from people before it can answer. */
export interface AskDraft {
  kind: Extract<AskKind, 'input' | 'approval' | 'takeover'>;
  question: string;
  options?: string[];
  takesOther?: true;
  fields?: Field[];
  /** What counts when nobody answers in time. */
  defaultAnswer?: string;
}

/** How the work came out, where its agent says so. */
export type Finish = 'done' | 'partial' | 'failed';

export type ToolResult =
  /** What the model is shown. An error is an answer too: it says what to mend. */
  | {
      kind: 'text';
      text: string;
      isError?: boolean;
      hasOutside?: true;
      isForOne?: true;
      brief?: string;
      page?: string;
      output?: RunOutput;
    }
  | { kind: 'ask'; draft: AskDraft }
  /** The work ends here, for the reason given. */
  | { kind: 'end'; text: string; outcome?: Finish }
  /** Of a call that reaches out: it certainly did not happen, and may be tried again. */
  | { kind: 'not_sent'; text: string }
  /** It may have happened. `text` is what is known of it, for the model. */
  | { kind: 'unknown'; why: DoubtReason; text: string };

/** What a call would do, as far as that is only seen just before it is made. */
export type Examined<Input = unknown> =
  | { kind: 'refuse'; text: string }
  /**
   * `args`: the arguments with what people are to see of it, to which an approval is bound; `title` says it in their language.
   * `isFree`: policy wants no approval of it, whatever was read before. `recorded`: the steps by which the same can be done again.
   */
  | { kind: 'go'; args: Input; title: string; isFree: boolean; recorded?: CapabilityStep[] };

/**
 * @param hasOutside - strangers wrote some of it.
 * @param isForOne - it tells of another conversation: only the person who asked may hear it.
 * @param brief - what the model is shown in its place once there is a later one that has a brief.
 * @param page - the address of the page that it shows.
 */
export const answer = (
  text: string,
  {
    hasOutside = false,
    isForOne = false,
    brief,
    page,
  }: { hasOutside?: boolean; isForOne?: boolean; brief?: string; page?: string } = {},
): ToolResult => ({
  kind: 'text',
  text,
  ...(hasOutside ? { hasOutside } : {}),
  ...(isForOne ? { isForOne } : {}),
  ...(brief === undefined ? {} : { brief }),
  ...(page === undefined ? {} : { page }),
});
export const refuse = (text: string): ToolResult => ({ kind: 'text', text, isError: true });

/** What went wrong, in words that say what would fix it. A fault of ours is thrown on: it is nobody's in the conversation. */
export function whatToFix(thrown: unknown, words: Words): string {
  const error = AppError.from(thrown);
  if (error.kind.tell === 'operator') throw thrown;
  return words.error(error.code, error.details).detail;
}

/** Something that the model may call. */
export interface Tool<Input = unknown> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly effect: Effect;
  /** Whether a call needs an approval where the configuration says nothing of the tool. */
  readonly approval: ToolPolicy['approval'];
  /** Where it makes sense: in a conversation's turn, in a run, or in both. */
  readonly scopes: readonly ('turn' | 'run')[];
  /** What it brings in was written by strangers: from then on what is not reading needs an approval, where policy says so. */
  readonly taints?: true;
  /** `run` does nothing but put something to people. */
  readonly asksPeople?: true;
  /** What people read while it happens, in their language. */
  title(args: Input, words: Words): string;
  /** Whether these arguments only read, for a tool that can do both. */
  readsOnly?(args: Input): boolean;
  /** Looks just before the call is made, and before people are asked about it, at what it would do. */
  examine?(args: Input, context: ToolContext): Promise<Examined<Input>>;
  /** The host that the call turns to, see `hostOf`: what stands in the address is told to it. */
  host?(args: Input): string;
  /** What makes two calls the same to the other side, where that is less than the arguments. */
  identity?(args: Input): unknown;
  run(args: Input, context: ToolContext): Promise<ToolResult>;
  /** The answer to the ask that `run` drafted. */
  resume?(args: Input, ask: Ask, context: ToolContext): ToolResult;
  /** What the model is shown as its parameters. */
  readonly spec: ToolSpec;
}

/** What a call with these arguments does to the world. */
export const effectOf = (tool: Pick<Tool, 'effect' | 'readsOnly'>, args: unknown): Effect =>
  tool.readsOnly?.(args) ? 'read' : tool.effect;

/** Checked behind the call, where the model is told what is wrong: in a schema they are paid for with each request. */
const BOUNDS = ['pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'propertyNames'] as const;

/** A tool whose arguments are checked by `input` before `run` sees them. Without a `title` people read that it is used. */
export function defineTool<Input>(
  tool: Omit<Tool<Input>, 'spec' | 'title'> & Partial<Pick<Tool<Input>, 'title'>>,
): Tool {
  const { $schema: _, ...parameters } = z.toJSONSchema(tool.input, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      for (const bound of BOUNDS) delete jsonSchema[bound];
    },
  });
  const spec = { name: tool.name, description: tool.description, parameters };
  // The guard parses with `input` before it calls, so what `run` gets is an Input.
  const title: Tool['title'] = (_args, words) => words.stepTool(tool.name);
  return { title, ...tool, spec } as unknown as Tool;
}
