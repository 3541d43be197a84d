import { describe, expect, it } from 'vitest';
import { startHttpApp, type HttpApp } from '../fakes/http-app.ts';
import { call } from '../fakes/scripted-model.ts';

const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
const reviewed = { title: 'Write the report', isReviewRequired: true, home };
const inReview = { status: 'awaiting_review', wait: { kind: 'review' } };

const openAsk = async (app: HttpApp) => (await app.list('/asks?state=open'))[0];

describe('F98 F99 work that must be reviewed', () => {
  it('F80 F99 is reviewed when its agent ends early, and stays ended early once accepted', async () => {
    const app = await startHttpApp({ run: [call('end_early', { reason: 'There is nothing to write.' })] });
    await app.create({ ...reviewed, run: true });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject(inReview);
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'terminated' });
  });

  it('F99 is reviewed when a person completes it by hand', async () => {
    const app = await startHttpApp();
    await app.create(reviewed);
    const { body } = await app.event('T-1', { event: 'complete', reason: 'Written, see the wiki.' });
    expect(body).toMatchObject(inReview);
    await app.settle();
    expect(await openAsk(app)).toMatchObject({ kind: 'review', question: 'Written, see the wiki.' });
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(await app.moves('T-1')).toEqual(['create', 'complete_for_review', 'accept']);
    expect(await app.violations()).toEqual([]);
  });

  it('B4 F99 waits on when nobody decides in time, is reminded of, and is accepted a week later', async () => {
    const app = await startHttpApp({ run: ['The report.'] });
    await app.create({ ...reviewed, run: true });
    await app.settle();
    const reminders = async () =>
      (await app.botTexts()).filter((text) => text.startsWith('Still waiting for you'));
    const seen: number[] = [];
    for (const hours of [13, 12, 24, 120]) {
      await app.clock.leap(hours * 3_600_000);
      await app.settle();
      seen.push((await reminders()).length);
      expect(await app.task('T-1')).toMatchObject(inReview);
    }
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBeGreaterThan(2);
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(await app.violations()).toEqual([]);
  });

  it('F99 F100 goes back to whoever did it by hand when changes are requested', async () => {
    const app = await startHttpApp();
    await app.create(reviewed);
    await app.event('T-1', { event: 'complete', reason: 'Written.' });
    await app.settle();
    await app.press('bo', 'request_changes', { values: { note: 'Shorter.' } });
    expect(await app.task('T-1')).toMatchObject({ status: 'backlog', wait: null });
    expect(app.prompts()).toEqual([]);
    await app.event('T-1', { event: 'complete', reason: 'Written shorter.' });
    await app.settle();
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Written shorter.' });
  });

  it('F21 F99 is not completed by the status that a model sets', async () => {
    const app = await startHttpApp({
      turn: [call('manage_tasks', { action: 'update', ref: 'T-1', status: 'completed' }), 'In review.'],
    });
    await app.create(reviewed);
    await app.say('ana', 'T-1 is done');
    expect(await app.task('T-1')).toMatchObject(inReview);
  });

  it('F99 cannot be waived by whoever uses a definition that asks for a review', async () => {
    const app = await startHttpApp({ run: ['Written.'] });
    const report = {
      key: 'report',
      name: 'Report',
      instructions: 'Write.',
      parameters: [],
      isReviewRequired: true,
    };
    await app.call('POST', '/definitions', report);
    await app.create({ definition: 'report', isReviewRequired: false, home });
    await app.patch('T-1', { isReviewRequired: false });
    await app.event('T-1', { event: 'queue' });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject(inReview);
  });
});

describe('F121 B12 an agent in a run', () => {
  it('B12 changes the tasks that it made, and no others', async () => {
    const app = await startHttpApp({
      run: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Ask for offers' }] }),
        call('manage_tasks', { action: 'cancel', ref: 'T-1' }),
        call('manage_tasks', { action: 'update', ref: 'T-1', title: 'Nothing' }),
        call('manage_tasks', { action: 'update', ref: 'T-1', status: 'completed' }),
        call('manage_tasks', { action: 'run', ref: 'T-1' }),
        call('manage_tasks', { action: 'defer', ref: 'T-1', text: 'later' }),
        call('manage_tasks', { action: 'update', ref: 'T-3', title: 'Ask for three offers' }),
        call('manage_tasks', { action: 'cancel', ref: 'T-3' }),
        'Done.',
      ],
    });
    await app.create({ title: "Bob's plan", home });
    await app.create({ title: 'Find a venue', run: true, home });
    await app.settle();
    expect(await app.task('T-2')).toMatchObject({ status: 'completed' });
    expect(await app.task('T-1')).toMatchObject({ title: "Bob's plan", status: 'backlog', version: 1 });
    expect(await app.task('T-3')).toMatchObject({ title: 'Ask for three offers', status: 'cancelled' });
    const told = app.prompts().join('\n');
    expect(told).toContain('an agent may change only the task that it is working on');
    expect(app.errors()).toEqual([]);
  });
});
