import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({
    config: 'tools: {http_send: {approval: always, approvers: {anyone_in_channel: true}}}',
  });
});
afterAll(() => product.stop());

/** `#` stands for the number of the approval that is open in the thread. */
const NO_DECISIONS = [
  'approve #?',
  'should we approve #',
  'can you approve #',
  'who may approve #',
  'approve or reject #',
  'should I reject #',
  'reject #?',
  'approve # if the price is below 100',
  'approve # once legal has signed',
  'approve # unless bo objects',
  'approve # after lunch',
  'approve # tomorrow',
  'reject # if it is too expensive',
  'do not approve #',
  "please don't approve #",
  'never approve #',
  'not approve #',
  'I would approve #, but wait',
  'approve # - not yet',
  'approve #: no',
  'approve # lol no',
  'APPROVE # NOT',
  'approve # (joking)',
  'approve # and A-99',
  'bo, approve #',
  '@bo approve #',
  'approved # yesterday by mistake',
  'I approve of # in principle',
  'looks like # is approved',
  '# approve? yes',
  '> approve #',
  '"approve #"',
  'ok',
  'yes',
  'sure, sounds good',
  'go',
  '批准 # 吗',
  '要不要批准 #？',
  '批准 # 还是拒绝',
  '如果便宜就批准 #',
  '批准 #，等法务确认后',
  '批准 # 之前先问老板',
  '不批准 #',
  '别批准#',
  '先别批准 #',
  '暂不批准 #',
  '批准不了 #',
  '不拒绝 #',
  '小王，批准 #',
  '同意',
];

describe('what is no decision', () => {
  it('P1 P2 P4 a question, a condition, a negation, a second number or talk to others decides nothing, and a plain word then does', async () => {
    product.model.run('Pay it', [
      call('http_send', { method: 'POST', url: product.sink.url('/pay'), body: 'x' }),
      'Paid.',
    ]);
    const task = await product.order('ana', { title: 'Pay it', description: 'Pay it' });
    const place = { thread: task.home?.thread ?? '' };
    const [ask] = await product.asks(task.number);
    const number = ask?.number ?? '';
    for (const text of NO_DECISIONS) {
      await product.say('bo', text.replace('#', number), place);
      const [now] = await product.asks(task.number);
      expect([text, now?.state, now?.decisions]).toEqual([text, 'open', []]);
    }
    expect(product.sink.at('/pay')).toHaveLength(0);
    await product.say('bo', `approve ${number}`, place);
    expect(product.sink.at('/pay')).toHaveLength(1);
  }, 90_000);
});
