import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { NewWebhookView, WebhookTryView, WebhookView } from '../../src/contract/webhooks.ts';
import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import type { Received } from './harness/sink.ts';
import { ANYONE } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: `${ANYONE}admins: [web:ana]\n` });
});
afterAll(() => product.stop());

const make = (path: string, input: Record<string, unknown>): Promise<NewWebhookView> =>
  product.ask<NewWebhookView>(
    'POST',
    '/webhooks',
    { name: path, url: product.sink.url(path), ...input },
    { person: 'ana' },
  );
const order = (channel: string, title: string, more: Record<string, unknown> = {}) =>
  product.create({
    title,
    description: `Do ${title}.`,
    run: true,
    home: { platform: 'web', channel, thread: title },
    ...more,
  });
const arrived = (path: string, count = 1): Promise<Received[]> =>
  product.until(`${count} at ${path}`, () => {
    const all = product.sink.at(path);
    return all.length >= count && all;
  });
const read = ({ body }: Received) =>
  JSON.parse(body) as {
    type: string;
    event: string;
    url: string;
    data: { task: Record<string, unknown>; outputs: string; deliverables: { name: string }[] };
  };
/** As the receiver checks it, by Standard Webhooks. */
const signatures = ({ headers, body }: Received, secret: string): [expected: string, sent: string[]] => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return [expected, String(headers['webhook-signature']).split(' ')];
};

/** In steps that leave a request the time that it takes. */
async function pass(minutes: number): Promise<void> {
  for (let step = 0; step < minutes * 6; step += 1) {
    await product.clock.wind(10_000);
    await sleep(10);
  }
}

describe('another system', () => {
  it('F138 is told how a task of its channels has ended, once, signed with its secret, and of no other', async () => {
    const webhook = await make('/told', { from: ['web:stock'] });
    product.model.run('Do Count.', [
      call('save_deliverable', { name: 'count.md', content: '42' }),
      'There are 42.',
    ]);
    product.model.run('Do Other.', ['Done.']);
    const task = await order('stock', 'Count');
    await order('elsewhere', 'Other');
    await product.settle();
    const [first, second] = await arrived('/told');
    expect(second).toBeUndefined();
    if (!first) throw new Error('nothing came');
    expect(read(first)).toMatchObject({
      type: 'task.completed',
      event: 'task_completed',
      data: {
        task: { number: task.number, title: 'Count', status: 'completed', outcome: 'success' },
        outputs: 'There are 42.',
        deliverables: [{ name: 'count.md' }],
      },
    });
    expect(read(first).url).toMatch(new RegExp(`/tasks/${task.number}$`));
    const [expected, sent] = signatures(first, webhook.secret ?? '');
    expect(sent).toEqual([expected]);
    expect(first.headers['content-type']).toBe('application/json');
  });

  it('F138 is told when people are waited for, when a result is to be reviewed, and when work fails or is stopped', async () => {
    await make('/all', { from: ['web:all'] });
    product.model.run('Do Ask.', [call('ask_people', { kind: 'text', question: 'Which region?' }), 'Done.']);
    const asked = await order('all', 'Ask');
    await arrived('/all', 1);
    await product.ask('POST', `/tasks/${asked.number}/events`, { event: 'cancel' }, { person: 'ana' });
    await arrived('/all', 2);
    product.model.run('Do Review.', ['Look at it.']);
    await order('all', 'Review', { isReviewRequired: true });
    const events = (await arrived('/all', 3)).map(read);
    expect(events.map(({ type, data: { task } }) => `${type} ${String(task['title'])}`)).toEqual([
      'task.needs_input Ask',
      'task.cancelled Ask',
      'task.awaiting_review Review',
    ]);
  });

  it('F138 that was down for ten minutes is told later, once, and the log has every try', async () => {
    const webhook = await make('/down', { from: ['web:down'], types: ['task.completed'] });
    product.sink.answer('/down', (_, response) => response.writeHead(503).end('not now'));
    product.model.run('Do Wait.', ['Done.']);
    await order('down', 'Wait');
    await arrived('/down', 2);
    await pass(6);
    expect((await arrived('/down', 3)).length).toBe(3);
    product.sink.answer('/down', (_, response) => response.writeHead(200).end('thanks'));
    await pass(36);
    const path = `/webhooks/${webhook.id}/deliveries`;
    const items = await product.until('a delivery', async () => {
      const tries = await product.ask<{ items: WebhookTryView[] }>('GET', path);
      return tries.items[0]?.state === 'sent' && tries.items;
    });
    const [last, ...failed] = items;
    expect(last).toMatchObject({ status: 200, cause: null, answer: 'thanks' });
    expect(failed.length).toBeGreaterThanOrEqual(3);
    for (const one of failed)
      expect(one).toMatchObject({ event: last?.event, state: 'sent', status: 503, cause: 'http_503' });
    const all = product.sink.at('/down');
    expect(new Set(all.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
  });

  it('F138 can be tried out, changes its secret with both valid, is switched off, and shows no address or secret', async () => {
    const webhook = await make('/try?token=hidden', { from: ['*'], types: ['task.failed'], name: 'Try' });
    const path = `/webhooks/${webhook.id}`;
    const post = <T>(what: string, input: object) =>
      product.ask<T>('POST', `${path}/${what}`, input, { person: 'ana' });
    const fresh = await post<NewWebhookView>('rotate', { keepOldForHours: 1 });
    await post('test', {});
    const [first] = await arrived('/try?token=hidden');
    if (!first) throw new Error('nothing came');
    expect(read(first).type).toBe('test.ping');
    const [old, sent] = signatures(first, webhook.secret ?? '');
    expect(sent).toEqual([signatures(first, fresh.secret ?? '')[0], old]);
    const shown = await product.ask<WebhookView>('GET', path);
    const list = await product.ask<{ items: WebhookView[] }>('GET', '/webhooks');
    const all = JSON.stringify([shown, list, product.log.lines]);
    for (const secret of ['hidden', webhook.secret ?? 'none', fresh.secret ?? 'none'])
      expect(all).not.toContain(secret);
    await product.ask('PATCH', path, { isActive: false }, { person: 'ana' });
    await post('test', {});
    await product.settle();
    expect(product.sink.at('/try?token=hidden')).toHaveLength(1);
    await product.ask('DELETE', path, undefined, { person: 'ana' });
    await expect(product.ask('GET', path)).rejects.toThrow('404');
    await expect(make('/x', { url: 'http://10.0.0.7/hook', from: ['*'] })).rejects.toThrow('url');
  });

  it('F138 F144 that says it is gone is switched off, and administrators are told once, in both of their consoles', async () => {
    await make('/gone', { from: ['web:gone'], name: 'The old shop' });
    product.sink.answer('/gone', (_, response) => response.writeHead(410).end('gone'));
    product.model.run('Do Gone.', ['Done.']);
    await order('gone', 'Gone');
    const notified = async (person?: string) => {
      const as = person ? { person } : {};
      const path = '/notifications?limit=100';
      const { items } = await product.ask<{ items: { type: string; text: string }[] }>(
        'GET',
        path,
        undefined,
        as,
      );
      return items.filter(({ type }) => type === 'delivery_trouble').map(({ text }) => text);
    };
    await product.until('the notification', async () => (await notified('ana')).length > 0);
    await product.clock.wind(2 * 60_000);
    expect(await notified('ana')).toEqual([
      expect.stringMatching(/^The webhook The old shop \(.*\) is switched off: its receiver says/),
    ]);
    expect(await notified()).toHaveLength(1);
    expect(await notified('zoe')).toEqual([]);
    await product.clock.wind(3_600_000);
    await product.restart();
    await product.clock.wind(2 * 60_000);
    expect(await notified('ana')).toHaveLength(1);
  });

  it('F138 is told of an end though the process stops right after it', async () => {
    await make('/crash', { from: ['web:crash'] });
    product.model.run('Do Crash.', ['Done.']);
    await order('crash', 'Crash');
    await product.until(
      'an end',
      async () => (await product.tasks('?platform=web&channel=crash'))[0]?.status === 'completed',
    );
    await product.restart();
    await arrived('/crash');
    await product.settle();
    expect(product.sink.at('/crash')).toHaveLength(1);
  });
});
