import { afterEach, describe, expect, it } from 'vitest';
import { aCard, begun, closeAll, group, HOME, openSocket, said, shown, until } from '../fakes/wecom/index.ts';

afterEach(closeAll);

const CHAT = HOME.channel;
const ANA = { id: 'wecom:ana', name: 'ana' };

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
    deployed.socket.say('ana', 'hello');
    await begun(deployed);
    await deployed.chat.post(HOME, said('Only you.', { onlyFor: ANA }), 'k1');
    expect(shown(deployed).join('')).not.toContain('Only you.');
    expect(deployed.world.screen.texts('single:ana')).toEqual(['Only you.']);
  });

  it('for one person who never wrote alone is said in the group when it is no secret, else only that there is one', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.chat.post(HOME, said('A slip.', { onlyFor: ANA, mayBeOverheard: true }), 'k1');
    expect(shown(deployed)).toEqual(['@ana A slip.']);
    const locale = 'zh-CN';
    await deployed.chat.post(HOME, said('A secret.', { onlyFor: ANA, locale }), 'k2');
    await deployed.chat.post(HOME, said('x', { onlyFor: ANA, locale, card: aCard() }), 'k3');
    expect(shown(deployed).slice(1)).toEqual([
      expect.stringMatching(/^@ana 这条回复只能给您一个人看/),
      expect.stringMatching(/^@ana 这条回复只能给您一个人看/),
    ]);
    expect(JSON.stringify(deployed.world.screen.items)).not.toMatch(/A secret|Send the report/);
  });

  it('for one person is not said to others because of a passing trouble', async () => {
    const deployed = await openSocket();
    deployed.socket.say('ana', 'hello');
    await begun(deployed);
    deployed.socket.faults.refuse['aibot_send_msg'] = [45009];
    const posted = deployed.chat.post(HOME, said('A slip.', { onlyFor: ANA, mayBeOverheard: true }), 'k1');
    await expect(posted).rejects.toMatchObject({ code: 'chat.rate_limited' });
    expect(shown(deployed).join('')).not.toContain('A slip.');
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

  it('leaves no bubble open because WeCom did not let it be closed at once, nor closes one that is worked for', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.refuse['aibot_respond_msg'] = [45009];
    await deployed.chat.setActivity?.(HOME, 'idle');
    await deployed.wind(6_000);
    expect(deployed.world.screen.spinning()).toHaveLength(1);
    await deployed.wind(61_000);
    expect(shown(deployed)).toEqual(['Noted.']);

    await begun(deployed);
    await deployed.chat.setActivity?.(HOME, 'idle');
    await begun(deployed, '@Errand and then?');
    await deployed.wind(6_000);
    expect(shown(deployed).filter((text) => text === 'Noted.')).toHaveLength(1);
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
