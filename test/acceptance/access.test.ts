import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  product = await startProduct();
  slack = await startInSlack({
    config: 'platforms: {slack: {channels: ["T01:C01"], people: ["*"]}}',
  });
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop()]);
});

describe('the token', () => {
  it('S13 writes into no channel that the configuration does not serve', async () => {
    const task = { title: 'Leak', description: 'Leak', run: true };
    const secret = { platform: 'slack', channel: 'T01:C0SECRET', thread: '1.1' };
    const refused = await slack.send('POST', '/tasks', { ...task, home: secret });
    expect(refused).toMatchObject({ status: 400, body: { faults: [{ field: 'home.channel' }] } });
    const nowhere = await slack.send('POST', '/tasks', { ...task, home: { ...secret, platform: 'nope' } });
    expect(nowhere).toMatchObject({ status: 400, body: { faults: [{ field: 'home.platform' }] } });
    expect(await slack.tasks()).toEqual([]);
    const served = await slack.send('POST', '/tasks', {
      title: 'Fine',
      home: { ...secret, channel: 'T01:C01' },
    });
    expect(served.status).toBe(201);
  });

  it('S16 is guessed a few dozen times a minute at most, and then not looked at for a moment', async () => {
    const own = await startProduct();
    try {
      const answers: Response[] = [];
      for (let at = 0; at < 60; at += 1)
        answers.push(
          await fetch(`${own.address()}/api/v1/tasks`, { headers: { authorization: `Bearer wrong-${at}` } }),
        );
      const counts = (status: number) => answers.filter((one) => one.status === status).length;
      expect(counts(401)).toBeLessThan(40);
      expect(counts(401) + counts(429)).toBe(60);
      const held = answers.find(({ status }) => status === 429);
      expect(Number(held?.headers.get('retry-after'))).toBeGreaterThan(0);
      await own.clock.wind(5_000);
      expect((await own.send('GET', '/tasks')).status).toBe(200);
    } finally {
      await own.stop();
    }
  });
});

describe('links that agents write', () => {
  it('S14 show where they lead when their words name another host, wherever', async () => {
    const text =
      'See [https://bank.test/@login](https://evil.test/x) and [Open https://bank.test](https://evil.test/y).';
    slack.model.turn('the bank', [text]);
    const ts = await slack.write('U01', `${BOT} where is the bank`, { channel: 'C01' });
    const seen = slack.thread(ts).at(-1)?.text ?? '';
    expect(seen.match(/evil\.test/g)?.length).toBeGreaterThanOrEqual(2);
  });
});

describe('days and moments', () => {
  it('P53 the agent is told the day that it is for the person, however far west', async () => {
    slack.slack.addUser('U09', 'Wes', { timeZone: 'America/Los_Angeles' });
    slack.slack.addChannel('C01', ['U01', 'U02', 'U03', 'U04', 'U09']);
    slack.model.turn('Renew it', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Renew it', due: '2031-12-01' }] }),
      'Noted.',
    ]);
    await slack.write('U09', `${BOT} Renew it`, { channel: 'C01' });
    slack.model.turn('what is due', ['That.']);
    await slack.write('U09', `${BOT} what is due`, { channel: 'C01' });
    const told = slack.model.asked('what is due').join('\n');
    expect(told).toContain('due 2031-12-01');
    expect(told).not.toContain('due 2031-12-02');
  });

  it('B18 sentences of the API are in the configured zone where the request names none', async () => {
    const { number } = await product.create({ title: 'Later', home: home() });
    await product.event(number, 'defer', { reason: 'budget', until: '2031-02-01T01:30:00Z' });
    const { sentence } = await product.ask<{ sentence: string }>('GET', `/tasks/${number}/why`);
    expect(sentence).toContain('09:30');
  });

  it('D9 B18 one deadline has one time and names its zone, on the card, in the reminder, in the API and on the page', async () => {
    const own = await startProduct({
      config: 'channels: [{platform: web, channel: berlin, time_zone: Europe/Berlin}]',
    });
    onTestFinished(() => own.stop());
    own.model.run('Ask', [call('ask_people', { kind: 'text', question: 'Which region?' })]);
    const { number } = await own.create({ title: 'Ask here', description: 'Ask', home: home(), run: true });
    const card = await own.card('ana', 'ask');
    const deadline = /Tue, 7 Jan 2031, 17:\d\d UTC\+8/.exec(JSON.stringify(card.card))?.[0];
    expect(deadline).toBeDefined();
    const { sentence } = await own.ask<{ sentence: string }>('GET', `/tasks/${number}/why`);
    expect(sentence).toContain(deadline);
    const cookie = `${(await fetch(own.signInLink(), { redirect: 'manual' })).headers.get('set-cookie')}`;
    const page = await fetch(`${own.address()}/tasks/${number}`, {
      headers: { cookie: `${cookie.split(';')[0]}; errand_time_zone=America%2FLos_Angeles` },
    });
    expect(await page.text()).toContain(deadline);
    await own.clock.wind(13 * 3_600_000);
    await own.settle();
    expect((await own.heard('ana')).join('\n')).toContain(`${deadline}`);
    const there = home('berlin');
    await own.create({ title: 'Ask there', description: 'Ask', home: there, run: true });
    const other = await own.card('ana', 'ask', { channel: 'berlin' });
    expect(JSON.stringify(other.card)).toMatch(/Tue, 7 Jan 2031, 2\d:\d\d UTC\+1/);
  });

  it('F14 F30 neither the API nor typed words defer into the past, and `priority=high` is no title', async () => {
    const { number } = await product.create({ title: 'Now', home: home('typed') });
    const refused = await product.event(number, 'defer', { reason: 'x', until: '2031-01-01T00:00:00Z' });
    expect(refused).toMatchObject({ status: 400 });
    await product.say('ana', `/task defer ${number} until 2030-01-01 budget`, { channel: 'typed' });
    expect(await product.task(number)).toMatchObject({ status: 'backlog' });
    await product.say('ana', `/task update ${number} priority=high`, { channel: 'typed' });
    expect(await product.task(number)).toMatchObject({ title: 'Now', priority: 'high' });
  });
});
