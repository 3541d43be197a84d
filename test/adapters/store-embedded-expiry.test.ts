import { afterEach, beforeEach, expect, it } from 'vitest';

import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { Store } from '../../src/ports/store.ts';
import { loose } from '../contracts/store-documents.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const HOUR_MS = 3_600_000;
let clock: FakeClock;
let store: Store;

beforeEach(async () => {
  clock = createFakeClock();
  store = await openEmbeddedStore({ dataDir: null, log: createFakeLog(), clock });
});
afterEach(() => store.close());

const insert = async (count: number, ageMs: number) => {
  const createdAt = new Date(clock.now().getTime() - ageMs);
  for (let i = 0; i < count; i++)
    await loose(store, 'idempotency').insert({ id: `${ageMs}.${i}`, createdAt });
};
const count = () => loose(store, 'idempotency').count({}, 10_000);

it('takes out what is older than its index says, and nothing else', async () => {
  await insert(3, 25 * HOUR_MS);
  await insert(2, 23 * HOUR_MS);
  await loose(store, 'idempotency').insert({ id: 'undated' });
  await loose(store, 'leases').insert({ id: 'old', createdAt: new Date(0) });
  await clock.advance(60_000);
  expect(await count()).toBe(3);
  await clock.advance(HOUR_MS);
  expect(await count()).toBe(1);
  expect(await loose(store, 'leases').count({}, 10)).toBe(1);
});

it('takes out 500 at a time, so that a sweep never holds up the rest', async () => {
  await insert(700, 25 * HOUR_MS);
  await clock.advance(60_000);
  expect(await count()).toBe(200);
  await clock.advance(60_000);
  expect(await count()).toBe(0);
});

it('leaves no timer behind when the store is closed', async () => {
  await store.close();
  expect(clock.timers()).toBe(0);
});
