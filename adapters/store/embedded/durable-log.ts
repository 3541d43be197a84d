import Database from 'libsql';
import { AppError } from '../../../src/domain/errors.ts';
import { decode, encode } from './codec.ts';
import type { DataDir } from './data-dir.ts';

/** Where the documents are kept while the process is not there. */
export interface DurableLog {
  /** All documents of a collection, which is made where it is not there. Called once for each, before the first `write`. */
  load(collection: string): readonly unknown[];
  /** Resolves when the document (null: that it is gone) is on the disk. */
  write(collection: string, id: string, document: object | null): Promise<void>;
  close(): Promise<void>;
}

/** Keeps nothing. */
export const createMemoryLog = (): DurableLog => ({
  load: () => [],
  write: async () => {},
  close: async () => {},
});

/** Raised when an older Errand would misread what is stored: it then refuses the file. */
const SCHEMA_VERSION = 2;

interface Turn {
  /** By collection, then by id: of several writes to one document in one turn the last counts. */
  writes: Map<string, Map<string, object | null>>;
  done: Promise<void>;
}

/**
 * Keeps documents in SQLite, a table for each collection. All writes of one turn of the event loop are one
 * transaction, which is on the disk before any of them resolves.
 *
 * @param onBroken - called once when a transaction fails: what is in memory is then ahead of the disk for good.
 * @throws AppError `input.invalid` naming ERRAND_DATA_DIR when the file is in use, damaged, or from a newer version.
 */
export function openSqliteLog(dir: DataDir, onBroken: (error: unknown) => void): DurableLog {
  const database = openDatabase(dir);
  const statements = new Map<string, ReturnType<typeof prepare>>();
  let turn: Turn | undefined;

  function commit({ writes }: Turn): void {
    database.exec('BEGIN IMMEDIATE');
    for (const [collection, documents] of writes) {
      const statement = statements.get(collection);
      for (const [id, document] of documents) {
        if (document) statement?.put.run([id, encode(document)]);
        else statement?.drop.run([id]);
      }
    }
    database.exec('COMMIT');
  }

  function startTurn(): Turn {
    const { promise, resolve, reject } = withResolvers();
    const started: Turn = { writes: new Map(), done: promise };
    setImmediate(() => {
      turn = undefined;
      try {
        commit(started);
        resolve();
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK');
        reject(new AppError('store.unavailable', {}, error));
        onBroken(error);
      }
    });
    return started;
  }

  return {
    load(collection) {
      try {
        const statement = prepare(database, collection);
        statements.set(collection, statement);
        const rows = statement.all.all();
        return rows.map((row) => decode((row as [string])[0]));
      } catch (error) {
        throw openingFault(error, dir);
      }
    },

    write(collection, id, document) {
      turn ??= startTurn();
      let documents = turn.writes.get(collection);
      if (!documents) turn.writes.set(collection, (documents = new Map()));
      documents.set(id, document);
      return turn.done;
    },

    async close() {
      await turn?.done;
      letGo(database);
      dir.unsign();
    },
  };
}

function openDatabase(dir: DataDir): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(dir.databaseFile);
    // The lock belongs to the process and goes with it, however that ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec('BEGIN IMMEDIATE; COMMIT');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version > SCHEMA_VERSION) {
      letGo(database);
      throw dir.fault('newer');
    }
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    dir.sign();
    return database;
  } catch (error) {
    database?.close();
    throw openingFault(error, dir);
  }
}

/**
 * Puts everything into the one file and gives up the lock. `close` alone keeps the lock until the statements are
 * garbage-collected (libsql 0.5.29), and outside WAL mode alone can an exclusive lock be turned into a normal one.
 */
function letGo(database: Database.Database): void {
  database.exec(
    'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL',
  );
  database.exec('SELECT 1 FROM sqlite_schema');
  database.close();
}

function openingFault(error: unknown, dir: DataDir): unknown {
  if (error instanceof SyntaxError) return dir.fault('damaged');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return dir.fault('inUse');
  return /^SQLITE_(NOTADB|CORRUPT)/.test(code) ? dir.fault('damaged') : error;
}

function prepare(database: Database.Database, name: string) {
  database.exec(`CREATE TABLE IF NOT EXISTS "${name}" (id TEXT PRIMARY KEY, d TEXT NOT NULL) WITHOUT ROWID`);
  return {
    all: database.prepare(`SELECT d FROM "${name}"`).raw(),
    put: database.prepare(`INSERT OR REPLACE INTO "${name}" (id, d) VALUES (?, ?)`),
    drop: database.prepare(`DELETE FROM "${name}" WHERE id = ?`),
  };
}

function withResolvers() {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
