import type { TouchCard } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';

/** Takes back what a run had asked, once nobody needs the answer any more. */
export function createWithdrawAsks(
  { store, clock, bus }: Pick<Ports, 'store' | 'clock' | 'bus'>,
  touchCard: TouchCard,
) {
  const asks = store.collection('asks');
  /** @param isOver - the review too: nobody needs the run's result any more. */
  return async function withdrawAsks(runId: string, isOver = false): Promise<void> {
    const open = await asks.find(
      { runId, state: 'open', ...(isOver ? {} : { kind: { $ne: 'review' } }) },
      { sort: { createdAt: 1, id: 1 }, limit: 100 },
    );
    for (const { id, taskId } of open) {
      const at = clock.now();
      const gone = await asks.update(
        { id, state: 'open' },
        {
          // Until its card has been drawn again, the sweep looks after it.
          $set: {
            state: 'withdrawn',
            settledAt: at,
            updatedAt: at,
            reminderAt: null,
            isWakePending: true,
          },
          $inc: { version: 1 },
        },
      );
      if (!gone) continue;
      bus.publish('changed', { kind: 'ask', id, taskId });
      await touchCard({ kind: 'ask', id });
      await asks.update({ id }, { $set: { isWakePending: false } });
    }
  };
}

export type WithdrawAsks = ReturnType<typeof createWithdrawAsks>;
