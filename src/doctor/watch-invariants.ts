import { UNDELIVERED } from '../domain/records.ts';
import type { App } from '../app.ts';
import { INVARIANTS } from '../domain/invariants.ts';
import { checkInvariants } from './check-invariants.ts';

/** As far as what did not arrive is counted. */
const MAX_COUNT = 1000;

/**
 * Looks at everything that is under way and shows in the metrics how often each invariant does not hold, and how much did not
 * arrive in chat. While the store or the
 * queue is away some do not: the figure to watch is one that stays.
 */
export async function watchInvariants(app: Pick<App, 'store' | 'clock' | 'metrics' | 'log'>): Promise<void> {
  const outbox = app.store.collection('outbox');
  for (const state of UNDELIVERED)
    app.metrics.gauge('errand_undelivered', await outbox.count({ state }, MAX_COUNT), { state });
  const violations = await checkInvariants(app, 'live');
  for (const invariant of INVARIANTS) {
    const ids = violations.filter((one) => one.invariant === invariant).map(({ id }) => id);
    app.metrics.gauge('errand_invariant_violations', ids.length, { invariant });
    if (ids.length > 0)
      app.log.warn({ invariant, count: ids.length, first: ids[0] }, 'an invariant does not hold');
  }
}
