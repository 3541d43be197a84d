import { randomUUID } from 'node:crypto';
import { createConnection } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { openMongoStore } from '../../adapters/store/mongo/index.ts';
import { startApp } from '../fakes/app.ts';
import { createFakeLog } from '../fakes/log.ts';
import { completeOne } from '../fakes/previous-layout.ts';
import { startProgram, stopPrograms } from '../fakes/program.ts';
import { loose } from '../contracts/store-documents.ts';

const { MONGODB_URI, REDIS_URL } = process.env;
if (!MONGODB_URI || !REDIS_URL)
  throw new Error('MONGODB_URI and REDIS_URL are not set: these tests need both');

const PROCESSES = 6;

function newUri(): string {
  const uri = new URL(MONGODB_URI ?? '');
  uri.pathname = `/errand_test_${randomUUID().slice(0, 8)}`;
  return uri.href;
}
let uri = newUri();

afterEach(async () => {
  stopPrograms();
  const connection = await createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
  uri = newUri();
});

/** As an operator starts them, by one command. */
const start = () =>
  startProgram({
    MONGODB_URI: uri,
    REDIS_URL: REDIS_URL ?? '',
    ERRAND_API_TOKEN: 'a-token-that-only-tests-know',
    ERRAND_SECRET_KEY: '0123456789abcdef'.repeat(4),
    LOG_LEVEL: 'info',
  });

/** Starts them all at once; answers with what each has said once it is ready. */
const startAll = (): Promise<string[]> =>
  Promise.all(Array.from({ length: PROCESSES }, () => start().said('is ready')));

describe(`${PROCESSES} processes that start at once`, { timeout: 180_000 }, () => {
  it('all live on an empty database', async () => {
    const said = await startAll();
    expect(said).toHaveLength(PROCESSES);
    expect(said.filter((text) => text.includes('the store is migrated'))).toHaveLength(1);
  });

  it('all live on a database of the layout before, and one of them has migrated it', async () => {
    const store = await openMongoStore({ uri, log: createFakeLog() });
    await store.migrate();
    const app = await startApp({ store });
    const { taskId, runId } = await completeOne(app, 5000);
    await app.stop();
    const said = await startAll();
    expect(said.filter((text) => text.includes('the store is migrated'))).toHaveLength(1);
    expect((await store.collection('tasks').get(taskId))?.history.length).toBeLessThan(40);
    expect((await store.collection('runs').get(runId))?.journal.length).toBeLessThan(60);
    expect(await store.collection('history_pages').count({}, 1000)).toBe(249);
    await store.close();
  });

  it('say what stands in the way, and how to mend it, where values are not unique that must be', async () => {
    const store = await openMongoStore({ uri, log: createFakeLog() });
    await loose(store, 'runs').insert({ id: 'a', taskId: 't', number: 1 });
    await loose(store, 'runs').insert({ id: 'b', taskId: 't', number: 1 });
    await store.close();
    const { code, err } = await start().ended;
    expect(code).toBe(1);
    expect(err).toContain('runs.task');
    expect(err).toContain('Delete or change one of them in the database, then restart.');
    expect(err).not.toMatch(/fault is ours|\n\s+at /);
  });
});
