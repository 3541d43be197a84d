import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { TOKEN } from '../fakes/web.ts';
import { anAsk, aRun } from '../fakes/views.ts';
import { openBrowser, openSite, type Site } from './bench.ts';

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

async function aTask(title: string): Promise<string> {
  const answer = await site.call('POST', '/api/v1/tasks', { title });
  const { id } = (await answer.json()) as { id: string };
  return id;
}

describe('the console in the browser', () => {
  it('shows strangers the way in, and takes the token', async () => {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(`${site.origin}/board?view=jobs`);
    await page.getByText('/sign-in?token=').waitFor();
    await page.getByLabel('Token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/board?view=jobs');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    const answer = await page.goto(`${site.origin}/board`);
    expect(answer?.url()).toContain('/sign-in?next=%2Fboard');
  });

  it('sends nobody to another site after signing in', async () => {
    const page = await (await browser.newContext()).newPage();
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      await page.goto(`${site.origin}/sign-in?token=${TOKEN}&next=${encodeURIComponent(next)}`);
      expect(new URL(page.url()).origin).toBe(site.origin);
      expect(page.url()).not.toContain(TOKEN);
    }
  });

  it('writes tasks down on the board and moves them by keyboard', async () => {
    const page = await site.visit(browser, 'ana', '/board');
    await page.getByPlaceholder('What needs to be done?').fill('Order coffee');
    await page.keyboard.press('Enter');
    const task = page.locator('.task', { hasText: 'Order coffee' });
    await task.waitFor();
    await task.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Run');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Queued' }).getByText('Order coffee').waitFor();
    expect(site.commands.callers.at(-1)).toMatchObject({ person: { name: 'ana' }, via: 'console' });
  });

  it('F168 takes a dragged card where a move of it leads, and says what is possible where none does', async () => {
    await aTask('Order coffee');
    const page = await site.visit(browser, 'ana', '/board');
    const card = page.locator('.task', { hasText: 'Order coffee' });
    await card.dragTo(page.locator('.column[data-column="awaiting_review"]'));
    await page.getByText('T-1 cannot be moved to "Awaiting review". Possible: Run ·').waitFor();
    await page.getByRole('region', { name: 'Backlog' }).getByText('Order coffee').waitFor();
    await card.dragTo(page.locator('.column[data-column="pending"]'));
    await page.getByRole('region', { name: 'Queued' }).getByText('Order coffee').waitFor();
    expect(await page.locator('.column.takes, .column.is-over').count()).toBe(0);
  });

  it('shows on the board what others do, without a reload', async () => {
    const id = await aTask('Quarterly report');
    const page = await site.visit(browser, 'ana', '/board');
    await page.getByRole('region', { name: 'Backlog' }).getByText('Quarterly report').waitFor();
    await site.call('POST', `/api/v1/tasks/${id}/events`, { event: 'complete' });
    await page.getByRole('region', { name: 'Done' }).getByText('Quarterly report').waitFor();
    expect(await page.getByText('Quarterly report').count()).toBe(1);
  });

  it('says why a move was refused and shows the task as it is', async () => {
    const id = await aTask('Quarterly report');
    const page = await site.visit(browser, 'ana', `/tasks/${id}`);
    await page.route('**/stream', (route) => route.abort());
    await page.reload();
    await site.call('POST', `/api/v1/tasks/${id}/events`, { event: 'complete' });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('#toast p').waitFor();
    await page.getByText('Done', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Run', exact: true }).count()).toBe(0);
  });

  it('decides an ask in the inbox; it goes, here and for the others', async () => {
    const taskId = await aTask('Newsletter');
    site.commands.addAsk(anAsk({ taskId }));
    const [ana, bo] = await Promise.all([
      site.visit(browser, 'ana', '/inbox'),
      site.visit(browser, 'bo', `/tasks/${taskId}`),
    ]);
    await bo.getByRole('button', { name: 'Approve' }).waitFor();
    await ana.getByLabel('Note (optional)').fill('Go ahead.');
    await ana.getByRole('button', { name: 'Approve' }).click();
    await ana.getByText('Nothing is waiting for a decision.').waitFor();
    await bo.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    const { decisions } = await site.commands.getAsk('A-1', site.commands.callers[0] as never);
    expect(decisions).toMatchObject([
      { decision: 'approve', note: 'Go ahead.', by: { name: 'ana' }, via: 'console' },
    ]);
  });

  it('answers with a choice, and keeps half a form while the page changes around it', async () => {
    const taskId = await aTask('Rollout');
    site.commands.addAsk(
      anAsk({
        taskId,
        kind: 'input',
        question: 'Which region?',
        options: ['eu-west', 'us-east'],
        allowed: ['answer'],
      }),
    );
    const page = await site.visit(browser, 'ana', `/tasks/${taskId}`);
    await page.getByLabel('us-east').check();
    await site.call('POST', `/api/v1/tasks/${taskId}/comments`, { text: 'any news?' });
    await page.getByText('any news?').waitFor();
    expect(await page.getByLabel('us-east').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Which region?').waitFor({ state: 'detached' });
    const { value } = await site.commands.getAsk('A-1', site.commands.callers[0] as never);
    expect(value).toBe('us-east');
  });

  it('answers a form that has a field of its own by the name of note, and takes no second press meanwhile', async () => {
    const taskId = await aTask('Order');
    site.commands.addAsk(
      anAsk({
        taskId,
        kind: 'input',
        question: 'How many?',
        fields: [{ name: 'note', label: 'Boxes', kind: 'integer', isRequired: true }],
        allowed: ['answer', 'stop'],
      }),
    );
    const page = await site.visit(browser, 'ana', `/tasks/${taskId}`);
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Fill this in.').waitFor();
    await page.getByLabel('Boxes').fill('3');
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/decision', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Answer' }).click();
    await expect.poll(() => page.locator('.ask-form').getAttribute('aria-busy')).toBe('true');
    expect(await page.locator('.ask button:enabled').count()).toBe(0);
    go();
    await page.getByText('How many?').waitFor({ state: 'detached' });
    const { value, decisions } = await site.commands.getAsk('A-1', site.commands.callers[0] as never);
    expect(value).toEqual({ note: 3 });
    expect(decisions).toMatchObject([{ decision: 'answer', by: { name: 'ana' } }]);
    expect(decisions[0]).not.toHaveProperty('note');
  });

  it('follows the steps of a run', async () => {
    const taskId = await aTask('Rollout');
    site.commands.addRun(aRun({ taskId }));
    const page = await site.visit(browser, 'ana', '/runs/run-1');
    await page.getByText('In progress', { exact: true }).waitFor();
    await page.locator('summary', { hasText: 'Reading the numbers' }).click();
    const { steps } = aRun();
    site.commands.addRun(
      aRun({ taskId, status: 'succeeded', steps: [...steps, { ...steps[1], title: 'Sending' } as never] }),
    );
    site.bus.publish('changed', { kind: 'run', id: 'run-1', taskId });
    await page.getByText('Sending').waitFor();
    expect(
      await page.locator('details', { hasText: 'Reading the numbers' }).getAttribute('open'),
    ).not.toBeNull();
  });

  it('tells people in words that there is nothing at an address', async () => {
    const page = await site.visit(browser, 'ana', '/tasks/T-99');
    await page.getByRole('heading', { name: 'Not found' }).waitFor();
    const answer = await page.goto(`${site.origin}/nowhere`);
    expect(answer?.status()).toBe(404);
    await page.getByRole('heading', { name: 'Not found' }).waitFor();
  });
});
