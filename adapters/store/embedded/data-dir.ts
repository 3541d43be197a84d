import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { invalidInWords } from '../../../src/domain/errors.ts';
import { wordsFor, type Locale } from '../../../src/words/index.ts';

const OWNER_ONLY_DIRECTORY = 0o700;
const OWNER_ONLY_FILE = 0o600;

export interface DataDir {
  readonly databaseFile: string;
  /** Writes down which process has the directory: for the message to the next one, never to judge by. */
  sign(): void;
  unsign(): void;
  fault(problem: 'inUse' | 'damaged' | 'newer'): Error;
}

/**
 * Makes the directory and an empty database file in it, both for their owner alone, unless they are there.
 * @throws AppError `input.invalid` naming ERRAND_DATA_DIR when that cannot be done.
 */
export function openDataDir(dir: string, locale: Locale): DataDir {
  const words = wordsFor(locale).dataDirectory;
  const field = 'ERRAND_DATA_DIR';
  const databaseFile = join(dir, 'errand.db');
  const pidFile = join(dir, 'errand.pid');

  try {
    createDirectory(resolve(dir));
    createFile(databaseFile);
    writeFileSync(join(dir, '.writable'), '', { mode: OWNER_ONLY_FILE });
    rmSync(join(dir, '.writable'));
  } catch (error) {
    const code = codeOf(error);
    throw invalidInWords(field, code === 'ENOTDIR' ? words.notDirectory(dir) : words.notWritable(dir, code));
  }

  return {
    databaseFile,
    sign: () => writeFileSync(pidFile, `${process.pid}\n`, { mode: OWNER_ONLY_FILE }),
    unsign: () => rmSync(pidFile, { force: true }),
    fault: (problem) => {
      if (problem === 'inUse') return invalidInWords(field, words.inUse(dir, readPid(pidFile)));
      return invalidInWords(field, words[problem](databaseFile));
    },
  };
}

/** Node's own `recursive` never comes back where the system says that a parent is missing which is there (/proc). */
function createDirectory(dir: string): void {
  if (existsSync(dir)) return;
  createDirectory(dirname(dir));
  mkdirSync(dir, OWNER_ONLY_DIRECTORY);
}

/**
 * SQLite gives its other files the rights of this one. A file that is there is never opened: to close it again would
 * let go of the lock that another connection of this process may have on it.
 */
function createFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', OWNER_ONLY_FILE));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function readPid(file: string): string {
  try {
    return /^\d+/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  } catch {
    return ''; // The message does without it.
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
