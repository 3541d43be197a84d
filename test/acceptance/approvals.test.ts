import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

const post = (path: string, body: string) =>
  call('http_send', { method: 'POST', url: product.sink.url(path), body });

describe('approval of a call', () => {
  it('F83 F86 a call that needs an approval is made once, by the same run, with what was approved, and never before', async () => {
    const channel = 'f86';
    product.model.run('Pay INV-86', [post('/f86', '{"amount":86}'), 'Paid.']);
    const { number } = await product.order('ana', { title: 'Pay INV-86' }, { channel });
    expect(product.sink.at('/f86')).toEqual([]);
    expect(await product.task(number)).toMatchObject({ status: 'in_progress', wait: { kind: 'approval' } });

    await product.press('ana', 'approve', { channel });
    expect(product.sink.at('/f86').map(({ body }) => body)).toEqual(['{"amount":86}']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', result: 'Paid.' });
    expect(await product.runs(number)).toHaveLength(1);
  });
});
