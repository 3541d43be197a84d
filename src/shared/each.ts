import type { Log } from '../ports/system.ts';

/** Works on each row in turn. One that fails is logged and does not keep the others waiting; the next look finds it again. */
export async function each<T extends { id: string }>(
  log: Log,
  rows: Iterable<T>,
  work: (row: T) => Promise<unknown>,
): Promise<void> {
  for (const row of rows) {
    try {
      await work(row);
    } catch (thrown) {
      log.error({ err: thrown, id: row.id }, 'a row could not be dealt with; the next look tries again');
    }
  }
}

/** The same with so many rows under way at once. */
export async function eachOf<T extends { id: string }>(
  log: Log,
  rows: readonly T[],
  atOnce: number,
  work: (row: T) => Promise<unknown>,
): Promise<void> {
  const left = rows.values();
  await Promise.all(Array.from({ length: atOnce }, () => each(log, left, work)));
}
