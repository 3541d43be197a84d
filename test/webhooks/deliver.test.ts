import { describe, expect, it } from 'vitest';

import type { WebhookTryView } from '../../src/contract/webhooks.ts';
import type { Fetched, FetchRequest } from '../../src/ports/fetcher.ts';
import { startApp } from '../fakes/app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const URL_OF_SHOP = 'https://shop.example.com/errand?token=hidden';

const answered = (status: number, headers: Record<string, string> = {}): Fetched => ({
  kind: 'answered',
  status,
  contentType: 'text/plain',
  headers,
  text: `status ${status}`,
  isCut: false,
});

/** A product with one webhook, and a receiver that answers as the test says. */
async function open(answer: (request: FetchRequest) => Fetched) {
  const app = await startApp({ run: ['Done.'] });
  const received: FetchRequest[] = [];
  app.fetcher.answer = async (request) => {
    received.push(request);
    return answer(request);
  };
  const webhook = await app.core.commands.createWebhook(
    { name: 'Shop', url: URL_OF_SHOP, from: ['*'] },
    app.api,
  );
  /** Time passes, looked at so often as the outbox looks. */
  const pass = async (ms: number) => {
    await app.clock.leap(ms);
    for (let look = 0; look < 3; look += 1) {
      await app.clock.leap(1500);
      await app.settle();
      await app.core.eventSender.sweep();
    }
  };
  const end = async () => {
    const task = await app.core.commands.createTask({ title: 'Count the stock', run: true }, app.api);
    await pass(0);
    return task;
  };
  const tries = async (): Promise<WebhookTryView[]> =>
    (await app.core.commands.listWebhookTries(webhook.id, { limit: 100 }, app.api)).items;
  const state = () => app.core.commands.getWebhook(webhook.id, app.api);
  return { app, received, webhook, pass, end, tries, state };
}
const idOf = ({ headers }: FetchRequest): string => headers?.['webhook-id'] ?? '';

describe('what another system is told', () => {
  it('F138 is sent again by the table, the same bytes under the same id, through an outage of two days', async () => {
    let isUp = false;
    const { app, received, pass, end, tries, state } = await open(() => answered(isUp ? 204 : 500));
    await end();
    const waits = [10_000, 6 * MINUTE, 34 * MINUTE, 2.3 * HOUR, 5.6 * HOUR, 11.1 * HOUR, 15.5 * HOUR];
    for (const [at, wait] of waits.entries()) {
      await pass(wait);
      expect(received.length, `after wait ${at}`).toBe(at + 2);
    }
    isUp = true;
    await pass(22.1 * HOUR);
    await pass(3 * DAY);
    expect(received).toHaveLength(9);
    expect(new Set(received.map(idOf)).size).toBe(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers?.['webhook-timestamp'])).size).toBe(9);
    const log = await tries();
    expect(log.map(({ status, cause, state: row }) => `${status} ${cause} ${row}`)).toEqual([
      '204 null sent',
      ...Array<string>(8).fill('500 http_500 sent'),
    ]);
    expect(await state()).toMatchObject({ failures: 0, failingSince: null, disabled: null });
    await app.stop();
  });

  it('F138 is given up after ten tries, listed as undelivered, and sent again by hand', async () => {
    let isUp = false;
    const { app, received, webhook, pass, end, state } = await open(() => answered(isUp ? 200 : 503));
    await end();
    for (let day = 0; day < 12; day += 1) await pass(1.2 * DAY);
    expect(received).toHaveLength(10);
    const { items } = await app.core.commands.listDeliveries({ state: 'undelivered', limit: 10 }, app.api);
    expect(items).toMatchObject([
      { kind: 'event', state: 'dead', about: 'task.completed · shop.example.com', taskNumber: 'T-1' },
    ]);
    expect(JSON.stringify([items, await state(), app.log.lines])).not.toContain('hidden');
    isUp = true;
    expect(await app.core.commands.resendEvents(webhook.id, {}, app.api)).toEqual({ count: 1 });
    await pass(0);
    expect(new Set(received.map(idOf)).size).toBe(1);
    expect(received).toHaveLength(11);
    // What arrived is sent once more only by its id.
    expect(await app.core.commands.resendEvents(webhook.id, {}, app.api)).toEqual({ count: 0 });
    const event = received.map(idOf)[0] ?? '';
    expect(await app.core.commands.resendEvents(webhook.id, { event }, app.api)).toEqual({ count: 1 });
    await pass(0);
    expect(received).toHaveLength(12);
    await app.stop();
  });

  it('F138 switches off a receiver that says it is gone, at once, and one that fails for five days; both can be put back', async () => {
    let status = 410;
    const { app, received, webhook, pass, end, state } = await open(() => answered(status));
    await end();
    await pass(DAY);
    expect(received).toHaveLength(1);
    expect(await state()).toMatchObject({ disabled: { reason: 'gone' } });
    const back = () => app.core.commands.updateWebhook(webhook.id, { disabled: null }, app.api);
    status = 500;
    await back();
    for (let count = 0; count < 3; count += 1) {
      await app.core.commands.testWebhook(webhook.id, app.api);
      for (let look = 0; look < 5; look += 1) await pass(0.5 * DAY);
    }
    expect((await state()).disabled).toMatchObject({ reason: 'failing' });
    expect((await state()).failures).toBeGreaterThanOrEqual(20);
    const before = received.length;
    await app.core.commands.testWebhook(webhook.id, app.api);
    await pass(DAY);
    expect(received).toHaveLength(before);
    status = 200;
    await back();
    await app.core.commands.testWebhook(webhook.id, app.api);
    await pass(0);
    expect(await state()).toMatchObject({ disabled: null, failures: 0 });
    await app.stop();
  });

  it.each<[string, Fetched, string]>([
    [
      'a redirect',
      { kind: 'elsewhere', status: 302, url: 'https://other.example.com', isTaken: true },
      'http_302',
    ],
    ['silence', { kind: 'unknown', trouble: 'timeout', host: 'shop.example.com' }, 'timeout'],
    ['a connection that breaks', { kind: 'unknown', trouble: 'broken', host: 'shop.example.com' }, 'broken'],
    ['an answer of 4xx', answered(404), 'http_404'],
  ])('F138 takes %s for not delivered, and tries again', async (_, answer, cause) => {
    let first = true;
    const { app, received, pass, end, tries } = await open(() => {
      const now = first ? answer : answered(200);
      first = false;
      return now;
    });
    await end();
    await pass(10_000);
    expect(received).toHaveLength(2);
    expect((await tries()).map((one) => one.cause)).toEqual([null, cause]);
    await app.stop();
  });

  it('F138 waits as long as a busy receiver asks, and sends nothing to an address in the own network', async () => {
    let answer: Fetched = answered(429, { 'retry-after': '3600' });
    const { app, received, pass, end, tries } = await open(() => answer);
    await end();
    await pass(30 * MINUTE);
    expect(received).toHaveLength(1);
    answer = { kind: 'not_sent', trouble: 'address_not_allowed', host: 'shop.example.com' };
    await pass(HOUR);
    await pass(2 * DAY);
    expect(received).toHaveLength(2);
    expect(await tries()).toMatchObject([
      { cause: 'address_not_allowed', state: 'refused' },
      { status: 429 },
    ]);
    await app.stop();
  });

  it.each([
    'http://shop.example.com/hook',
    'https://user:pass@shop.example.com/hook',
    'https://shop.example.com:22/hook',
    'ftp://shop.example.com/hook',
    'shop.example.com',
    '',
  ])('F138 is sent to no address like %j', async (url) => {
    const app = await startApp();
    const making = app.core.commands.createWebhook({ name: 'Shop', url, from: ['*'] }, app.api);
    await expect(making).rejects.toMatchObject({ code: 'input.invalid' });
    await app.stop();
  });

  it('F138 leaves the conversations alone while its receiver hangs', async () => {
    const { app, received, pass } = await open(() => answered(200));
    let release = (_: Fetched) => {};
    const answer = app.fetcher.answer;
    app.fetcher.answer = () => new Promise((resolve) => (release = resolve));
    await app.core.commands.createTask({ title: 'Count the stock', run: true }, app.api);
    await app.clock.leap(3000);
    await app.clock.settle();
    await app.say('ana', 'task list');
    expect((await app.botTexts()).length).toBeGreaterThan(0);
    app.fetcher.answer = answer;
    expect(received).toEqual([]);
    release(answered(200));
    await pass(0);
    await app.stop();
  });
});
