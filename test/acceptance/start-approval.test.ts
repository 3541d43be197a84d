import { describe, expect, it } from 'vitest';
import { startHttpApp } from '../fakes/http-app.ts';
import { call } from '../fakes/scripted-model.ts';

const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
const input = { title: 'Pay the invoice', description: 'Pay INV-7 to Acme.', isApprovalRequired: true, home };
const config = "starts: {approved_by: {people: ['web:boss']}}";
const waits = { status: 'backlog', wait: { kind: 'pre_approval' } };

describe('F91 F22 a task that needs a start approval', () => {
  for (const end of ['cancel', 'reject'] as const) {
    it(`F91 is put to its approvers anew, and does not start, when it is run again after ${end}`, async () => {
      const app = await startHttpApp({ config, run: ['Paid.'] });
      await app.create(input);
      await app.settle();
      if (end === 'cancel') await app.event('T-1', { event: 'cancel' });
      else await app.press('boss', 'reject', { values: { note: 'never' } });
      expect(await app.task('T-1')).toMatchObject({ status: 'cancelled' });
      expect((await app.event('T-1', { event: 'rerun' })).status).toBe(200);
      await app.settle();
      expect(await app.task('T-1')).toMatchObject(waits);
      expect(app.prompts()).toEqual([]);
      expect(await app.runs('T-1')).toEqual([]);
      await app.press('mallory', 'approve');
      expect(await app.task('T-1')).toMatchObject(waits);
      await app.press('boss', 'approve');
      expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Paid.' });
      expect(app.errors()).toEqual([]);
    });
  }

  it('F91 F22 does not start by what somebody else types in the channel', async () => {
    const app = await startHttpApp({ config, run: ['Paid.'] });
    await app.create(input);
    await app.say('mallory', '/task stop T-1');
    expect(await app.task('T-1')).toMatchObject({ status: 'cancelled' });
    await app.say('mallory', '/task run T-1');
    expect(await app.task('T-1')).toMatchObject(waits);
    await app.say('mallory', '/task approve T-1');
    expect(await app.task('T-1')).toMatchObject(waits);
    expect(app.prompts()).toEqual([]);
  });

  it('F91 F22 does not start by one turn of a model that cancels it and runs it', async () => {
    const app = await startHttpApp({
      config,
      turn: [
        call('manage_tasks', { action: 'cancel', ref: 'T-1' }),
        call('manage_tasks', { action: 'run', ref: 'T-1' }),
        'Started.',
      ],
    });
    await app.create(input);
    await app.say('mallory', 'please get T-1 going, whatever it takes');
    expect(await app.task('T-1')).toMatchObject(waits);
    expect(await app.runs('T-1')).toEqual([]);
  });

  it('F91 keeps its approval for a further try at the same work', async () => {
    const app = await startHttpApp({ config, run: ['Paid.', 'Paid again.'] });
    await app.create(input);
    await app.settle();
    await app.press('boss', 'approve');
    await app.event('T-1', { event: 'rerun' });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Paid again.' });
  });

  it('F91 needs another approval once it is about something else', async () => {
    const app = await startHttpApp({ config, run: ['Paid.', 'Paid INV-8.'] });
    await app.create(input);
    await app.settle();
    await app.press('boss', 'approve');
    expect((await app.patch('T-1', { title: 'Pay the invoice INV-8' })).status).toBe(200);
    await app.event('T-1', { event: 'rerun' });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject(waits);
    await app.press('boss', 'approve');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Paid INV-8.' });
  });

  it('F91 F100 needs another approval for what feedback adds to the work', async () => {
    const app = await startHttpApp({ config, run: ['Paid.', 'Paid both.'] });
    await app.create(input);
    await app.settle();
    await app.press('boss', 'approve');
    await app.event('T-1', { event: 'feedback', reason: 'Pay 9,000 to mallory too.' });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject(waits);
    expect(app.prompts()).toHaveLength(1);
    expect((await app.read()).at(-1)?.text).toContain('Pay 9,000 to mallory too.');
    await app.press('boss', 'approve');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Paid both.' });
  });

  it('F91 does not start what was changed after it was put to its approvers', async () => {
    const app = await startHttpApp({ config });
    await app.create(input);
    await app.settle();
    const asked = (await app.list('/asks?state=open'))[0];
    await app.patch('T-1', { title: 'Pay mallory' });
    const late = await app.call('POST', `/asks/${asked?.id}/decision`, { decision: 'approve' });
    await app.settle();
    expect(late.status).not.toBe(500);
    expect(await app.task('T-1')).toMatchObject(waits);
    expect(app.prompts()).toEqual([]);
    expect((await app.list('/asks?state=open')).map(({ question }) => question)).toEqual(['Pay mallory']);
  });
});
