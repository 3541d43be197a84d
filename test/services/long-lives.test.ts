import { randomUUID } from 'node:crypto';
import { createConnection } from 'mongoose';
import { afterAll, expect, it } from 'vitest';
import { openMongoStore } from '../../adapters/store/mongo/index.ts';
import { createFakeLog } from '../fakes/log.ts';
import { startApp } from '../fakes/app.ts';
import { liveLongRun, liveLongTask } from '../fakes/long-lives.ts';
import { giveHistory } from '../fakes/previous-layout.ts';
import { migrateStore } from '../../src/migrations/migrate-store.ts';

const MONGODB_URI = process.env['MONGODB_URI'];
if (!MONGODB_URI)
  throw new Error('MONGODB_URI is not set: these tests need a MongoDB, such as mongodb://127.0.0.1:27017/');

const uri = new URL(MONGODB_URI);
uri.pathname = `/errand_test_${randomUUID().slice(0, 8)}`;

afterAll(async () => {
  const connection = await createConnection(uri.href).asPromise();
  await connection.dropDatabase();
  await connection.close();
});

it('a task of 5,000 moves and a run of 2,000 steps work on MongoDB', { timeout: 300_000 }, async () => {
  const store = await openMongoStore({ uri: uri.href, log: createFakeLog() });
  await store.migrate();
  const app = await startApp({ store });
  const { id } = await app.core.commands.createTask({ title: 'Change it often' }, app.api);
  await giveHistory(store, id, 4700);
  await migrateStore({ store, clock: app.ports.clock, log: app.log }, 'test');
  expect(await liveLongTask(app, id, 300)).toEqual([]);
  await app.stop();
  expect(await liveLongRun(store, 2000)).toEqual([]);
  expect(await store.collection('journal_pages').count({}, 1000)).toBeGreaterThan(150);
  await store.close();
});
