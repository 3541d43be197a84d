import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Settings } from '../settings.ts';

/**
 * How far this machine's clock may be from the database's, as a part of the lease. Leases are written by one machine and read by
 * others: with more, a worker would lose runs that it is at work on.
 */
const MAX_OFFSET = 1 / 4;

const isTooFar = (offsetMs: number, { leaseMs }: Pick<Settings, 'leaseMs'>): boolean =>
  Math.abs(offsetMs) > leaseMs * MAX_OFFSET;

/** @throws AppError `clock.skewed` {seconds, maxSeconds}: such a process must not begin to work. */
export async function checkClock(
  { store }: Pick<Ports, 'store'>,
  settings: Pick<Settings, 'leaseMs'>,
): Promise<void> {
  const offsetMs = await store.clockOffsetMs();
  if (!isTooFar(offsetMs, settings)) return;
  throw new AppError('clock.skewed', {
    seconds: Math.round(offsetMs / 100) / 10,
    maxSeconds: (settings.leaseMs * MAX_OFFSET) / 1000,
  });
}

/** Shows in the metrics how far the clocks are apart, and says in the log when that is too much. */
export async function watchClock(
  app: Pick<App, 'store' | 'metrics' | 'log'> & { settings: Pick<Settings, 'leaseMs'> },
): Promise<void> {
  const { store, log, metrics, settings } = app;
  const offsetMs = await store.clockOffsetMs();
  metrics.gauge('errand_clock_offset_seconds', offsetMs / 1000);
  if (isTooFar(offsetMs, settings))
    log.error({ offsetMs }, 'the clock of this machine is off: others may take the runs that it works on');
}
