import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { INVARIANTS } from '../../src/domain/invariants.ts';
import { watchInvariants } from '../../src/doctor/watch-invariants.ts';
import type { Store } from '../../src/ports/store.ts';
import { startApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';
import { startWork } from '../fakes/work.ts';

const ENTRY = new URL('../../src/doctor.ts', import.meta.url).pathname;

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'errand-doctor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = (dir: string | null): Promise<Store> =>
  openEmbeddedStore({ dataDir: dir, log: createFakeLog(), clock: createFakeClock() });

/** Work that has been done, whose run then lost the moment of its end. */
async function leaveBroken(store: Store): Promise<void> {
  const app = await startApp({ store });
  await startWork(app, ['Announced.']);
  await app.stop();
  await store.collection('runs').update({ status: 'succeeded' }, { $set: { endedAt: null } });
}

/** `npm run doctor` on the data directory. */
function runDoctor(more: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const { PATH = '' } = process.env;
  const env = { PATH, ERRAND_DATA_DIR: dataDir, ...more };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', ENTRY], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, text: stdout + stderr }),
    );
  });
}

describe('the doctor at the command line', () => {
  it('says that everything holds', async () => {
    const { code, text } = await runDoctor();
    expect({ code, text }).toEqual({
      code: 0,
      text: expect.stringContaining('Everything is in order.') as string,
    });
  });

  it('says in both languages what does not hold', async () => {
    const store = await open(dataDir);
    await leaveBroken(store);
    await store.close();
    const english = await runDoctor();
    const chinese = await runDoctor({ ERRAND_LOCALE: 'zh-CN' });
    expect([english.code, chinese.code]).toEqual([1, 1]);
    expect(english.text).toContain('an ended run has no owner and no lease, and says when it ended');
    expect(chinese.text).toContain('已结束的运行没有占用者和租约，并记有结束时间');
  });

  it('asks to stop the process first that has the files', async () => {
    const store = await open(dataDir);
    const { code, text } = await runDoctor();
    await store.close();
    expect(code).toBe(2);
    expect(text).toContain('stop Errand first');
    expect(text).toContain(dataDir);
  });
}, 30_000);

it('the metrics show how often each invariant does not hold, and what did not arrive in chat', async () => {
  const store = await open(null);
  const log = createFakeLog();
  const gauges = new Map<string, number>();
  const metrics = {
    count() {},
    observe() {},
    gauge: (name: string, value: number, labels: Readonly<Record<string, string>> = {}) =>
      gauges.set(`${name} ${labels.invariant ?? labels.state}`, value),
  };
  const clock = createFakeClock();
  const app = await startApp({ store, clock, roles: ['web'] });
  await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
  await store.collection('outbox').update({}, { $set: { state: 'refused' } });
  await store.collection('runs').update({ status: 'queued' }, { $set: { nextDispatchAt: null } });

  await watchInvariants({ store, clock, log, metrics });
  const shown = [...gauges.keys()].filter((name) => name.startsWith('errand_invariant_violations'));
  expect(shown).toHaveLength(INVARIANTS.length);
  expect(gauges.get('errand_invariant_violations queued_is_dispatched')).toBe(1);
  expect(gauges.get('errand_invariant_violations lease_ends')).toBe(0);
  expect(gauges.get('errand_undelivered refused')).toBe(1);
  expect(log.messages('warn')).toEqual(['an invariant does not hold']);
});
