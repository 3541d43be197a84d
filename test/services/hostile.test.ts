import { afterEach, expect, it } from 'vitest';
import { stopPrograms } from '../fakes/program.ts';
import { attack } from '../faults/hostile-run.ts';

afterEach(stopPrograms);

it('takes none of 2,000 hostile inputs wrongly, fails none, hangs over none and survives them', async () => {
  const { sent, slowestMs: _, ...found } = await attack(1, 2000);
  expect(Object.keys(sent).toSorted()).toEqual(['auth', 'rest', 'slack', 'web chat', 'wecom']);
  expect(found).toEqual({ acceptedWrongly: [], serverErrors: [], slow: [], unanswered: [], ended: null });
}, 240_000);
