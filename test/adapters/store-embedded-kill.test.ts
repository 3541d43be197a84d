import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, expect, it } from 'vitest';

import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { loose } from '../contracts/store-documents.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const ROUNDS = 10;
const dir = mkdtempSync(join(tmpdir(), 'errand-store-kill-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const open = () => openEmbeddedStore({ dataDir: dir, log: createFakeLog(), clock: createFakeClock() });

/** Another process that has the directory and writes. `lines` are the numbers of its acknowledged writes. */
async function startWriter(round: number) {
  const script = new URL('store-embedded-writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const isOpen = once(reader, 'line');
  reader.on('line', (line) => lines.push(line));
  await isOpen;
  return {
    pid: child.pid,
    lines,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

it('refuses a directory that another process has, names it, and takes it over once that one was killed', async () => {
  const writer = await startWriter(0);
  await expect(open()).rejects.toMatchObject({
    details: {
      faults: [{ field: 'ERRAND_DATA_DIR', problem: expect.stringContaining(`(process ${writer.pid})`) }],
    },
  });
  await writer.kill();
  const store = await open();
  await store.ping();
  await store.close();
}, 30_000);

it(`loses no acknowledged write in ${ROUNDS} kills at random moments`, async () => {
  let acknowledged = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const writer = await startWriter(round);
    // Another moment each round: after so many writes, and wherever the eleventh to twentieth are just then.
    const enough = 1 + Math.floor(Math.random() * 400);
    while (writer.lines.length < enough) await new Promise((resolve) => setImmediate(resolve));
    await writer.kill();

    const store = await open();
    const things = loose(store, 'leases');
    for (const line of writer.lines.filter((line) => line !== 'open')) {
      const n = Number(line);
      expect(await things.get(`${round}.${n}`)).toMatchObject({
        n,
        isUpdated: true,
        text: 'x'.repeat(n % 500),
      });
      acknowledged += 1;
    }
    await store.close();
  }
  expect(acknowledged).toBeGreaterThan(ROUNDS);
}, 120_000);
