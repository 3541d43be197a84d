import { expect, it } from 'vitest';
import { startApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFrailStore } from '../fakes/frail-store.ts';
import { startWork, stored } from '../fakes/work.ts';

it('feedback whose process died behind the run is for that run, and for no other after it', async () => {
  const app = await startApp({});
  await startWork(app, ['Announced.', 'Shorter.', 'Once too often.']);
  const frail = createFrailStore(app.ports.store);
  const dying = await startApp({ store: frail, clock: app.clock });
  const task = await stored(app, 'tasks');
  const caller = inChat('ana', { key: 'feedback-1' });
  frail.before = (name, method) => {
    if (name === 'tasks' && method === 'update') frail.dieAfter(0);
  };
  void dying.core.commands.sendEvent(task.id, { event: 'feedback', reason: 'shorter' }, caller);
  await app.clock.settle();
  expect(frail.isDead()).toBe(true);
  await app.clock.advance(1_000);
  await app.core.commands.sendEvent(task.id, { event: 'feedback', reason: 'shorter' }, caller);
  await app.settle();
  expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', runCount: 2, result: 'Shorter.' });
});
