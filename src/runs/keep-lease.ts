import { AppError } from '../domain/errors.ts';
import type { Run } from '../domain/run.ts';
import type { Ports } from '../ports/index.ts';
import { follow } from '../shared/abort.ts';

/** After this part of the lease without a heartbeat that came through, the worker stops itself, whatever the store says. */
const SELF_FENCE = 0.8;

export interface KeptLease {
  /** Fires with `run.fenced` when the run is no longer ours, `stopped` at shutdown, `limit.reached` when time is up or nothing moves. */
  signal: AbortSignal;
  mustPause: () => Promise<boolean>;
  /** The work got on: it is not stuck. */
  progress: () => void;
  stop: () => void;
}

/**
 * Renews the lease of a claimed run, three times within its length, and ends the work when that fails. A signal from
 * the bus makes it look at once; without one it looks at the next heartbeat.
 */
export function keepLease(
  { store, clock, bus, log }: Pick<Ports, 'store' | 'clock' | 'bus' | 'log'>,
  run: Run,
  leaseMs: number,
  shutdown: AbortSignal,
): KeptLease {
  const { controller, release } = follow(shutdown);
  const runs = store.collection('runs');
  let isPauseRequested = run.pauseRequested !== null;
  let lastGoodMs = clock.monotonicMs();
  let lastProgressMs = lastGoodMs;
  const { maxWorkingMs, maxIdleMs } = run.config.limits;
  let cancelTimer = () => {};

  const fence = (problem: string) => {
    controller.abort(new AppError('run.fenced', { id: run.id, epoch: run.epoch, problem }));
  };
  const beat = async () => {
    const at = clock.now();
    const startedMs = clock.monotonicMs();
    try {
      const held = await runs.update(
        { id: run.id, status: 'running', epoch: run.epoch },
        { $set: { leaseUntil: new Date(at.getTime() + leaseMs) } },
      );
      if (!held) return fence('another has the run, or it was cancelled');
      lastGoodMs = startedMs;
      isPauseRequested = held.pauseRequested !== null;
    } catch (thrown) {
      log.warn({ err: thrown, runId: run.id }, 'a heartbeat did not come through');
    }
    if (clock.monotonicMs() - lastGoodMs > leaseMs * SELF_FENCE) fence('no heartbeat came through');
  };
  const schedule = () => {
    cancelTimer = clock.after(leaseMs / 3, () => {
      if (clock.monotonicMs() - lastGoodMs > leaseMs * SELF_FENCE) fence('this process stood still');
      if (clock.monotonicMs() - lastProgressMs > maxIdleMs)
        controller.abort(new AppError('limit.reached', { limit: 'idle', ms: maxIdleMs }));
      if (!controller.signal.aborted) void beat().then(schedule);
    });
  };
  schedule();

  const unsubscribe = bus.subscribe('run_signal', ({ runId }) => {
    if (runId === run.id && !controller.signal.aborted) void beat();
  });
  const cancelLimit = clock.after(Math.max(0, maxWorkingMs - run.workedMs), () => {
    controller.abort(new AppError('limit.reached', { limit: 'time', ms: maxWorkingMs }));
  });

  return {
    signal: controller.signal,
    mustPause: async () => isPauseRequested,
    progress() {
      lastProgressMs = clock.monotonicMs();
    },
    stop() {
      cancelTimer();
      cancelLimit();
      unsubscribe();
      release();
    },
  };
}
