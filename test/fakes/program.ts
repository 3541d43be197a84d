import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url).pathname;
/** Not its command: that is a process in between, and a signal is to reach the program. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const started: ChildProcess[] = [];

/** Ends every program that a test has left running. */
export function stopPrograms(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL');
}

interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  out: string;
  err: string;
}

export interface Program {
  ended: Promise<Ended>;
  /** Resolves when the process has printed the text. */
  said(text: string): Promise<string>;
  child: ChildProcess;
}

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'errand-start-'));

/** The program as `npm start` runs it, without the build. */
export const startProgram = (env: Record<string, string>, cwd = freshFolder()): Program =>
  run('src/main.ts', [], env, cwd);

/** A script of ours that goes on until it is ended. */
export const startScript = (file: string, env: Record<string, string>): Program =>
  run(file, [], env, freshFolder());

/** One of the other programs, to its end: `doctor` or `seed`. */
export const runProgram = (
  name: 'doctor' | 'seed',
  args: readonly string[],
  env: Record<string, string>,
): Promise<Ended> => run(`src/${name}.ts`, args, env, freshFolder()).ended;

/** A script of ours to its end, which comes after so many milliseconds at the latest: then `code` is null. */
export function runScript(file: string, maxMs: number): Promise<Ended> {
  const { child, ended } = run(file, [], {}, freshFolder());
  const timer = setTimeout(() => child.kill('SIGKILL'), maxMs);
  void ended.then(() => clearTimeout(timer));
  return ended;
}

function run(file: string, args: readonly string[], env: Record<string, string>, cwd: string): Program {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', TSX, join(root, file), ...args], {
    cwd,
    env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'silent', ...env },
  });
  started.push(child);
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const hear = (add: (text: string) => void) => (data: Buffer) => {
    add(String(data));
    for (const listener of listeners) listener();
  };
  child.stdout.on(
    'data',
    hear((text) => (out += text)),
  );
  child.stderr.on(
    'data',
    hear((text) => (err += text)),
  );
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return {
    child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => out.includes(text) && resolve(out);
        listeners.add(look);
        look();
        void ended.then((end) => reject(new Error(`ended instead: ${JSON.stringify(end)}`)));
      }),
  };
}
