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

describe('the notifications in the page', () => {
  it('F144 are counted within two seconds wherever the page stands, lead to the task, and are read', async () => {
    product = await openProduct(browser, { run: () => [{ text: 'All is well.', hang: 'before' }] });
    const { task, thread } = await product.start('ana', { title: 'Look at the bell' });
    const pages = [
      await product.arrive('ana', '/board'),
      await product.arrive('ana', product.threadPath(thread)),
    ];
    const countOf = (page: (typeof pages)[number]) => page.locator('a[href="/notifications"] .count');
    for (const page of pages) expect(await countOf(page).count()).toBe(0);
    await product.releaseModel();
    await expect
      .poll(async () => (await product.call<{ status: string }>('GET', `/tasks/${task.number}`)).status)
      .toBe('completed');
    for (const page of pages) await countOf(page).getByText('1', { exact: true }).waitFor({ timeout: 2000 });

    const [page] = pages;
    if (!page) throw new Error('no page');
    await page.getByRole('link', { name: 'Notifications' }).click();
    await page.getByText('All is well.').waitFor();
    await page.getByRole('link', { name: `${task.number} · Look at the bell` }).click();
    await page.waitForURL(`**/tasks/${task.number}`);
    for (const each of pages) await expect.poll(() => countOf(each).count()).toBe(0);
  });
});

describe('how a person is told', () => {
  it('F148 N22 is chosen in a table, with quiet times below it, and stays', async () => {
    const env = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'errand@example.com' };
    product = await openProduct(browser, { env });
    const page = await product.arrive('ana', '/notifications');
    const settings = () =>
      product.call<{ cells: Record<string, unknown>; quiet: unknown }>(
        'GET',
        '/notifications/settings',
        undefined,
        'ana',
      );
    await page.getByLabel('done: Mail').selectOption('daily digest');
    await expect
      .poll(async () => (await settings()).cells['completed'])
      .toEqual({ mail: 'digest', direct: 'off' });
    await page.getByLabel('Quiet from').fill('22:00');
    await page.getByLabel('to', { exact: true }).fill('08:00');
    await page.getByLabel('Sunday').uncheck();
    await page.getByLabel('Time zone').fill('Asia/Shanghai');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Quiet times: 22:00–08:00 · Sunday · Asia/Shanghai').waitFor();
    await page.reload();
    expect(await page.getByLabel('done: Mail').inputValue()).toBe('digest');
    expect(await page.getByLabel('Quiet from').inputValue()).toBe('22:00');
    expect(await page.getByLabel('Sunday').isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Never quiet' }).click();
    await page.getByText('Quiet times: none').waitFor();
    expect((await settings()).quiet).toBeNull();
  });
});

describe('the line that everything is stopped', () => {
  it('F179 stands above the chat while it is so, and both panes fill the window below it', async () => {
    product = await openProduct(browser, { run: () => [{ text: 'All is well.', hang: 'before' }] });
    const { thread } = await product.start('ana', { title: 'Look at the panes' });
    const page = await product.arrive('ana', product.threadPath(thread));
    await page.locator('#thread').getByText('Look at the panes').first().waitFor();
    const boxOf = (place: string) =>
      page.locator(place).evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
    const { width, height } = await boxOf('body');
    const topOfPanes = async () => {
      const [side, messages, panel] = [
        await boxOf('header.side'),
        await boxOf('.messages'),
        await boxOf('#thread'),
      ];
      expect(messages.x).toBe(side.width);
      expect(panel).toMatchObject({ x: messages.x + messages.width, y: messages.y });
      expect(panel.x + panel.width).toBe(width);
      for (const pane of [messages, panel]) expect(pane.y + pane.height).toBe(height);
      return messages.y;
    };
    expect(await topOfPanes()).toBe(0);
    await product.call('POST', '/stop', { reason: 'drill' });
    const line = page.locator('#stopped').getByText('drill');
    await line.waitFor();
    expect(await topOfPanes()).toBeGreaterThan(0);
    await product.call('POST', '/stop/release', { reason: '' });
    await line.waitFor({ state: 'detached' });
    expect(await topOfPanes()).toBe(0);
    await product.releaseModel();
  });
});
