import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startInSlack } from './harness/slack.ts';
import { startInWeCom } from './harness/wecom.ts';

interface Ready {
  ready: boolean;
  checks: Record<string, { isUp: boolean; detail: string }>;
}

const readinessOf = async (product: { address(): string }): Promise<Ready> =>
  (await (await fetch(`${product.address()}/readyz`)).json()) as Ready;

describe('a Slack that ends every connection as soon as it stands', () => {
  let slack: Awaited<ReturnType<typeof startInSlack>>;
  const opens = (): number =>
    slack.slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
  beforeAll(async () => {
    slack = await startInSlack({ mode: 'socket' });
  });
  afterAll(() => slack.stop());

  it('P19 is asked a few times a minute, is said to be down and why, and serves again once it lets us', async () => {
    const before = opens();
    slack.slack.endSockets('link_disabled');
    await slack.clock.wind(60_000);
    expect(opens() - before).toBeLessThan(25);
    const inTheFirst = opens();
    await slack.clock.wind(60_000);
    expect(opens() - inTheFirst).toBeLessThan(10);
    expect((await readinessOf(slack)).checks['slack']).toEqual({ isUp: false, detail: 'link_disabled' });
    const told = slack.log.messages('error').filter((line) => line.startsWith('Slack ends the connections'));
    expect(told).toHaveLength(1);

    slack.slack.endSockets();
    await slack.until('connections', () => slack.slack.socketCount() === 2);
    const isUp = async () => (await readinessOf(slack)).checks['slack']?.isUp;
    await slack.until('a Slack that is said to be up', isUp);
    expect((await readinessOf(slack)).checks['slack']).toEqual({ isUp: true, detail: 'ok' });
    await slack.write('U01', '<@UBOTT01> still there?');
    expect(slack.slack.seen('C01', 'U01').at(-1)?.text).toBe('OK.');
  });
});

describe('a WeCom that ends every connection as soon as it is subscribed', () => {
  let wecom: Awaited<ReturnType<typeof startInWeCom>>;
  beforeAll(async () => {
    wecom = await startInWeCom();
  });
  afterAll(() => wecom.stop());

  it('P19 is subscribed to a few times a minute, and serves again once it lets us', async () => {
    wecom.socket.faults.isCutAtOnce = true;
    wecom.socket.cut();
    await wecom.until('a second try', () => wecom.socket.subscriptions() > 2);
    const before = wecom.socket.subscriptions();
    await wecom.clock.wind(60_000);
    await wecom.clock.wind(60_000);
    expect(wecom.socket.subscriptions() - before).toBeLessThan(12);
    const waits = wecom.log.lines.flatMap(({ fields }) => ('waitMs' in fields ? [fields['waitMs']] : []));
    expect(waits.slice(0, 5)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000]);
    expect((await readinessOf(wecom)).checks['wecom']?.isUp).toBe(false);

    wecom.socket.faults.isCutAtOnce = false;
    await wecom.until('a connection', () => wecom.socket.isConnected());
    await wecom.write('ana', 'still there?');
    expect(wecom.screen('ana').at(-1)).toBe('OK.');
  });
});
