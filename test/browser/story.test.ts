import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startHook, startProduct } from '../stories/walking.ts';
import { openBrowser, SCREENSHOTS } from './bench.ts';

let browser: Browser;
let hook: Awaited<ReturnType<typeof startHook>>;
let product: Awaited<ReturnType<typeof startProduct>>;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  hook = await startHook();
  product = await startProduct({}, hook.host);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await product.stop();
  hook.stop();
});

interface Look {
  locale?: string;
  isPhone?: boolean;
  isDark?: boolean;
}

/** Opens the link that the start prints, and says who one is. */
async function arrive(
  person: string,
  { locale = 'en-GB', isPhone = false, isDark = false }: Look = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale,
    viewport: isPhone ? { width: 390, height: 780 } : { width: 1280, height: 860 },
    colorScheme: isDark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  await page.goto(product.signInLink());
  await context.addCookies([
    { name: 'errand_person', value: encodeURIComponent(person), url: product.address() },
  ]);
  await page.goto(`${product.address()}/chat?channel=launch`);
  return page;
}

const send = async (page: Page, text: string, box: string): Promise<void> => {
  await page.locator(box).fill(text);
  await page.locator(box).press('Enter');
};

const keep = (page: Page, name: string) => page.screenshot({ path: `${SCREENSHOTS}story-${name}.png` });

it('takes two people from a message to a result: task, run, question, nod, file', async () => {
  const ana = await arrive('ana');
  const bo = await arrive('bo', { isPhone: true });
  const opening = `Announce the launch: ask which region: eu or us. Save the announcement as launch.md. Then send it to ${hook.url}`;
  await send(ana, opening, '#text');
  const thread = ana.locator('#thread');
  await thread.getByRole('button', { name: 'us', exact: true }).waitFor();
  await keep(ana, '1-question');

  await bo.locator('.replies').first().click();
  await bo.locator('#thread').getByRole('button', { name: 'eu', exact: true }).click();
  await thread.getByRole('button', { name: 'Approve' }).waitFor();
  expect(await thread.getByRole('button', { name: 'eu', exact: true }).count()).toBe(0);
  await keep(ana, '2-approval');

  await bo.locator('#thread').getByRole('button', { name: 'Approve' }).click();
  await bo.locator('#thread').getByText('can be decided by ana').waitFor();
  expect(hook.received).toEqual([]);
  expect(await thread.getByText('can be decided by ana').count()).toBe(0);
  await keep(bo, '3-not-yours');

  await thread.getByRole('button', { name: 'Approve' }).click();
  await thread
    .locator('.card')
    .getByText(/^T-1 · done/)
    .first()
    .waitFor();
  expect(hook.received).toHaveLength(1);
  await thread
    .getByRole('link', { name: /launch\.md/ })
    .first()
    .waitFor();
  expect(await thread.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  // Nothing waits for anybody any more, and the page says so by itself.
  await expect.poll(() => ana.getByRole('link', { name: /^Inbox/ }).innerText()).toBe('Inbox');
  await keep(ana, '4-result');
  await keep(bo, '4-result-phone');

  await ana.goto(`${product.address()}/board`);
  await ana.getByText('Announce the launch').first().waitFor();
  await keep(ana, '5-board');
  await ana.getByText('Announce the launch').first().click();
  await ana.getByRole('heading', { name: 'Announce the launch' }).waitFor();
  await keep(ana, '6-task');
  expect(product.log.messages('error')).toEqual([]);
});

it('does the same in Chinese, in the dark, on a phone', async () => {
  const page = await arrive('小王', { locale: 'zh-CN', isPhone: true, isDark: true });
  await send(page, '写上线公告：先问一下发到哪个地区：华东还是华南，然后把公告保存为 launch.md', '#text');
  const thread = page.locator('#thread');
  await thread.getByRole('button', { name: '华东' }).waitFor();
  await keep(page, 'zh-1-question');
  await thread.getByRole('button', { name: '华东' }).click();
  await thread
    .getByRole('link', { name: /launch\.md/ })
    .first()
    .waitFor();
  await thread
    .locator('.card')
    .getByText(/^T-\d+ · 已完成/)
    .first()
    .waitFor();
  expect(await thread.getByRole('button', { name: '华东' }).count()).toBe(0);
  await keep(page, 'zh-2-result');
});
