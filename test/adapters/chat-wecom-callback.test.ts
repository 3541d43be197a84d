import { WINDOWS } from '../../adapters/chat/wecom/records.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/domain/message.ts';
import {
  SECRETS,
  aCard,
  aRunCard,
  closeAll,
  group,
  openAibot,
  said,
  secretBox,
  single,
  until,
} from '../fakes/wecom/index.ts';
import type { AibotDeployment } from '../fakes/wecom/index.ts';

afterEach(closeAll);

const HOME = single('ana');
const GROUP = group('wrHome');
const shown = ({ world }: AibotDeployment, chat = HOME.channel): string[] => world.screen.texts(chat);
const never = (): Promise<never> => new Promise(() => undefined);

describe('the address of a smart bot', () => {
  it('is proven with what WeCom sent, and nothing around it', async () => {
    const { aibot, chat } = await openAibot();
    const answer = await aibot.verify('5927782489442352469');
    expect(answer).toMatchObject({ status: 200, body: '5927782489442352469' });
    const bare = await chat.handleHttp({
      method: 'GET',
      url: '/wecom/aibot',
      query: { echostr: 'x' },
      rawBody: '',
    });
    expect(bare.status).toBe(400);
  });

  it('is proven although a proxy has made spaces of the plus signs in the question', async () => {
    const { aibot, chat } = await openAibot();
    for (let echo = 0; echo < 20; echo++) {
      const { query } = aibot.question(String(echo));
      const spaced = { ...query, echostr: query['echostr']?.replaceAll('+', ' ') ?? '' };
      const answer = await chat.handleHttp({
        method: 'GET',
        url: '/wecom/aibot',
        query: spaced,
        rawBody: '',
      });
      expect(answer).toMatchObject({ status: 200, body: String(echo) });
    }
  });

  it('is proven however slow the database is', async () => {
    const deployed = await openAibot();
    deployed.onReceive(never);
    const before = deployed.clock.monotonicMs();
    expect((await deployed.aibot.verify('1')).status).toBe(200);
    expect(deployed.clock.monotonicMs()).toBe(before);
  });

  it('refuses what is not signed, too old, for another bot, or sent a second time, all in the same words', async () => {
    const { aibot, chat, clock, received, log } = await openAibot();
    const message = {
      msgid: 'm',
      aibotid: 'bot-1',
      chattype: 'single',
      from: { userid: 'ana' },
      msgtype: 'text',
      text: { content: 'x' },
    };
    const good = aibot.seal(message);
    const forged = { ...good, query: { ...good.query, msg_signature: '0'.repeat(40) } };
    const spoilt = { ...good, rawBody: good.rawBody.replace(/"encrypt":"./, '"encrypt":"!') };
    const other = aibot.seal({ ...message, aibotid: 'bot-2' });
    const answers = [
      await chat.handleHttp(forged),
      await chat.handleHttp(spoilt),
      await chat.handleHttp(other),
    ];
    expect((await chat.handleHttp(good)).status).toBe(200);
    answers.push(await chat.handleHttp(good));
    const old = aibot.seal(message);
    await clock.advance(301_000);
    answers.push(await chat.handleHttp(old));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 403, contentType: 'text/plain; charset=utf-8', body: 'forbidden' })]),
    );
    expect(received).toHaveLength(1);
    expect(log.text()).not.toContain(SECRETS.token);
  });

  it('refuses what is too large or has no envelope', async () => {
    const { aibot, chat } = await openAibot();
    const good = aibot.seal({ msgtype: 'text' });
    expect((await chat.handleHttp({ ...good, rawBody: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(400);
    expect((await chat.handleHttp({ ...good, rawBody: '[]' })).status).toBe(400);
    expect((await chat.handleHttp({ ...good, query: {} })).status).toBe(400);
    expect((await chat.handleHttp({ ...good, url: '/wecom/app' })).status).toBe(404);
  });
});

describe('a message by callback', () => {
  it('comes in, and is answered with a bubble that the reply fills', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy the site');
    expect(deployed.received[0]).toMatchObject({
      kind: 'message',
      text: 'deploy the site',
      place: HOME,
      sender: { id: 'wecom:ana' },
    });
    expect(deployed.world.screen.spinning()).toHaveLength(1);
    await deployed.chat.post(HOME, said('On it: T-42.'), 'k1');
    await deployed.wind(2_000);
    expect(shown(deployed)).toEqual(['On it: T-42.']);
    expect(deployed.world.screen.spinning()).toEqual([]);
    await deployed.wind(20_000);
    expect(shown(deployed)).toHaveLength(1);
  });

  it('is answered in time although it cannot be stored yet, and stored later', async () => {
    const deployed = await openAibot();
    let release = (): void => undefined;
    deployed.onReceive(() => new Promise((resolve) => (release = resolve)));
    const saying = deployed.aibot.say('ana', 'deploy the site');
    await deployed.wind(4_000);
    await saying;
    expect(deployed.aibot.exchanges[0]).toMatchObject({ status: 200, tookMs: 3_500 });
    release();
    await deployed.chat.post(HOME, said('On it.'), 'k1');
    await deployed.wind(2_000);
    expect(shown(deployed)).toEqual(['On it.']);
  });

  it('keeps its bubble while the database hangs altogether, and is replied to afterwards', async () => {
    const deployed = await openAibot();
    const collection = deployed.store.own(WINDOWS);
    let release = (): void => undefined;
    const hang = new Promise<void>((resolve) => (release = resolve));
    deployed.hangStore(hang);
    const saying = deployed.aibot.say('ana', 'deploy the site');
    await deployed.wind(20_000);
    await saying;
    expect(deployed.world.screen.spinning()).toHaveLength(1);
    expect(deployed.aibot.exchanges.every(({ status, tookMs }) => status === 200 && tookMs < 5_000)).toBe(
      true,
    );
    release();
    await until(() => deployed.received.length === 1);
    expect(await collection.count({}, 10)).toBe(1);
    await deployed.chat.post(HOME, said('On it.'), 'k1');
    await deployed.wind(2_000);
    expect(shown(deployed)).toEqual(['On it.']);
  });

  it('is sent again by WeCom when it could not be stored, and stored then', async () => {
    const deployed = await openAibot();
    let failures = 1;
    deployed.onReceive(async () => {
      if (failures-- > 0) throw new Error('the database is away');
    });
    await deployed.aibot.say('ana', 'deploy the site');
    expect(deployed.aibot.exchanges.map(({ status }) => status)).toEqual([503, 200]);
    expect(new Set(deployed.received.map(({ key }: Incoming) => key)).size).toBe(1);
  });

  it('whose storing fails after the answer asks the person to write it again', async () => {
    const deployed = await openAibot();
    let fail = (_error: Error): void => undefined;
    deployed.onReceive(() => new Promise((_resolve, reject) => (fail = reject)));
    const saying = deployed.aibot.say('ana', 'deploy the site');
    await deployed.wind(4_000);
    await saying;
    fail(new Error('the database is away'));
    await deployed.wind(3_000);
    expect(shown(deployed)[0]).toMatch(/send it again/);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('delivered twice has one bubble', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy', { msgid: 'once' });
    await deployed.aibot.say('ana', 'deploy', { msgid: 'once' });
    await deployed.chat.post(HOME, said('On it.'), 'k1');
    await deployed.wind(3_000);
    await deployed.aibot.say('ana', 'deploy', { msgid: 'once' });
    await deployed.wind(3_000);
    expect(shown(deployed)).toEqual(['On it.']);
    expect(new Set(deployed.received.map(({ key }) => key)).size).toBe(1);
  });

  it('that wants no reply has its bubble closed', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'thanks');
    await deployed.wind(65_000);
    expect(shown(deployed)).toEqual(['Noted.']);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('is replied to by another process than the one that took it', async () => {
    const deployed = await openAibot();
    const other = await deployed.another();
    await deployed.aibot.say('ana', 'deploy');
    await other.chat.post(HOME, said('On it.'), 'k1');
    await deployed.wind(2_000);
    expect(shown(deployed)).toEqual(['On it.']);
  });
});

describe('a long run by callback', () => {
  it('shows progress, closes its bubble before WeCom stops to ask, and ends by the message’s own address', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    const posted = await deployed.chat.post(HOME, said('x', { card: aRunCard() }), 'run-1');
    for (let minute = 1; minute <= 20; minute++) {
      await deployed.chat.edit?.(posted, said('x', { card: aRunCard({ lines: [`minute ${minute}`] }) }));
      await deployed.wind(60_000);
    }
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toContain('minute 6');
    expect(shown(deployed)[0]).toMatch(/will tell you here/);
    expect(deployed.world.screen.spinning()).toEqual([]);

    await deployed.chat.edit?.(
      posted,
      said('x', { card: aRunCard({ context: 'done', tone: 'good', lines: ['Deployed.'], buttons: [] }) }),
    );
    expect(shown(deployed)).toHaveLength(2);
    expect(shown(deployed)[1]).toContain('Deployed.');
    await deployed.chat.edit?.(
      posted,
      said('x', { card: aRunCard({ context: 'done', tone: 'good', lines: ['again'], buttons: [] }) }),
    );
    expect(shown(deployed)).toHaveLength(2);
  });

  it('never spends that address on progress', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    await deployed.chat.post(HOME, said('On it.'), 'k1');
    const posted = await deployed.chat.post(HOME, said('x', { card: aRunCard() }), 'run-1');
    await deployed.chat.edit?.(posted, said('x', { card: aRunCard({ lines: ['half way'] }) }));
    expect(deployed.api.calls).toEqual([]);
  });

  it('has what the bot says about it in one bubble with its progress', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    const posted = await deployed.chat.post(HOME, said('x', { card: aRunCard() }), 'run-1');
    await deployed.chat.post(HOME, said('I have started T-42.'), 'k1');
    await deployed.chat.edit?.(posted, said('x', { card: aRunCard({ lines: ['half way'] }) }));
    await deployed.wind(2_000);
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toMatch(/^I have started T-42\.[\s\S]*half way/);
    await deployed.chat.edit?.(
      posted,
      said('x', { card: aRunCard({ tone: 'good', lines: ['Deployed.'], buttons: [] }) }),
    );
    await deployed.wind(2_000);
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toMatch(/^I have started T-42\.[\s\S]*Deployed/);
    expect(deployed.api.calls).toEqual([]);
  });

  it('waits with what is left to say until somebody writes again', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    await deployed.wind(3_700_000);
    const post = (): Promise<unknown> => deployed.chat.post(HOME, said('The end.'), 'k1');
    await expect(post()).rejects.toMatchObject({ code: 'chat.rate_limited' });
    await deployed.aibot.say('ana', 'how is it going?');
    await post();
    await deployed.wind(2_000);
    expect(shown(deployed).at(-1)).toBe('The end.');
  });

  it('keeps that address where the store cannot read it, and uses it once', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    const [window] = await deployed.store.own(WINDOWS).find({}, { limit: 1 });
    expect(JSON.stringify(window)).not.toContain('responsecode-5ec4e7');
    expect(secretBox.open(window?.responseUrl ?? '')).toContain('responsecode-5ec4e7');
    await deployed.wind(400_000);
    await deployed.chat.post(HOME, said('The end.'), 'k1');
    await expect(deployed.chat.post(HOME, said('One more.'), 'k2')).rejects.toMatchObject({
      code: 'chat.rate_limited',
      details: { reason: 'nothing_to_reply_to' },
    });
    expect(shown(deployed).at(-1)).toBe('The end.');
    expect(deployed.api.calls).toEqual(['/cgi-bin/aibot/response']);
  });

  it('ends after a restart', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    const posted = await deployed.chat.post(HOME, said('x', { card: aRunCard() }), 'run-1');
    await deployed.wind(400_000);
    await deployed.close();
    const next = await deployed.another();
    await next.chat.edit?.(
      posted,
      said('x', { card: aRunCard({ context: 'done', tone: 'good', buttons: [] }) }),
    );
    expect(shown(deployed).at(-1)).toContain('done');
  });

  it('whose last bubble nobody fetches ends by the address', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'deploy');
    deployed.aibot.stopAsking();
    await deployed.chat.post(HOME, said('The end.'), 'k1');
    await deployed.clock.advance(10_000);
    await until(() => shown(deployed).at(-1) === 'The end.');
    expect(deployed.api.calls).toEqual(['/cgi-bin/aibot/response']);
  });

  it('does not answer to an address that is not WeCom’s', async () => {
    const deployed = await openAibot();
    const message = {
      msgid: 'm9',
      aibotid: 'bot-1',
      chattype: 'single',
      from: { userid: 'ana' },
      msgtype: 'text',
      text: { content: 'x' },
    };
    const evil = 'https://evil.example/cgi-bin/aibot/response?response_code=1';
    expect(
      (await deployed.chat.handleHttp(deployed.aibot.seal({ ...message, response_url: evil }))).status,
    ).toBe(200);
    const window = await deployed.store.own(WINDOWS).get('m9');
    expect(window?.responseUrl).toBeNull();
  });
});

describe('cards by callback', () => {
  async function asked(deployed: AibotDeployment, home = GROUP): Promise<string> {
    await deployed.aibot.say('ana', '@Errand send the report', { group: 'wrHome' });
    const posted = await deployed.chat.post(home, said('x', { card: aCard() }), 'k1');
    await deployed.wind(2_000);
    return posted.messageId;
  }

  it('come with the bubble that they close', async () => {
    const deployed = await openAibot();
    await asked(deployed);
    const items = deployed.world.screen.in(GROUP.channel);
    expect(items.map(({ kind }) => kind)).toEqual(['bubble', 'card']);
    expect(items[0]).toMatchObject({ isSealed: true });
    expect(items[0]?.content).toContain('or type: approve A-1');
  });

  it('take a press, and show the decision in the answer to it', async () => {
    const deployed = await openAibot();
    const taskId = await asked(deployed);
    deployed.onReceive(async () => {
      deployed.clock.after(300, () => {
        const decided = said('x', { card: aCard({ context: 'approved by bo', buttons: [] }) });
        void deployed.chat.edit?.({ ...GROUP, messageId: taskId }, decided);
      });
    });
    const press = deployed.aibot.click({ userId: 'bo', taskId, label: 'Approve', chat: GROUP.channel });
    await deployed.wind(1_000);
    await press;
    expect(deployed.received.at(-1)).toMatchObject({ action: 'approve', sender: { id: 'wecom:bo' } });
    expect(shown(deployed, GROUP.channel).at(-1)).toContain('approved by bo');
    expect(deployed.world.screen.card(taskId)?.card).toMatchObject({ card_type: 'text_notice' });
  });

  it('bring, when pressed, the right to say one thing more', async () => {
    const deployed = await openAibot();
    const taskId = await asked(deployed);
    await deployed.wind(400_000);
    await deployed.chat.post(GROUP, said('Waiting since an hour.'), 'k2');
    const result = (): Promise<unknown> => deployed.chat.post(GROUP, said('The report is sent.'), 'k3');
    await expect(result()).rejects.toMatchObject({ code: 'chat.rate_limited' });
    const press = deployed.aibot.click({ userId: 'bo', taskId, label: 'Approve', chat: GROUP.channel });
    await deployed.wind(5_000);
    await press;
    await result();
    expect(shown(deployed, GROUP.channel).at(-1)).toBe('The report is sent.');
  });

  it('answer a press within 5 s although nothing is decided and the database hangs', async () => {
    const deployed = await openAibot();
    const taskId = await asked(deployed);
    deployed.onReceive(never);
    const press = deployed.aibot.click({ userId: 'bo', taskId, label: 'Approve', chat: GROUP.channel });
    await deployed.wind(5_000);
    await press;
    expect(deployed.aibot.exchanges.at(-1)?.tookMs).toBeLessThan(5_000);
    expect(deployed.world.screen.texts(GROUP.channel, 'bo').at(-1)).toMatch(/Checking/);
  });

  it('are said as text where no card gets through: later, in a group', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', '@Errand send the report', { group: 'wrHome' });
    await deployed.wind(400_000);
    await deployed.chat.post(GROUP, said('x', { card: aCard() }), 'k1');
    const last = deployed.world.screen.in(GROUP.channel).at(-1);
    expect(last).toMatchObject({ kind: 'markdown' });
    expect(last?.content).toContain('or type: approve A-1');
  });

  it('are sent as cards later to one person', async () => {
    const deployed = await openAibot();
    await deployed.aibot.say('ana', 'send the report');
    await deployed.wind(400_000);
    await deployed.chat.post(HOME, said('x', { card: aCard() }), 'k1');
    expect(deployed.world.screen.in(HOME.channel).at(-1)).toMatchObject({ kind: 'card' });
  });
});

it('no secret reaches a log or an error', async () => {
  const deployed = await openAibot();
  await deployed.aibot.say('ana', 'a private message');
  await deployed.wind(400_000);
  deployed.api.faults.badGateway = 1;
  const error = await deployed.chat
    .post(HOME, said('a private answer'), 'k1')
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'chat.unknown' });
  await deployed.chat.handleHttp({
    ...deployed.aibot.seal({ msgtype: 'text' }),
    rawBody: '{"encrypt":"AAAA"}',
  });
  deployed.log.error({ error }, 'as the outbox would');
  const logged = deployed.log.text();
  for (const secret of [SECRETS.token, SECRETS.aesKey, '5ec4e7', 'private'])
    expect(logged).not.toContain(secret);
});
