import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { sign } from '../fakes/slack/delivery.ts';
import { SIGNING_SECRET } from '../fakes/slack/index.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { startInWeCom } from './harness/wecom.ts';

/** What a request may take on a busy machine; each of these once took many times as long. */
const SOON_MS = 1500;

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  product = await startProduct();
  slack = await startInSlack();
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop()]);
});

async function taken(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** An event as Slack signs it. */
async function slackEvent(event: object): Promise<number> {
  const timestamp = String(Math.floor(slack.clock.now().getTime() / 1000));
  const body = JSON.stringify({
    token: 'x',
    team_id: 'T01',
    api_app_id: 'A01',
    type: 'event_callback',
    event_id: `Ev${Math.random()}`,
    event_time: Number(timestamp),
    authorizations: [{ team_id: 'T01', user_id: 'UBOTT01', is_bot: true }],
    event,
  });
  const answer = await fetch(`${slack.address()}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(SIGNING_SECRET, timestamp, body),
    },
    body,
  });
  return answer.status;
}

describe('what strangers send', () => {
  it('S7 a Slack message of 39,000 spaces is taken at once', async () => {
    const message = { type: 'app_mention', user: 'U01', channel: 'C01', ts: '1925456402.000001' };
    const ms = await taken(async () => {
      expect(await slackEvent({ ...message, text: `${BOT}${' '.repeat(39_000)}` })).toBe(200);
    });
    expect(ms).toBeLessThan(SOON_MS);
    await slack.settle();
  });

  it.each([[null], [5], [{}], [[]], ['']])(
    'S22 a Slack event of the user %j is answered with 200',
    async (user) => {
      const event = { type: 'message', user, channel: 'C01', ts: '1925456402.000002', text: 'hello' };
      expect(await slackEvent(event)).toBe(200);
      expect(await slackEvent({ ...event, type: 'app_mention' })).toBe(200);
      expect(await slackEvent({ type: 'app_home_opened', user, channel: 'D01', tab: 'home' })).toBe(200);
    },
  );

  it('S8 nobody without a signature keeps the door of WeCom busy', async () => {
    const wecom = await startInWeCom({ surface: 'app' });
    try {
      const query = new URLSearchParams({ msg_signature: 'x', timestamp: '1', nonce: '1' });
      for (const unit of ['<![CDATA[', '<a>', '<!--', '&amp;']) {
        const ms = await taken(async () => {
          const body = `<xml>${unit.repeat(Math.floor(250_000 / unit.length))}`;
          const answer = await fetch(`${wecom.address()}/wecom/app?${query.toString()}`, {
            method: 'POST',
            body,
          });
          expect([400, 403]).toContain(answer.status);
        });
        expect([unit, ms < SOON_MS]).toEqual([unit, true]);
      }
    } finally {
      await wecom.stop();
    }
  });

  it('S17 a name of 20,000 characters is looked for among hundreds of tasks at once', async () => {
    for (let at = 0; at < 150; at += 1)
      await product.ask('POST', '/tasks', { title: `Task ${at} of many words here` });
    const words = `/task show ${'many words '.repeat(1_800)}`;
    await product.ask('POST', '/chat/messages', { channel: 'long', person: 'ana', text: words });
    const slowest = await taken(async () => {
      await fetch(`${product.address()}/healthz`);
      await product.settle();
    });
    expect(slowest).toBeLessThan(2 * SOON_MS);
  });

  it('L1 a sign-in link with an end of a text in it leads to the console', async () => {
    for (const next of ['/%00', '/board%00', '/%0d%0aSet-Cookie:x=1', '/%7f']) {
      const answer = await fetch(`${product.signInLink()}&next=${next}`, { redirect: 'manual' });
      expect([next, answer.status]).toEqual([next, 303]);
      expect(answer.headers.get('set-cookie')).not.toContain('x=1');
    }
  });

  it('L2 a client that hangs up in the middle of its body is no error of ours', async () => {
    const before = product.log.messages('error').length;
    const { port } = new URL(product.address());
    for (let at = 0; at < 20; at += 1) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(
        `POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-token-for-acceptance-only\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"title":`,
      );
      await new Promise((resolve) => setTimeout(resolve, 10));
      socket.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(product.log.messages('error').slice(before)).toEqual([]);
  });

  it('S15 the log tells who asked from where, and each wrong token, and never a token', async () => {
    await product.send('GET', '/tasks', undefined, { person: 'ana' });
    const line = product.log.lines.findLast(
      ({ message, fields }) => message === 'request' && fields['path'] === '/api/v1/tasks',
    );
    expect(line?.fields).toMatchObject({ person: 'web:ana', address: '127.0.0.1' });
    const headers = { authorization: 'Bearer a-guess-that-is-wrong' };
    await fetch(`${product.address()}/api/v1/tasks`, { headers });
    await fetch(`${product.address()}/sign-in?token=a-guess-that-is-wrong`);
    const wrong = product.log.lines.filter(({ message }) => message === 'a wrong token was shown');
    expect(wrong.map(({ level, fields }) => [level, fields['address']])).toEqual([
      ['warn', '127.0.0.1'],
      ['warn', '127.0.0.1'],
    ]);
    expect(product.log.text()).not.toContain('a-guess-that-is-wrong');
    expect(product.log.text()).not.toContain('a-token-for-acceptance-only');
  });
});
