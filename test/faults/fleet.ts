import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '../../src/config/config-environment.ts';
import type { Errand } from './errands.ts';
import type { Care } from './people.ts';
import type { Order, Report, Trap } from './worker.ts';
import type { Place } from './world.ts';

const ENTRY = new URL('./worker.ts', import.meta.url);
/** How long a process may take to hand back what it does. */
const STOP_MS = 8000;

export type Progress = Omit<Extract<Report, { kind: 'progress' }>, 'kind'>;

export interface Worker {
  readonly pid: number;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
  isAlive(): boolean;
  /** Sets a trap in a process that runs. */
  trap(trap: Trap): void;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void;
  /** Hands back what it does; killed when it takes too long. */
  stop(): Promise<void>;
  /** Resolves when a trap was reached, or the process is gone. */
  reached(): Promise<boolean>;
  /** What it has told last of the errands that were handed to it. */
  progress(): Progress;
}

export interface StartOptions {
  traps?: Trap[];
  roles?: Role[];
  isUnfenced?: boolean;
  errands?: Errand[];
  care?: Care | null;
}

export interface Fleet {
  /** A process that works. One that has everything loaded is kept ready, so that it begins at once. */
  start(place: Place, options?: StartOptions): Promise<Worker>;
  /** How often each line was logged, with the first detail. */
  readonly lines: ReadonlyMap<string, number>;
  /** Kills all. */
  close(): Promise<void>;
}

export function createFleet(): Fleet {
  const lines = new Map<string, number>();
  const children = new Set<ChildProcess>();
  let spare: Promise<ChildProcess> | undefined;
  const killAll = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.on('exit', killAll);

  async function load(): Promise<ChildProcess> {
    const child = fork(ENTRY, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    children.add(child);
    child.setMaxListeners(0);
    child.once('exit', () => children.delete(child));
    child.on('error', () => {}); // a message that came too late for a killed child
    await told(child, 'loaded');
    return child;
  }

  async function start(place: Place, options: StartOptions = {}): Promise<Worker> {
    const taken = spare ?? load();
    spare = load();
    const child = await taken;
    child.on('message', (report: Report) => {
      if (report.kind !== 'log' || report.level === 'info') {
        if (report.kind !== 'log' || !report.message.startsWith('the run went to another')) return;
      }
      const line = [report.level, report.message, report.detail].filter(Boolean).join(': ');
      lines.set(line, (lines.get(line) ?? 0) + 1);
    });
    const worker = toWorker(child);
    const { traps = [], roles = [], isUnfenced = false, errands = [], care = 'every way' } = options;
    const isStarted = told(child, 'started');
    order(child, { kind: 'start', place, traps, roles, isUnfenced, errands, care });
    await Promise.race([isStarted, worker.gone]);
    return worker;
  }

  return {
    start,
    lines,
    async close() {
      await spare?.catch(() => {});
      const ends = [...children].map((child) => once(child, 'exit'));
      killAll();
      await Promise.all(ends);
      process.off('exit', killAll);
    },
  };
}

const order = (child: ChildProcess, what: Order): void =>
  void (child.connected && child.send(what, () => {}));

function told(child: ChildProcess, kind: Report['kind']): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', (report: Report) => {
      if (report.kind === kind) resolve();
    });
    child.once('exit', (code, signal) => {
      if (kind === 'loaded') reject(new Error(`a process ended while it was loaded: ${signal ?? code}`));
    });
  });
}

function toWorker(child: ChildProcess): Worker {
  let progress: Progress = { left: Number.POSITIVE_INFINITY, waiting: 0, rssBytes: 0 };
  child.on('message', (report: Report) => {
    if (report.kind === 'progress') progress = report;
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const gone = isAlive() ? once(child, 'exit').then(() => {}) : Promise.resolve();
  const reached = told(child, 'reached').then(() => true);
  return {
    pid: child.pid ?? 0,
    gone,
    isAlive,
    trap: (trap) => order(child, { kind: 'trap', trap }),
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const late = new AbortController();
      const tooLong = sleep(STOP_MS, undefined, { signal: late.signal }).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      await gone;
      late.abort();
      await tooLong;
    },
    reached: () => Promise.race([reached, gone.then(() => false)]),
    progress: () => progress,
  };
}
