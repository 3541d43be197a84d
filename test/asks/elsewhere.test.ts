import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFakeChat, type FakeChat } from '../fakes/chat.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';

const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' });
const ASKED = `
platforms: {fake: {channels: [leads, 'direct:bo'], people: ['*']}}
groups: {leads: ['fake:bo', 'web:carol']}
channels: [{platform: fake, channel: leads, locale: zh-CN}]
`;
const withApprovers = (approvers: string) => `${ASKED}tools: {http_send: {approvers: {${approvers}}}}`;

async function open(approvers: string): Promise<{ app: TestApp; there: FakeChat }> {
  const there = createFakeChat();
  const app = await startApp({ config: withApprovers(approvers), chats: [there] });
  await startWork(app, [SEND, 'Sent.']);
  return { app, there };
}

const boThere = (channel: string) => ({
  ...inChat('x'),
  person: { id: 'fake:bo', name: 'Bo' },
  via: 'fake',
  place: { platform: 'fake', channel, thread: 'm1' },
});
const inChannel = (chat: FakeChat, channel: string) =>
  chat.screen.filter((one) => one.channel === channel).map(({ text }) => text);

describe('an ask that concerns people in more than one place', () => {
  it('is put to a named person on another platform directly, and a decision there closes it everywhere', async () => {
    const { app, there } = await open("people: ['fake:bo']");
    expect(inChannel(there, 'direct:bo')).toEqual([expect.stringContaining('Please approve: ')]);
    await app.core.commands.decideAsk('A-1', { decision: 'approve' }, boThere('direct:bo'));
    await app.settle();
    expect(app.fetcher.sent).toHaveLength(1);
    expect((await stored(app, 'tasks')).status).toBe('completed');
    expect(inChannel(there, 'direct:bo')).toEqual([expect.stringContaining('Bo approved')]);
    const card = (await app.read()).find((message) => message.card?.kind === 'ask');
    expect(card).toMatchObject({ card: { mark: 'done', buttons: [] } });
  });

  it('is closed where it was put besides, when it is decided at home', async () => {
    const { app, there } = await open("people: ['fake:bo'], requester: true");
    await app.press('ana', 'reject', { values: { note: 'not now' } });
    expect(inChannel(there, 'direct:bo')).toEqual([expect.stringContaining('ana rejected')]);
  });

  it('is shown in the places that the policy names, in their language', async () => {
    const { there } = await open("ask_in: ['fake:leads'], anyone_in_channel: true");
    expect(inChannel(there, 'leads')).toEqual([expect.stringContaining('请审批：')]);
    expect(there.screen).toHaveLength(1);
  });

  it('may be decided by anyone in a place that the policy names, and not by others on that platform', async () => {
    const { app } = await open("ask_in: ['fake:leads'], anyone_in_channel: true");
    const elsewhere = app.core.commands.decideAsk('A-1', { decision: 'approve' }, boThere('sales'));
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });
    await app.core.commands.decideAsk('A-1', { decision: 'approve' }, boThere('leads'));
    await app.settle();
    expect(app.fetcher.sent).toHaveLength(1);
  });

  it('is put to the members of a group who are on another platform, to each once', async () => {
    const { there } = await open("groups: [leads], people: ['fake:bo']");
    expect(there.screen.map(({ channel }) => channel)).toEqual(['direct:bo']);
  });

  it('is put to nobody twice when the worker that asked had died before it wrote so down', async () => {
    const { app, there } = await open("people: ['fake:bo']");
    const other = await startApp({
      beside: app,
      config: withApprovers("people: ['fake:bo']"),
      chats: [there],
    });
    await app.ports.store
      .collection('runs')
      .update({ number: 1 }, { $set: { 'journal.1.state': 'planned', 'journal.1.askId': null } });
    await app.core.commands.decideAsk('A-1', { decision: 'approve' }, boThere('direct:bo'));
    await app.settle();
    await other.settle();
    expect(inChannel(there, 'direct:bo')).toHaveLength(1);
    expect(app.fetcher.sent).toHaveLength(1);
  });

  it('is remembered in every place half way', async () => {
    const { app, there } = await open("people: ['fake:bo'], requester: true");
    await app.clock.leap(13 * 3_600_000);
    await app.settle();
    expect(inChannel(there, 'direct:bo').at(-1)).toMatch(/^Still waiting for you/);
    expect((await app.botTexts()).filter((text) => text.startsWith('Still waiting for you'))).toHaveLength(1);
  });

  it('does not move the home of its task to the thread that it begins elsewhere', async () => {
    const there = createFakeChat();
    const app = await startApp({
      config: withApprovers("ask_in: ['fake:leads'], anyone_in_channel: true"),
      chats: [there],
    });
    await startWork(app, [SEND], {}, inChat('ana', { thread: '' }));
    const { home } = await stored(app, 'tasks');
    expect(home).toMatchObject({ platform: 'web', channel: 'general' });
    expect(home?.thread).not.toBe('');
    expect(there.screen.map(({ messageId }) => messageId)).not.toContain(home?.thread);
  });

  it('is asked of the people named for a task without a home', async () => {
    const there = createFakeChat();
    const app = await startApp({ config: withApprovers("people: ['fake:bo']"), chats: [there] });
    await startWork(app, [SEND, 'Sent.'], {}, app.api);
    expect(inChannel(there, 'direct:bo')).toHaveLength(1);
  });

  it('cannot be put where nobody is served: the file says so', async () => {
    await expect(startApp({ config: withApprovers("ask_in: ['fake:sales']") })).rejects.toThrow(
      'tools.http_send.approvers.ask_in.0: is not served: add it to platforms.fake.channels in errand.yaml',
    );
  });
});
