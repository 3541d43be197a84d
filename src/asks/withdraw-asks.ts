import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';

/** Takes back an ask that nobody needs an answer to any more. Nothing happens to one that is settled already. */
export async function withdrawAsk(app: App, id: string): Promise<void> {
  const { store, bus, clock } = app;
  const asks = store.collection('asks');
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
  await touchCard(app, { kind: 'ask', id });
  await asks.update({ id }, { $set: { isWakePending: false } });
}

/** Everything that the run has asked but a review, which is of its result. */
export async function withdrawAsks(app: App, runId: string): Promise<void> {
  const { store } = app;
  const asks = store.collection('asks');
  const filter = { runId, state: 'open', kind: { $ne: 'review' } };
  const open = await asks.find(filter, { sort: { createdAt: 1, id: 1 }, limit: 100 });
  for (const { id } of open) await withdrawAsk(app, id);
}
