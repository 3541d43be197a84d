import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
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

  it('ends with code 2 when its data directory cannot be written', async () => {
    const { code, err } = await startProgram({ ERRAND_DATA_DIR: '/dev/null/errand' }).ended;
    expect(code).toBe(2);
    expect(err).toContain('ERRAND_DATA_DIR: ');
    expect(err).not.toMatch(/\n\s+at /);
  });
});
