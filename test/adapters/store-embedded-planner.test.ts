import { describe, expect, it } from 'vitest';

import { createOrderedIndex, type Slot } from '../../adapters/store/embedded/ordered-index.ts';
import { choosePlan, readPlan } from '../../adapters/store/embedded/planner.ts';
import { TASK_STATUSES } from '../../src/domain/task.ts';
import { type Filter, INDEXES, type Sort } from '../../src/ports/store.ts';
import { parseFilter } from '../../src/shared/query-subset.ts';
import type { LooseDocument } from '../contracts/store-documents.ts';

const COUNT = 4000;
const time = (n: number) => new Date(1_767_600_000_000 + n * 1000);
const slots: Slot<LooseDocument>[] = Array.from({ length: COUNT }, (_, n) => {
  const id = String(n).padStart(5, '0');
  const document = {
    id,
    number: n,
    dedupeKey: id,
    liveKey: id,
    isArchived: n % 10 === 0,
    status: TASK_STATUSES[n % TASK_STATUSES.length],
    placeKey: `web:${n % 20}`,
    blockedBy: n % 100 === 1 ? [`${n - 1}`, 'x'] : [],
    deferred: n % 8 === 7 ? { until: n % 16 === 7 ? null : time(n) } : null,
    updatedAt: time(n),
  };
  return { id, document };
});
const indexes = INDEXES.tasks.map((spec) => createOrderedIndex(spec, () => slots));
const plan = (filter: Filter, sort?: Sort, limit = 50) =>
  choosePlan(parseFilter(filter), sort, limit, indexes);

const newest: Sort = { updatedAt: -1, id: -1 };
const live: Filter = { isArchived: false, status: { $in: ['pending', 'in_progress', 'completed'] } };

describe('a list of tasks is read from the index that has its order', () => {
  // prettier-ignore
  it.each<[string, Filter, Sort, string]>([
    ['the whole board', { isArchived: false }, newest, 'board'],
    ['the board, oldest first', { isArchived: false }, { updatedAt: 1, id: 1 }, 'board'],
    ['the board by status', live, newest, 'board_status'],
    ['one place by status', { ...live, placeKey: 'web:3' }, newest, 'place'],
    ['the archive', { isArchived: true }, newest, 'board'],
    ['the board with a filter that has no index', { ...live, priority: 'high' }, newest, 'board_status'],
  ])('%s', (_, filter, sort, index) => {
    expect(plan(filter, sort)).toMatchObject({ isSorted: true, index: { spec: { name: index } } });
  });

  it('from where the cursor stands, not from the beginning', () => {
    const page = plan({ ...live, updatedAt: { $lte: time(40) } }, newest);
    expect(page).toMatchObject({ isSorted: true, index: { spec: { name: 'board_status' } } });
    expect(page?.size).toBeLessThan(20);
    const read = [...readPlan(page!)].map(({ document }) => document['updatedAt']);
    expect(read).toEqual(read.toSorted((a, b) => Number(b) - Number(a)));
    expect(read[0]).toEqual(time(36));
  });
});

describe('a search reads little but what it finds', () => {
  it.each<[string, Filter, string, number]>([
    ['by number', { number: 7 }, 'number', 1],
    ['by what blocks', { blockedBy: { $in: ['100', '200', 'y'] } }, 'blocked_by', 2],
    [
      'by a time that has come, and never those without one',
      { 'status': 'deferred', 'deferred.until': { $lte: time(1000) } },
      'deferred',
      62,
    ],
  ])('%s', (_, filter, index, size) => {
    const found = plan(filter);
    expect(found?.index.spec.name).toBe(index);
    expect(found?.size).toBe(size);
  });

  it('and misses no array of which one element is above the range and another below', () => {
    const slot = { id: 'a', document: { id: 'a', v: [1, 9] } };
    const index = createOrderedIndex<LooseDocument>({ name: 'v', keys: { v: 1 } }, () => [slot]);
    const found = choosePlan(parseFilter({ v: { $gt: 4, $lt: 5 } }), undefined, 1, [index]);
    expect([...readPlan(found!)]).toEqual([slot]);
  });

  it('takes no index when none helps', () => {
    expect(plan({ title: 'x' })).toBeUndefined();
  });
});
