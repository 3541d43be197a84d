import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isRunEnded,
  RUN_MOVES,
  RUN_STATUSES,
  runMove,
  type RunMoveName,
  type RunStatus,
} from '../../src/domain/run.ts';

const NAMES = Object.keys(RUN_MOVES) as RunMoveName[];
const next = (status: RunStatus): RunStatus[] =>
  NAMES.map(runMove)
    .filter(({ from }) => from.includes(status))
    .map(({ to }) => to);

/** The life of a run as it was agreed on: from, and where it can go. */
const AGREED: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['waiting', 'queued', 'succeeded', 'failed', 'cancelled'],
  waiting: ['queued', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

describe('the life of a run', () => {
  it.each(RUN_STATUSES)('goes on from %s only to where it was agreed', (status) => {
    expect(new Set(next(status))).toEqual(new Set(AGREED[status]));
  });

  it('is final once ended', () => {
    for (const status of RUN_STATUSES) expect(isRunEnded({ status })).toBe(next(status).length === 0);
  });

  it('lets only the worker that holds the run end its work, but for people who cancel it', () => {
    const unfenced = NAMES.filter(
      (name) => runMove(name).from.includes('running') && !runMove(name).isFenced,
    );
    expect(unfenced).toEqual(['cancel']);
  });

  it('asks for no worker where none holds the run', () => {
    const fenced = NAMES.map(runMove).filter(({ isFenced }) => isFenced);
    expect(new Set(fenced.flatMap(({ from }) => from))).toEqual(new Set(['running']));
  });

  it('gives a waiting run back to the queue and never straight to a worker', () => {
    expect(NAMES.filter((name) => runMove(name).to === 'running')).toEqual(['claim']);
    expect(runMove('claim').from).toEqual(['queued']);
  });

  it('never leaves an ended status, through any series of moves', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 40 }), (names) => {
        let status: RunStatus = 'queued';
        let ended: RunStatus | undefined;
        for (const name of names) {
          const { from, to } = runMove(name);
          if (!from.includes(status)) continue;
          expect(ended).toBeUndefined();
          expect(AGREED[status]).toContain(to);
          status = to;
          if (isRunEnded({ status })) ended = status;
        }
      }),
    );
  });
});
