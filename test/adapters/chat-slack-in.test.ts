import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { IncomingAction, IncomingCommand, IncomingMessage } from '../../src/domain/message.ts';
import { startSlackApp, until, type SlackApp } from '../fakes/slack/app.ts';
import { sign } from '../fakes/slack/delivery.ts';
import { SIGNING_SECRET } from '../fakes/slack/index.ts';

const ann = { user: 'U01', channel: 'C01' };
const bo = { user: 'U02', channel: 'C01' };
const BOT = '<@UBOTT01>';

let app: SlackApp;
beforeEach(async () => {
  app = await startSlackApp();
});
afterEach(() => app.close());

const messages = (): IncomingMessage[] => app.inbox.filter((each) => each.kind === 'message');
const actions = (): IncomingAction[] => app.inbox.filter((each) => each.kind === 'action');

describe('what people write in Slack', () => {
  it('becomes one message to the bot, though Slack tells of a mention twice and in either order', async () => {
    const first = app.slack.say(ann, `${BOT} run the tests`);
    await app.slack.idle();
    app.slack.say(ann, `hey ${BOT}: and deploy &amp; <https://a.example/x|see> <@U02> in <#C09|ops>`);
    await app.slack.idle();

    expect(app.attempts()).toBe(4);
    expect(messages()).toHaveLength(2);
    expect(messages()[0]).toEqual({
      kind: 'message',
      key: `T01:C01:${first}`,
      platform: 'slack',
      place: { platform: 'slack', channel: 'T01:C01', thread: first },
      sender: {
        id: 'slack:T01:U01',
        name: 'Ann',
        locale: 'en-US',
        timeZone: 'Europe/Paris',
        isGuest: false,
        isExternal: false,
      },
      at: new Date(Number(first) * 1000),
      text: 'run the tests',
      messageId: first,
      isToBot: true,
      isReply: false,
      permalink: `https://t01.slack.com/archives/C01/p${first.replace('.', '')}`,
    });
    expect(messages()[1]).toMatchObject({
      text: 'hey and deploy & see (https://a.example/x) @Bo in #ops',
      mentions: [{ id: 'slack:T01:U02', name: 'Bo' }],
    });
  });

  it('gives the very same message from either copy of a mention', async () => {
    const seen: unknown[] = [];
    app.onReceive((incoming) => void seen.push(incoming));
    app.slack.say(ann, `${BOT} once`);
    await app.slack.idle();
    expect(seen).toHaveLength(2);
    expect(seen[0]).toEqual(seen[1]);
  });

  it('is heard without a mention in threads and in the conversation with the bot, but not at the top of a channel', async () => {
    const top = app.slack.say(ann, 'just chatting');
    app.slack.say(bo, 'eu-west', { thread: top });
    app.slack.say({ user: 'U01', channel: 'D01' }, 'hello bot');
    await app.slack.idle();

    expect(messages().map(({ text, isToBot, isReply }) => ({ text, isToBot, isReply }))).toEqual([
      { text: 'eu-west', isToBot: false, isReply: true },
      { text: 'hello bot', isToBot: true, isReply: false },
    ]);
    expect(messages()[0]?.place.thread).toBe(top);
  });

  it('is heard when a reply is also sent to the channel, and with its files', async () => {
    const top = app.slack.say(ann, 'start');
    app.slack.say(bo, 'here', {
      thread: top,
      subtype: 'thread_broadcast',
      files: [
        { name: 'a.csv', mimetype: 'text/csv', size: 12, url_private: 'https://files.slack.com/a.csv' },
        { id: 'F' },
      ],
    });
    await app.slack.idle();
    // Of a file that lives in another workspace nothing but its id comes along.
    expect(messages()[0]?.enclosures).toEqual([{ kind: 'file', name: 'a.csv' }, { kind: 'file' }]);
  });

  it('is left alone when a bot wrote it, the app included, and when it is an edit or a deletion', async () => {
    const top = app.slack.say(ann, 'start');
    app.slack.say({ user: 'U99', channel: 'C01' }, `${BOT} loop`, { thread: top, botId: 'B99' });
    app.slack.say({ user: 'UBOTT01', channel: 'C01' }, 'mine', { thread: top });
    app.slack.say(ann, 'gone', { thread: top, subtype: 'message_deleted' });
    const posted = await app.chat.post(
      { platform: 'slack', channel: 'T01:C01', thread: top },
      { text: 'one', locale: 'en' },
      'k',
    );
    await app.chat.edit?.(posted, { text: 'two', locale: 'en' });
    await app.slack.idle();
    expect(app.inbox).toEqual([]);
    expect(app.slack.deliveries.every(({ tries }) => tries.join() === '200')).toBe(true);
  });

  it('says who is a guest and who is from outside', async () => {
    app.slack.addUser('U07', 'Eve', { teamId: 'T99', isStranger: true });
    app.slack.say({ user: 'U03', channel: 'C01' }, `${BOT} hi`);
    app.slack.say({ user: 'U07', channel: 'C01' }, `${BOT} hi`);
    await app.slack.idle();
    expect(messages().map(({ sender }) => [sender.name, sender.isGuest, sender.isExternal])).toEqual([
      ['Gus', true, false],
      ['Eve', false, true],
    ]);
  });

  it('is taken in time though Slack does not tell who wrote it', async () => {
    app.slack.break('users.info', 'hangs', 'hangs');
    app.slack.say(ann, `${BOT} hi`);
    await until(() => app.slack.calls.some(({ method }) => method === 'users.info'));
    await app.clock.advance(1_000);
    await app.slack.idle();
    expect(messages()[0]?.sender).toEqual({ id: 'slack:T01:U01', name: 'U01', isExternal: true });
    expect(app.slack.deliveries[0]?.tries).toEqual([200]);
  });

  it('does not press Slack for a name that it refuses', async () => {
    app.slack.break('users.info', { status: 429, retryAfter: 20 });
    const asked = () => app.slack.calls.filter(({ method }) => method === 'users.info').length;
    for (let count = 0; count < 5; count++) {
      app.slack.say(ann, `${BOT} ${count}`);
      await app.slack.idle();
    }
    expect([asked(), messages()[4]?.sender.name]).toEqual([1, 'U01']);
    await app.clock.advance(30_000);
    app.slack.say(ann, `${BOT} again`);
    await app.slack.idle();
    expect([asked(), messages()[5]?.sender.name]).toEqual([2, 'Ann']);
  });

  it('asks Slack once who a person is, however much they write', async () => {
    for (let count = 0; count < 20; count++) app.slack.say(ann, `${BOT} ${count}`);
    await app.slack.idle();
    expect(messages()).toHaveLength(20);
    expect(app.slack.calls.filter(({ method }) => method === 'users.info')).toHaveLength(1);
  });
});

describe('an event', () => {
  it('is sent again by Slack until it is durable, and is there once', async () => {
    let failures = 3;
    app.onReceive(() => {
      if (failures-- > 0) throw new Error('the store is away');
    });
    app.slack.say({ user: 'U01', channel: 'D01' }, 'keep this');
    await app.slack.idle();
    await app.clock.advance(1);
    await app.slack.idle();
    await app.clock.advance(60_000);
    await app.slack.idle();
    expect(app.inbox).toEqual([]);
    await app.clock.advance(300_000);
    await app.slack.idle();
    expect(app.slack.deliveries[0]?.tries).toEqual([503, 503, 503, 200]);
    expect(messages().map(({ text }) => text)).toEqual(['keep this']);
  });

  it('is not promised to Slack before it is durable', async () => {
    let store = (): void => undefined;
    app.onReceive(() => new Promise<void>((resolve) => void (store = resolve)));
    app.slack.say({ user: 'U01', channel: 'D01' }, 'slowly');
    await until(() => app.attempts() === 1);
    expect(app.slack.deliveries[0]?.tries).toEqual([]);
    store();
    await app.slack.idle();
    expect(app.slack.deliveries[0]?.tries).toEqual([200]);
  });

  it('is answered within three seconds whatever the store does, and is kept in the end', async () => {
    let store = (): void => undefined;
    app.onReceive(() =>
      app.attempts() === 1 ? new Promise<void>((resolve) => void (store = resolve)) : undefined,
    );
    app.slack.say({ user: 'U01', channel: 'D01' }, 'very slowly');
    await until(() => app.attempts() === 1);
    await app.clock.advance(2_500);
    await until(() => app.slack.deliveries[0]?.tries[0] === 503);
    await app.clock.advance(1);
    await until(() => app.slack.deliveries[0]?.tries[1] === 200);
    store();
    await app.clock.settle();
    expect(messages()).toHaveLength(1);
  });

  it('is refused without a valid signature of now: wrong, old or from the future', async () => {
    const body = JSON.stringify({ type: 'event_callback', team_id: 'T01', event: { type: 'app_mention' } });
    const now = Math.floor(Date.now() / 1000);
    const send = (timestamp: number, signature = sign(SIGNING_SECRET, String(timestamp), body)) =>
      fetch(`${app.url}/slack/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': signature,
        },
        body,
      }).then(({ status }) => status);

    expect(await send(now)).toBe(200);
    expect(await send(now, 'v0=00')).toBe(401);
    expect(await send(now - 301)).toBe(401);
    expect(await send(now + 302)).toBe(401);
    const unsigned = await fetch(`${app.url}/slack/events`, { method: 'POST', body });
    expect(unsigned.status).toBe(401);
    expect((await fetch(`${app.url}/slack/other`)).status).toBe(404);
  });

  it('that is not formed as it should be does no harm', async () => {
    const post = async (body: string, type = 'application/json') => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const headers = {
        'content-type': type,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign(SIGNING_SECRET, timestamp, body),
      };
      return (await fetch(`${app.url}/slack/events`, { method: 'POST', headers, body })).status;
    };
    expect(await post('{')).toBe(400);
    expect(await post('null')).toBe(400);
    for (const form of ['payload=null', 'a=b&payload=%6eull%20'])
      expect(await post(form, 'application/x-www-form-urlencoded')).toBe(400);
    expect(await post('{}')).toBe(200);
    expect(await post('[]')).toBe(200);
    expect(await post('payload=%7B', 'application/x-www-form-urlencoded')).toBe(400);
    const envelope = { type: 'event_callback', team_id: 'T01', event_id: 'Ev' };
    for (const event of [
      { type: 'app_mention', user: null, channel: 'C01', ts: '1.2', text: 'x' },
      { type: 'message', user: null, channel: 'C01', ts: '1.2', text: 'x' },
      { type: 'message', user: {}, channel: null, ts: null, text: null, subtype: null, bot_id: null },
      { type: 'reaction_added', user: null, item: null, item_user: null },
      { type: 'app_home_opened', user: null },
      { type: { toString: 'x' }, user: 'U01' },
      { type: 'toString', user: 'U01' },
      { type: 'app_mention' },
      { type: 'message', ts: 'x', channel: 'C01', user: 'U01', text: 5 },
      { type: 'message', ts: '1.2', channel: { id: 'C01' }, user: 'U01' },
      { type: 'reaction_added', reaction: 'memo', user: 'U01' },
      { type: 'agent_session_stopped' },
    ]) {
      expect(await post(JSON.stringify({ ...envelope, event }))).toBe(200);
    }
    for (const payload of [
      {
        type: 'block_actions',
        team: { id: 'T01' },
        user: { id: 'U01' },
        actions: [{ action_id: 'errand:0:x' }],
      },
      {
        type: 'view_submission',
        team: { id: 'T01' },
        user: { id: 'U01' },
        view: { callback_id: 'errand:form' },
      },
    ]) {
      const form = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
      expect(await post(form, 'application/x-www-form-urlencoded; charset=utf-8')).toBe(200);
    }
    expect(await post(`{"x":"${'x'.repeat(2_000_000)}"}`)).toBe(413);
    expect(app.inbox).toEqual([]);
  });

  it('that nobody has asked for is taken and dropped, and a Slack setup check is answered', async () => {
    app.slack.sendEvent({ type: 'team_rename', name: 'x' });
    await app.slack.idle();
    expect(app.slack.deliveries[0]?.tries).toEqual([200]);
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c' });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(SIGNING_SECRET, timestamp, body),
    };
    const answer = await fetch(`${app.url}/slack/events`, { method: 'POST', headers, body });
    expect(await answer.json()).toEqual({ challenge: 'c' });
  });

  it('keeps its words out of the log', async () => {
    app.onReceive(() => {
      throw new Error('no');
    });
    app.slack.say({ user: 'U01', channel: 'D01' }, 'my password is hunter2');
    await app.slack.command(ann, 'new hunter2');
    await app.slack.idle();
    expect(app.log.messages('error').length).toBeGreaterThan(0);
    expect(app.log.text()).not.toContain('hunter2');
    expect(app.log.text()).not.toContain('xoxb');
  });
});

describe('/task', () => {
  it('is handed in with its words, people by name', async () => {
    const outcome = await app.slack.command(ann, 'assign T-4 &lt;now&gt; <@U02|bo>');
    expect(outcome).toMatchObject({ isTaken: true, answer: '' });
    const [command] = app.inbox as IncomingCommand[];
    expect(command).toMatchObject({
      kind: 'command',
      text: 'assign T-4 <now> @Bo',
      mentions: [{ id: 'slack:T01:U02', name: 'Bo' }],
      place: { platform: 'slack', channel: 'T01:C01', thread: '' },
      sender: { id: 'slack:T01:U01', name: 'Ann' },
    });
  });

  it('that cannot be stored says so to the person alone, in their language', async () => {
    app.onReceive(() => {
      throw new Error('the store is away');
    });
    await app.slack.command(bo, 'list');
    expect(app.slack.seen('C01', 'U01')).toEqual([]);
    expect(app.slack.seen('C01', 'U02').map(({ text }) => text)).toEqual(['暂时无法受理，请稍后重试。']);
  });

  it('that takes long is answered in time and done later', async () => {
    let store = (): void => undefined;
    app.onReceive(() => new Promise<void>((resolve) => void (store = resolve)));
    const asked = app.slack.command(ann, 'list');
    await until(() => app.attempts() === 1);
    await app.clock.advance(2_500);
    expect((await asked).isTaken).toBe(true);
    expect(app.slack.seen('C01', 'U01')[0]?.text).toContain('takes longer than usual');
    store();
    await app.clock.settle();
    expect(app.inbox).toHaveLength(1);
  });
});

describe('"make this a task"', () => {
  it('names the message, its author and its place, by shortcut and by emoji', async () => {
    const top = app.slack.say(ann, 'the login page is <broken> &amp; slow');
    const reply = app.slack.say(ann, 'and ugly', { thread: top });
    await app.slack.idle();
    app.inbox.length = 0;
    await app.slack.shortcut(bo, top);
    await app.slack.shortcut(bo, top);
    app.slack.react(bo, reply, 'thumbsup');
    app.slack.react(bo, reply, 'memo::skin-tone-2');
    await app.slack.idle();

    expect(actions()).toHaveLength(2);
    expect(actions()[0]).toMatchObject({
      action: 'make_task',
      key: `T01:make_task:C01:${top}:U02`,
      place: { channel: 'T01:C01', thread: top },
      messageId: top,
      sender: { name: 'Bo' },
      values: {
        author: { id: 'slack:T01:U01', name: 'Ann' },
        permalink: `https://t01.slack.com/archives/C01/p${top.replace('.', '')}`,
      },
    });
    expect(actions()[1]).toMatchObject({
      messageId: reply,
      place: { thread: top },
      values: { text: 'and ugly' },
    });
  });
});

it('turns the Stop button of Slack into a wish to cancel what runs in the thread', async () => {
  app.slack.pressStop(ann, '1790000000.000100');
  await app.slack.idle();
  expect(actions()[0]).toMatchObject({
    action: 'cancel',
    value: '',
    place: { channel: 'T01:C01', thread: '1790000000.000100' },
    sender: { id: 'slack:T01:U01' },
  });
});

it('draws the page of the app for whoever opens it', async () => {
  app.slack.sendEvent({ type: 'app_home_opened', user: 'U02', channel: 'D02', tab: 'home' });
  await until(() =>
    app.slack.calls.some(({ method, answer }) => method === 'views.publish' && answer === 'ok'),
  );
  expect(JSON.stringify(app.slack.calls.at(-1)?.args['view'])).toContain('您好！');
});
