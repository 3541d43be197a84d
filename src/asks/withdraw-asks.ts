import type { TouchCard } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';

/** Takes back what a run had asked, once nobody needs the answer any more. */
export function createWithdrawAsks(
  { store, clock, bus }: Pick<Ports, 'store' | 'clock' | 'bus'>,
  touchCard: TouchCard,
) {
  const asks = store.collection('asks');

  /** Nothing happens to an ask that is settled already. */
  async function withdrawAsk(id: string): Promise<void> {
    const at = clock.now();
    const gone = await asks.update(
      { id, state: 'open' },
      {
        // Until its card has been drawn again, the sweep looks after it.
        $set: { state: 'withdrawn', settledAt: at, updatedAt: at, reminderAt: null, isWakePending: true },
        $inc: { version: 1 },
      },
    );
    if (!gone) return;
    bus.publish('changed', { kind: 'ask', id, taskId: gone.taskId });
    await touchCard({ kind: 'ask', id });
    await asks.update({ id }, { $set: { isWakePending: false } });
  }

  /** Everything that the run has asked but a review, which is of its result. */
  async function withdrawAsks(runId: string): Promise<void> {
    const filter = { runId, state: 'open', kind: { $ne: 'review' } };
    const open = await asks.find(filter, { sort: { createdAt: 1, id: 1 }, limit: 100 });
    for (const { id } of open) await withdrawAsk(id);
  }

  return { withdrawAsk, withdrawAsks };
}

export type WithdrawAsk = ReturnType<typeof createWithdrawAsks>['withdrawAsk'];
export type WithdrawAsks = ReturnType<typeof createWithdrawAsks>['withdrawAsks'];
