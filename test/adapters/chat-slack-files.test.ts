import { afterEach, beforeEach, expect, it } from 'vitest';

import { startSlackApp, type SlackApp } from '../fakes/slack/app.ts';

let app: SlackApp;
let thread: string;
beforeEach(async () => {
  app = await startSlackApp();
  thread = app.slack.say({ user: 'U01', channel: 'C01' }, 'make it');
});
afterEach(() => app.close());

const file = { name: 'launch.md', title: 'launch.md · T-1 · v1', content: '# Launch 发布' };
const put = (more: Partial<typeof file> = {}) =>
  app.chat.post(
    { platform: 'slack', channel: 'T01:C01', thread },
    { text: '', locale: 'en', file: { ...file, ...more } },
    'k1',
  );
/** Slack shares a file some moments after it has answered. */
const shared = async () => {
  await app.clock.advance(2_000);
  return app.slack.seen('C01').flatMap(({ files, thread: of }) => files.map((one) => ({ ...one, of })));
};
const methods = () => app.slack.calls.map(({ method, answer }) => `${method} ${answer}`);

it('puts a file into the thread, whole', async () => {
  await put();
  expect(await shared()).toMatchObject([
    { name: 'launch.md', title: 'launch.md · T-1 · v1', content: '# Launch 发布', of: thread },
  ]);
  expect(methods().slice(-3)).toEqual([
    'conversations.replies ok',
    'files.getUploadURLExternal ok',
    'files.completeUploadExternal ok',
  ]);
});

it('puts it there once, though whoever did so did not live to say it', async () => {
  await put();
  await shared();
  // The adapter remembers nothing of an upload: another process would make the same call.
  expect((await put()).messageId).toMatch(/^\d+\.\d+$/);
  await put({ title: 'launch.md · T-1 · v2', content: 'other' });
  expect((await shared()).map(({ title }) => title)).toEqual([
    'launch.md · T-1 · v1',
    'launch.md · T-1 · v2',
  ]);
});

it('says that it does not know when an answer is lost, and to look again once Slack has shared it', async () => {
  app.slack.break('files.completeUploadExternal', 'lost_answer');
  await expect(put()).rejects.toMatchObject({ code: 'chat.unknown', details: { retryAfterMs: 15_000 } });
  await app.clock.advance(15_000);
  await put();
  expect(await shared()).toHaveLength(1);
});

it('shares nothing when the bytes do not arrive, and can be tried again', async () => {
  app.slack.break('upload', { status: 500 });
  await expect(put()).rejects.toMatchObject({ code: 'chat.unavailable' });
  expect(await shared()).toEqual([]);
  await put();
  expect(await shared()).toHaveLength(1);
});

it('hears what Slack refuses: a scope that is not there, a channel it is not in, too many at once', async () => {
  app.slack.break('files.getUploadURLExternal', { error: 'missing_scope' });
  await expect(put()).rejects.toMatchObject({ code: 'chat.refused', details: { reason: 'missing_scope' } });
  app.slack.break('files.completeUploadExternal', { error: 'not_in_channel' });
  await expect(put()).rejects.toMatchObject({ code: 'chat.refused', details: { reason: 'not_in_channel' } });
  app.slack.break('files.getUploadURLExternal', { status: 429, retryAfter: 7 });
  await expect(put()).rejects.toMatchObject({
    code: 'chat.rate_limited',
    details: { retryAfterMs: 7_000 },
  });
  expect(await shared()).toEqual([]);
});

it('says of a file that is not there that it cannot be known, and finds one that is', async () => {
  const look = () =>
    app.chat.findPosted?.({ platform: 'slack', channel: 'T01:C01', thread }, 'k1', {
      text: '',
      locale: 'en',
      file,
    });
  expect(await look()).toBe('unknown');
  await put();
  await shared();
  expect(await look()).toMatchObject({ messageId: expect.stringMatching(/^\d+\.\d+$/) as string });
});

it('does not take a file of somebody else for its own', async () => {
  const theirs = app.slack.say({ user: 'U02', channel: 'C01' }, 'mine', { thread });
  app.slack.attach('C01', theirs, file);
  await put();
  expect((await shared()).map(({ title }) => title)).toHaveLength(2);
});
