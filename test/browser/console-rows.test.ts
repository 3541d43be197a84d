import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { TaskView } from '../../src/contract/tasks.ts';
import { openBrowser } from './bench.ts';
import { openProduct, type Product } from './product.ts';

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => product.close());
afterAll(() => browser.close());

const create = (input: object): Promise<TaskView> => product.call<TaskView>('POST', '/tasks', input, 'ana');
const tasks = async (): Promise<TaskView[]> =>
  (await product.call<{ items: TaskView[] }>('GET', '/tasks')).items;

const STOP = 'Stop';

describe('times', () => {
  it('D9 D29 are those of the configured zone on every page, whatever the browser is set to', async () => {
    product = await openProduct(browser, {
      run: () => [{ calls: [{ name: 'ask_people', args: { kind: 'text', question: 'Which one?' } }] }],
      yaml: 'time_zone: Asia/Kathmandu\n',
    });
    const { thread } = await product.start('ana', { title: 'Ask me' });
    const page = await product.arrive('ana', product.threadPath(thread), {
      timezoneId: 'America/Los_Angeles',
    });
    const card = page.locator('#thread .card', { hasText: 'A-1' });
    const deadline = /\d\d:\d\d UTC\+5:45/.exec(await card.innerText())?.[0] ?? '';
    expect(deadline).not.toBe('');
    const sentAt = await page.locator('#thread time').first().innerText();
    expect(sentAt).toMatch(/^\d\d:\d\d$/);
    // Sent within this hour: the clocks of Kathmandu are at three quarters of those of Los Angeles.
    const inZone = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kathmandu', hour: '2-digit' });
    const hours = [0, -60_000].map((ms) => inZone.format(Date.now() + ms));
    expect(hours).toContain(sentAt.slice(0, 2));
    const [task] = await tasks();
    await page.goto(`${product.address()}/tasks/${task?.number}`);
    await page.getByText(deadline).first().waitFor();
    const title = await page.locator('.ask time').first().getAttribute('title');
    expect(title).toContain(deadline.slice(0, 5));
  });
});

describe('the board', () => {
  it('D7 shows what a task waits for, and so does its page', async () => {
    product = await openProduct(browser, {
      run: (url) => [{ calls: [{ name: 'http_send', args: { method: 'POST', url, body: 'x' } }] }],
    });
    await product.start('ana', { title: 'Send the offer' });
    const page = await product.arrive('ana', '/board');
    const card = page.locator('.task', { hasText: 'Send the offer' });
    await card.getByText('Waiting for an approval').waitFor();
    await card.getByRole('link', { name: 'Send the offer' }).click();
    expect(await page.locator('h1').innerText()).toContain('Waiting for an approval');
  });

  it('D8 leads to every task of a long column', async () => {
    product = await openProduct(browser);
    for (let at = 1; at <= 33; at += 1) await create({ title: `Task number ${at}` });
    const page = await product.arrive('ana', '/board');
    const column = page.locator('.column', { hasText: 'Backlog' });
    expect(await column.locator('.task').count()).toBe(30);
    await column.getByRole('link', { name: 'more' }).click();
    await page.locator('.task', { hasText: 'Task number 1' }).last().waitFor();
    expect(await page.locator('.column', { hasText: 'Backlog' }).locator('.task').count()).toBe(3);
  });

  it('D14 makes one task of a double click', async () => {
    product = await openProduct(browser);
    const page = await product.arrive('ana', '/board');
    await page.route('**/api/v1/tasks', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await page.getByPlaceholder('What needs to be done?').fill('Only once');
    await page.getByRole('button', { name: 'Add', exact: true }).dblclick();
    await page.locator('.task', { hasText: 'Only once' }).waitFor();
    await page.waitForTimeout(700);
    expect((await tasks()).length).toBe(1);
  });
});

describe('a task', () => {
  it('D13 asks before it is cancelled with buttons that say what they do', async () => {
    product = await openProduct(browser);
    const { number } = await create({ title: 'Stay or go' });
    const page = await product.arrive('ana', `/tasks/${number}`);
    await page.getByRole('button', { name: STOP }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Go back' }).click();
    expect((await tasks())[0]?.status).toBe('backlog');
    await page.getByRole('button', { name: STOP }).click();
    await dialog.getByRole('button', { name: STOP }).click();
    await expect.poll(async () => (await tasks())[0]?.status).toBe('cancelled');
  });

  it('D18 D19 D22 says that it is archived, names its blockers by number, and its history names nobody by a process', async () => {
    product = await openProduct(browser, { run: () => [{ text: 'Done.' }] });
    const first = await create({ title: 'Comes first' });
    const second = await create({ title: 'Comes later', blockedBy: [first.id], parentId: first.id });
    const page = await product.arrive('ana', `/tasks/${second.number}`);
    const facts = page.getByRole('complementary');
    expect(await facts.getByRole('link', { name: first.number }).count()).toBe(2);
    expect(await facts.innerText()).not.toContain(first.id);
    await product.call('POST', `/tasks/${first.number}/events`, { event: 'queue' }, 'ana');
    await expect
      .poll(async () => (await tasks()).find(({ id }) => id === first.id)?.status)
      .toBe('completed');
    await page.goto(`${product.address()}/tasks/${first.number}`);
    await page.getByText('History').click();
    expect(await page.locator('.history').innerText()).not.toMatch(/\.\d+\.[0-9a-f]{8}/);
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.locator('h1', { hasText: 'Archived' }).waitFor();
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    await page.goto(`${product.address()}/board`);
    await page.getByText('Comes later').waitFor();
    expect(await page.getByText('Comes first').count()).toBe(0);
    await page.getByLabel('Archived').check();
    await page.getByText('Comes first').waitFor();
  });

  it('D20 is where its number leads from a card', async () => {
    product = await openProduct(browser, { run: () => [{ text: 'Done.' }] });
    const { task, thread } = await product.start('ana', { title: 'Quick one' });
    const page = await product.arrive('ana', product.threadPath(thread));
    await page.locator('#thread .card').getByRole('link', { name: task.number }).first().click();
    await page.waitForURL(`**/tasks/${task.number}`);
    expect(await page.locator('h1').innerText()).toContain('Quick one');
  });

  it('D23 D24 has a run whose page names the model that answered, and says nothing of what is not known yet', async () => {
    product = await openProduct(browser, { run: () => [{ hang: 'before', text: 'Done.' }] });
    const { task } = await product.start('ana', { title: 'Slow one' });
    const page = await product.arrive('ana', `/runs/${task.currentRunId}`);
    await page.getByText('Started').waitFor();
    const text = await page.locator('main').innerText();
    expect(text).not.toContain('0 + 0');
    expect(text).not.toContain('No steps yet');
    await product.releaseModel();
    await page.getByText('test-model').waitFor();
  });
});

describe('a connection', () => {
  it('D15 that lost its session says so, and keeps what was typed', async () => {
    product = await openProduct(browser);
    const page = await product.arrive('ana', '/board');
    await page.context().clearCookies({ name: 'errand_session' });
    await page.getByPlaceholder('What needs to be done?').fill('Typed with care');
    await page.keyboard.press('Enter');
    await page.getByText('You are signed out').waitFor();
    expect(new URL(page.url()).pathname).toBe('/board');
    expect(await page.getByPlaceholder('What needs to be done?').inputValue()).toBe('Typed with care');
    const again = await page.context().newPage();
    await again.goto(product.signInLink());
    await page.getByPlaceholder('What needs to be done?').press('Enter');
    await page.locator('.task', { hasText: 'Typed with care' }).waitFor();
    await expect.poll(() => page.getByText('You are signed out').count()).toBe(0);
  });

  it('D16 D17 that is gone is told on every page, and what was not sent goes by itself when it is back', async () => {
    product = await openProduct(browser);
    const board = await product.arrive('ana', '/board');
    const chat = await product.arrive('bo', '/chat');
    for (const page of [board, chat]) {
      await page.route('**/api/v1/**', (route) => route.abort());
      await page.reload();
    }
    await chat.locator('#text').fill('/task list');
    await chat.keyboard.press('Enter');
    await chat.getByText('Not sent.').waitFor();
    await board.getByText('Connection lost').waitFor();
    for (const page of [board, chat]) await page.unrouteAll();
    await expect.poll(() => board.getByText('Connection lost').count(), { timeout: 15_000 }).toBe(0);
    await expect.poll(() => chat.getByText('Not sent.').count(), { timeout: 15_000 }).toBe(0);
    expect((await product.messages('bo')).some(({ text }) => text === '/task list')).toBe(true);
  });
});

describe('what is read', () => {
  it('D21 D33 keeps its underscores in the list of threads, and tables are tables', async () => {
    product = await openProduct(browser, {
      run: () => [{ text: 'Set `OPENAI_API_KEY`.\n\n| Region | Cost |\n| --- | ---: |\n| eu_west | 3 |' }],
    });
    const { task, thread } = await product.start('ana', { title: 'Read it' });
    await expect.poll(async () => (await tasks()).find(({ id }) => id === task.id)?.status).toBe('completed');
    const page = await product.arrive('ana', product.threadPath(thread));
    await page.locator('#messages .snippet').first().waitFor();
    expect(await page.locator('#messages').innerText()).not.toContain('OPENAIAPIKEY');
    await page.goto(`${product.address()}/tasks/${task.number}`);
    await page.getByRole('cell', { name: 'eu_west' }).waitFor();
    await page.getByRole('columnheader', { name: 'Cost' }).waitFor();
  });

  it('D31 D32 has headings in their order, and Escape closes the menu of a phone', async () => {
    product = await openProduct(browser, {
      run: () => [{ calls: [{ name: 'ask_people', args: { kind: 'text', question: 'Which one?' } }] }],
    });
    await product.start('ana', { title: 'Ask me' });
    const page = await product.arrive('ana', '/inbox', { isPhone: true });
    await page.getByText('Which one?').waitFor();
    const levels = await page.locator('h1, h2, h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect(levels.slice(0, 2)).toEqual(['H1', 'H2']);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Board' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('#menu').getAttribute('aria-expanded')).toBe('false');
    expect(await page.locator('#menu').evaluate((node) => node === document.activeElement)).toBe(true);
  });
});
