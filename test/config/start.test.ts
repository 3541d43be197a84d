import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { startApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';
import { completeOne } from '../fakes/previous-layout.ts';
import { startProgram, stopPrograms } from '../fakes/program.ts';

afterEach(stopPrograms);

describe('the program', { timeout: 40_000 }, () => {
  it('ends with code 2 and clear words when its configuration is wrong, and prints no secret', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'errand-start-'));
    writeFileSync(join(cwd, 'errand.yaml'), 'agents: {a: {toolz: []}}\n');
    const { code, out, err } = await startProgram({ PORT: 'abc', ERRAND_API_TOKEN: 'hunter2' }, cwd).ended;
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Errand cannot start:');
    expect(err).toContain('  PORT: must be a number');
    expect(err).toContain('  ERRAND_API_TOKEN: must have at least 16 characters');
    expect(err).toContain('  errand.yaml:1 agents.a.toolz: is not known here');
    expect(err).not.toMatch(/hunter2|\n\s+at /);
  });

  it('lets no second process into its data directory, and ends in order when told to', async () => {
    const ERRAND_DATA_DIR = mkdtempSync(join(tmpdir(), 'errand-data-'));
    const first = startProgram({ ERRAND_DATA_DIR });
    const words = await first.said('http://');
    expect(words).toMatch(/Errand is ready: http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=\S+/);
    const { code, err } = await startProgram({ ERRAND_DATA_DIR }).ended;
    expect(code).toBe(2);
    expect(err).toContain('ERRAND_DATA_DIR');
    expect(err).not.toMatch(/\n\s+at /);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });

  it('starts on a data directory of the layout before, and shows all that stands in it', async () => {
    const ERRAND_DATA_DIR = mkdtempSync(join(tmpdir(), 'errand-data-'));
    const clock = createFakeClock();
    const store = await openEmbeddedStore({ dataDir: ERRAND_DATA_DIR, log: createFakeLog(), clock });
    const before = await startApp({ store, clock });
    const { taskId, runId } = await completeOne(before, 160);
    await before.stop();
    await store.close();

    const token = 'a-token-of-this-test';
    const program = startProgram({ ERRAND_DATA_DIR, ERRAND_API_TOKEN: token });
    const [address = ''] = /http:\/\/[\d.]+:\d+/.exec(await program.said('ready: http://')) ?? [];
    const read = async (path: string) => {
      const response = await fetch(`${address}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(200);
      return response.json();
    };
    expect(await read(`/tasks/${taskId}`)).toMatchObject({
      title: 'An old one',
      status: 'completed',
      version: 160,
    });
    const run = await read(`/runs/${runId}`);
    expect(run.earlierSteps + run.steps.length).toBe(80);
    const page = (cursor = '') => read(`/tasks/${taskId}/history?limit=100${cursor && `&cursor=${cursor}`}`);
    const first = await page();
    const second = await page(first.nextCursor);
    expect([...first.items, ...second.items].map(({ version }: { version: number }) => version)).toEqual(
      Array.from({ length: 160 }, (_, at) => at + 1),
    );
    expect(second.nextCursor).toBe(null);
  });

  it('ends with code 2 when its data directory cannot be written', async () => {
    const { code, err } = await startProgram({ ERRAND_DATA_DIR: '/dev/null/errand' }).ended;
    expect(code).toBe(2);
    expect(err).toContain('ERRAND_DATA_DIR: ');
    expect(err).not.toMatch(/\n\s+at /);
  });
});
