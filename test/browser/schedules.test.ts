import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ScheduleView } from '../../src/contract/schedules.ts';
import { openBrowser } from './bench.ts';
import { openProduct, type Product } from './product.ts';

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await openBrowser();
  product = await openProduct(browser);
});
afterAll(async () => {
  await product.close();
  await browser.close();
});

const open = (path: string): Promise<Page> => product.arrive('ana', path);
const stored = () => product.call<ScheduleView>('GET', '/schedules/S-1');

describe('schedules in the console', () => {
  it('read their times aloud with the next five while they are filled in, and say at its field what is wrong', async () => {
    const page = await open('/schedules');
    await page.getByText('New schedule').press('Enter');
    await page.getByLabel('Instructions').fill('Post what is overdue');
    await page.getByLabel('Repeats').selectOption('on weekdays');
    await page.getByLabel('Times of day').fill('9:30');
    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.getByRole('button', { name: 'Show the times' }).click();
    await expect
      .poll(() => page.locator('.fault').allTextContents(), { timeout: 10_000 })
      .toContainEqual(expect.stringContaining('there is no time zone "Mars/Olympus"'));
    await page.getByLabel('Time zone').fill('Asia/Shanghai');
    await page.getByRole('button', { name: 'Show the times' }).click();
    await expect
      .poll(() => page.locator('[role=status] strong').allTextContents(), { timeout: 10_000 })
      .toContain('on weekdays at 09:30 · Shanghai time');
    expect(await page.locator('[role=status] li').count()).toBe(5);
    await page.getByRole('button', { name: 'Save and start' }).click();
    await page.waitForURL('**/schedules/S-1');
    expect(await stored()).toMatchObject({
      state: 'active',
      home: { platform: 'web', channel: 'general' },
    });
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(async () => (await stored()).state, { timeout: 10_000 }).toBe('paused');
    await page.context().close();
  }, 60_000);
});
