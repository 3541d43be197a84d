import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { NotificationView } from '../../src/contract/notifications.ts';
import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

/** Bo without the rights of the one token, which sees everything. */
const BO = 'the-token-of-bo-alone';
const own = { headers: { authorization: `Bearer ${BO}` } };
const config = `${ANYONE}tokens: {bo-alone: {env: ERRAND_TOKEN_BO_ALONE, person: 'web:bo', scopes: [read, tasks]}}\n`;

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config, env: { ERRAND_TOKEN_BO_ALONE: BO } });
});
afterAll(() => product.stop());

type Options = Parameters<Product['ask']>[3];
async function told(title: string, as: Options): Promise<NotificationView[]> {
  const path = '/notifications?limit=100';
  const { items } = await product.ask<{ items: NotificationView[] }>('GET', path, undefined, as);
  return items.filter((one) => one.title === title);
}
const unread = async (as: Options): Promise<number> =>
  (await product.ask<{ unread: number }>('GET', '/notifications/unread', undefined, as)).unread;

describe('F144 the notifications of a person', () => {
  it('F144 F147 hold every end once, with its type, for each whose work it is, whatever the policy says', async () => {
    const broken = { status: 400, error: { message: 'broken' } };
    for (const [type, last] of [['completed', 'All is well.'] as const, ['failed', broken] as const]) {
      const title = `Bell ${type}`;
      product.model.run(title, [last]);
      const made = await product.order('ana', { title }, { channel: `bell-${type}` });
      await product.ask('PATCH', `/tasks/${made.number}`, { notify: 'silent' });
      await product.until('the end', async () => (await product.task(made.number)).completedAt !== null);
      await product.settle();
      const once = { type, task: made.number, ask: null, isUnread: true };
      expect(await told(title, { person: 'ana' })).toEqual([expect.objectContaining(once)]);
      expect(await told(title, { person: 'zoe' })).toEqual([]);
    }
    expect((await told('Bell completed', { person: 'ana' }))[0]?.text).toBe('All is well.');
  });

  it('F144 what people are asked counts until it is decided, and what somebody did themselves is no news to them', async () => {
    const title = 'Bell of a question';
    product.model.run(title, [call('ask_people', { kind: 'text', question: 'Which one?' }), 'The first.']);
    const { number } = await product.order('carol', { title }, { channel: 'bell-asks' });
    const [ask] = await product.asks(number);
    const asked = { type: 'needs_you', ask: ask?.number, text: 'Which one?' };
    expect(await told(title, { person: 'carol' })).toMatchObject([{ ...asked, isUnread: true }]);
    expect(await unread({ person: 'carol' })).toBe(1);
    await product.decide(ask?.number ?? '', 'answer', { value: 'one' }, { person: 'bo' });
    expect(await told(title, { person: 'carol' })).toMatchObject([
      { type: 'completed', isUnread: true },
      { ...asked, isUnread: false },
    ]);
    const byHand = await product.order(
      'carol',
      { title: 'By hand', assignee: 'carol' },
      { channel: 'bell-asks' },
    );
    await product.say('carol', `task stop ${byHand.number}`, { channel: 'bell-asks' });
    expect(await told('By hand', { person: 'carol' })).toEqual([]);
  });

  it('F144 are read one by one or all at once, by their person alone, and stay read over a restart', async () => {
    for (const title of ['Bell one', 'Bell two'])
      await product.order('dan', { title }, { channel: 'bell-read' });
    await product.settle();
    const dan = { person: 'dan' };
    expect(await unread(dan)).toBe(2);
    const [one] = await told('Bell one', dan);
    const ids = [one?.id];
    expect(await product.ask('POST', '/notifications/read', { ids }, { person: 'zoe' })).toEqual({
      unread: 0,
    });
    expect(await unread(dan)).toBe(2);
    expect(await product.ask('POST', '/notifications/read', { ids }, dan)).toEqual({ unread: 1 });
    expect(await product.ask('POST', '/notifications/read', {}, dan)).toEqual({ unread: 0 });
    await product.restart();
    expect(await unread(dan)).toBe(0);
    expect(await told('Bell two', dan)).toMatchObject([{ isUnread: false }]);
  });

  it('F144 tell nothing of a task to those who may not see it any more', async () => {
    const title = 'Bell of the salaries';
    await product.say('bo', 'task help', { channel: 'bell-private' });
    const { number } = await product.order('ana', { title, assignee: 'bo' }, { channel: 'bell-private' });
    await product.event(number, 'complete', { reason: 'They are paid.' }, { person: 'ana' });
    expect(await told(title, own)).toMatchObject([{ task: number, isUnread: true }]);
    const before = await unread(own);
    await product.ask('PATCH', `/tasks/${number}`, { assignee: null });
    expect(await told(title, own)).toEqual([]);
    expect(await unread(own)).toBe(before - 1);
  });
});
