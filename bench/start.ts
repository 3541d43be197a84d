// How long the embedded product takes to start after the build, and what it holds in memory while nobody asks for anything.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 5;
const IDLE_MS = 3000;
const main = new URL('../dist/src/main.js', import.meta.url).pathname;
if (!existsSync(main)) throw new Error('run "npm run build" first');

interface Start {
  startedMs: number;
  idleMb: number;
}

/** Starts it in an empty folder, waits for its line, lets it be, and looks. */
async function start(): Promise<Start> {
  const cwd = mkdtempSync(join(tmpdir(), 'errand-start-'));
  const beganMs = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    cwd,
    env: { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  const startedMs = performance.now() - beganMs;
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const idleMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(cwd, { recursive: true, force: true });
  return { startedMs, idleMb };
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const starts: Start[] = [];
for (let round = 0; round < ROUNDS; round += 1) starts.push(await start());
const ms = starts.map(({ startedMs }) => startedMs);
console.log(`\nThe embedded process, ${ROUNDS} starts in an empty folder`);
console.log(
  `  ready after         median ${median(ms).toFixed(0)} ms, longest ${Math.max(...ms).toFixed(0)} ms (wanted: under 2 000)`,
);
console.log(
  `  resident when idle  median ${median(starts.map(({ idleMb }) => idleMb)).toFixed(0)} MB (wanted: under 200)`,
);
