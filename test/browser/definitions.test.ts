import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { viaApi } from '../fakes/callers.ts';
import { WEEKLY } from '../fakes/definitions.ts';
import { aRun } from '../fakes/views.ts';
import { openBrowser, openSite, type Site } from './bench.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await openSite();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const open = (path: string): Promise<Page> => site.visit(browser, 'ana', path);
const stored = async (key: string) => site.commands.getDefinition(key);

describe('definitions in the console', () => {
  it('are written with the keyboard alone, and what is wrong is said at its field', async () => {
    const page = await open('/definitions');
    await page.getByText('New definition').press('Enter');
    await page.getByLabel('Name').first().fill('Weekly report');
    await page.getByLabel('Instructions').fill('Report on week {week} in {region}.');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await expect
      .poll(() => page.locator('.field.long_text .fault').first().textContent())
      .toContain('{week} is not a parameter');
    expect(await page.getByLabel('Instructions').getAttribute('aria-invalid')).toBe('true');

    for (const [name, kind] of [
      ['week', 'Whole number'],
      ['region', 'Single choice'],
    ] as const) {
      await page.getByRole('button', { name: 'Add a parameter' }).press('Enter');
      // The new one has the focus.
      await page.keyboard.type(name);
      const group = page.locator('fieldset.parameter').last();
      await group.getByLabel('Kind').selectOption(kind);
      await group.getByLabel('Required').press('Space');
    }
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    const region = page.locator('fieldset.parameter').last();
    await expect
      .poll(() => region.locator('.fault').allTextContents())
      .toContain('needs options to choose from');
    await region.getByLabel('Options').fill('North China\nSouth China');
    await page.getByLabel('Fewest files').fill('1');
    await page.getByLabel('Acceptance criteria').fill('Every number has a source\nNo names');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.waitForURL('**/definitions/weekly-report');
    expect(await stored('weekly-report')).toMatchObject({
      parameters: [
        { name: 'week', kind: 'integer', isRequired: true },
        { name: 'region', kind: 'choice', options: ['North China', 'South China'] },
      ],
      evidence: { minFiles: 1, files: [], criteria: ['Every number has a source', 'No names'] },
    });
    await page.context().close();
  });

  it('are used with the same check as everywhere: stars, and nothing goes out while something is missing', async () => {
    await site.call('POST', '/api/v1/definitions', { ...WEEKLY, key: 'sales', name: 'Sales' });
    const page = await open('/definitions/sales');
    const use = page.locator('[data-use]');
    expect(await use.locator('.required').count()).toBe(2);
    expect(await use.getByLabel('Week').inputValue()).toBe('');
    expect(await use.getByLabel('Pages').inputValue()).toBe('5');
    await use.getByRole('button', { name: 'Add and run' }).click();
    expect(await use.locator('.fault').allTextContents()).toEqual([
      'Please fill this in.',
      'Please fill this in.',
      '',
    ]);
    expect(site.commands.calls['createTask']).toBeUndefined();
    await use.getByLabel('Week').fill('47');
    await use.getByLabel('South China').check();
    await use.getByRole('button', { name: 'Add and run' }).click();
    await page.waitForURL('**/tasks/T-1');
    expect(await site.commands.getTask('T-1', viaApi)).toMatchObject({
      definitionId: 'sales',
      parameters: { week: 47, region: 'South China', pages: 5 },
      status: 'pending',
    });
    await page.context().close();
  });

  it('are taught from the page of a run, and have their steps as JSON, with what is wrong of it at its field', async () => {
    const { id: taskId } = await site.commands.createTask({ title: 'Order paper' }, viaApi);
    const browsed = {
      index: 0,
      title: 'Open shop.example',
      tool: 'browser_open',
      status: 'success',
    } as const;
    const step = { ...browsed, startedAt: null, endedAt: null };
    site.commands.addRun(
      aRun({ id: 'taught', taskId, status: 'succeeded', outcome: 'success', steps: [step] }),
    );
    const page = await open('/runs/taught');
    await page.getByRole('button', { name: 'Teach this' }).click();
    await page.waitForURL('**/definitions/as-in-taught');
    await page.getByText('Edit', { exact: true }).click();
    const editor = page.locator('[data-editor]');
    const fault = editor.locator('.field', { hasText: 'Steps without a model' }).locator('.fault');
    await editor.getByLabel('Steps without a model').fill('open the shop');
    await editor.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => fault.textContent()).toBe('Must be JSON.');
    const steps = [{ do: 'open', url: 'https://shop.example/{item}' }];
    await editor.getByLabel('Steps without a model').fill(JSON.stringify({ steps }));
    await editor.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => fault.textContent()).toContain('capability.steps.0: {item} is not a parameter');
    expect(await fault.textContent()).toContain('steps need an agent with a browser');
    await page.context().close();
  });

  it('are changed as they were seen, put out of use, and deleted', async () => {
    await site.call('POST', '/api/v1/definitions', { ...WEEKLY, key: 'stock', name: 'Stock' });
    const page = await open('/definitions/stock');
    await page.getByText('Edit', { exact: true }).click();
    await page.locator('[data-editor]').getByLabel('Description').fill('What is left');
    await site.call('PATCH', '/api/v1/definitions/stock', { tools: ['http_get'] });
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => page.locator('#toast').textContent()).toContain('version.stale');
    await page.reload();
    await page.getByText('Edit', { exact: true }).click();
    await page.locator('[data-editor]').getByLabel('Description').fill('What is left');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => page.locator('main').textContent()).toContain('What is left');
    expect(await stored('stock')).toMatchObject({
      description: 'What is left',
      tools: ['http_get'],
      parameters: [{ default: 1 }, {}, { default: 5 }],
    });

    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Activate' }).waitFor();
    expect(await page.locator('[data-use]').count()).toBe(0);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL('**/definitions');
    await expect.poll(() => page.locator('main').textContent()).not.toContain('Stock');
    await page.context().close();
  });
});
