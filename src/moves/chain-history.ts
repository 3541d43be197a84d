import type { HistoryEntry } from '../domain/task.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { sha256 } from '../shared/sha256.ts';

/** A store may replace what is no whole character. */
const TORN = /\\ud[89a-f][0-9a-f]{2}/g;

/** The hash of an entry with that of the one before it: whoever changes one by hand, or takes one out, breaks the chain. */
export function chainHash(
  taskId: string,
  before: Pick<HistoryEntry, 'hash'> | undefined,
  { hash: _, ...entry }: HistoryEntry,
): string {
  return sha256(canonicalJson([taskId, before?.hash ?? null, entry]).replaceAll(TORN, '\ufffd'));
}

/** The entry as the next of its task. */
export const chained = (
  taskId: string,
  before: Pick<HistoryEntry, 'hash'> | undefined,
  entry: HistoryEntry,
): HistoryEntry => ({ ...entry, hash: chainHash(taskId, before, entry) });

/**
 * The first entry that is not as it was written, or does not follow the one before. Entries from before there were hashes have none; once
 * there is one, all that follow have theirs.
 */
export function brokenAt(taskId: string, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  return entries.find((entry, at) => {
    const before = entries[at - 1];
    if (entry.hash === undefined) return before?.hash !== undefined;
    // What stands before the first that was read is not known, but of version 1.
    if (!before && entry.version > 1) return false;
    return entry.hash !== chainHash(taskId, before, entry);
  });
}
