import type { Browser, Page } from 'playwright';
import { afterEach, beforeAll, beforeEach, afterAll, describe, expect, it } from 'vitest';

import type { Card } from '../../src/domain/card.ts';
import type { PostedRef } from '../../src/domain/message.ts';
import type { ThreadRef } from '../../src/domain/person.ts';
import { approvalCard, formCard, openBrowser, openSite, type Site } from './bench.ts';

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await openSite();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await site.close();
});

const CHAT = '/chat?channel=general';

async function write(page: Page, text: string, box = '#text'): Promise<void> {
  await page.locator(box).fill(text);
  await page.locator(box).press('Enter');
}

/** The bot answers each message with this card. */
function answerWith(card: Card): { posted: Promise<PostedRef> } {
  const state: { resolve?: (posted: PostedRef) => void } = {};
  const posted = new Promise<PostedRef>((resolve) => (state.resolve = resolve));
  site.onIncoming(async ({ kind, key }, thread: ThreadRef) => {
    if (kind !== 'message') return;
    state.resolve?.(await site.webChat.post(thread, { text: card.title, card, locale: 'en' }, `card ${key}`));
  });
  return { posted };
}

const actions = () => site.received.filter(({ kind }) => kind === 'action');

describe('the chat in the browser', () => {
  it('shows two people the same talk, as it happens', async () => {
    const { posted } = answerWith(approvalCard());
    const [ana, bo] = await Promise.all([site.visit(browser, 'ana', CHAT), site.visit(browser, 'bo', CHAT)]);
    await write(ana, 'Tell the customers about Friday');

    await bo.getByText('Tell the customers about Friday').waitFor();
    await bo.locator('.replies').click();
    await bo.getByRole('button', { name: 'Approve' }).waitFor();
    await ana.locator('#thread').getByRole('button', { name: 'Approve' }).click();
    await expect.poll(() => actions().length).toBe(1);
    expect(actions()[0]).toMatchObject({
      action: 'approve',
      value: 'ask~ask-1~1',
      sender: { id: 'web:ana' },
    });

    const card = approvalCard({
      context: 'approved',
      tone: 'good',
      lines: ['Approved by ana, 09:00'],
      buttons: [],
    });
    await site.webChat.edit?.(await posted, { text: 'Approved', card, locale: 'en' });
    for (const page of [ana, bo]) {
      await page.locator('#thread').getByText('Approved by ana').waitFor();
      expect(await page.locator('#thread').getByRole('button', { name: 'Approve' }).count()).toBe(0);
    }
    await write(bo, 'Thanks!', '#reply-text');
    await ana.locator('#thread').getByText('Thanks!').waitFor();
  });

  it('says at the field what is missing, and sends the values as what they are', async () => {
    answerWith(formCard());
    const page = await site.visit(browser, 'ana', CHAT);
    await write(page, 'Find a venue');
    const thread = page.locator('#thread');
    await thread.locator('.card').getByRole('button', { name: 'Answer' }).click();
    await thread.getByText('Please fill this in.').first().waitFor();
    expect(await thread.getByText('Please fill this in.').count()).toBe(2);
    expect(actions()).toHaveLength(0);

    await thread.getByLabel('Shanghai').check();
    await thread.getByLabel('How many people?').fill('12.5');
    await thread.getByLabel('Lunch').check();
    await thread.getByLabel('Some join online').check();
    await thread.locator('.card').getByRole('button', { name: 'Answer' }).click();
    await thread.getByText('Please enter a whole number.').waitFor();
    await thread.getByLabel('How many people?').fill('12');
    await thread.locator('.card').getByRole('button', { name: 'Answer' }).click();
    await expect.poll(() => actions().length).toBe(1);
    expect(actions()[0]).toMatchObject({
      values: { city: 'Shanghai', people: 12, extras: ['Lunch'], online: true },
    });
  });

  it('keeps what is being typed into a form when its card changes', async () => {
    const { posted } = answerWith(formCard());
    const page = await site.visit(browser, 'ana', CHAT);
    await write(page, 'Find a venue');
    const wishes = page.locator('#thread').getByLabel('Anything else?');
    await wishes.fill('near the station');
    await site.webChat.edit?.(await posted, {
      text: '?',
      card: formCard({ lines: ['A reminder: this still waits.'] }),
      locale: 'en',
    });
    await page.locator('#thread').getByText('A reminder').waitFor();
    expect(await wishes.inputValue()).toBe('near the station');
    expect(await wishes.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it('asks before a click that says so', async () => {
    const buttons = [{ action: 'cancel', label: 'Stop', value: 'run~r~1', confirm: 'Stop this run?' }];
    answerWith(approvalCard({ buttons }));
    const page = await site.visit(browser, 'ana', CHAT);
    await write(page, 'Go');
    await page.locator('#thread').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
    await page.locator('#thread').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByText('Stop this run?').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => actions().length).toBe(1);
  });

  it('says that a message was not sent, and sends it once when tried again', async () => {
    const page = await site.visit(browser, 'ana', CHAT);
    await page.locator('.welcome').waitFor();
    await page.route('**/chat/messages', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch(); // It arrives, and the answer is lost.
      await route.abort();
    });
    await write(page, 'hello');
    await page.getByText('Not sent.').waitFor();
    await page.unroute('**/chat/messages');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('#replies').getByText('hello').waitFor();
    await expect.poll(() => page.getByText('Not sent.').count()).toBe(0);
    expect(site.received).toHaveLength(1);
    expect(await page.locator('#messages').getByText('hello').count()).toBe(1);
  });

  it('catches up after the connection was lost', async () => {
    const page = await site.visit(browser, 'ana', CHAT);
    await page.locator('.welcome').waitFor();
    await page.context().setOffline(true);
    await site.webChat.submitMessage({ channel: 'general', person: 'bo', text: 'while you were away' });
    await page.context().setOffline(false);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('while you were away').waitFor();
    expect(await page.locator('#messages').getByText('while you were away').count()).toBe(1);
  });

  it('takes what people and models write as text', async () => {
    const page = await site.visit(browser, 'ana', CHAT);
    const nasty = [
      '<img src=x onerror="document.title=1"> **bold** `code`',
      '[https://bank.example](https://evil.example/x) [run](javascript:alert(1))',
      '![picture](https://evil.example/p.png) https://ok.example/a(b).',
    ];
    await write(page, nasty.join('\n').replaceAll('\n', ' '));
    const text = page.locator('#replies .text').first();
    await text.waitFor();
    expect(await text.locator('img').count()).toBe(0);
    expect(await text.locator('strong').textContent()).toBe('bold');
    const links = await text
      .locator('a')
      .evaluateAll((nodes) =>
        nodes.map((node) => [node.textContent, node.getAttribute('href'), node.getAttribute('rel')]),
      );
    expect(links.map(([, href]) => href)).not.toContainEqual(expect.stringContaining('javascript'));
    expect(links).toContainEqual([
      'https://bank.example (evil.example)',
      'https://evil.example/x',
      'noopener noreferrer nofollow',
    ]);
    expect(await page.title()).toBe('#general · Errand');
  });

  it('can be used with the keyboard alone', async () => {
    answerWith(approvalCard());
    const page = await site.visit(browser, 'ana', CHAT);
    await page.locator('.welcome').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await write(page, 'first line');
    await page.locator('#thread').getByRole('button', { name: 'Approve' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('reply-text');
    await page.keyboard.press('Escape');
    await page.locator('#thread').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('replies');
    await page.keyboard.press('Enter');
    await page.locator('#thread').getByRole('button', { name: 'Approve' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => actions().length).toBe(1);
  });

  it('lets one browser try out several people and channels, in both languages', async () => {
    const page = await site.visit(browser, 'ana', CHAT);
    await write(page, 'from ana');
    await page.locator('#replies').getByText('from ana').waitFor();
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('小明');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#me').inputValue()).toBe('小明');
    await page.getByRole('link', { name: '中文' }).click();
    await page.getByRole('button', { name: '添加频道' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('设计');
    await page.keyboard.press('Enter');
    await page.getByText('把工作交给 Errand').waitFor();
    await page.getByRole('button', { name: '我有哪些任务？' }).click();
    await page.locator('#text').press('Enter');
    await page.locator('#replies').getByText('我有哪些任务？').waitFor();
    expect(site.received.at(-1)).toMatchObject({
      place: { channel: '设计' },
      sender: { id: 'web:小明', locale: 'zh-CN', timeZone: 'Europe/Berlin' },
    });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('says in the title of the page how much waits for the person', async () => {
    const page = await site.visit(browser, 'ana', CHAT);
    const place = { platform: 'web', channel: 'general', thread: '' };
    const message = {
      text: '?',
      card: approvalCard(),
      locale: 'en',
      mentions: [{ id: 'web:ana', name: 'ana' }],
    };
    const posted = await site.webChat.post(place, message, 'k1');
    await expect.poll(() => page.title()).toBe('(1) #general · Errand');
    await site.webChat.edit?.(posted, { ...message, card: approvalCard({ buttons: [] }) });
    await expect.poll(() => page.title()).toBe('#general · Errand');
  });

  it('misses nothing that is said between its first look and its first hint', async () => {
    const page = await site.visit(browser, 'ana', CHAT);
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    await page.route('**/api/v1/stream', async (route) => {
      await opened;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('button', { name: 'What is on my plate?' }).waitFor();
    const place = { platform: 'web', channel: 'general', thread: '' };
    await site.webChat.post(place, { text: 'said meanwhile', locale: 'en' }, 'k1');
    open();
    await expect.poll(() => page.getByText('said meanwhile').count()).toBe(1);
  });

  it('shows a message for one person to nobody else', async () => {
    const [ana, bo] = await Promise.all([site.visit(browser, 'ana', CHAT), site.visit(browser, 'bo', CHAT)]);
    await write(ana, 'hi');
    await bo.getByText('hi', { exact: true }).first().waitFor();
    const { thread } = (await site.webChat.listMessages({ channel: 'general', after: 0, limit: 10 }))
      .items[0] ?? { thread: '' };
    const place = { platform: 'web', channel: 'general', thread };
    await site.webChat.post(
      place,
      { text: 'for ana alone', locale: 'en', onlyFor: { id: 'web:ana', name: 'ana' } },
      'k1',
    );
    await site.webChat.post(place, { text: 'for everybody', locale: 'en' }, 'k2');
    await ana.locator('#replies').getByText('for ana alone').waitFor();
    await bo.locator('.replies').click();
    await bo.locator('#replies').getByText('for everybody').waitFor();
    expect(await bo.getByText('for ana alone').count()).toBe(0);
  });
});
