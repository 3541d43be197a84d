import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createConnection } from 'mongoose';
import { afterAll, expect, it } from 'vitest';

import { openMongoStore } from '../../adapters/store/mongo/index.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { loose } from '../contracts/store-documents.ts';
import { createReferenceCollection, play } from '../contracts/store-play.ts';
import { COMMON_PATHS, someActions } from '../contracts/store-random.ts';
import { createFakeLog } from '../fakes/log.ts';

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
