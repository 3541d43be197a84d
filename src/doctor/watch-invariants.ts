import { UNDELIVERED } from '../domain/records.ts';
import type { Ports } from '../ports/index.ts';
import { checkInvariants, INVARIANT_NAMES } from './check-invariants.ts';

/** As far as what did not arrive is counted. */
const MAX_COUNT = 1000;

type WatchPorts = Pick<Ports, 'store' | 'clock' | 'metrics' | 'log'>;

/**
 * Looks at everything that is under way and shows in the metrics how often each invariant does not hold, and how much did not
 * arrive in chat. While the store or the
 * queue is away some do not: the figure to watch is one that stays.
 */
export function createWatchInvariants(ports: WatchPorts) {
  const outbox = ports.store.collection('outbox');

  return async function watchInvariants(): Promise<void> {
    for (const state of UNDELIVERED)
      ports.metrics.gauge('errand_undelivered', await outbox.count({ state }, MAX_COUNT), { state });
    const violations = await checkInvariants(ports, 'live');
    for (const invariant of INVARIANT_NAMES) {
      const ids = violations.filter((one) => one.invariant === invariant).map(({ id }) => id);
      ports.metrics.gauge('errand_invariant_violations', ids.length, { invariant });
      if (ids.length > 0)
        ports.log.warn({ invariant, count: ids.length, first: ids[0] }, 'an invariant does not hold');
    }
  };
}
