import type { CallEntry, EarlierEntries, JournalEntry } from './journal.ts';

/**
 * Text that strangers wrote has gone into it. `words`: what it says to do was written after such reading, so that nothing in it
 * can be taken for a person's wish. `results`: only what came of it was.
 */
export type Taint = 'words' | 'results';

/** The graver of two. */
export const graver = (one: Taint | null | undefined, other: Taint | null | undefined): Taint | null =>
  one === 'words' || other === 'words' ? 'words' : (one ?? other ?? null);

interface JournalHolder {
  journal: readonly JournalEntry[];
  earlier?: EarlierEntries;
}

/** Whether a journal has read something from outside, by what it wrote down. */
export const hasReadOutside = ({ journal, earlier }: JournalHolder): boolean =>
  earlier?.hasOutside === true || journal.some(isOutside);

const isOutside = (entry: JournalEntry): boolean => entry.kind === 'call' && entry.hasOutside === true;

/** A call that was made has its result before the model, also when that is an error page. */
export const hasBroughtIn = ({ state, startedAt, isUnsent, rejectedHash }: CallEntry): boolean =>
  state === 'done' || (state === 'failed' && startedAt !== null && !isUnsent && rejectedHash === undefined);

/** The hosts that have answered in a journal. */
export const hostsRead = (journal: readonly JournalEntry[]): string[] =>
  journal.flatMap((entry) =>
    entry.kind === 'call' && entry.host && hasBroughtIn(entry) ? [entry.host] : [],
  );
