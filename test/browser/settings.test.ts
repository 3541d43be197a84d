import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { viaApi } from '../fakes/callers.ts';
import { pushAddress, pushKey } from '../fakes/push-groups.ts';
import { openBrowser, openSite, type Site } from './bench.ts';

let browser: Browser;
let site: Site;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  site = await openSite();
});
afterEach(() => page.context().close());
afterAll(async () => {
  await browser.close();
  await site.close();
});

const open = async (): Promise<void> => {
  page = await site.visit(browser, 'ana', '/settings');
};
const stored = async () => (await site.commands.getNotificationSettings(viaApi)).groups;
const create = (name: string, number: number) =>
  site.commands.createPushGroup({ name, address: pushKey(number), from: ['web:general'] }, viaApi);
const card = (name: string) => page.getByRole('article', { name });

describe('push groups in the console', () => {
  it('are added with the keyboard alone, and what is wrong is said at its field', async () => {
    await open();
    const form = page.locator('[data-group-editor]').last();
    await page.getByText('Add a notification group').press('Enter');
    await form.getByRole('button', { name: 'Save' }).press('Enter');
    expect((await form.locator('.fault').allTextContents()).slice(0, 3)).toEqual([
      'Please fill this in.',
      'Please fill this in.',
      'Please fill this in.',
    ]);
    await form.getByLabel('Name of the group').fill('Ops');
    await form.getByLabel('Address').fill('https://evil.example/');
    await form.getByLabel('Channels').fill('web:general\nslak:T1:C1');
    await form.getByLabel('Done').press('Space');
    await form.getByRole('button', { name: 'Save' }).press('Enter');
    await expect
      .poll(() => form.locator('.fault').allTextContents())
      .toContainEqual(expect.stringContaining('there is no platform "slak"'));
    await form.getByLabel('Channels').fill('web:general');
    await form.getByRole('button', { name: 'Save' }).press('Enter');
    await expect
      .poll(() => form.locator('.fault').allTextContents())
      .toContain('must be https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…, or the key alone');
    await form.getByLabel('Address').fill(pushAddress(pushKey(1)));
    await form.getByLabel('Channels').fill('web:general\n\n  web:design ');
    await form.getByRole('button', { name: 'Save' }).press('Enter');
    await card('Ops').waitFor();
    expect(await stored()).toMatchObject([
      { name: 'Ops', from: ['web:general', 'web:design'], on: ['asks', 'awaiting_review', 'failed'] },
    ]);
    const text = await page.content();
    expect(text).toContain('…0001');
    expect(text).not.toContain(pushKey(1));
    // The next one begins empty.
    expect(await form.getByLabel('Address').inputValue()).toBe('');
  });

  it('are changed without their address, tried, switched off and removed', async () => {
    await create('Dev', 2);
    await open();
    await card('Dev').getByText('Edit').click();
    await card('Dev').getByLabel('Channels').fill('*');
    await card('Dev').getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => card('Dev').locator('dl').textContent()).toMatch(/Channels\s+all/);
    await card('Dev').getByRole('button', { name: 'Send a test' }).click();
    await expect.poll(() => page.locator('#toast').textContent()).toContain('look in the group');
    await card('Dev').getByRole('button', { name: 'Deactivate' }).click();
    await card('Dev').getByText('inactive').waitFor();
    expect(await card('Dev').getByRole('button', { name: 'Send a test' }).count()).toBe(0);
    expect((await stored()).find(({ name }) => name === 'Dev')).toMatchObject({
      address: '…0002',
      from: ['*'],
      isActive: false,
    });
    await card('Dev').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await card('Dev').waitFor({ state: 'detached' });
  });

  it('show that they were refused, there and in the inbox, without a reload, until they are enabled again', async () => {
    const { id } = await create('QA', 3);
    await open();
    await card('QA').waitFor();
    await site.store
      .collection('push_groups')
      .update(
        { id },
        { $set: { disabled: { reason: 'webhook_invalid', at: new Date() } }, $inc: { version: 1 } },
      );
    site.bus.publish('changed', { kind: 'settings', id });
    await card('QA').getByText('no longer knows this address').waitFor();
    await page.goto(`${site.origin}/inbox`);
    await page.getByRole('link', { name: 'Not notified, because their address was refused: QA' }).click();
    // Loaded with its script: a press before that is nobody's.
    await page.waitForURL('**/settings*');
    await card('QA').getByRole('button', { name: 'Enable again' }).press('Enter');
    await card('QA').getByRole('button', { name: 'Send a test' }).waitFor();
    expect((await stored()).find(({ name }) => name === 'QA')?.disabled).toBeNull();
  });
});
