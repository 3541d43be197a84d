import type { Run } from './run.ts';
import type { Priority } from './task.ts';

/** So much older than it is each counts as, so that what is urgent goes first and what is not is still not passed for ever. */
const HEAD_START_MS: Readonly<Record<Priority, number>> = {
  low: 0,
  normal: 30 * 60_000,
  high: 60 * 60_000,
  urgent: 90 * 60_000,
};
const EPOCH_MS = Date.UTC(2020, 0, 1);
/** More seconds than pass in the life of the product: what has not begun comes after all that has. */
const NOT_BEGUN = 1_000_000_000;

/** The place of a new run among those that are ready: the lower is taken up first. It never changes, so that nothing is overtaken for ever. */
export const rankAt = (priority: Priority, at: Date): number =>
  Math.max(1, Math.floor((at.getTime() - HEAD_START_MS[priority] - EPOCH_MS) / 1000));

type Ranked = Pick<Run, 'rank' | 'startedAt'>;

/** What was begun goes first, then by rank. */
export const placeOf = ({ rank = 1, startedAt }: Ranked): number => rank + (startedAt ? 0 : NOT_BEGUN);

/** As a filter: the runs that are taken up before it. What waits for its agent is in nobody's way. */
export function beforeIt({ id, rank = 1, startedAt, createdAt }: Ranked & Pick<Run, 'id' | 'createdAt'>) {
  const isBefore = [{ rank: { $lt: rank } }, { rank, createdAt: { $lt: createdAt } }];
  const others = { id: { $ne: id }, status: 'queued', waitsForAgent: null, held: null };
  return startedAt
    ? { ...others, startedAt: { $ne: null }, $or: isBefore }
    : { ...others, $or: [{ startedAt: { $ne: null } }, ...isBefore] };
}

/** "Look at this run", with its place in the line. */
export const hintOf = ({
  id,
  attempt,
  dispatch,
  ...ranked
}: Pick<Run, 'id' | 'attempt' | 'dispatch'> & Ranked) => ({
  runId: id,
  attempt,
  dispatch,
  place: placeOf(ranked),
});
