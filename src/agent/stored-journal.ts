import { AppError } from '../domain/errors.ts';
import type { CallEntry, JournalEntry } from '../domain/journal.ts';
import type { Filter, Update } from '../ports/store.ts';
import type { Journal } from './journal.ts';

/** The document that holds the journal: a run, or a turn in the inbox. */
interface Holder {
  /** What must still be so for us to write: the document's id, its status and our epoch. */
  held: Filter & { id: string; epoch: number };
  update: (filter: Filter, update: Update) => Promise<unknown>;
  entries: readonly JournalEntry[];
  /** After each write, for whoever shows progress. */
  onWrite?: () => void;
}

/**
 * A journal in the store. Every write carries the epoch and the length that was read: a worker that was given up, frozen or
 * replaced can write nothing more, and gets `run.fenced`.
 */
export function createStoredJournal({ held, update, entries: before, onWrite = () => {} }: Holder): Journal {
  const entries = [...before];

  async function write(filter: Filter, change: Update): Promise<void> {
    const written = await update(filter, change);
    if (!written) throw new AppError('run.fenced', { id: held.id, epoch: held.epoch });
  }

  return {
    entries,
    async append(more) {
      const journalLength = entries.length + more.length;
      await write(
        { ...held, journalLength: entries.length },
        { $push: { journal: { $each: more } }, $set: { journalLength } },
      );
      entries.push(...more);
      onWrite();
    },
    async settle(index, change: Partial<CallEntry>) {
      const set = Object.entries(change).map(([key, value]) => [`journal.${index}.${key}`, value]);
      await write(held, { $set: Object.fromEntries(set) as Record<string, unknown> });
      entries[index] = { ...(entries[index] as CallEntry), ...change };
      onWrite();
    },
  };
}
