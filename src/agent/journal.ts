import type { CallEntry, JournalEntry, ModelEntry } from '../domain/journal.ts';
import type { ModelAnswer, ModelMessage } from '../ports/model.ts';

/** Where a loop writes down what it does. Each method resolves when it is durable, or throws `run.fenced`. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Changes one entry of kind `call`. */
  settle(index: number, change: Partial<CallEntry>): Promise<void>;
}

/** A journal that nobody else reads: for loops that need not survive, and for measuring. */
export function createMemoryJournal(entries: JournalEntry[] = []): Journal {
  return {
    entries,
    async append(more) {
      entries.push(...more);
    },
    async settle(index, change) {
      entries[index] = { ...(entries[index] as CallEntry), ...change };
    },
  };
}

export const isOpen = ({ state }: CallEntry): boolean =>
  state === 'planned' || state === 'started' || state === 'waiting';

/** The calls of the journal that have no result yet, with their places. */
export function openCalls(entries: readonly JournalEntry[]): { index: number; entry: CallEntry }[] {
  return entries.flatMap((entry, index) =>
    entry.kind === 'call' && isOpen(entry) ? [{ index, entry }] : [],
  );
}

/** The model's last word: text without calls, and nothing said to it since. */
export function finalAnswer(entries: readonly JournalEntry[]): ModelEntry | undefined {
  const last = entries.at(-1);
  return last?.kind === 'model' && last.calls.length === 0 ? last : undefined;
}

/** What the model is shown of the journal: each answer, then the results of its calls, then what people said meanwhile. */
export function toMessages(entries: readonly JournalEntry[]): ModelMessage[] {
  const messages: ModelMessage[] = [];
  let notes: ModelMessage[] = [];
  const last = entries.findLast((entry) => entry.kind === 'call' && entry.brief !== undefined);
  for (const entry of entries) {
    if (entry.kind === 'note') {
      notes.push({ role: 'user', text: entry.text, name: entry.from });
      continue;
    }
    if (entry.kind === 'model') {
      const { text, calls, reasoning } = entry;
      messages.push(...notes, { role: 'assistant', text, calls, ...(reasoning ? { reasoning } : {}) });
      notes = [];
      continue;
    }
    const whole = entry.result ?? 'This call was not made.';
    const text = entry === last ? whole : (entry.brief ?? whole);
    const isError = entry.state !== 'done';
    messages.push({ role: 'tool', callId: entry.callId, name: entry.tool, text, isError });
  }
  return [...messages, ...notes];
}

/** The model's answer as it is written down, its calls planned under keys that never change. */
export function planEntries(
  answer: ModelAnswer,
  index: number,
  at: Date,
  describe: (name: string, args: unknown) => Pick<CallEntry, 'title' | 'effect'>,
): JournalEntry[] {
  // Providers repeat or omit ids; the journal's own key makes them one-to-one with their results.
  const calls = answer.calls.map((call, ordinal) => ({ ...call, id: `c${index}_${ordinal}` }));
  const { text, usage, model, reasoning } = answer;
  const planned = calls.map((call, ordinal): CallEntry => ({
    kind: 'call',
    key: `${index}.${ordinal}`,
    callId: call.id,
    tool: call.name,
    ...describe(call.name, call.args),
    args: call.malformed === undefined ? call.args : { malformed: call.malformed },
    state: 'planned',
    askId: null,
    result: null,
    startedAt: null,
    endedAt: null,
  }));
  return [{ kind: 'model', text, calls, usage, model, at, ...(reasoning ? { reasoning } : {}) }, ...planned];
}
