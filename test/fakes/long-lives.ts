import { expect } from 'vitest';
import type { StepView } from '../../src/contract/runs.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Store } from '../../src/ports/store.ts';
import { startApp, type TestApp } from './app.ts';

const PER_ANSWER = 10;
const CONFIG = `
limits: {run: {model_calls: 5000, tool_calls: 5000, tokens: 10000000, time: 10h, idle: 10h}}
tools: {http_get: {approval: never}}
`;

/** Reads one page after the other. */
async function all<T>(
  read: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const found: T[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await read(cursor);
    found.push(...items);
    if (nextCursor === null) return found;
    cursor = nextCursor;
  }
}

const bytesOf = (document: unknown): number => JSON.stringify(document).length;

/**
 * One run of so many steps, which asks people something in the middle, so that the second half goes on from what the first
 * has written down. Looks through the eyes of every reader, and answers with
 * what the doctor finds.
 */
export async function liveLongRun(store: Store | undefined, steps: number): Promise<string[]> {
  /** How many results of tools the model was shown each time. */
  const shown: number[] = [];
  let made = 0;
  let hasAsked = false;
  const usage = { inputTokens: 3, outputTokens: 2 };
  const model: Model = {
    kind: 'busy',
    async complete({ messages }) {
      shown.push(messages.filter(({ role }) => role === 'tool').length);
      const answer = { text: '', usage, model: 'busy' };
      if (!hasAsked && made === steps / 2) {
        hasAsked = true;
        const args = { kind: 'text', question: 'Go on?' };
        return { ...answer, calls: [{ id: 'ask', name: 'ask_people', args }] };
      }
      if (made === steps) return { ...answer, text: 'Read them all.', calls: [] };
      const calls = Array.from({ length: PER_ANSWER }, (_, at) => ({
        id: `c${at}`,
        name: 'http_get',
        args: { url: `https://example.test/${made + at}` },
      }));
      made += PER_ANSWER;
      return { ...answer, calls };
    },
  };
  const app = await startApp({ ...(store && { store }), model, config: CONFIG });
  app.fetcher.answer = async ({ url }) => ({
    kind: 'answered',
    status: 200,
    contentType: 'text/plain',
    headers: {},
    text: `page ${url} ${'x'.repeat(1000)}`,
    isCut: false,
  });
  const home = { platform: 'web', channel: 'general', thread: 'long' };
  const task = await app.core.commands.createTask({ title: 'Read it all', home, run: true }, app.api);
  const runId = task.currentRunId ?? '';
  await until(app, runId, 'waiting');
  expect(made).toBe(steps / 2);
  const [ask] = (await app.core.commands.listAsks({ state: 'open', limit: 5 }, app.api)).items;
  await app.core.commands.decideAsk(ask?.id ?? '', { decision: 'answer', value: 'yes' }, app.api);
  await until(app, runId, 'succeeded');

  // Nothing that the first half had written was missing before the model in the second.
  expect(shown).toEqual([
    ...Array.from({ length: steps / 2 / PER_ANSWER + 1 }, (_, at) => at * PER_ANSWER),
    ...Array.from({ length: steps / 2 / PER_ANSWER + 1 }, (_, at) => steps / 2 + 1 + at * PER_ANSWER),
  ]);
  const kept = await app.ports.store.collection('runs').get(runId);
  expect(bytesOf(kept)).toBeLessThan(1_000_000);
  const run = await app.core.commands.getRun(runId, app.api);
  expect(run.steps.length).toBeLessThan(150);
  expect(run.earlierSteps + run.steps.length).toBe(steps + 1);
  expect(run.usage).toEqual({ inputTokens: 3 * shown.length, outputTokens: 2 * shown.length });
  const listed = await all<StepView>((cursor) =>
    app.core.commands.listSteps(runId, { limit: 100, ...(cursor ? { cursor } : {}) }, app.api),
  );
  expect(listed.map(({ index }) => index)).toEqual(Array.from({ length: steps + 1 }, (_, at) => at));
  const reads = listed.filter(({ tool }) => tool === 'http_get');
  expect(reads.map(({ input }) => input)).toEqual(
    Array.from({ length: steps }, (_, at) => ({ url: `https://example.test/${at}` })),
  );
  expect(reads.every(({ output, status }) => status === 'success' && output?.includes('page'))).toBe(true);
  expect((await app.core.commands.getTask(task.id, app.api)).taint).toBe('results');
  await app.settle();
  const card = (await app.read()).findLast((message) => message.card?.kind === 'run')?.card;
  expect(card?.context).toContain(` · ${steps + 1} steps`);
  // The next try knows what this one has read, though its journal stands elsewhere.
  const again = await app.core.commands.sendEvent(task.id, { event: 'rerun' }, app.api);
  const next = await app.ports.store.collection('runs').get(again.currentRunId ?? '');
  expect(next).toMatchObject({ taint: 'results', readHosts: ['example.test'] });
  await app.core.commands.sendEvent(task.id, { event: 'cancel' }, app.api);
  await app.settle();
  const violations = await app.violations();
  await app.stop();
  return violations;
}

/** The run is worked on in the background: the clock is not wound meanwhile. Its task moves one write after it. */
async function until(app: TestApp, runId: string, status: 'waiting' | 'succeeded'): Promise<void> {
  for (;;) {
    await app.settle();
    const run = await app.ports.store.collection('runs').get(runId);
    const task = run && (await app.ports.store.collection('tasks').get(run.taskId));
    const hasMoved = status === 'waiting' ? task?.wait?.kind === 'input' : task?.status === 'completed';
    if (run?.status === status && hasMoved) return;
    if (run?.status === 'failed') throw new Error(`the run failed: ${run.error?.message}`);
  }
}

/** A task that is changed so often, looked at through the eyes of every reader. @returns what the doctor finds. */
export async function liveLongTask(app: TestApp, id: string, moves: number): Promise<string[]> {
  const { commands } = app.core;
  const keyed = { ...app.api, key: 'the-first-change' };
  const first = await commands.updateTask(id, { priority: 'urgent' }, keyed);
  const before = first.version;
  for (let at = 0; at < moves; at += 1)
    await commands.updateTask(id, { priority: at % 2 === 0 ? 'high' : 'low' }, app.api);
  const task = await app.ports.store.collection('tasks').get(id);
  expect(task?.version).toBe(before + moves);
  expect(task?.history.length).toBeLessThanOrEqual(40);
  expect(bytesOf(task)).toBeLessThan(100_000);
  // The same request once more, thousands of moves later: it has had its effect.
  expect((await commands.updateTask(id, { priority: 'urgent' }, keyed)).version).toBe(before + moves);

  const versions = Array.from({ length: before + moves }, (_, at) => at + 1);
  for (const order of ['oldest', 'newest'] as const) {
    const entries = await all((cursor) =>
      commands.listHistory(id, { order, limit: 100, ...(cursor ? { cursor } : {}) }, app.api),
    );
    const wanted = order === 'oldest' ? versions : versions.toReversed();
    expect(entries.map(({ version }) => version)).toEqual(wanted);
  }
  expect((await commands.why(id, app.api)).event).toBe('queue');
  expect(
    (await commands.listTasks({ limit: 5, view: 'errand', archived: false }, app.api)).items,
  ).toHaveLength(1);
  const done = await commands.sendEvent(id, { event: 'complete', reason: 'enough' }, app.api);
  expect(done).toMatchObject({ status: 'completed', version: before + moves + 1 });
  return app.violations();
}
