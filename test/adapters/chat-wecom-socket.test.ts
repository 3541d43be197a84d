import { afterEach, describe, expect, it } from 'vitest';
import {
  BOT_ID,
  SECRETS,
  begun,
  closeAll,
  HOME,
  openSocket,
  said,
  single,
  until,
} from '../fakes/wecom/index.ts';

afterEach(closeAll);

describe('a message over the long connection', () => {
  it('comes in without the mention, from whom and where it was written', async () => {
    const deployed = await openSocket();
    const msgid = deployed.socket.say('ana', '@Errand deploy the site', { group: 'wrHome' });
    await until(() => deployed.received.length === 1);
    expect(deployed.received[0]).toMatchObject({
      kind: 'message',
      key: msgid,
      platform: 'wecom',
      text: 'deploy the site',
      isToBot: true,
      isReply: false,
      place: HOME,
      sender: { id: 'wecom:ana' },
    });
  });

  it('carries what it replies to below its own text, pictures by name', async () => {
    const deployed = await openSocket();
    const quote = { msgtype: 'text', text: { content: 'Which region?\nA-3' } };
    deployed.socket.say('ana', 'eu-west', { more: { quote } });
    const mixed = {
      msgtype: 'mixed',
      mixed: {
        msg_item: [
          { msgtype: 'text', text: { content: 'look' } },
          { msgtype: 'image', image: {} },
        ],
      },
    };
    deployed.socket.say('ana', '', { more: mixed });
    deployed.socket.say('ana', '', { more: { msgtype: 'voice', voice: { content: '部署网站' } } });
    await until(() => deployed.received.length === 3);
    expect(deployed.received).toMatchObject([
      { text: 'eu-west\n\n> Which region?\n> A-3', isReply: true },
      { text: 'look', enclosures: [{ kind: 'image' }] },
      { text: '部署网站' },
    ]);
  });

  it('has the same key when it is delivered again', async () => {
    const deployed = await openSocket();
    const msgid = deployed.socket.say('ana', 'hello');
    deployed.socket.say('ana', 'hello', { msgid });
    await until(() => deployed.received.length === 2);
    expect(new Set(deployed.received.map(({ key }) => key)).size).toBe(1);
  });

  it('is dropped when it is for another bot or from nobody, and when nothing in it can be read', async () => {
    const deployed = await openSocket();
    const { socket } = deployed;
    socket.say('ana', 'x', { more: { aibotid: 'someone-else' } });
    socket.say('ana', 'x', { more: { from: { userid: 'sys' } } });
    socket.push('aibot_msg_callback', { msgtype: 'text', text: 'not an object' });
    socket.push('aibot_event_callback', {
      msgtype: 'event',
      event: { eventtype: 'feedback_event', feedback_event: { id: '1' } },
      from: { userid: 'ana' },
    });
    socket.say('ana', 'the last');
    await until(() => deployed.received.length === 1);
    expect(deployed.received[0]).toMatchObject({ text: 'the last' });
  });

  it('is stored on a later try, since WeCom does not send it again', async () => {
    const deployed = await openSocket();
    let failures = 2;
    deployed.onReceive(async () => {
      if (failures-- > 0) throw new Error('the database is away');
    });
    deployed.socket.say('ana', 'hello');
    await until(() => deployed.received.length === 1);
    await deployed.wind(5_000);
    expect(deployed.received).toHaveLength(3);
    expect(deployed.world.screen.items).toEqual([]);
  });

  it('is answered with a request to write it again when it could not be stored at all', async () => {
    const deployed = await openSocket();
    deployed.onReceive(() => Promise.reject(new Error('the database is away')));
    deployed.socket.say('ana', 'hello');
    await until(() => deployed.received.length === 1);
    await deployed.wind(20_000);
    await until(() => deployed.world.screen.items.length === 1);
    expect(deployed.world.screen.texts('single:ana')[0]).toMatch(/send it again/);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });
});

describe('the long connection itself', () => {
  it('is held by one process; the next takes over when that one stops', async () => {
    const deployed = await openSocket();
    const standby = await deployed.another();
    await deployed.wind(30_000);
    expect(standby.chat.health?.()).toEqual({ isUp: true, detail: 'standby' });
    await expect(standby.chat.post(HOME, said('x'), 'k')).rejects.toMatchObject({
      code: 'chat.rate_limited',
    });
    await deployed.close();
    await standby.wind(11_000);
    await until(() => standby.chat.health?.().detail === 'up');
    expect(deployed.socket.subscriptions()).toBe(2);
  });

  it('stays away when another program connects as the bot, and tells the operator', async () => {
    const deployed = await openSocket();
    const event = { msgtype: 'event', aibotid: BOT_ID, event: { eventtype: 'disconnected_event' } };
    deployed.socket.push('aibot_event_callback', event);
    await until(() => deployed.chat.health?.().detail === 'kicked');
    const standby = await deployed.another();
    await deployed.wind(120_000);
    expect(deployed.socket.subscriptions()).toBe(1);
    expect(standby.chat.health?.().detail).toBe('standby');
    expect(deployed.chat.health?.().isUp).toBe(false);
    expect(deployed.log.messages('error').join()).toMatch(/another program/);
    // Not a failed try: what is to be said waits for as long as it takes.
    await expect(deployed.chat.post(HOME, said('x'), 'k')).rejects.toMatchObject({
      code: 'chat.rate_limited',
      details: { reason: 'kicked' },
    });
  });

  it('comes back by itself after it was cut', async () => {
    const deployed = await openSocket();
    deployed.socket.cut();
    await until(() => deployed.socket.subscriptions() === 2);
    await until(() => deployed.chat.health?.().detail === 'up');
    deployed.socket.say('ana', 'still there?');
    await until(() => deployed.received.length === 1);
    expect(deployed.received).toMatchObject([{ text: 'still there?' }]);
  });

  it('gives up, and says so, when the secret is wrong', async () => {
    const deployed = await openSocket({}, 'another secret');
    await until(() => deployed.chat.health?.().detail === 'refused');
    expect(deployed.chat.health?.().isUp).toBe(false);
    expect(deployed.log.messages('error').join()).toMatch(/does not accept/);
    expect(deployed.log.text()).not.toContain('another secret');
  });

  it('gives the lease up, and the connection with it, when the store no longer knows it as ours', async () => {
    const deployed = await openSocket();
    await deployed.store
      .collection('leases')
      .update({ id: `wecom:${BOT_ID}` }, { $set: { owner: 'somebody', until: new Date('2030-01-01') } });
    await deployed.wind(11_000);
    expect(deployed.chat.health?.().detail).toBe('standby');
    await until(() => !deployed.socket.isConnected());
  });
});

it('no secret reaches a log, whatever goes wrong', async () => {
  const deployed = await openSocket();
  await begun(deployed, '@Errand the text of a private message');
  deployed.socket.faults.refuse['aibot_respond_msg'] = [846608, 45009];
  await deployed.chat.post(HOME, said('the text of an answer'), 'k1').catch(() => undefined);
  deployed.socket.push('aibot_msg_callback', { nonsense: 'the text of a private message' });
  deployed.socket.push('aibot_event_callback', { msgtype: 'event', event: {} });
  deployed.socket.cut();
  await until(() => deployed.socket.subscriptions() === 2);
  await deployed.wind(15_000);
  await deployed.chat.post(single('nobody'), said('x'), 'k2').catch(() => undefined);
  const logged = deployed.log.text();
  expect(deployed.log.lines.length).toBeGreaterThan(3);
  for (const secret of [SECRETS.botSecret, 'private message', 'text of an answer'])
    expect(logged).not.toContain(secret);
});
