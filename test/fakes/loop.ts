import { z } from 'zod';
import { createMemoryJournal } from '../../src/agent/journal.ts';
import { runLoop } from '../../src/agent/loop.ts';
import type { AskDesk, LoopEnd, LoopOptions } from '../../src/agent/loop-options.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { CallEntry, Effect, JournalEntry, ToolCall } from '../../src/domain/journal.ts';
import type { LoopLimits } from '../../src/domain/run.ts';
import type { ModelAnswer, ModelRequest } from '../../src/ports/model.ts';
import type { ToolPolicy } from '../../src/settings.ts';
import { answer, defineTool, type Tool, type ToolResult } from '../../src/agent/tool.ts';
import { wordsFor } from '../../src/words/index.ts';
import { createFakeClock } from './clock.ts';
import { createFakeLog } from './log.ts';

export const POLICY: ToolPolicy = {
  approval: 'never',
  decide: {
    people: [],
    groups: [],
    askIn: [],
    anyoneInChannel: true,
    mayRequesterDecide: true,
    quorum: 1,
    mayEdit: false,
    onExpiry: 'reject',
  },
  expiresAfterMs: 1000,
};

type Said = string | { text?: string; calls: Partial<ToolCall>[] } | Error;

interface ToolOptions {
  effect?: Effect;
  taints?: true;
  run?: (args: { n: number }, key: string) => Promise<ToolResult> | ToolResult;
  resume?: (args: { n: number }, ask: Ask) => ToolResult;
}

/** A tool that takes a number; what was made of it is in `made`. */
export function aTool(
  name: string,
  made: string[],
  { effect = 'read', taints, run, resume }: ToolOptions = {},
): Tool {
  return defineTool<{ n: number }>({
    name,
    description: `does ${name}`,
    input: z.strictObject({ n: z.number().int() }),
    effect,
    approval: 'never',
    scopes: ['run'],
    ...(taints ? { taints } : {}),
    title: ({ n }) => `${name} ${n}`,
    async run(args, { key }) {
      made.push(`${name} ${args.n}`);
      return run ? run(args, key) : answer(`${name} made ${args.n}`);
    },
    ...(resume ? { resume } : {}),
  });
}

export interface LoopFake {
  made: string[];
  requests: ModelRequest[];
  entries: JournalEntry[];
  asks: Map<string, Ask>;
  log: ReturnType<typeof createFakeLog>;
  /** Runs the loop from where the journal stands. */
  go(): Promise<LoopEnd>;
  /** Settles the newest ask. */
  settle(change: Partial<Ask>): void;
  calls(): CallEntry[];
}

interface Options {
  say: Said[];
  tools?: (made: string[]) => Tool[];
  policy?: Record<string, Partial<ToolPolicy>>;
  limits?: Partial<LoopLimits>;
  hasDesk?: boolean;
  entries?: JournalEntry[];
  more?: Partial<LoopOptions>;
}

/** The loop with a model that says what it is told to, in memory. */
export function createLoop({
  say,
  tools,
  policy = {},
  limits,
  hasDesk = true,
  entries = [],
  more = {},
}: Options): LoopFake {
  const made: string[] = [];
  const requests: ModelRequest[] = [];
  const asks = new Map<string, Ask>();
  const log = createFakeLog();
  const clock = createFakeClock();
  const lines = [...say];
  const list = tools ? tools(made) : [aTool('read', made), aTool('send', made, { effect: 'effect' })];
  const desk: AskDesk = {
    async put(entry, draft) {
      const number = asks.size + 1;
      const isApproval = 'action' in draft;
      const ask = {
        id: `ask-${number}`,
        number,
        state: 'open',
        question: 'question' in draft ? draft.question : entry.title,
        action: isApproval ? draft.action : null,
        isInDoubt: draft.kind === 'doubt',
        decisions: [],
        value: null,
      } as unknown as Ask;
      asks.set(ask.id, ask);
      return ask;
    },
    async withdraw(id) {
      const ask = asks.get(id);
      if (ask?.state === 'open') ask.state = 'withdrawn';
    },
    async get(id) {
      const ask = asks.get(id);
      if (!ask) throw new Error(`there is no ask ${id}`);
      return ask;
    },
  };
  const options: LoopOptions = {
    journal: createMemoryJournal(entries),
    model: {
      kind: 'told',
      async complete(request): Promise<ModelAnswer> {
        requests.push(request);
        const line = lines.shift();
        if (line === undefined) throw new Error('the model has nothing left to say');
        if (line instanceof Error) throw line;
        const { text = '', calls = [] } = typeof line === 'string' ? { text: line } : line;
        const whole = calls.map((one): ToolCall => ({ id: 'same', name: 'read', args: { n: 1 }, ...one }));
        return { text, calls: whole, usage: { inputTokens: 100, outputTokens: 10 }, model: 'told' };
      },
    },
    modelName: null,
    purse: { reached: async () => undefined, count: async () => undefined },
    system: 'You work.',
    opening: [{ role: 'user', text: 'Do it.' }],
    rules: {
      grants: new Map(list.map((tool) => [tool.name, tool])),
      policyOf: (tool) => ({ ...POLICY, ...policy[tool] }),
    },
    hints: { task: 'run', locale: 'en', now: clock.now(), timeZone: 'UTC', isFirst: false },
    limits: { maxModelCalls: 20, maxToolCalls: 20, maxTokens: 100_000, ...limits },
    ...(hasDesk ? { desk } : {}),
    callsAre: 'steps',
    context: (entry, signal) => ({
      // The tools here look at nobody.
      app: {} as never,
      caller: {} as never,
      task: null,
      run: null,
      key: `run:r:${entry.key}`,
      words: wordsFor('en'),
      signal,
    }),
    words: wordsFor('en'),
    clock,
    log,
    signal: new AbortController().signal,
    ...more,
  };
  return {
    made,
    requests,
    entries,
    asks,
    log,
    go: () => runLoop(options),
    settle(change) {
      const [last] = [...asks.values()].slice(-1);
      if (last) Object.assign(last, change);
    },
    calls: () => entries.filter((entry) => entry.kind === 'call'),
  };
}
