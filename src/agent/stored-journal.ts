import { AppError } from '../domain/errors.ts';
import type { CallEntry, JournalEntry } from '../domain/journal.ts';
import type { Filter, Store, Update } from '../ports/store.ts';
import { pagesToMoveOut, readJournal, type JournalHolder } from './journal-pages.ts';
import type { Journal } from './journal.ts';

interface Options {
  store: Store;
  /** The document that the journal is in, as it was read: a run, or a turn in the inbox. */
  holder: JournalHolder & { collection: 'runs' | 'inbox' };
  /** What must still be so for us to write: the document's id, its status and our epoch. */
  held: Filter & { id: string; epoch: number };
  /** When what a row of the inbox holds came in: the rows of its journal go when it goes. A run stays. */
  receivedAt?: Date | null;
  /** After each write, for whoever shows progress. */
  onWrite?: () => void;
}

/**
 * A journal in the store. Every write carries the epoch and the length that was read: a worker that was given up, frozen or
 * replaced can write nothing more, and gets `run.fenced`. What has become too long for the document is moved into rows before
 * the append that takes it out: whoever dies in between leaves rows that nobody counts yet.
 */
export async function openStoredJournal(options: Options): Promise<Journal> {
  const { store, holder, held, receivedAt = null, onWrite = () => {} } = options;
  const entries = await readJournal(store, holder);
  let { earlier } = holder;

  async function write(filter: Filter, change: Update): Promise<void> {
    const written = await store.collection(holder.collection).update(filter, change);
    if (!written) throw new AppError('run.fenced', { id: held.id, epoch: held.epoch });
  }

  async function append(more: readonly JournalEntry[]): Promise<void> {
    const first = earlier?.entries ?? 0;
    const before = { id: holder.id, journal: entries.slice(first), ...(earlier && { earlier }) };
    const { pages, earlier: sum, kept } = pagesToMoveOut(before, receivedAt);
    const at = { ...held, journalLength: entries.length };
    const journalLength = entries.length + more.length;
    if (pages.length === 0)
      return write(at, { $push: { journal: { $each: more } }, $set: { journalLength } });
    const rows = store.collection('journal_pages');
    await Promise.all(pages.map((page) => rows.insertIfAbsent(page)));
    await write(at, { $set: { journal: [...kept, ...more], journalLength, earlier: sum } });
    earlier = sum;
  }

  return {
    entries,
    async append(more) {
      await append(more);
      entries.push(...more);
      onWrite();
    },
    async settle(index, change: Partial<CallEntry>) {
      // What is not settled yet is among the newest, which never move.
      const place = index - (earlier?.entries ?? 0);
      const set = Object.entries(change).map(([key, value]) => [`journal.${place}.${key}`, value]);
      await write(held, { $set: Object.fromEntries(set) as Record<string, unknown> });
      entries[index] = { ...(entries[index] as CallEntry), ...change };
      onWrite();
    },
  };
}
