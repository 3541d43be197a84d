import { BOUNDS } from '../domain/bounds.ts';
import { hasActed, hasAsked, type EarlierEntries, type JournalEntry } from '../domain/journal.ts';
import type { JournalPage } from '../domain/records.ts';
import { hasReadOutside } from '../domain/taint.ts';
import type { Store } from '../ports/store.ts';
import { sumUsage } from './usage.ts';

/** A run, or a row of the inbox, as far as its journal goes. */
export interface JournalHolder {
  id: string;
  journal: readonly JournalEntry[];
  earlier?: EarlierEntries;
}

const NOTHING: EarlierEntries = {
  entries: 0,
  calls: 0,
  usage: { inputTokens: 0, outputTokens: 0 },
  hasOutside: false,
  hasActed: false,
  hasAsked: false,
};

const isCall = ({ kind }: JournalEntry): boolean => kind === 'call';

/** What the entries come to, together with those before them. */
function sumUp(entries: readonly JournalEntry[], before: EarlierEntries): EarlierEntries {
  const usage = sumUsage(entries, before.usage);
  return {
    entries: before.entries + entries.length,
    calls: before.calls + entries.filter(isCall).length,
    usage,
    hasOutside: before.hasOutside || hasReadOutside({ journal: entries }),
    hasActed: before.hasActed || entries.some(hasActed),
    hasAsked: before.hasAsked || entries.some(hasAsked),
  };
}

/**
 * The oldest pages of a journal that has grown long, to be written down as rows before the append that takes them out of their
 * holder. Everything before the newest answer of the model is settled and never changes again, and each page has one id: that it
 * is done twice, by two at once or in vain changes nothing.
 */
export function pagesToMoveOut(
  { id, journal, earlier = NOTHING }: JournalHolder,
  receivedAt: Date | null,
): { pages: JournalPage[]; earlier: EarlierEntries; kept: readonly JournalEntry[] } {
  const { page } = BOUNDS.journal;
  const count = countToMoveOut(journal);
  const pages: JournalPage[] = [];
  let sum = earlier;
  for (let at = 0; at < count; at += page) {
    const entries = journal.slice(at, at + page);
    const after = sumUp(entries, sum);
    const from = sum.entries;
    const calls = { callsBefore: sum.calls, callsAfter: after.calls };
    pages.push({ id: `${id}:${from}`, holderId: id, from, ...calls, entries, receivedAt });
    sum = after;
  }
  return { pages, earlier: sum, kept: journal.slice(count) };
}

/** How many of the oldest entries go, a multiple of the page: none while the journal is short and light. */
function countToMoveOut(journal: readonly JournalEntry[]): number {
  const { full, kept, page, maxWeight } = BOUNDS.journal;
  const weights = journal.map(weigh);
  let weight = weights.reduce((sum, one) => sum + one, 0);
  if (journal.length <= full && weight <= maxWeight) return 0;
  const settled = journal.findLastIndex(({ kind }) => kind === 'model');
  let count = 0;
  while (count + page <= settled && (journal.length - count - page >= kept || weight > maxWeight / 2)) {
    for (const one of weights.slice(count, count + page)) weight -= one;
    count += page;
  }
  return count;
}

/** Characters, about. */
function weigh(entry: JournalEntry): number {
  if (entry.kind === 'note') return entry.text.length;
  if (entry.kind === 'model')
    return entry.text.length + (entry.reasoning?.length ?? 0) + weighData(entry.calls);
  return (entry.result?.length ?? 0) + weighData(entry.args) + weighData(entry.approvedArgs);
}

const weighData = (value: unknown): number => (value === undefined ? 0 : JSON.stringify(value).length);

/** Pages that are read at once. */
const BATCH = 50;

/** The rows of the journal whose end is after so many calls, the oldest first, in batches. */
export async function* readPages(
  store: Store,
  { id, earlier }: Pick<JournalHolder, 'id' | 'earlier'>,
  afterCalls = -1,
): AsyncGenerator<JournalPage[]> {
  for (let next = 0; next < (earlier?.entries ?? 0);) {
    const pages = await store.collection('journal_pages').find(
      {
        holderId: id,
        from: { $gte: next, $lt: earlier?.entries ?? 0 },
        callsAfter: { $gt: afterCalls },
      },
      { sort: { from: 1 }, limit: BATCH },
    );
    const last = pages.at(-1);
    if (!last) return;
    yield pages;
    next = last.from + last.entries.length;
  }
}

/** The whole journal. A short one is in its holder, and nothing is read. */
export async function readJournal(store: Store, holder: JournalHolder): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const pages of readPages(store, holder)) entries.push(...pages.flatMap((page) => page.entries));
  return [...entries, ...holder.journal];
}
