import { describe, expect, it } from 'vitest';
import { openStoredJournal } from '../../src/agent/stored-journal.ts';
import { readJournal } from '../../src/agent/journal-pages.ts';
import type { CallEntry, ModelEntry } from '../../src/domain/journal.ts';
import type { Run } from '../../src/domain/run.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { startApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore, type FrailStore } from '../fakes/frail-store.ts';
import { liveLongRun, liveLongTask } from '../fakes/long-lives.ts';
import { createFakeLog } from '../fakes/log.ts';

it('a run of 2,000 steps works, and each of its steps can be seen', { timeout: 120_000 }, async () => {
  expect(await liveLongRun(undefined, 2000)).toEqual([]);
});

it('a task of 5,000 moves works, and each of its moves can be seen', { timeout: 120_000 }, async () => {
  const app = await startApp();
  const { id } = await app.core.commands.createTask({ title: 'Change it often' }, app.api);
  expect(await liveLongTask(app, id, 5000)).toEqual([]);
  await app.stop();
});

it('a task keeps its newest remarks, and all of them stand in its history', async () => {
  const app = await startApp({ run: Array.from({ length: 30 }, () => 'Done.') });
  const { id } = await app.core.commands.createTask({ title: 'Improve it', run: true }, app.api);
  await app.settle();
  for (let at = 0; at < 25; at += 1) {
    await app.core.commands.sendEvent(id, { event: 'feedback', reason: `remark ${at}` }, app.api);
    await app.settle();
  }
  const task = await app.ports.store.collection('tasks').get(id);
  expect(task?.feedback.map(({ content }) => content)).toEqual(
    Array.from({ length: 20 }, (_, at) => `remark ${at + 5}`),
  );
  const { items } = await app.core.commands.listHistory(id, { limit: 100 }, app.api);
  const notes = items.filter(({ move }) => move === 'feedback').map(({ note }) => note);
  expect(notes).toEqual(Array.from({ length: 25 }, (_, at) => `remark ${at}`));
  await app.stop();
});

/** A memory store as a process sees that may die. */
async function open() {
  const inner = await openEmbeddedStore({
    dataDir: null,
    log: createFakeLog(),
    clock: createFakeClock(),
    onFatal: (error) => expect.unreachable(String(error)),
  });
  return { inner, frail: createFrailStore(inner) };
}

const AT = new Date(0);
const said = (n: number): ModelEntry => ({
  kind: 'model',
  text: `answer ${n}`,
  calls: [{ id: 'c', name: 'http_send', args: { n } }],
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
  at: AT,
});
// prettier-ignore
const planned = (n: number): CallEntry => ({ kind: 'call', key: `${n * 2}.0`, callId: 'c', tool: 'http_send', title: `send ${n}`, args: { n }, effect: 'effect', state: 'planned', askId: null, result: null, startedAt: null, endedAt: null });

const ANSWERS = 120;

/** Goes on from what is written to `ANSWERS` answers; what the call does to the world is pushed onto `sent`. */
async function goOn(store: FrailStore, epoch: number, sent: number[]): Promise<void> {
  const runs = store.collection('runs');
  const run = await runs.update({ id: 'r' }, { $set: { epoch } });
  if (!run) throw new Error('no run');
  const held = { id: 'r', status: 'running', epoch } as const;
  const journal = await openStoredJournal({ store, holder: { ...run, collection: 'runs' }, held });
  for (;;) {
    const index = journal.entries.length - 1;
    const last = journal.entries[index];
    if (last?.kind === 'call' && last.state !== 'done') {
      if (last.state === 'planned') {
        await journal.settle(index, { state: 'started', startedAt: AT });
        sent.push(index);
      }
      await journal.settle(index, { state: 'done', result: 'ok', endedAt: AT });
      continue;
    }
    const n = journal.entries.length / 2;
    if (n === ANSWERS) return;
    await journal.append([said(n), planned(n)]);
  }
}

describe('a process that dies while a long journal or history is moved into rows', () => {
  it(
    'leaves a journal with every entry once, in order, and no effect begun twice',
    { timeout: 120_000 },
    async () => {
      const fresh = {
        id: 'r',
        taskId: 't',
        number: 1,
        status: 'running',
        epoch: 0,
        journal: [],
        journalLength: 0,
      };
      const play = async (deathAt: number | null) => {
        const { inner, frail } = await open();
        // What of a run the journal touches.
        await inner.collection('runs').insert(fresh as unknown as Run);
        const sent: number[] = [];
        const moves: number[] = [];
        frail.before = (name) => void (name === 'journal_pages' && moves.push(frail.writes()));
        if (deathAt !== null) frail.dieAfter(deathAt);
        await Promise.race([goOn(frail, 1, sent), frail.died]);
        if (frail.isDead()) await goOn(createFrailStore(inner), 2, sent);
        const run = await inner.collection('runs').get('r');
        if (!run) throw new Error('no run');
        expect(run.journal.length).toBeLessThanOrEqual(102);
        const journal = await readJournal(inner, run);
        expect(journal.map((entry) => (entry.kind === 'call' ? entry.title : 'answer'))).toEqual(
          Array.from({ length: ANSWERS }, (_, n) => ['answer', `send ${n}`]).flat(),
        );
        expect(journal.every((entry) => entry.kind !== 'call' || entry.result === 'ok')).toBe(true);
        expect(new Set(sent).size).toBe(sent.length);
        expect(run.earlier?.calls).toBe((run.earlier?.entries ?? 0) / 2);
        return moves;
      };
      const moves = await play(null);
      expect(moves.length).toBeGreaterThan(10);
      const near = new Set(moves.flatMap((at) => Array.from({ length: 12 }, (_, by) => at - 3 + by)));
      for (const deathAt of near) await play(deathAt);
    },
  );

  it('leaves a history with every version once', async () => {
    for (let deathAt = 1; deathAt < 12; deathAt += 1) {
      const { inner, frail } = await open();
      const app = await startApp({ store: inner, roles: [] });
      const doomed = await startApp({ store: frail, roles: [] });
      const { id } = await app.core.commands.createTask({ title: 'Change it' }, app.api);
      for (let at = 1; at < 40; at += 1)
        await app.core.commands.updateTask(id, { tags: [`t${at}`] }, app.api);
      frail.dieAfter(deathAt);
      await Promise.race([doomed.core.commands.updateTask(id, { tags: ['last'] }, app.api), frail.died]);
      for (let at = 0; at < 30; at += 1)
        await app.core.commands.updateTask(id, { tags: [`u${at}`] }, app.api);
      const { items } = await app.core.commands.listHistory(id, { limit: 100 }, app.api);
      expect(items.map(({ version }) => version)).toEqual(items.map((_, at) => at + 1));
      expect(await app.violations()).toEqual([]);
      await app.stop();
    }
  });
});
