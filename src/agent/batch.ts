import type { CallEntry, JournalEntry } from '../domain/journal.ts';
import { isOpen } from './journal.ts';
import type { LoopOptions } from './loop-options.ts';

/**
 * What stands before a call in the same answer of the model: one that failed, one that people declined, one that waits for
 * them, or nothing of the kind. The first of these counts.
 */
export type Behind = 'failure' | 'refusal' | 'wait' | null;

/** The call at the index among the calls of its answer. */
export function behind(
  index: number,
  { journal: { entries }, rules, callsAre }: Pick<LoopOptions, 'journal' | 'rules' | 'callsAre'>,
): Behind {
  if (callsAre === 'wishes') return null;
  const earlier = callsBefore(entries, index);
  const asks = ({ tool }: CallEntry): boolean => rules.grants.get(tool)?.asksPeople ?? false;
  const isRefusal = (entry: CallEntry): boolean =>
    entry.state === 'failed' && (entry.rejectedHash !== undefined || asks(entry));
  const isFailure = (entry: CallEntry): boolean =>
    entry.state === 'failed' && !entry.isSkipped && !isRefusal(entry);
  if (earlier.some(isFailure)) return 'failure';
  if (earlier.some(isRefusal)) return 'refusal';
  return earlier.some(isOpen) ? 'wait' : null;
}

function callsBefore(entries: readonly JournalEntry[], index: number): CallEntry[] {
  const from = entries.findLastIndex(({ kind }, at) => at < index && kind === 'model');
  return entries.slice(from + 1, index).filter((entry) => entry.kind === 'call');
}
