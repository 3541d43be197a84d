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
    expect(err).toContain('  errand.yaml:1 agents.a.toolz: is not a known field');
    expect(err).not.toMatch(/hunter2|\n\s+at /);
  });

  it('says so in the language that was asked for', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'errand-start-'));
    const yaml =
      'agents: {a: {toolz: []}}\ntools: {http_send: {expires: soon, approval: maybe}}\ntime_zone: 5\n';
    writeFileSync(join(cwd, 'errand.yaml'), yaml);
    const { code, err } = await startProgram(
      { ERRAND_LOCALE: 'zh-CN', PORT: 'abc', REDIS_URL: 'x', SLACK_CLIENT_ID: 'x', WECOM_TOKEN: '!' },
      cwd,
    ).ended;
    expect(code).toBe(2);
    const lines = err.trim().split('\n');
    expect(lines[0]).toBe('Errand 无法启动：');
    expect(lines).toContain('  PORT：必须是数字');
    expect(lines).toContain('  REDIS_URL：必须是地址，例如 redis://host:6379');
    expect(lines).toContain('  SLACK_CLIENT_SECRET：设置了 SLACK_CLIENT_ID 时需要此项');
    expect(lines).toContain('  WECOM_TOKEN：必须是 1–32 个字母和数字');
    expect(lines).toContain('  errand.yaml:1 agents.a.toolz：不是已知字段');
    expect(lines).toContain(
      '  errand.yaml:2 tools.http_send.approval：必须是其中之一：always、never、when_tainted',
    );
    expect(lines).toContain('  errand.yaml:2 tools.http_send.expires：必须是时长，例如 30s、15m、24h 或 7d');
    expect(lines.filter((line) => !/\p{Script=Han}/u.test(line))).toEqual([]);
    expect(err).not.toMatch(/must|Invalid|expected/);
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
