import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import Database from 'libsql';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';

import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { Locale } from '../../src/words/index.ts';
import type { Store } from '../../src/ports/store.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { loose } from '../contracts/store-documents.ts';
import { play } from '../contracts/store-play.ts';
import { ANY_PATHS, someActions } from '../contracts/store-random.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const dirs: string[] = [];
function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'errand-store-'));
  dirs.push(dir);
  return dir;
}
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

const open = (dataDir: string | null, more: { onFatal?: () => void; locale?: Locale } = {}) =>
  openEmbeddedStore({ dataDir, log: createFakeLog(), clock: createFakeClock(), ...more });
const all = (store: Store) => loose(store, 'leases').find({}, { sort: { id: 1 }, limit: 1000 });

/** What the one fault says that the start stops with. */
async function faultOf(opening: Promise<Store>): Promise<string> {
  const error: unknown = await opening.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'input.invalid', details: { faults: [{ field: 'ERRAND_DATA_DIR' }] } });
  return (error as { details: { faults: [{ problem: string }] } }).details.faults[0].problem;
}

/** Calls back before each statement that any database executes; what that throws, the database seems to throw. */
function onStatement(handle: (sql: string) => void): void {
  const { exec } = Object.getOwnPropertyDescriptors(Database.prototype);
  vi.spyOn(Database.prototype, 'exec').mockImplementation(function (this: Database.Database, sql: string) {
    handle(sql);
    exec.value?.call(this, sql);
    return this;
  });
}

storeContract('embedded in memory', () => open(null));
storeContract('embedded on disk', () => open(newDir()));

describe('the embedded store on disk', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('is after a restart what it was before, whatever happened to it', async () => {
    const dir = newDir();
    await fc.assert(
      fc.asyncProperty(someActions(ANY_PATHS, 10), async (actions) => {
        const store = await open(dir);
        await play(loose(store, 'leases'), actions);
        const before = await all(store);
        await store.close();
        const again = await open(dir);
        expect(await all(again)).toStrictEqual(before);
        await again.close();
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('keeps names that look like its own signs', async () => {
    const dir = newDir();
    const document = {
      id: 'a',
      $date: 1,
      o: { $date: 2, $$date: new Date(3), $$$date: { $date: 4 } },
      list: [{ $date: 'x' }, { $date: new Date(5) }],
      ['__proto__']: { polluted: 1 },
    };
    const store = await open(dir);
    await loose(store, 'leases').insert(document);
    await store.close();
    const again = await open(dir);
    expect(await loose(again, 'leases').get('a')).toStrictEqual(document);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    await again.close();
  });

  it('still knows after a restart which values are taken, and what is gone', async () => {
    const dir = newDir();
    const store = await open(dir);
    await loose(store, 'runs').insert({ id: 'a', taskId: 't', number: 1 });
    await loose(store, 'runs').insert({ id: 'b', taskId: 't', number: 2 });
    await loose(store, 'runs').deleteMany({ id: 'b' });
    await store.close();
    const again = loose(await open(dir), 'runs');
    await expect(again.insert({ id: 'c', taskId: 't', number: 1 })).rejects.toMatchObject({
      code: 'store.duplicate',
    });
    await again.insert({ id: 'b', taskId: 't', number: 2 });
  });

  it('is one file for its owner alone, with nothing left beside it after a clean end', async () => {
    const dir = join(newDir(), 'deep', 'down');
    const store = await open(dir);
    await Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        loose(store, 'leases').insert({ id: `${i}`, x: 'x'.repeat(1000) }),
      ),
    );
    const modes = readdirSync(dir).map((name) => [
      name,
      (statSync(join(dir, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'errand.db': '600',
      'errand.db-wal': '600',
      'errand.pid': '600',
    });
    expect((statSync(dir).mode & 0o777).toString(8)).toBe('700');
    await store.close();
    expect(readdirSync(dir)).toEqual(['errand.db']);
  });

  it('makes one transaction of all writes of a turn, and acknowledges none before it', async () => {
    const store = await open(newDir());
    const statements: string[] = [];
    onStatement((sql) => void statements.push(sql));
    const writes = Array.from({ length: 200 }, async (_, i) => {
      await loose(store, 'leases').insert({ id: `${i}` });
      expect(statements).toContain('COMMIT');
    });
    expect(statements).toEqual([]);
    await Promise.all(writes);
    expect(statements).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    await store.close();
  });

  it('refuses everything once a write could not be made durable, and shows the old state after a restart', async () => {
    const dir = newDir();
    const onFatal = vi.fn();
    const store = await open(dir, { onFatal });
    const things = loose(store, 'leases');
    await things.insert({ id: 'a', n: 1 });

    onStatement((sql) => {
      if (sql === 'COMMIT') throw new Error('database or disk is full');
    });
    const lost = [things.update({ id: 'a' }, { $set: { n: 2 } }), things.insert({ id: 'b' })];
    for (const result of await Promise.allSettled(lost)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.unavailable' } });
    }
    vi.restoreAllMocks();
    expect(onFatal).toHaveBeenCalledOnce();
    const tries = [
      things.get('a'),
      things.find({}, { limit: 1 }),
      things.insert({ id: 'c' }),
      store.ping(),
      store.migrate(),
    ];
    for (const result of await Promise.allSettled(tries)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.unavailable' } });
    }
    await store.close();
    const again = await open(dir);
    expect(await all(again)).toEqual([{ id: 'a', n: 1 }]);
    await again.close();
  });
});

describe('a data directory', () => {
  it('that is a file, or lies under one, is named as such', async () => {
    const file = join(newDir(), 'file');
    writeFileSync(file, '');
    expect(await faultOf(open(file))).toContain(`${file} is not a directory`);
    expect(await faultOf(open(join(file, 'deeper')))).toContain('is not a directory');
    expect(await faultOf(open(file, { locale: 'zh-CN' }))).toContain('不是目录');
  });

  it('that cannot be made or written to is named as such', async () => {
    expect(await faultOf(open('/proc/errand'))).toContain('/proc/errand cannot be written to');
  });

  it('that this process has open already is refused, and the first store goes on', async () => {
    const dir = newDir();
    const store = await open(dir);
    expect(await faultOf(open(dir))).toContain(`(process ${process.pid})`);
    await loose(store, 'leases').insert({ id: 'a' });
    await store.close();
    const again = await open(dir);
    expect(await all(again)).toEqual([{ id: 'a' }]);
    await again.close();
  });

  it('with a damaged file is refused, and the file stays as it is', async () => {
    const dir = newDir();
    const file = join(dir, 'errand.db');
    writeFileSync(file, 'no database at all. '.repeat(1000));
    const before = readFileSync(file);
    expect(await faultOf(open(dir))).toContain('damaged');
    expect(await faultOf(open(dir))).toContain('Nothing was changed');
    expect(readFileSync(file)).toEqual(before);
  });

  it('with a file that is damaged in the middle is refused', async () => {
    const dir = newDir();
    const file = join(dir, 'errand.db');
    const store = await open(dir);
    for (let i = 0; i < 300; i++) await loose(store, 'leases').insert({ id: `${i}`, x: 'x'.repeat(900) });
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xab, bytes.length >> 1, (bytes.length >> 1) + 20_000);
    writeFileSync(file, bytes);
    expect(await faultOf(open(dir))).toContain('damaged');
  });

  it('with a document that cannot be read is refused', async () => {
    const dir = newDir();
    await (await open(dir)).close();
    const database = new Database(join(dir, 'errand.db'));
    database.exec(`INSERT INTO leases (id, d) VALUES ('a', '{"id":')`);
    database.close();
    expect(await faultOf(open(dir))).toContain('damaged');
  });

  it('of a newer version is refused', async () => {
    const dir = newDir();
    await (await open(dir)).close();
    const database = new Database(join(dir, 'errand.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await faultOf(open(dir))).toContain('newer Errand');
  });
});
