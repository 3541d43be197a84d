import { expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { Update } from '../../src/ports/store.ts';
import { startApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';
import { createFrailStore, type StoreMethod } from '../fakes/frail-store.ts';
import { call, type Line } from '../fakes/scripted-model.ts';
import { createSteadyModel } from '../fakes/steady-model.ts';

type Call = (name: string, method: StoreMethod, args: readonly unknown[]) => boolean;

/** The product on a store that is away for the first calls that fit. */
async function startFrail(script: { run?: Line[]; turn?: Line[] }, isAwayFor: Call, times = 1) {
  const clock = createFakeClock();
  const onFatal = (error: unknown) => expect.unreachable(String(error));
  const inner = await openEmbeddedStore({ dataDir: null, log: createFakeLog(), clock, onFatal });
  const store = createFrailStore(inner);
  let left = times;
  store.before = (...given) => {
    if (left === 0 || !isAwayFor(...given)) return;
    left -= 1;
    throw new AppError('store.unavailable');
  };
  const { run = [], turn = [] } = script;
  const app = await startApp({ model: createSteadyModel({ run, turn: () => turn }), store, clock });
  /** Longer than every sweep takes to find what was left behind. */
  const goOn = async () => {
    await clock.advance(30_000);
    await app.settle();
  };
  const start = async () => {
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.settle();
  };
  return { app, goOn, start, tasks: () => inner.collection('tasks').find({}, { limit: 10 }) };
}

const savesFile: Line = call('save_deliverable', { name: 'launch.md', content: '# Launch' });
const setsState = (args: readonly unknown[], state: string): boolean =>
  Object.entries((args[1] as Update).$set ?? {}).some(
    ([path, value]) => path.endsWith('.state') && value === state,
  );

it('a run goes on when the store was away while a tool wrote into it', async () => {
  const { app, goOn, start, tasks } = await startFrail(
    { run: [savesFile, 'Announced.'] },
    (name, method) => name === 'deliverables' && method === 'insert',
  );
  await start();
  await goOn();
  expect(await tasks()).toMatchObject([{ status: 'completed', result: 'Announced.' }]);
  expect(await app.ports.store.collection('deliverables').count({}, 10)).toBe(1);
});

it('a run goes on when the store was away while its journal was written', async () => {
  const { goOn, start, tasks } = await startFrail(
    { run: [savesFile, 'Announced.'] },
    (name, method, args) => name === 'runs' && method === 'update' && setsState(args, 'done'),
  );
  await start();
  await goOn();
  expect(await tasks()).toMatchObject([{ status: 'completed', result: 'Announced.' }]);
});

it('a message is dealt with when the store was away while its task was written down', async () => {
  const { app, goOn, tasks } = await startFrail(
    { turn: [call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }] }), 'Noted.'] },
    (name, method) => name === 'tasks' && method === 'insert',
  );
  await app.say('ana', 'please announce it');
  await goOn();
  expect(await tasks()).toMatchObject([{ title: 'Announce' }]);
  expect(await app.botTexts()).toEqual(expect.arrayContaining([expect.stringContaining('Noted.')]));
});

it('a message is dealt with however often the store was away meanwhile', async () => {
  const { app, goOn, tasks } = await startFrail(
    { turn: [call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }] }), 'Noted.'] },
    (name, method) => name === 'tasks' && method === 'insert',
    10,
  );
  await app.say('ana', 'please announce it');
  await goOn();
  expect(await tasks()).toMatchObject([{ title: 'Announce' }]);
  expect(await app.botTexts()).toEqual(expect.arrayContaining([expect.stringContaining('Noted.')]));
});

it('an answer that comes while nobody has the run is not waited for again', async () => {
  const { app, goOn, start, tasks } = await startFrail(
    {
      run: [
        call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] }),
        'Announced.',
      ],
    },
    (name, method, args) => name === 'runs' && method === 'update' && setsState(args, 'waiting'),
  );
  await start();
  await app.press('bo', 'answer', { label: 'eu' });
  await goOn();
  expect(await tasks()).toMatchObject([{ status: 'completed', result: 'Announced.' }]);
});
