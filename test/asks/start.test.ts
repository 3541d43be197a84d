import { describe, expect, it } from 'vitest';
import { startApp } from '../fakes/app.ts';

const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
const input = { title: 'Pay the invoice', isApprovalRequired: true, run: true, home };
const config = "starts: {approved_by: {people: ['web:bo']}}";

describe('work that needs a nod before it starts', () => {
  it('stands in the backlog, asks, and starts with the nod', async () => {
    const app = await startApp({ config, run: ['Paid.'] });
    const task = await app.core.commands.createTask(input, app.api);
    expect(task).toMatchObject({ status: 'backlog', wait: { kind: 'pre_approval' } });
    await app.settle();
    expect(app.model.requests).toEqual([]);
    await app.press('ana', 'approve');
    expect((await app.core.commands.getTask('T-1', app.api)).status).toBe('backlog');
    await app.press('bo', 'approve');
    const done = await app.core.commands.getTask('T-1', app.api);
    expect(done).toMatchObject({ status: 'completed', result: 'Paid.' });
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toEqual([
      'create_for_approval',
      'approve_start',
      'start',
      'finish',
    ]);
    expect(items[1]?.actor.name).toBe('bo');
  });

  it('is cancelled by a refusal, and never started', async () => {
    const app = await startApp({ config });
    await app.core.commands.createTask(input, app.api);
    await app.settle();
    await app.press('bo', 'reject', { values: { note: 'not this month' } });
    expect(await app.core.commands.getTask('T-1', app.api)).toMatchObject({
      status: 'cancelled',
      outcome: 'rejected',
    });
    expect(app.model.requests).toEqual([]);
  });

  it('is cancelled when nobody says a word in time', async () => {
    const app = await startApp({ config });
    await app.core.commands.createTask(input, app.api);
    await app.clock.leap(24 * 3_600_000 + 10_000);
    await app.settle();
    expect(await app.core.commands.getTask('T-1', app.api)).toMatchObject({
      status: 'cancelled',
      outcome: 'rejected',
    });
  });

  it('takes its question back when the task is cancelled before', async () => {
    const app = await startApp({ config });
    await app.core.commands.createTask(input, app.api);
    await app.core.commands.sendEvent('T-1', { event: 'cancel' }, app.api);
    const { items } = await app.core.commands.listAsks({ state: 'withdrawn', limit: 10 }, app.api);
    expect(items.map(({ kind }) => kind)).toEqual(['pre_approval']);
  });

  it('cannot be queued or completed around the nod', async () => {
    const app = await startApp({ config });
    await app.core.commands.createTask(input, app.api);
    for (const event of ['queue', 'complete']) {
      const sent = app.core.commands.sendEvent('T-1', { event }, app.api);
      await expect(sent).rejects.toMatchObject({ code: 'task.illegal_event' });
    }
  });

  it('asks even when whoever made the task did not live to', async () => {
    const app = await startApp({ config });
    const { id } = await app.core.commands.createTask(input, app.api);
    await app.ports.store.collection('asks').deleteMany({ taskId: id });
    await app.clock.advance(6000);
    await app.settle();
    const { items } = await app.core.commands.listAsks({ state: 'open', limit: 10 }, app.api);
    expect(items).toHaveLength(1);
  });
});
