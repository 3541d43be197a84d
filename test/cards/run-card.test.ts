import { expect, it } from 'vitest';
import { drawRunCard } from '../../src/cards/run-card.ts';
import { wordsFor } from '../../src/words/index.ts';
import { startApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';

it('the card of a run that has ended offers nothing of what its task allowed before, also while the task has not heard of it', async () => {
  const app = await startApp({ run: ['Announced.'] });
  await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
  await app.settle();
  const [run] = await app.ports.store.collection('runs').find({}, { limit: 1 });
  const [task] = await app.ports.store.collection('tasks').find({}, { limit: 1 });
  if (!run || !task) throw new Error('there is no run');
  const draw = (status: typeof task.status) =>
    drawRunCard(
      {
        task: { ...task, status },
        run,
        ask: undefined,
        deliverables: [],
        parts: [],
        stop: undefined,
        publicUrl: '',
        timeZone: 'UTC',
        isAlone: false,
        now: app.clock.now(),
      },
      wordsFor('en'),
    ).card;
  expect(draw('in_progress')).toMatchObject({ tone: 'good', buttons: [] });
  expect(draw('in_progress')?.context).not.toContain('in progress');
  expect(draw('completed')).toMatchObject({ context: 'T-1 · done', tone: 'good', buttons: [] });
});
