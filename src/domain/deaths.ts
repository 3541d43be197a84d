import type { JournalEntry } from './journal.ts';

/** How often in a row whoever held something has not lived, or not answered, to the end of its lease. */
export interface Deaths {
  count: number;
  /** How far it had come: when it gets on, the count begins anew. */
  at: string;
}

/** With one more, over something that had come so far. */
export const oneMoreDeath = (before: Deaths | null | undefined, at: string): Deaths => ({
  count: before?.at === at ? before.count + 1 : 1,
  at,
});

/** How far a journal has come. */
export function progressOf({
  journal,
  journalLength,
}: {
  journal: readonly JournalEntry[];
  journalLength: number;
}): string {
  const states = journal.map((entry) => (entry.kind === 'call' ? entry.state : ''));
  const open = states.filter((state) => state === 'planned' || state === 'started' || state === 'waiting');
  return `${journalLength} ${open.join(' ')}`.trim();
}

/** The code of what was set aside after it had ended its worker too often: it waits for a person to try it again. */
export const SET_ASIDE = 'set_aside';
