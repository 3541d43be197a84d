import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { onServices } from './harness/environment.ts';
import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({
    config: `
groups: {leads: [web:carol, web:dan]}
tools: {http_send: {approval: always, approvers: {groups: [leads]}}}
starts: {approved_by: {people: [web:carol], token_holder: true}}
`,
  });
});
afterAll(() => product.stop());

describe('who decides in the console and by the API', () => {
  it('F84 F165 B21 D5 neither the holder of the token nor a person whom no policy names decides for those whom it names', async () => {
    product.model.run('Send the offer', [
      call('http_send', { method: 'POST', url: product.sink.url('/offer'), body: '{}' }),
      'Sent.',
    ]);
    const { number } = await product.order('ana', { title: 'Send the offer' });
    const [ask] = await product.asks(number);
    for (const person of [undefined, 'alice', 'ana']) {
      const as = person ? { person } : {};
      const { status, body } = await product.decide(ask?.number ?? '', 'approve', {}, as);
      expect([person, status, body]).toMatchObject([person, 403, { code: 'ask.not_yours' }]);
      const event = await product.event(number, 'approve', {}, as);
      expect([person, event.status]).toEqual([person, 403]);
    }
    expect(product.sink.at('/offer')).toEqual([]);
    const shown = await product.ask<{ isYours: boolean }>('GET', `/asks/${ask?.number}`);
    expect(shown.isYours).toBe(false);
    if (onServices) return;
    const own = await product.ask<{ isYours: boolean }>('GET', `/asks/${ask?.number}`, undefined, {
      person: 'carol',
    });
    expect(own.isYours).toBe(true);
    await product.decide(ask?.number ?? '', 'approve', {}, { person: 'carol' });
    expect(product.sink.at('/offer')).toHaveLength(1);
  });

  it('F99 F103 F165 B21 the holder of the token accepts no work that anyone in the channel may', async () => {
    product.model.run('Write the letter', ['Written.']);
    const { number } = await product.create({ title: 'Write the letter', isReviewRequired: true, run: true });
    const [ask] = await product.asks(number);
    const of = ask?.number ?? '';
    expect(ask).toMatchObject({ isYours: false, mayDecide: { anyoneInChannel: true, tokenHolder: false } });
    const { status, body } = await product.decide(of, 'accept', {}, {});
    expect([status, body]).toMatchObject([403, { code: 'ask.not_yours' }]);
    expect((await product.event(number, 'accept', {}, {})).status).toBe(403);
    expect(await product.task(number)).toMatchObject({ status: 'awaiting_review' });
    expect((await product.decide(of, 'accept', {}, { person: 'bo' })).status).toBe(200);
  });

  it('F84 F165 B21 the holder of the token decides where the policy says so, and is recorded as such', async () => {
    product.model.run('Begin the audit', ['Done.']);
    const { number } = await product.create({
      title: 'Begin the audit',
      description: 'Begin the audit',
      isApprovalRequired: true,
    });
    const [ask] = await product.asks(number);
    const { status, body } = await product.decide(ask?.number ?? '', 'approve', {}, {});
    expect([status, body.decisions[0]]).toMatchObject([200, { by: { id: 'api:token' }, via: 'api' }]);
  });
});
