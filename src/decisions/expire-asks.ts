import type { Ask } from '../domain/ask.ts';
import type { Ports } from '../ports/index.ts';
import type { TouchCard } from '../outbox/enqueue.ts';
import { each } from '../shared/each.ts';
import type { AskFollowers } from './decide-ask.ts';

/** How many rows one look takes; the next look comes soon. */
const BATCH = 50;

interface ExpireActions extends AskFollowers {
  touchCard: TouchCard;
  remind: (ask: Ask) => Promise<void>;
}

/** Reminds of asks half way, ends them when their time is over, and wakes what still waits for a settled one. */
export function createExpireAsks(
  { store, clock, bus, log }: Pick<Ports, 'store' | 'clock' | 'bus' | 'log'>,
  actions: ExpireActions,
) {
  const asks = store.collection('asks');

  return async function expireAsks(): Promise<void> {
    await each(log, await due('expiresAt'), expire);
    await each(log, await due('reminderAt'), remind);
    const pending = await asks.find({ isWakePending: true }, { sort: { updatedAt: 1, id: 1 }, limit: BATCH });
    await each(log, pending, actions.wakeAfterAsk);
  };

  function due(field: 'expiresAt' | 'reminderAt'): Promise<Ask[]> {
    return asks.find(
      { state: 'open', [field]: { $lte: clock.now() } },
      { sort: { [field]: 1, id: 1 }, limit: BATCH },
    );
  }

  async function expire({ id, version, defaultAnswer }: Ask): Promise<void> {
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
    await actions.touchCard({ kind: 'ask', id });
    await actions.wakeAfterAsk(expired);
  }

  /** The row is marked after the reminder is in the outbox, whose key lets it in once. */
  async function remind(ask: Ask): Promise<void> {
    await actions.remind(ask);
    await asks.update({ id: ask.id, state: 'open' }, { $set: { reminderAt: null } });
  }
}
