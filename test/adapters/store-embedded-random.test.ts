import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { createCollection } from '../../adapters/store/embedded/collection.ts';
import { createMemoryLog } from '../../adapters/store/embedded/durable-log.ts';
import type { IndexSpec } from '../../src/ports/store.ts';
import { createReferenceCollection, play } from '../contracts/store-play.ts';
import { ANY_PATHS, someActions } from '../contracts/store-random.ts';

const open = (indexes: readonly IndexSpec[]) =>
  createCollection({ name: 'things', indexes, log: createMemoryLog(), checkOpen: () => {} });

const aDirection = fc.constantFrom<1 | -1>(1, -1);
const someIndexes: fc.Arbitrary<IndexSpec[]> = fc.array(
  fc
    .tuple(
      fc.shuffledSubarray(['a', 'b.c', 'b.d', 'n', 't', 'id'], { minLength: 1, maxLength: 4 }),
      fc.array(aDirection, { minLength: 4 }),
    )
    .map(([paths, directions]) => ({
      name: paths.join(),
      keys: Object.fromEntries(paths.map((path, i) => [path, directions[i] ?? 1])),
    })),
  { maxLength: 4 },
);

it('does with any indexes what the plain meaning of the port says', async () => {
  await fc.assert(
    fc.asyncProperty(someIndexes, someActions(ANY_PATHS, 25), async (indexes, actions) => {
      expect(await play(open(indexes), actions)).toEqual(await play(createReferenceCollection(), actions));
    }),
    { numRuns: 1000 },
  );
}, 60_000);
