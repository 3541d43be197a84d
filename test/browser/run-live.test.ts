import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser } from './bench.ts';
import { openProduct, type Product } from './product.ts';

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => product.close());
afterAll(() => browser.close());

const read = (url: string) => ({ name: 'http_get', args: { url } });

describe('the page of a run under way', () => {
  it('F43 shows each step as it happens', async () => {
    product = await openProduct(browser, {
      run: (url) => [
        { calls: [read(`${url}/1`)], hang: 'before' },
        { calls: [read(`${url}/2`)] },
        { calls: [read(`${url}/3`)], hang: 'before' },
        { text: 'I have read them.' },
      ],
    });
    const { task } = await product.start('ana', { title: 'Read three pages' });
    const state = () =>
      product.call<{ status: string; currentRunId: string }>('GET', `/tasks/${task.number}`);
    await expect.poll(async () => (await state()).status).toBe('in_progress');
    const { currentRunId } = await state();
    const run = await product.arrive('ana', `/runs/${currentRunId}`);

    await product.releaseModel();
    await expect.poll(() => run.locator('.step .mark.success').count()).toBe(2);
    expect((await state()).status).toBe('in_progress');
    expect(await run.locator('.step').count()).toBe(2);

    await product.releaseModel();
    await run.getByText('I have read them.').waitFor();
  });
});
