import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { createConnection } from 'mongoose';
import { afterAll, describe, expect, it, vi } from 'vitest';

import { toAppError } from '../../adapters/store/mongo/errors.ts';
import { openMongoStore } from '../../adapters/store/mongo/index.ts';
import { INDEXES } from '../../src/ports/store.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { loose } from '../contracts/store-documents.ts';
import { createReferenceCollection, play } from '../contracts/store-play.ts';
import { COMMON_PATHS, someActions } from '../contracts/store-random.ts';
import { createFakeLog } from '../fakes/log.ts';
import { startProxy } from './tcp-proxy.ts';

const MONGODB_URI = process.env['MONGODB_URI'];
if (!MONGODB_URI)
  throw new Error('MONGODB_URI is not set: these tests need a MongoDB, such as mongodb://127.0.0.1:27017/');

const databases: string[] = [];
/** A database of its own, dropped in the end. */
function newUri(): string {
  const uri = new URL(MONGODB_URI ?? '');
  uri.pathname = `/errand_test_${randomUUID().slice(0, 8)}`;
  databases.push(uri.href);
  return uri.href;
}
afterAll(async () => {
  for (const uri of databases) {
    const connection = await createConnection(uri).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
}, 60_000);

async function open() {
  const store = await openMongoStore({ uri: newUri(), log: createFakeLog() });
  await store.migrate();
  return store;
}

storeContract('MongoDB', open);

it('does what the plain meaning of the port says', async () => {
  const store = await openMongoStore({ uri: newUri(), log: createFakeLog() });
  const things = loose(store, 'leases');
  await fc.assert(
    fc.asyncProperty(someActions(COMMON_PATHS, 15), async (actions) => {
      expect(await play(things, actions)).toEqual(await play(createReferenceCollection(), actions));
    }),
    { numRuns: 150 },
  );
  await store.close();
}, 120_000);

describe('the MongoDB store', () => {
  it('makes every index, and makes one anew that was declared otherwise', async () => {
    const uri = newUri();
    const connection = await createConnection(uri).asPromise();
    await connection.collection('tasks').createIndex({ note: 1 }, { name: 'number' });
    await connection.collection('tasks').createIndex({ title: 1 }, { name: 'somebody_elses' });
    await connection.collection('tasks').createIndex({ dedupeKey: 1 }, { name: 'another_name' });
    const store = await openMongoStore({ uri, log: createFakeLog() });
    await store.migrate();
    await store.migrate();

    const found = await connection.collection('tasks').listIndexes().toArray();
    const expected = INDEXES.tasks.map(({ name }) => name);
    expect(found.map(({ name }) => name as string).toSorted()).toEqual(
      [...expected, '_id_', 'somebody_elses'].toSorted(),
    );
    expect(found.find(({ name }) => name === 'number')).toMatchObject({ key: { number: 1 }, unique: true });
    expect(found.find(({ name }) => name === 'board')).toMatchObject({
      key: { isArchived: 1, updatedAt: -1, _id: -1 },
    });
    const inbox = await connection.collection('inbox').listIndexes().toArray();
    expect(inbox.find(({ name }) => name === 'tidy')).toMatchObject({ expireAfterSeconds: 30 * 24 * 3600 });
    await connection.close();
    await store.close();
  }, 30_000);

  it('stops the start when values are not unique that must be', async () => {
    const store = await openMongoStore({ uri: newUri(), log: createFakeLog() });
    await loose(store, 'runs').insert({ id: 'a', taskId: 't', number: 1 });
    await loose(store, 'runs').insert({ id: 'b', taskId: 't', number: 1 });
    await expect(store.migrate()).rejects.toMatchObject({
      code: 'store.index',
      details: { at: 'runs.task', isUnique: true },
    });
    await store.close();
  }, 30_000);

  it('keeps the id as `_id` and everything else by its name', async () => {
    const uri = newUri();
    const store = await openMongoStore({ uri, log: createFakeLog() });
    await loose(store, 'leases').insert({ id: 'a', until: new Date(5), n: 1 });
    const connection = await createConnection(uri).asPromise();
    expect(await connection.collection<{ _id: string }>('leases').findOne({})).toStrictEqual({
      _id: 'a',
      until: new Date(5),
      n: 1,
    });
    await connection.close();
    await store.close();
  });

  it('says within 5 s that nobody answers, without the password', async () => {
    const log = createFakeLog();
    const uri = 'mongodb://joe:s3cr3t-pw@127.0.0.1:9/errand';
    const error: unknown = await openMongoStore({ uri, log }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'store.unavailable' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('s3cr3t');
    expect(log.text()).not.toContain('s3cr3t');
  }, 7_000);

  it.each(['http://joe:s3cr3t-pw@host/', 'mongodb://joe:s3cr3t-pw@/x', 's3cr3t-pw', ''])(
    'says that %j is no connection string, without the password',
    async (uri) => {
      const error: unknown = await openMongoStore({ uri, log: createFakeLog() }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: 'input.invalid', details: { faults: [{ field: 'MONGODB_URI' }] } });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('s3cr3t');
    },
  );

  it('refuses while the server is out of reach, and goes on by itself when it is back', async () => {
    const proxy = await startProxy(MONGODB_URI ?? '');
    const log = createFakeLog();
    const uri = new URL(newUri());
    uri.host = `127.0.0.1:${proxy.port}`;
    const store = await openMongoStore({ uri: uri.href, log });
    const things = loose(store, 'leases');
    await things.insert({ id: 'a' });

    await proxy.stop();
    const tries = [
      things.get('a'),
      things.insert({ id: 'b' }),
      things.update({ id: 'a' }, { $set: { n: 1 } }),
      store.ping(),
      store.clockOffsetMs(),
    ];
    for (const result of await Promise.allSettled(tries)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.unavailable' } });
    }
    await proxy.start();
    await vi.waitUntil(() => things.get('a').catch(() => undefined), { timeout: 15_000, interval: 100 });
    await store.close();
    expect(log.messages('warn')).toEqual(['MongoDB is out of reach']);
    expect(log.messages('info')).toEqual(['MongoDB is back']);
    await proxy.stop();
  }, 40_000);

  it('does not wait for ever for an answer to a ping', async () => {
    const proxy = await startProxy(MONGODB_URI ?? '');
    const uri = new URL(newUri());
    uri.host = `127.0.0.1:${proxy.port}`;
    const store = await openMongoStore({ uri: uri.href, log: createFakeLog() });
    proxy.freeze();
    await expect(store.ping()).rejects.toMatchObject({ code: 'store.unavailable' });
    await proxy.stop();
    await store.close();
  }, 20_000);

  it('reads its clock', async () => {
    const store = await openMongoStore({ uri: newUri(), log: createFakeLog() });
    expect(Math.abs(await store.clockOffsetMs())).toBeLessThan(60_000);
    await store.close();
  });
});

describe('an error of the database', () => {
  const server = (code: number, message: string) =>
    Object.assign(new Error(message), { name: 'MongoServerError', code });
  const duplicate = (index: string) =>
    `E11000 duplicate key error collection: db.tasks index: ${index} dup key: { x: "index: no" }`;

  // prettier-ignore
  it.each<[string, Error, object]>([
    ['a taken number, as MongoDB says it', server(11000, duplicate('number')), { code: 'store.duplicate', details: { collection: 'tasks', index: 'number' } }],
    ['a taken id, as MongoDB says it', server(11000, duplicate('_id_')), { code: 'store.duplicate', details: { collection: 'tasks', index: 'id' } }],
    ['a wrong type', server(14, 'Cannot apply $inc'), { code: 'store.refused' }],
    ['a document that is too large', server(10334, 'BSONObj size: 17825920 is invalid'), { code: 'store.refused' }],
    ['a primary that steps down', server(10107, 'not primary'), { code: 'store.unavailable' }],
    ['an error without a code', new Error('connect ECONNREFUSED'), { code: 'store.unavailable' }],
  ])('becomes one of ours: %s', (_, error, expected) => {
    expect(toAppError(error, { name: 'tasks', indexes: INDEXES.tasks })).toMatchObject({ ...expected, cause: error });
  });
});
