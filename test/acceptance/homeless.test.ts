import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { TaskView } from '../../src/contract/tasks.ts';
import { call } from './harness/model.ts';
import { startInSlack } from './harness/slack.ts';

const config = `
platforms: {slack: {channels: ['*'], people: ['*']}}
tokens:
  ann: {env: ERRAND_TOKEN_ANN, person: 'slack:T01:U01', scopes: [read, tasks, decide]}
`;
const TOKEN = 'the-token-of-ann-in-slack';
const ann = { headers: { authorization: `Bearer ${TOKEN}` } };

let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  slack = await startInSlack({ config, env: { ERRAND_TOKEN_ANN: TOKEN } });
  // The bot knows people once they have written.
  await slack.write('U01', 'hello', { channel: 'D01' });
});
afterAll(() => slack.stop());

async function create(input: object): Promise<TaskView> {
  const task = await slack.ask<TaskView>('POST', '/tasks', { run: true, ...input }, ann);
  await slack.settle();
  return task;
}
/** What the bot has said to Ann alone, oldest first. */
const said = (): string[] => slack.slack.seen('D01', 'U01').map(({ text }) => text);
/** What others could have read. */
const aloud = (): string[] =>
  ['C01', 'C02'].flatMap((channel) => slack.slack.seen(channel, 'U02').map(({ text }) => text));

describe('F95 F144 B9 a task without a home', () => {
  it('B9 asks its requester in private, is answered there, and tells its end there', async () => {
    slack.model.run('Choose one', [
      call('ask_people', { kind: 'text', question: 'Which region?' }),
      'It is eu.',
    ]);
    const task = await create({ title: 'Choose one', description: 'Choose one' });
    expect(task.home).toBeNull();
    expect(task.requester).toMatchObject({ id: 'slack:T01:U01', name: 'Ann' });
    const before = said();
    expect(before.join('\n')).toContain('Which region?');
    await slack.write('U01', 'eu', { channel: 'D01' });
    expect((await slack.task(task.number)).status).toBe('completed');
    const ends = said().filter((text) => text.includes(task.number) && text.includes('It is eu.'));
    expect(ends).toHaveLength(1);
    expect(aloud()).toEqual([]);
  });

  it('B9 asks for an approval in private, and what is decided there counts', async () => {
    const { sink } = slack;
    slack.model.run('Send it', [
      call('http_send', { method: 'POST', url: sink.url('/b9'), body: 'x' }),
      'Sent.',
    ]);
    const task = await create({ title: 'Send it', description: 'Send it' });
    await slack.click('U01', 'Approve', 'D01');
    expect(sink.at('/b9')).toHaveLength(1);
    expect((await slack.task(task.number)).status).toBe('completed');
  });

  it('B9 tells that it failed, and why', async () => {
    slack.model.run('Fail now', [{ status: 401 }]);
    const task = await create({ title: 'Fail now', description: 'Fail now' });
    expect((await slack.task(task.number)).status).toBe('failed');
    const ends = said().filter((text) => text.includes(task.number) && text.includes('failed'));
    expect(ends).toHaveLength(1);
    expect(aloud()).toEqual([]);
  });

  it('B9 B8 tells that its question expired, and that a review is waited for', async () => {
    slack.model.run('Review me', ['A draft.']);
    const review = await create({ title: 'Review me', description: 'Review me', isReviewRequired: true });
    expect((await slack.task(review.number)).status).toBe('awaiting_review');
    await slack.click('U01', 'Accept', 'D01');
    expect((await slack.task(review.number)).status).toBe('completed');
    slack.model.run('Never mind', [call('ask_people', { kind: 'text', question: 'Anybody?' }), 'Done.']);
    const task = await create({ title: 'Never mind', description: 'Never mind' });
    await slack.clock.wind(25 * 3_600_000);
    await slack.settle();
    expect((await slack.task(task.number)).status).toBe('failed');
    expect(said().filter((text) => text.includes(task.number) && text.includes('timed out'))).toHaveLength(1);
    expect(aloud()).toEqual([]);
  });

  it('S13 F176 is all that a person makes from outside: a token of theirs names no channel that they may not be in', async () => {
    const there = { platform: 'slack', channel: 'T01:C02', thread: '1.1' };
    const task = { title: 'Loud', run: true, home: there };
    const refused = await slack.send('POST', '/tasks', task, ann);
    expect(refused).toMatchObject({ status: 400, body: { faults: [{ field: 'home.channel' }] } });
    const often = { title: 'Loud', rules: [{ repeat: 'day', times: ['09:00'] }], home: there };
    expect((await slack.send('POST', '/schedules', often, ann)).status).toBe(400);
    expect(aloud()).toEqual([]);
  });

  it('B9 is told to its requester when it is stopped by somebody else', async () => {
    const task = await create({ title: 'Stop me', description: 'Stop me', run: false });
    await slack.event(task.number, 'cancel', { reason: 'no money' });
    expect(said().filter((text) => text.includes(task.number) && text.includes('no money'))).toHaveLength(1);
  });
});
