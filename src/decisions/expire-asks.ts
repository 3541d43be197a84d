import { touchCard } from '../outbox/enqueue.ts';
import { wakeAfterAsk } from '../runs/wake-after-ask.ts';
import type { App } from '../app.ts';
import { remind } from './remind.ts';
import type { Ask } from '../domain/ask.ts';
import { each } from '../shared/each.ts';

/** How many rows one look takes; the next look comes soon. */
const BATCH = 50;

/** The longest that a review waits for its next reminder. */
const MAX_REVIEW_MS = 7 * 24 * 3_600_000;

/** Reminds of asks half way, ends them when their time is over, and wakes what still waits for a settled one. */
export async function expireAsks(app: App): Promise<void> {
  const { store, log } = app;
  const asks = store.collection('asks');
  await each(log, await due(app, 'expiresAt'), (one) => expire(app, one));
  await each(log, await due(app, 'reminderAt'), (one) => remindOnce(app, one));
  const pending = await asks.find({ isWakePending: true }, { sort: { updatedAt: 1, id: 1 }, limit: BATCH });
  await each(log, pending, (ask) => wakeAfterAsk(app, ask));
}

function due(app: App, field: 'expiresAt' | 'reminderAt'): Promise<Ask[]> {
  const { store, clock } = app;
  const asks = store.collection('asks');
  return asks.find(
    { state: 'open', [field]: { $lte: clock.now() } },
    { sort: { [field]: 1, id: 1 }, limit: BATCH },
  );
}

async function expire(app: App, ask: Ask): Promise<void> {
  if (ask.kind === 'review') return waitOn(app, ask);
  const { store, bus, clock } = app;
  const { id, version, defaultAnswer } = ask;
  const asks = store.collection('asks');
  const at = clock.now();
  const expired = await asks.update(
    { id, version, state: 'open', expiresAt: { $lte: at } },
    {
      $set: {
        state: 'expired',
        value: defaultAnswer,
        settledAt: at,
        updatedAt: at,
        isWakePending: true,
        reminderAt: null,
      },
      $inc: { version: 1 },
    },
  );
  if (!expired) return;
  bus.publish('changed', { kind: 'ask', id, taskId: expired.taskId });
  await touchCard(app, { kind: 'ask', id });
  await wakeAfterAsk(app, expired);
}

/** Finished work is not lost because nobody looked at it in time: its review stays open as long again, and is reminded of. */
async function waitOn(app: App, { id, createdAt, expiresAt }: Ask): Promise<void> {
  const at = app.clock.now();
  const further = Math.min(at.getTime() - createdAt.getTime(), MAX_REVIEW_MS);
  await app.store
    .collection('asks')
    .update(
      { id, state: 'open', expiresAt },
      { $set: { expiresAt: new Date(at.getTime() + further), reminderAt: at, updatedAt: at } },
    );
  await touchCard(app, { kind: 'ask', id });
}

/** The row is marked after the reminder is in the outbox, whose key lets it in once. */
async function remindOnce(app: App, ask: Ask): Promise<void> {
  const { store } = app;
  const asks = store.collection('asks');
  await remind(app, ask);
  await asks.update(
    { id: ask.id, state: 'open', reminderAt: ask.reminderAt },
    { $set: { reminderAt: null } },
  );
}
