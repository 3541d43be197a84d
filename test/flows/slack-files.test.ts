import { afterEach, expect, it } from 'vitest';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';

const ANN = 'U01';
const BOT = '<@UBOTT01>';

let app: SlackProduct;
afterEach(() => app.close());

const open = async (story: Story = {}): Promise<void> => {
  app = await openSlackProduct(story);
};
const begin = [
  call('manage_tasks', { action: 'create', tasks: [{ title: 'Plan' }], run: true }),
  'Under way.',
];
const save = (name: string, content: string) => call('save_deliverable', { name, content });

/** The files in the thread, once Slack has shared them. */
async function filesIn(thread: string) {
  await app.wind(20_000);
  await app.settle();
  await app.wind(3_000);
  return app.inThread(thread).flatMap(({ files }) => files);
}

it('what a run has made is in its thread, each file once and in its last version', async () => {
  await open({
    turn: begin,
    run: [save('plan.md', '# One'), save('list.csv', 'a,b'), save('plan.md', '# Two'), 'Planned.'],
  });
  app.slack.break('files.completeUploadExternal', 'lost_answer');
  const thread = await app.say(ANN, `${BOT} plan it`);
  const files = await filesIn(thread);
  expect(files.map(({ title, content }) => [title, content].join(': ')).toSorted()).toEqual([
    'list.csv · T-1 · v1: a,b',
    'plan.md · T-1 · v2: # Two',
  ]);
  expect(await app.store.collection('outbox').count({ state: 'sent', priority: 2 }, 10)).toBeGreaterThan(2);
  // A file that arrives is no message of a person.
  expect(app.model.left()).toBe(0);
});

it('a file that Slack neither answers for nor shares is put there once at most, and is listed as in doubt', async () => {
  await open({ turn: begin, run: [save('plan.md', '# One'), 'Planned.'] });
  app.slack.break('files.completeUploadExternal', { status: 502 });
  const thread = await app.say(ANN, `${BOT} plan it`);
  expect(await filesIn(thread)).toEqual([]);
  await app.wind(60_000);
  expect(await filesIn(thread)).toEqual([]);
  const [row] = await app.store.collection('outbox').find({ state: 'unknown' }, { limit: 5 });
  expect(row).toMatchObject({ body: { kind: 'file' }, error: { code: 'chat.unknown' } });
});

it('an app that may not put files there still tells how the work ended, and the card has the link', async () => {
  await open({ turn: begin, run: [save('plan.md', '# One'), 'Planned.'] });
  app.slack.break('files.getUploadURLExternal', { error: 'missing_scope' });
  const thread = await app.say(ANN, `${BOT} plan it`);
  expect(await filesIn(thread)).toEqual([]);
  const said = app.inThread(thread).map(({ text }) => text);
  expect(said.some((text) => text.includes('Plan: done.'))).toBe(true);
  expect(said.some((text) => text.includes('plan.md'))).toBe(true);
  const [row] = await app.store.collection('outbox').find({ state: 'refused' }, { limit: 5 });
  expect(row).toMatchObject({ body: { kind: 'file' }, error: { message: 'missing_scope' } });
});

it('what a cancelled run had made stays a link', async () => {
  const ask = call('ask_people', { kind: 'text', question: 'Which?' });
  await open({ turn: begin, run: [save('plan.md', '# One'), ask] });
  const thread = await app.say(ANN, `${BOT} plan it`);
  await app.say(ANN, `${BOT} task stop T-1`, thread);
  expect(await app.task()).toMatchObject({ status: 'cancelled' });
  expect(await filesIn(thread)).toEqual([]);
});
