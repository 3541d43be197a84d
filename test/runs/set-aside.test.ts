import { expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { Model, ModelAnswer } from '../../src/ports/model.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';

/** Longer than any lease. */
const LATER_MS = 5 * 60_000;

/** A world in which one process after the other dies while its model thinks. */
async function createWorld() {
  let nowMs = Date.UTC(2026, 0, 5, 9);
  const clock = () => createFakeClock((nowMs += LATER_MS));
  const store = await openEmbeddedStore({
    dataDir: null,
    log: createFakeLog(),
    clock: clock(),
    onFatal: (error) => expect.unreachable(String(error)),
  });

  /**
   * @param begin - what is asked of the process before it dies.
   * @param steps - what its model answers before it dies over the next answer.
   */
  async function dieOnce(
    begin: (app: TestApp) => Promise<unknown> = async () => {},
    steps: ModelAnswer[] = [],
  ): Promise<void> {
    const frail = createFrailStore(store);
    let isCalled = () => {};
    const called = new Promise<void>((resolve) => (isCalled = resolve));
    const model: Model = {
      kind: 'poisoned',
      async complete() {
        const step = steps.shift();
        if (step) return step;
        frail.dieAfter(0);
        isCalled();
        return new Promise(() => {});
      },
    };
    const app = await startApp({ store: frail, clock: clock(), model });
    void begin(app).catch(() => {});
    void app.clock.advance(10_000);
    await called;
  }

  async function live(turn: string[] = []): Promise<TestApp> {
    const app = await startApp({ store, clock: clock(), turn });
    await app.clock.advance(10_000);
    await app.settle();
    return app;
  }
  return { store, dieOnce, live };
}

it('a message that has ended its worker twice is set aside and shown, and goes on when somebody says so', async () => {
  const world = await createWorld();
  await world.dieOnce((app) => app.say('ana', 'poison, please'));
  await world.dieOnce();
  const app = await world.live();
  expect(await world.store.collection('inbox').count({ state: 'set_aside' }, 5)).toBe(1);
  expect(app.model.requests).toEqual([]);
  expect((await app.botTexts()).at(-1)).toContain('An admin can retry it in the console');
  expect(app.log.text()).toContain('what came in has ended its worker too often: it is set aside');
  expect(app.log.text()).not.toContain('poison, please');
  const { items } = await app.core.commands.listSetAside(app.api);
  expect(items).toMatchObject([{ kind: 'message', about: 'poison, please', person: 'ana', deaths: 2 }]);
  expect(await app.violations()).toEqual(['none_set_aside: kind=message']);

  app.model.script({ turn: ['Harmless after all.'] });
  await app.core.commands.trySetAsideAgain({ kind: 'message', id: items[0]?.id ?? '' }, app.api);
  await app.settle();
  expect((await app.core.commands.listSetAside(app.api)).items).toEqual([]);
  expect(await world.store.collection('inbox').count({ state: 'done' }, 5)).toBe(1);
  expect(app.model.requests).toHaveLength(1);
  await app.stop();
});

it('a message whose workers die of other things, each after a step, is answered in the end', async () => {
  const world = await createWorld();
  for (let dead = 0; dead < 9; dead += 1) {
    const look = { id: `c${dead}`, name: 'manage_tasks', args: { action: 'list', text: `look ${dead}` } };
    const usage = { inputTokens: 1, outputTokens: 1 };
    const step: ModelAnswer = { text: '', calls: [look], usage, model: 'm' };
    await world.dieOnce(dead === 0 ? (app) => app.say('ana', 'look into it') : undefined, [step]);
  }
  const app = await world.live(['All is well.']);
  expect(await world.store.collection('inbox').find({}, { limit: 5 })).toMatchObject([
    { state: 'done', epoch: 10 },
  ]);
  expect(app.model.requests).toHaveLength(1);
  await app.stop();
});

it('a run that has ended its worker twice is set aside with its task, and is retried when somebody says so', async () => {
  const world = await createWorld();
  await world.dieOnce((app) => app.core.commands.createTask({ title: 'Poison', run: true }, app.api));
  await world.dieOnce();
  const app = await world.live();
  expect(app.model.requests).toEqual([]);
  const task = await app.core.commands.getTask('T-1', app.api);
  expect(task).toMatchObject({ status: 'failed', outcome: 'interrupted', error: { code: 'set_aside' } });
  expect(task.error?.message).toContain('ended twice at the same step');
  const { items } = await app.core.commands.listSetAside(app.api);
  expect(items).toMatchObject([{ kind: 'run', about: 'Poison', taskNumber: 'T-1', deaths: 2 }]);
  expect(await app.violations()).toEqual(['none_set_aside: kind=run task=T-1']);

  app.model.script({ run: ['Done after all.'] });
  await app.core.commands.trySetAsideAgain({ kind: 'run', id: items[0]?.id ?? '' }, app.api);
  await app.settle();
  expect(await app.core.commands.getTask('T-1', app.api)).toMatchObject({ status: 'completed' });
  expect((await app.core.commands.listSetAside(app.api)).items).toEqual([]);
  await app.stop();
});

it('nobody but an administrator sees or tries again what was set aside', async () => {
  const app = await startApp();
  const caller = { ...app.api, isAdmin: false };
  await expect(app.core.commands.listSetAside(caller)).rejects.toMatchObject({ code: 'access.refused' });
  const again = app.core.commands.trySetAsideAgain({ kind: 'run', id: 'x' }, caller);
  await expect(again).rejects.toMatchObject({ code: 'access.refused' });
  await app.stop();
});
