import { CARDS } from '../../adapters/chat/wecom/records.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { SECRETS, aCard, aRunCard, closeAll, openApp, said } from '../fakes/wecom/index.ts';

afterEach(closeAll);

const HOME = { platform: 'wecom', channel: 'app:ana', thread: 'app:ana' };
const never = (): Promise<never> => new Promise(() => undefined);

describe('a self-built app', () => {
  it('proves its address, and takes a message with its long id whole', async () => {
    const { app, received } = await openApp();
    expect(await app.verify('1616140317555161061')).toMatchObject({
      status: 200,
      body: '1616140317555161061',
    });
    const answers = await app.say('ana', '部署网站 ]] > <b>', { msgid: '4561255354251345929' });
    expect(answers).toEqual([{ status: 200, contentType: 'text/plain; charset=utf-8', body: '' }]);
    expect(received[0]).toMatchObject({ key: '4561255354251345929', text: '部署网站 ]] > <b>', place: HOME });
  });

  it('takes links and places as text, and of pictures that there is one: their addresses are not kept', async () => {
    const { app, received } = await openApp();
    await app.send(
      'ana',
      '<MsgType>link</MsgType><Title>Docs</Title><Description></Description><Url>https://a.example</Url>',
    );
    await app.send('ana', '<MsgType>location</MsgType><Location_X>23.1</Location_X><Label>深圳市</Label>');
    await app.send(
      'ana',
      '<MsgType>image</MsgType><PicUrl>https://p.qpic.cn/5ec4e7</PicUrl><MediaId>m</MediaId>',
    );
    expect(received.map((one) => 'text' in one && one.text)).toEqual([
      'Docs\nhttps://a.example',
      '深圳市',
      '',
    ]);
    expect(received.at(-1)).toMatchObject({ enclosures: [{ kind: 'image' }] });
    expect(JSON.stringify(received)).not.toContain('5ec4e7');
  });

  it('does not take what is for another app', async () => {
    const { app, received } = await openApp();
    const answers = await app.say('ana', 'x', { agentId: 7 });
    expect(answers[0]?.status).toBe(403);
    expect(received).toEqual([]);
  });

  it('leaves a message for WeCom to send again when it cannot be stored in time', async () => {
    const deployed = await openApp();
    let tries = 0;
    deployed.onReceive(() => (++tries === 1 ? never() : Promise.resolve()));
    const saying = deployed.app.say('ana', 'hello');
    await deployed.wind(5_000);
    expect((await saying).map(({ status }) => status)).toEqual([503, 200]);
    expect(new Set(deployed.received.map(({ key }) => key)).size).toBe(1);
  });

  it('replies with messages of its own, of at most 2048 bytes', async () => {
    const { chat, world } = await openApp();
    await chat.post(HOME, said('好的。'.repeat(400)), 'k1');
    const texts = world.screen.texts('app:ana');
    expect(texts.map((text) => text.slice(0, 5))).toEqual(['(1/3)', '(2/3)', '(3/3)']);
    expect(texts.map((text) => text.slice(6)).join('')).toBe('好的。'.repeat(400));
  });

  it('fetches one token for many messages, and a new one when that has ended', async () => {
    const { chat, api, world } = await openApp();
    await Promise.all(['a', 'b', 'c'].map((text) => chat.post(HOME, said(text), text)));
    expect(api.tokens()).toBe(1);
    api.endTokens();
    await chat.post(HOME, said('d'), 'd');
    expect(api.tokens()).toBe(2);
    expect(world.screen.texts('app:ana').toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says when a person cannot be reached, although WeCom calls it a success', async () => {
    const { chat } = await openApp();
    for (const person of ['guest', 'stranger']) {
      const posted = chat.post({ ...HOME, channel: `app:${person}` }, said('x'), person);
      await expect(posted).rejects.toMatchObject({
        code: 'chat.refused',
        details: { reason: 'no_such_person' },
      });
    }
  });

  it('tells which address an administrator has to allow, and tries again until then', async () => {
    const { chat, api } = await openApp();
    api.faults.refuse['/cgi-bin/message/send'] = [60020];
    await expect(chat.post(HOME, said('x'), 'k')).rejects.toMatchObject({
      code: 'chat.unavailable',
      details: { reason: 'untrusted_ip', fromIp: '203.0.113.9' },
    });
    await chat.post(HOME, said('x'), 'k');
  });

  it('takes a press at once, and shows the decision when it comes, days later too', async () => {
    const deployed = await openApp();
    const { chat, app, world } = deployed;
    const posted = await chat.post(HOME, said('x', { card: aCard() }), 'k1');
    const answer = await app.click({
      userId: 'ana',
      taskId: posted.messageId,
      label: 'Approve',
      chat: HOME.channel,
    });
    expect(answer).toMatchObject({ status: 200, body: '' });
    await deployed.wind(60_000);
    expect(deployed.received[0]).toMatchObject({ action: 'approve', sender: { id: 'wecom:ana' } });
    const decided = said('x', { card: aCard({ context: 'approved', buttons: [] }) });
    await chat.edit?.(posted, decided);
    expect(world.screen.texts('app:ana', 'ana').at(-1)).toContain('approved');
    await expect(chat.edit?.(posted, decided)).rejects.toMatchObject({ code: 'chat.gone' });
  });

  it('announces a run and reports its end', async () => {
    const { chat, world } = await openApp();
    const posted = await chat.post(HOME, said('x', { card: aRunCard() }), 'run');
    await chat.edit?.(posted, said('x', { card: aRunCard({ lines: ['half way'] }) }));
    await chat.edit?.(posted, said('x', { card: aRunCard({ context: 'done', tone: 'good', buttons: [] }) }));
    const texts = world.screen.texts('app:ana');
    expect(texts).toHaveLength(2);
    expect(texts[1]).toContain('done');
  });

  it('keeps its secret, token and codes out of logs and errors', async () => {
    const deployed = await openApp();
    const { chat, app, api, log } = deployed;
    const posted = await chat.post(HOME, said('x', { card: aCard() }), 'k1');
    await app.click({ userId: 'ana', taskId: posted.messageId, label: 'Approve', chat: HOME.channel });
    await deployed.wind(5_000);
    api.faults.refuse['/cgi-bin/message/update_template_card'] = [42046];
    const errors = [
      await chat.edit?.(posted, said('x', { card: aCard({ buttons: [] }) })).catch((error: unknown) => error),
    ];
    api.faults.badGateway = 1;
    errors.push(await chat.post(HOME, said('y'), 'k2').catch((error: unknown) => error));
    log.error({ errors }, 'as the outbox would');
    const everything = log.text() + JSON.stringify(await deployed.store.own(CARDS).find({}, { limit: 10 }));
    expect(errors).toHaveLength(2);
    for (const secret of [SECRETS.corpSecret, SECRETS.token, '5ec4e7'])
      expect(everything).not.toContain(secret);
  });
});
