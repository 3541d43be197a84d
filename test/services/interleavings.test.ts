import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyLife, playInterleaving } from '../faults/interleave.ts';

it('a run stays whole in three thousand lives', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyLife, async (steps) => {
      expect(await playInterleaving(steps)).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});
