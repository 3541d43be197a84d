import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSlackChat } from '../../adapters/chat/slack/index.ts';
import { startSlackApp, until, type SlackApp } from '../fakes/slack/app.ts';

const ann = { user: 'U01', channel: 'D01' };

let app: SlackApp;
beforeEach(async () => {
  app = await startSlackApp({ mode: 'socket' });
});
afterEach(() => app.close());

describe('in Socket Mode', () => {
  it('everything comes in as over HTTP, and what must be answered is', async () => {
    app.slack.say(ann, 'hello');
    expect((await app.slack.command({ user: 'U02', channel: 'C01' }, 'list')).isTaken).toBe(true);
    app.onReceive(() => {
      throw new Error('the store is away');
    });
    await app.slack.command({ user: 'U02', channel: 'C01' }, 'list');
    await app.slack.idle();
    expect(app.inbox.map(({ kind }) => kind).toSorted()).toEqual(['command', 'message']);
    expect(app.slack.seen('C01', 'U02').map(({ text }) => text)).toEqual(['暂时无法受理，请稍后重试。']);
    expect(app.slack.calls.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(2);
  });

  it('an event is acknowledged when it is durable, and comes again when it is not', async () => {
    let failures = 1;
    let store = (): void => undefined;
    app.onReceive(() => {
      if (failures-- > 0) throw new Error('the store is away');
      return new Promise<void>((resolve) => void (store = resolve));
    });
    app.slack.say(ann, 'keep this');
    await until(() => app.attempts() === 1);
    await app.clock.advance(3_000);
    await until(() => app.attempts() === 2);
    expect(app.slack.deliveries[0]?.tries).toEqual(['timeout']);
    store();
    await until(() => app.slack.deliveries[0]?.tries.length === 2);
    expect(app.slack.deliveries[0]?.tries).toEqual(['timeout', 'acked']);
    expect(app.inbox).toHaveLength(1);
  });

  it('nothing is missed while Slack renews a connection', async () => {
    expect(app.slack.socketCount()).toBe(2);
    await app.clock.advance(3_600_000);
    app.slack.refreshSocket();
    await until(() => app.slack.socketCount() === 1, 'the goodbye');
    expect(app.chat.health?.().isUp).toBe(true);
    app.slack.say(ann, 'meanwhile');
    await until(() => app.inbox.length === 1);
    await until(() => app.clock.timers() > 0);
    await app.clock.advance(1);
    await until(() => app.slack.socketCount() === 2, 'the new connection');
    expect(app.inbox).toHaveLength(1);
  });

  it('broken connections come back by themselves, also after Slack was away for a while', async () => {
    app.slack.break('apps.connections.open', { status: 500 }, { status: 500 }, { error: 'internal_error' });
    app.slack.cutSockets();
    await until(() => app.chat.health?.().isUp === false, 'the cut');
    for (let second = 0; second < 10; second++) {
      await app.clock.advance(1_000);
      await app.slack.idle();
    }
    await until(() => app.slack.socketCount() === 2, 'the connections');
    await until(() => app.chat.health?.().isUp === true, 'health');
    app.slack.say(ann, 'still here?');
    await until(() => app.inbox.length === 1);
    await app.slack.idle();
    expect(app.slack.deliveries.at(-1)?.tries).toEqual(['acked']);
  });

  it('a refused app token stops the start', async () => {
    const before = app.clock.timers();
    const options = { locale: 'en', apiUrl: app.slack.apiUrl, botToken: 'xoxb-T01', appToken: 'xapp-wrong' };
    const chat = createSlackChat(options, { store: app.store, clock: app.clock, log: app.log });
    await expect(chat.start(async () => undefined)).rejects.toMatchObject({ code: 'chat.refused' });
    await chat.stop();
    expect(app.clock.timers()).toBe(before);
  });

  it('stopping closes the connections for good', async () => {
    const before = app.clock.timers();
    await app.chat.stop();
    await until(() => app.slack.socketCount() === 0);
    await app.clock.advance(60_000);
    expect(app.slack.socketCount()).toBe(0);
    expect(app.clock.timers()).toBe(before);
  });
});
