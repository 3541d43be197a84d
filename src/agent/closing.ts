import type { JournalEntry, ModelEntry, NoteEntry } from '../domain/journal.ts';
import { openCalls } from './journal.ts';
import type { LoopEnd, LoopOptions } from './loop-options.ts';

type Limit = Extract<LoopEnd, { kind: 'limit' }>['limit'];

const KEY = 'limit:';
const TOOL = 'save_deliverable';

const LAST_WORD =
  'The limit of this work is reached, and this is your last answer. Save what is worth keeping, and say what is done and what is still open.';

/** Told to the model once, when a limit is reached: a loop that is taken up again finds it in the journal. */
export const noteOf = (limit: Limit, { clock }: LoopOptions): NoteEntry => ({
  kind: 'note',
  key: `${KEY}${limit}`,
  text: LAST_WORD,
  from: 'Errand',
  at: clock.now(),
});

/** The limit that was reached, and the answer that was given after it. */
export function closingOf(
  entries: readonly JournalEntry[],
): { limit: Limit; said: ModelEntry | undefined } | undefined {
  const at = entries.findLastIndex((entry) => entry.kind === 'note' && entry.key.startsWith(KEY));
  const note = entries[at];
  if (note?.kind !== 'note') return undefined;
  const said = entries.slice(at + 1).find((entry) => entry.kind === 'model');
  // Written by `noteOf`.
  return { limit: note.key.slice(KEY.length) as Limit, said };
}

/** After the limit only what is there may be saved, and that is not counted any more. */
export const closing = (options: LoopOptions): LoopOptions => ({
  ...options,
  rules: { ...options.rules, grants: new Map([...options.rules.grants].filter(([name]) => name === TOOL)) },
  limits: { ...options.limits, maxToolCalls: Number.POSITIVE_INFINITY },
});

/** Drops the calls that the limit leaves no room for. False where people are asked about one: then nothing more is done. */
export async function dropCalls({ journal, clock }: LoopOptions): Promise<boolean> {
  const open = openCalls(journal.entries);
  if (open.some(({ entry }) => entry.state !== 'planned')) return false;
  for (const { index } of open)
    await journal.settle(index, {
      state: 'abandoned',
      result: 'Not made: the limit of calls is reached.',
      endedAt: clock.now(),
    });
  return true;
}
