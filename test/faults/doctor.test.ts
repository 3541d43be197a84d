import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { INVARIANTS } from '../../src/domain/invariants.ts';
import { checkInvariants } from '../../src/doctor/check-invariants.ts';
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

it('F159 an entry of a history that was changed, taken out, exchanged or put in by hand is named', async () => {
  const store = await open(null);
  const { commands } = (await startApp({ store, roles: ['web'] })).core;
  const { id } = await commands.createTask({ title: 'Pay' }, inChat('ana'));
  await commands.updateTask(id, { priority: 'high' }, inChat('ana'));
  await commands.sendEvent(id, { event: 'defer', reason: 'After the audit' }, inChat('ana'));
  await commands.sendEvent(id, { event: 'resume_deferred' }, inChat('ana'));
  const tasks = store.collection('tasks');
  const { history = [] } = (await tasks.get(id)) ?? {};
  const [first, second, third, fourth] = history;
  if (!first || !second || !third || !fourth) throw new Error('a history of four was expected');
  const bo = { kind: 'person', id: 'web:bo', name: 'bo' } as const;
  const edits = {
    none: history,
    actor: [first, second, { ...third, actor: bo }, fourth],
    moment: [{ ...first, at: new Date(0) }, second, third, fourth],
    unhashed: [first, second, third, { ...fourth, hash: undefined }],
    exchanged: [first, { ...third, version: 2 }, { ...second, version: 3 }, fourth],
    gone: [first, { ...third, version: 2 }, { ...fourth, version: 3 }],
    added: [first, second, third, fourth, { ...fourth, version: 5 }],
  };
  const found: Record<string, string[]> = {};
  for (const [edit, entries] of Object.entries(edits)) {
    await tasks.update({ id }, { $set: { history: entries, version: entries.length } });
    found[edit] = (await checkInvariants({ store, clock: createFakeClock() }, 'all')).map(
      ({ invariant, detail }) => `${invariant} ${detail}`,
    );
  }
  const at = (version: number) => [`history_is_as_written task=T-1 version=${version}`];
  expect(found).toEqual({
    none: [],
    actor: at(3),
    moment: at(1),
    unhashed: at(4),
    exchanged: at(2),
    gone: at(2),
    added: at(5),
  });
});

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
