import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLife, playInterleaving } from '../faults/interleave.ts';

describe('a run upon which two workers, time and people come in any order', { timeout: 180_000 }, () => {
  it('stays whole', async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, async (steps) => {
        expect(await playInterleaving(steps)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is put off when its question expires while it stands in the queue for want of a worker', async () => {
    const lose = (worker: number) => ({ kind: 'lose', worker }) as const;
    const steps = [lose(1), { kind: 'say', pick: 0, say: 'both' } as const, lose(0), lose(0)];
    const more = [
      { kind: 'thaw', worker: 0 },
      { kind: 'sweep', worker: 0, sweep: 'leases' },
      { kind: 'shutdown', worker: 0 },
      { kind: 'deliver', worker: 0, isLate: true },
    ] as const;
    expect(await playInterleaving([...steps, ...more])).toEqual([]);
  });

  it('does not without its epoch, and that is seen', async () => {
    const isWhole = fc.asyncProperty(anyLife, async (steps) => {
      expect(await playInterleaving(steps, { isFenced: false })).toEqual([]);
    });
    const { failed } = await fc.check(isWhole, { numRuns: 2000, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
