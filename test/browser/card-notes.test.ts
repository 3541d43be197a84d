import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { AskView } from '../../src/contract/asks.ts';
import { openBrowser } from './bench.ts';
import { openProduct, type Product } from './product.ts';

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => product.close());
afterAll(() => browser.close());

const SEND = (url: string) => ({ name: 'http_send', args: { method: 'POST', url, body: 'hello' } });

const asks = async (state: string): Promise<AskView[]> =>
  (await product.call<{ items: AskView[] }>('GET', `/asks?state=${state}`)).items;
const settled = async (state: string) => {
  await expect.poll(async () => (await asks(state)).length).toBe(1);
  return (await asks(state))[0];
};

describe('what people type into a card of the web chat', () => {
  it('F98 goes with Request changes, which says at the field that it needs a note', async () => {
    product = await openProduct(browser, { run: () => [{ text: 'A first draft.' }] });
    const { thread } = await product.start('ana', { title: 'Write the plan', isReviewRequired: true });
    const page = await product.arrive('ana', product.threadPath(thread));
    const card = page.locator('#thread .card', { hasText: 'Request changes' });
    await card.getByRole('button', { name: 'Request changes' }).click();
    await card.getByText('Please fill this in.').waitFor();
    expect(await card.getByLabel(/Note/).evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await asks('open')).toHaveLength(1);

    await card.getByLabel(/Note/).fill('Shorter, please.');
    await card.getByRole('button', { name: 'Request changes' }).click();
    expect(await settled('rejected')).toMatchObject({
      decisions: [{ decision: 'request_changes', note: 'Shorter, please.', by: { name: 'ana' } }],
    });
    await page.locator('#thread').getByText('Shorter, please.').first().waitFor();
  });

  it('F88 goes with Reject and reaches the agent', async () => {
    product = await openProduct(browser, {
      run: () => [{ calls: [SEND('https://example.test/')] }, { text: 'I did not send it.' }],
    });
    const { thread } = await product.start('ana', { title: 'Send it' });
    const page = await product.arrive('ana', product.threadPath(thread));
    const card = page.locator('#thread .card', { hasText: 'Approve' });
    await card.getByLabel(/Note/).fill('Not on a Friday.');
    await card.getByRole('button', { name: 'Reject' }).click();
    expect(await settled('rejected')).toMatchObject({
      decisions: [{ decision: 'reject', note: 'Not on a Friday.' }],
    });
  });

  it('F87 goes with Approve, and stays when the card is drawn anew before', async () => {
    product = await openProduct(browser, {
      run: () => [{ calls: [SEND('https://example.test/')] }, { text: 'Sent.' }],
      yaml: "tools: {http_send: {approval: always, approvers: {people: ['web:ana', 'web:bo'], quorum: 2}}}\n",
    });
    const { thread } = await product.start('zoe', { title: 'Send it' });
    const ana = await product.arrive('ana', product.threadPath(thread));
    const bo = await product.arrive('bo', product.threadPath(thread));
    await bo.locator('#thread').getByLabel(/Note/).fill('Fine with me.');
    await ana.locator('#thread').getByRole('button', { name: 'Approve' }).click();
    await bo.locator('#thread').getByText('1 of 2').waitFor();
    expect(await bo.locator('#thread').getByLabel(/Note/).inputValue()).toBe('Fine with me.');
    await bo.locator('#thread').getByRole('button', { name: 'Approve' }).click();
    expect(await settled('approved')).toMatchObject({
      decisions: [
        { decision: 'approve', by: { name: 'ana' } },
        { decision: 'approve', by: { name: 'bo' }, note: 'Fine with me.' },
      ],
    });
  });

  it('F77 goes with Resume', async () => {
    product = await openProduct(browser, {
      run: () => [
        { calls: [{ name: 'http_get', args: { url: 'http://127.0.0.1:9/' } }], hang: 'before' },
        { text: 'Done without region 12.' },
      ],
    });
    const { task, thread } = await product.start('ana', { title: 'Collect the regions' });
    const page = await product.arrive('ana', product.threadPath(thread));
    await page.locator('#thread').getByRole('button', { name: 'Pause' }).click();
    await page.locator('#thread').getByText('Pauses after this step').waitFor();
    await product.releaseModel();
    const card = page.locator('#thread .card', { has: page.getByLabel(/Note to the agent/) });
    await card.getByLabel(/Note to the agent/).fill('Skip region 12.');
    await card.getByRole('button', { name: 'Resume' }).click();
    expect(await settled('answered')).toMatchObject({ kind: 'pause', value: 'Skip region 12.' });
    await expect
      .poll(async () => (await product.call<{ status: string }>('GET', `/tasks/${task.number}`)).status)
      .toBe('completed');
  });

  it('F39 leaves the buttons to be pressed again at once when the press was refused', async () => {
    product = await openProduct(browser, {
      run: () => [{ calls: [SEND('https://example.test/')] }, { text: 'Sent.' }],
      yaml: "tools: {http_send: {approval: always, approvers: {people: ['web:ana']}}}\n",
    });
    const { thread } = await product.start('zoe', { title: 'Send it' });
    const page = await product.arrive('eve', product.threadPath(thread));
    const approve = page.locator('#thread').getByRole('button', { name: 'Approve' });
    await page.locator('#thread').getByLabel(/Note/).fill('Please.');
    await approve.click();
    await page.locator('#thread').getByText('can be decided by ana').waitFor();
    await expect.poll(() => approve.isEnabled(), { timeout: 1500 }).toBe(true);
    expect(await page.locator('#thread').getByLabel(/Note/).inputValue()).toBe('Please.');
  });
});

describe('a press on a card that has moved on', () => {
  it('F37 F38 is answered with who settled it, and an approver behind the newest votes still counts', async () => {
    product = await openProduct(browser, {
      run: () => [{ calls: [SEND('https://example.test/')] }, { text: 'Sent.' }],
      yaml: "tools: {http_send: {approval: always, approvers: {people: ['web:ana', 'web:bo', 'web:cy'], quorum: 2}}}\n",
    });
    const { thread } = await product.start('zoe', { title: 'Send it' });
    await expect.poll(async () => (await asks('open')).length).toBe(1);
    const find = async () => (await product.messages('ana')).find(({ card }) => card?.askId);
    await expect.poll(find).toBeTruthy();
    const message = await find();
    const button = message?.card?.buttons.find(({ action }) => action === 'approve');
    const press = (person: string, more: object = {}) =>
      product.call('POST', '/chat/actions', {
        messageId: message?.id,
        action: 'approve',
        person,
        value: button?.value,
        ...more,
      });
    await press('ana');
    await expect.poll(async () => (await asks('open'))[0]?.version).toBe(2);
    await press('bo'); // whose page still shows the card of before
    expect((await settled('approved'))?.decisions.map(({ by }) => by.name)).toEqual(['ana', 'bo']);

    await press('cy');
    await press('cy', { value: undefined });
    const told = async () =>
      (await product.messages('cy')).filter(({ onlyFor }) => onlyFor).map(({ text }) => text);
    await expect.poll(told).toEqual(Array(2).fill(expect.stringContaining('already settled by bo')));
    expect((await product.messages('ana')).filter(({ onlyFor }) => onlyFor === 'web:cy')).toEqual([]);
    await expect(press('cy', { value: 'ask~another~1' })).rejects.toThrow(/404/);
    await expect(press('cy', { value: 'ask~another~1' })).rejects.not.toThrow('""');
    expect(thread).toBe(message?.thread);
  });
});
