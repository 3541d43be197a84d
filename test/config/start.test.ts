import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

interface Started {
  ended: Promise<Ended>;
  /** Resolves when the process has printed the text. */
  said(text: string): Promise<string>;
  child: ChildProcess;
}

/** The program as `npm start` runs it, without the build. */
function start(env: Record<string, string>, cwd = mkdtempSync(join(tmpdir(), 'errand-start-'))): Started {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(join(root, 'node_modules/.bin/tsx'), [join(root, 'src/main.ts')], {
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
  child.stdout?.on(
    'data',
    hear((text) => (out += text)),
  );
  child.stderr?.on(
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

describe('the program', { timeout: 40_000 }, () => {
  it('ends with code 2 and clear words when its configuration is wrong, and prints no secret', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'errand-start-'));
    writeFileSync(join(cwd, 'errand.yaml'), 'agents: {a: {toolz: []}}\n');
    const { code, out, err } = await start({ PORT: 'abc', ERRAND_API_TOKEN: 'hunter2' }, cwd).ended;
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
    const first = start({ ERRAND_DATA_DIR });
    const words = await first.said('http://');
    expect(words).toMatch(/Errand is ready: http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=\S+/);
    const { code, err } = await start({ ERRAND_DATA_DIR }).ended;
    expect(code).toBe(2);
    expect(err).toContain('ERRAND_DATA_DIR');
    expect(err).not.toMatch(/\n\s+at /);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });

  it('ends with code 2 when its data directory cannot be written', async () => {
    const { code, err } = await start({ ERRAND_DATA_DIR: '/dev/null/errand' }).ended;
    expect(code).toBe(2);
    expect(err).toContain('ERRAND_DATA_DIR: ');
    expect(err).not.toMatch(/\n\s+at /);
  });
});
