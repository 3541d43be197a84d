import { afterEach, describe, expect, it } from 'vitest';
import {
  BOT_ID,
  SECRETS,
  aCard,
  aRunCard,
  closeAll,
  group,
  openSocket,
  said,
  single,
  until,
} from '../fakes/wecom/index.ts';
import type { SocketDeployment } from '../fakes/wecom/index.ts';

afterEach(closeAll);

const HOME = group('wrHome');
const CHAT = HOME.channel;

/** A message of ana's in the group has come in, and the bot has begun to work on it. */
async function begun(deployed: SocketDeployment, text = '@Errand deploy the site'): Promise<void> {
  const before = deployed.received.length;
  deployed.socket.say('ana', text, { group: 'wrHome' });
  await until(() => deployed.received.length > before, 'received');
  await deployed.chat.setActivity?.(HOME, 'working');
  await deployed.clock.settle();
}

const shown = ({ world }: SocketDeployment, person?: string): string[] => world.screen.texts(CHAT, person);

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
      { text: 'look\n[image]' },
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

  it('is dropped when it is for another bot, from nobody, or of a form that we do not know', async () => {
    const deployed = await openSocket();
    const { socket } = deployed;
    socket.say('ana', 'x', { more: { aibotid: 'someone-else' } });
    socket.say('ana', 'x', { more: { from: { userid: 'sys' } } });
    socket.say('ana', 'x', { more: { msgtype: 'hologram' } });
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

describe('a reply over the long connection', () => {
  it('takes the place of the sign that work goes on', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    expect(deployed.world.screen.spinning()).toHaveLength(1);
    await deployed.chat.post(HOME, said('On it: T-42.'), 'k1');
    expect(shown(deployed)).toEqual(['On it: T-42.']);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('is a message of its own where nothing waits for it', async () => {
    const deployed = await openSocket();
    deployed.socket.say('ana', 'hello', { group: 'wrHome' });
    await until(() => deployed.received.length === 1);
    await deployed.chat.post(HOME, said('Good morning.'), 'k1');
    expect(deployed.world.screen.in(CHAT)).toMatchObject([{ kind: 'markdown', content: 'Good morning.' }]);
  });

  it('of 60 KB comes whole, without a broken fence or character', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const lines = Array.from({ length: 700 }, (_, line) => `const 变量${line} = '${'汉字🙂'.repeat(7)}';`);
    await deployed.chat.post(HOME, said(['```ts', ...lines, '```'].join('\n')), 'k1');
    const parts = shown(deployed);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(part.match(/^```/gm)?.length).toBe(2);
    for (const line of lines) expect(parts.join('\n')).toContain(line);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('goes on after the last part that was sent when it is tried again', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    for (let index = 0; index < 26; index++)
      await deployed.chat.post(HOME, said(`text ${index}`), `k${index}`);
    const text = Array.from({ length: 900 }, (_, line) => `line ${line} ${'汉字'.repeat(8)}`).join('\n');
    const post = (): Promise<unknown> => deployed.chat.post(HOME, said(text), 'long');
    await expect(post()).rejects.toMatchObject({ code: 'chat.rate_limited' });
    await deployed.wind(60_000);
    await post();
    expect(shown(deployed).slice(26)).toMatchObject([
      expect.stringMatching(/^\(1\/3\)\nline 0 /),
      expect.stringMatching(/^\(2\/3\)/),
      expect.stringMatching(/^\(3\/3\)[\s\S]*line 899 /),
    ]);
  });

  it('for one person goes to them alone', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.chat.post(HOME, said('Only you.', { onlyFor: { id: 'wecom:ana', name: 'ana' } }), 'k1');
    expect(shown(deployed).join('')).not.toContain('Only you.');
    expect(deployed.world.screen.texts('single:ana')).toEqual(['Only you.']);
  });

  it('names those who must act, and nobody whom the text would name', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const message = said('look <@everyone> <think>', { mentions: [{ id: 'wecom:bo', name: 'bo' }] });
    await deployed.chat.post(HOME, message, 'k1');
    expect(shown(deployed)[0]).toMatch(/^@bo look/);
    expect(shown(deployed)[0]).not.toMatch(/<@|<think/);
  });

  it('to nobody is refused', async () => {
    const deployed = await openSocket();
    await expect(deployed.chat.post(group('wrOther'), said('x'), 'k')).rejects.toMatchObject({
      code: 'chat.refused',
      details: { errcode: 93006 },
    });
    await expect(deployed.chat.post({ ...HOME, channel: 'nonsense' }, said('x'), 'k')).rejects.toMatchObject({
      code: 'chat.refused',
    });
  });

  it('is not owed to a message that wanted none: its bubble is closed all the same', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.chat.setActivity?.(HOME, 'idle');
    await deployed.wind(6_000);
    expect(shown(deployed)).toEqual(['Noted.']);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });
});

describe('a reply that meets trouble', () => {
  it.each([846605, 846608])('is shown once, as a message, when its bubble answers %i', async (errcode) => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.refuse['aibot_respond_msg'] = [errcode];
    await deployed.chat.post(HOME, said('The answer.'), 'k1');
    expect(shown(deployed).filter((text) => text === 'The answer.')).toHaveLength(1);
  });

  it('is shown once when the subscription was silently lost', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.wind(11_000);
    deployed.socket.faults.isForgetful = true;
    const posted = deployed.chat.post(HOME, said('The answer.'), 'k1');
    await until(() => deployed.socket.subscriptions() === 2);
    await posted;
    expect(shown(deployed)).toEqual(['The answer.']);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('is tried once more when it collides with another frame', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.refuse['aibot_respond_msg'] = [6000];
    const posted = deployed.chat.post(HOME, said('The answer.'), 'k1');
    await deployed.wind(1_000);
    await posted;
    expect(shown(deployed)).toEqual(['The answer.']);
  });

  it('is shown once when its acknowledgement comes too late', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.ackDelayMs = 6_000;
    const posted = deployed.chat.post(HOME, said('The answer.'), 'k1');
    await until(() => shown(deployed)[0] === 'The answer.');
    deployed.socket.faults.ackDelayMs = 0;
    await deployed.wind(7_000);
    await posted;
    expect(shown(deployed)).toEqual(['The answer.']);
    expect(deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_send_msg')).toEqual([]);
  });

  it('that a dead connection has swallowed arrives over the next one', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.wind(11_000);
    deployed.socket.faults.swallow = 10;
    const lost = deployed.chat.post(HOME, said('The answer.'), 'k1').catch((error: unknown) => error);
    await deployed.wind(11_000);
    expect(await lost).toMatchObject({ code: 'chat.unavailable' });
    await until(() => deployed.socket.subscriptions() === 2);
    deployed.socket.faults.swallow = 0;
    await until(() => deployed.chat.health?.().detail === 'up');
    await deployed.chat.post(HOME, said('The answer.'), 'k1');
    expect(shown(deployed)).toEqual(['The answer.']);
  });

  it('arrives after the connection was cut in the middle of its bubble', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.forgetsReplies = true;
    deployed.socket.cut();
    await until(() => deployed.chat.health?.().detail !== 'up');
    await expect(deployed.chat.post(HOME, said('The answer.'), 'k1')).rejects.toMatchObject({
      code: 'chat.rate_limited',
    });
    await until(() => deployed.chat.health?.().detail === 'up');
    await deployed.chat.post(HOME, said('The answer.'), 'k1');
    expect(shown(deployed).filter((text) => text === 'The answer.')).toHaveLength(1);
  });

  it('is asked to wait, and then arrives, when the conversation’s quota is used up', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    for (let index = 0; index < 27; index++)
      await deployed.chat.post(HOME, said(`text ${index}`), `k${index}`);
    const limited = deployed.chat.post(HOME, said('The final answer.'), 'last');
    await expect(limited).rejects.toMatchObject({
      code: 'chat.rate_limited',
      details: { retryAfterMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 60_000) },
    });
    await deployed.wind(60_000);
    await deployed.chat.post(HOME, said('The final answer.'), 'last');
    expect(shown(deployed).at(-1)).toBe('The final answer.');
    expect(deployed.world.meter.peak(CHAT)).toBeLessThanOrEqual(30);
  });

  it('that WeCom itself limits says how long to wait, and nothing else is sent meanwhile', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.refuse['aibot_respond_msg'] = [45009];
    const limited = { code: 'chat.rate_limited' };
    await expect(deployed.chat.post(HOME, said('a'), 'k1')).rejects.toMatchObject(limited);
    const frames = deployed.socket.frames.length;
    await expect(deployed.chat.post(HOME, said('b'), 'k2')).rejects.toMatchObject(limited);
    expect(deployed.socket.frames).toHaveLength(frames);
    await deployed.wind(61_000);
    await deployed.chat.post(HOME, said('a'), 'k1');
    expect(shown(deployed)).toEqual(['a']);
  });

  it('that may or may not have been shown says so, and is not sent twice by itself', async () => {
    const deployed = await openSocket();
    deployed.socket.say('ana', 'hello', { group: 'wrHome' });
    await until(() => deployed.received.length === 1);
    deployed.socket.faults.dropAcks = 1;
    const posted = deployed.chat.post(HOME, said('maybe'), 'k1').catch((error: unknown) => error);
    await until(() => shown(deployed).length === 1);
    await deployed.wind(6_000);
    expect(await posted).toMatchObject({ code: 'chat.unknown' });
    expect(shown(deployed)).toEqual(['maybe']);
  });
});

describe('the card of a run', () => {
  it('lives in the bubble of the message that asked for it, and ends there', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    for (let step = 1; step <= 40; step++) {
      const steps = Array.from({ length: step }, (_, index) => ({
        title: `step ${index}`,
        status: 'success' as const,
      }));
      await deployed.chat.edit?.(posted, said('running', { card: aRunCard({ steps }) }));
      await deployed.wind(1_000);
    }
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toContain('step 3');
    const done = aRunCard({ badge: 'done', tone: 'good', lines: ['Deployed to eu-west.'], buttons: [] });
    await deployed.chat.edit?.(posted, said('done', { card: done }));
    await deployed.wind(30_000);
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toContain('Deployed to eu-west.');
    expect(deployed.world.screen.spinning()).toEqual([]);
    expect(deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_respond_msg').length).toBeLessThan(20);
  });

  it('shows its end once, whatever is edited after it', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    const done = aRunCard({ badge: 'done', tone: 'good', buttons: [] });
    await deployed.chat.edit?.(posted, said('done', { card: done }));
    await deployed.chat.edit?.(posted, said('done', { card: { ...done, lines: ['accepted by bo'] } }));
    expect(shown(deployed)).toHaveLength(1);
  });

  it('goes on in a new bubble before the first one dies, and is quiet after the third', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    for (let minute = 1; minute <= 60; minute++) {
      await deployed.chat.edit?.(
        posted,
        said('running', { card: aRunCard({ lines: [`minute ${minute}`] }) }),
      );
      await deployed.wind(60_000);
    }
    const bubbles = deployed.world.screen.in(CHAT);
    expect(bubbles).toHaveLength(3);
    expect(bubbles[0]?.content).toMatch(/goes on below/);
    expect(bubbles[2]?.content).toMatch(/report here/);
    expect(bubbles.every(({ isSealed }) => isSealed)).toBe(true);

    const done = aRunCard({ badge: 'done', tone: 'good', lines: ['Deployed.'], buttons: [] });
    await deployed.chat.edit?.(posted, said('done', { card: done }));
    expect(shown(deployed).filter((text) => text.includes('Deployed.'))).toHaveLength(1);
  });

  it('does not spin while people are waited for, is silent after that, and reports its end', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    await deployed.chat.edit?.(
      posted,
      said('waits', { card: aRunCard({ badge: 'needs approval', tone: 'attention' }) }),
    );
    expect(deployed.world.screen.spinning()).toEqual([]);
    expect(shown(deployed)[0]).toContain('needs approval');
    await deployed.chat.edit?.(posted, said('running', { card: aRunCard() }));
    expect(shown(deployed)).toHaveLength(1);
    await deployed.chat.edit?.(
      posted,
      said('failed', { card: aRunCard({ badge: 'failed', tone: 'bad', buttons: [] }) }),
    );
    expect(shown(deployed)).toHaveLength(2);
    expect(shown(deployed)[1]).toContain('failed');
  });

  it('of a schedule is announced and ended, with nothing in between', async () => {
    const deployed = await openSocket();
    deployed.world.chats.add(CHAT);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    for (let step = 0; step < 20; step++) {
      await deployed.chat.edit?.(posted, said('running', { card: aRunCard({ lines: [`step ${step}`] }) }));
    }
    const cancelled = aRunCard({ badge: 'cancelled', tone: 'neutral', buttons: [] });
    await deployed.chat.edit?.(posted, said('over', { card: cancelled }));
    expect(shown(deployed)).toHaveLength(2);
    expect(deployed.world.screen.in(CHAT)[0]).toMatchObject({ kind: 'card' });
    expect(shown(deployed)[1]).toContain('cancelled');
  });

  it('reports its end after a restart, and the bubble of before no longer spins', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    await deployed.close();
    const next = await deployed.another();
    await until(() => next.chat.health?.().detail === 'up');
    await until(() => deployed.world.screen.spinning().length === 0);
    await next.chat.edit?.(posted, said('running', { card: aRunCard() }));
    await next.chat.edit?.(
      posted,
      said('done', { card: aRunCard({ badge: 'done', tone: 'good', buttons: [] }) }),
    );
    expect(shown(deployed)).toHaveLength(2);
    expect(shown(deployed)[0]).toMatch(/interrupted/);
    expect(shown(deployed)[1]).toContain('done');
  });

  it('shares the conversation’s quota with others: five stay below it, and all their ends are shown at once', async () => {
    const deployed = await openSocket();
    const { world } = deployed;
    const posted = [];
    for (let run = 0; run < 5; run++) {
      await begun(deployed, `@Errand run ${run}`);
      posted.push(
        await deployed.chat.post(
          HOME,
          said('x', { card: aRunCard({ runId: `run-${run}`, title: `T-${run}` }) }),
          `run-${run}`,
        ),
      );
      await deployed.wind(10_000);
    }
    for (let second = 0; second < 120; second++) {
      for (const [run, ref] of posted.entries()) {
        await deployed.chat.edit?.(
          ref,
          said('x', {
            card: aRunCard({ runId: `run-${run}`, title: `T-${run}`, lines: [`second ${second}`] }),
          }),
        );
      }
      await deployed.wind(1_000);
    }
    for (const [run, ref] of posted.entries()) {
      const card = aRunCard({ runId: `run-${run}`, title: `T-${run}`, tone: 'good', badge: 'done' });
      await deployed.chat.edit?.(ref, said('x', { card }));
    }
    expect(world.meter.peak(CHAT)).toBeLessThanOrEqual(30);
    expect(shown(deployed).filter((text) => text.includes('done'))).toHaveLength(5);
    expect(world.screen.spinning()).toEqual([]);
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

describe('cards with buttons', () => {
  async function asked(deployed: SocketDeployment, card = aCard()): Promise<string> {
    await begun(deployed);
    await deployed.chat.post(HOME, said('On it.'), 'k0');
    const posted = await deployed.chat.post(HOME, said('x', { card }), 'k1');
    return posted.messageId;
  }
  const lastUpdate = (deployed: SocketDeployment): unknown =>
    deployed.socket.frames.findLast(({ cmd }) => cmd === 'aibot_respond_update_msg');

  it('hand in what was pressed, by whom and where, and close when the core shows the decision in time', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.socket.click('bo', taskId, 'Approve');
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({
      kind: 'action',
      action: 'approve',
      value: 'ask~ask-1~1',
      messageId: taskId,
      sender: { id: 'wecom:bo' },
      place: HOME,
    });
    const posted = { ...HOME, messageId: taskId };
    await deployed.chat.edit?.(
      posted,
      said('x', { card: aCard({ badge: 'approved by bo', buttons: [], tone: 'good' }) }),
    );
    expect(deployed.world.screen.card(taskId)?.card).toMatchObject({ card_type: 'text_notice' });
    expect(shown(deployed).at(-1)).toContain('approved by bo');
  });

  it('say to the one who pressed that it is looked at when nothing is decided in time; the others keep their buttons', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.socket.click('stranger', taskId, 'Approve');
    await until(() => deployed.received.length === 2);
    await deployed.wind(4_000);
    await until(() => lastUpdate(deployed) !== undefined);
    await deployed.clock.settle();
    expect(shown(deployed, 'stranger').at(-1)).toMatch(/being looked at/);
    expect(shown(deployed, 'ana').at(-1)).toContain('[Approve]');
    const posted = { ...HOME, messageId: taskId };
    await expect(
      deployed.chat.edit?.(posted, said('x', { card: aCard({ buttons: [] }) })),
    ).rejects.toMatchObject({ code: 'chat.gone' });
  });

  it('cannot be edited while nobody has pressed them', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    const edit = deployed.chat.edit?.(
      { ...HOME, messageId: taskId },
      said('x', { card: aCard({ buttons: [] }) }),
    );
    await expect(edit).rejects.toMatchObject({ code: 'chat.gone' });
  });

  it('give each of two presses its own key, and show the decision on both', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.socket.click('bo', taskId, 'Approve');
    deployed.socket.click('bo', taskId, 'Approve');
    await until(() => deployed.received.length === 3);
    expect(new Set(deployed.received.map(({ key }) => key)).size).toBe(3);
    await deployed.chat.edit?.(
      { ...HOME, messageId: taskId },
      said('x', { card: aCard({ buttons: [], badge: 'approved' }) }),
    );
    const updates = deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_respond_update_msg');
    expect(updates).toHaveLength(2);
    expect(shown(deployed).at(-1)).toContain('approved');
  });

  it('still work after a restart', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    await deployed.close();
    const next = await deployed.another();
    await until(() => next.chat.health?.().detail === 'up');
    deployed.socket.click('bo', taskId, 'Reject');
    await until(() => next.received.length === 1);
    expect(next.received[0]).toMatchObject({ action: 'reject', messageId: taskId });
  });

  it('posted anew about the same thing close the old card too when that is pressed', async () => {
    const deployed = await openSocket();
    const oldId = await asked(deployed);
    const anew = await deployed.chat.post(
      HOME,
      said('x', { card: aCard({ badge: 'approved', buttons: [] }) }),
      'k1',
    );
    deployed.socket.click('cy', oldId, 'Approve');
    await until(() => deployed.received.length === 2);
    await deployed.chat.edit?.(anew, said('x', { card: aCard({ badge: 'approved', buttons: [] }) }));
    expect(deployed.world.screen.card(oldId)?.card).toMatchObject({ card_type: 'text_notice' });
  });

  it('that were decided without a press are closed when somebody presses them later', async () => {
    const deployed = await openSocket();
    const oldId = await asked(deployed);
    await deployed.wind(1_000);
    await deployed.chat.post(
      HOME,
      said('x', { card: aCard({ badge: 'approved by ana', buttons: [] }) }),
      'k1#2',
    );
    deployed.socket.click('cy', oldId, 'Approve');
    await until(() => deployed.received.length === 2);
    await deployed.wind(4_000);
    await until(() => deployed.world.screen.card(oldId)?.card?.['card_type'] === 'text_notice');
    expect(deployed.world.screen.texts(CHAT).join('\n')).not.toContain('[Approve]');
  });

  it('that are not known are said to be too old; those of another conversation are not taken', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.world.screen.add({
      chat: CHAT,
      kind: 'card',
      content: '',
      taskId: 't_old',
      card: { task_id: 't_old' },
      views: new Map(),
    });
    deployed.socket.click('ana', 't_old', 'press|approve|x');
    await until(() => shown(deployed, 'ana').some((text) => text.includes('too old')));
    deployed.socket.click('eve', taskId, 'Approve', {}, 'single:eve');
    await until(() => shown(deployed, 'eve').some((text) => text.includes('does not belong')));
    deployed.socket.click('eve', taskId, 'press|cancel|run~run-1~1');
    await until(
      () => deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_respond_update_msg').length === 3,
    );
    expect(deployed.received).toHaveLength(1);
  });

  it('ask again before what cannot be undone, and only count the second press', async () => {
    const deployed = await openSocket();
    const stop = { action: 'cancel', label: 'Stop', value: 'run~run-1~1', confirm: 'The run ends here.' };
    const taskId = await asked(deployed, aCard({ buttons: [stop] }));
    deployed.socket.click('ana', taskId, 'Stop');
    await until(() => shown(deployed, 'ana').at(-1)?.includes('Are you sure?'));
    expect(shown(deployed, 'bo').at(-1)).not.toContain('Are you sure?');
    expect(deployed.received).toHaveLength(1);
    deployed.socket.click('ana', taskId, 'Back');
    await until(() => !shown(deployed, 'ana').at(-1)?.includes('Are you sure?'));
    deployed.socket.click('ana', taskId, 'Stop');
    await until(() => shown(deployed, 'ana').at(-1)?.includes('Are you sure?'));
    deployed.socket.click('ana', taskId, 'Stop');
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'cancel' });
  });

  it('hand in the choices of a form', async () => {
    const deployed = await openSocket();
    const fields = [
      {
        name: 'regions',
        label: 'Regions',
        kind: 'choices' as const,
        isRequired: true,
        options: ['eu', 'us', 'ap'],
      },
    ];
    const answer = { action: 'answer', label: 'Send', value: 'ask~ask-1~1' };
    const taskId = await asked(deployed, aCard({ buttons: [answer], fields }));
    expect(deployed.world.screen.card(taskId)?.card).toMatchObject({ card_type: 'vote_interaction' });
    deployed.socket.click('ana', taskId, 'Send', { f0: ['eu', 'ap'] });
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'answer', values: { regions: ['eu', 'ap'] } });
  });

  it('turn more than six answers into a vote, each with its own value', async () => {
    const deployed = await openSocket();
    const buttons = Array.from({ length: 9 }, (_, index) => ({
      action: 'answer',
      label: `option ${index}`,
      value: `ask~ask-1~1~${index}`,
    }));
    const taskId = await asked(deployed, aCard({ buttons }));
    deployed.socket.click('ana', taskId, '✓', { pick: ['option 7'] });
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'answer', value: 'ask~ask-1~1~7' });
  });

  it('are said in full before a card that is too small for them, with how to answer by typing', async () => {
    const deployed = await openSocket();
    await asked(
      deployed,
      aCard({ lines: Array.from({ length: 30 }, (_, line) => `argument ${line}: ${'x'.repeat(40)}`) }),
    );
    const [, context, card] = shown(deployed);
    expect(context).toContain('argument 29');
    expect(context).toContain('or type: approve A-1');
    expect(card).toContain('[Approve]');
  });

  it('are shown once when the acknowledgement of the card is lost', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.chat.post(HOME, said('On it.'), 'k0');
    deployed.socket.faults.dropAcks = 1;
    const posted = deployed.chat.post(HOME, said('x', { card: aCard() }), 'k1');
    await until(() => deployed.world.screen.in(CHAT).length === 2);
    await deployed.wind(6_000);
    await posted;
    expect(deployed.world.screen.in(CHAT).filter(({ kind }) => kind === 'card')).toHaveLength(1);
  });

  it('still hand in a press while the database does not say what the card was', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    let release = (): void => undefined;
    deployed.hangStore(new Promise((resolve) => (release = resolve)));
    deployed.socket.click('bo', taskId, 'Approve');
    await deployed.wind(2_000);
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'approve', messageId: taskId });
    await deployed.wind(4_500);
    await until(() => shown(deployed, 'bo').at(-1)?.includes('being looked at'));
    release();
  });

  it('say that a press could not be stored', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.onReceive(() => Promise.reject(new Error('the database is away')));
    deployed.socket.click('bo', taskId, 'Approve');
    await until(() => shown(deployed, 'bo').at(-1)?.includes('could not write'));
    expect(shown(deployed, 'ana').at(-1)).toContain('[Approve]');
  });

  it('speak Chinese to those who do', async () => {
    const deployed = await openSocket();
    await begun(deployed, '@助手 部署网站');
    await deployed.chat.setActivity?.(HOME, 'idle');
    await deployed.wind(6_000);
    expect(shown(deployed)).toEqual(['已收到。']);
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
