import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { viaApi } from '../fakes/callers.ts';
import { WEEKLY } from '../fakes/definitions.ts';
import { pushKey } from '../fakes/push-groups.ts';
import { anAsk, aRun } from '../fakes/views.ts';
import { approvalCard, formCard, openBrowser, openSite, runCard, SCREENSHOTS, type Site } from './bench.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let site: Site;

const ana = { id: 'web:ana', name: 'ana' };

beforeAll(async () => {
  browser = await openBrowser();
  site = await openSite();
  await fill(site);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** A team in the middle of its day. */
async function fill({ webChat, commands, store, call }: Site): Promise<void> {
  const say = (person: string, text: string, thread?: string) =>
    webChat.submitMessage({ channel: 'general', person, text, ...(thread ? { thread } : {}) });
  const answer = (thread: string, text: string, more: object = {}) =>
    webChat.post(
      { platform: 'web', channel: 'general', thread },
      { text, locale: 'en', ...more },
      text + thread,
    );

  const plates = await say('bo', "What's on my plate?");
  await answer(
    plates.thread,
    'You have **two** open tasks:\n\n1. `T-1` Quarterly report, due *Friday*\n2. `T-2` Renew the certificate\n\nMore in the [handbook](https://example.org/handbook).',
  );
  const plan = await say('ana', '研究一下 eu-west 的状态，然后写一份上线计划，保存为 plan.md');
  await answer(plan.thread, 'On it.');
  await answer(plan.thread, 'run', { card: runCard() });
  await answer(plan.thread, 'ask', { card: approvalCard(), mentions: [ana] });
  await say('bo', 'Please look at the subject line first.', plan.thread);
  const venue = await say('zoë', 'Find a venue for the team day and ask me before you book');
  await answer(venue.thread, 'form', { card: formCard(), mentions: [{ id: 'web:zoë', name: 'zoë' }] });
  await webChat.submitMessage({ channel: 'design', person: 'bo', text: 'hello' });

  const task = async (input: object, events: string[] = []) => {
    const made = (await (await call('POST', '/api/v1/tasks', input)).json()) as { id: string };
    for (const event of events) await call('POST', `/api/v1/tasks/${made.id}/events`, { event });
    return made.id;
  };
  await task({ title: 'Quarterly report', priority: 'high', assignee: 'bo', dueAt: '2026-12-04T17:00:00Z' });
  await task({ title: 'Renew the certificate' }, ['queue']);
  const id = await task(
    {
      title: '上线计划：eu-west 区域',
      description: 'Read the status page.\nThen write the plan to plan.md.',
      run: true,
    },
    [],
  );
  await task({ title: 'Order the coffee' }, ['complete']);
  await task({ title: 'Old idea' }, ['cancel']);
  commands.addRun(aRun({ id: 'run-1', taskId: id, taskNumber: 'T-3' }));
  commands.addAsk(anAsk({ id: 'ask-1', number: 'A-1', taskId: id, taskNumber: 'T-3' }));
  const { buttons: _, fields = [], title } = formCard();
  commands.addAsk(
    anAsk({
      id: 'ask-2',
      number: 'A-2',
      kind: 'input',
      taskId: id,
      taskNumber: 'T-3',
      question: title,
      fields,
      allowed: ['answer'],
    }),
  );
  const file = { id: 'd1', taskId: id, runId: 'run-1', version: 2, createdAt: new Date().toISOString() };
  commands.addFile({ ...file, name: '上线计划.md', contentType: 'text/markdown', content: '# Plan' });
  await call('POST', '/api/v1/definitions', { ...WEEKLY, tools: ['http_get'], outputType: 'report' });
  await call('POST', '/api/v1/definitions', {
    name: '结账',
    description: '每月结账并核对',
    instructions: '结账。',
    isActive: false,
  });
  const group = { name: 'Operations', address: pushKey(1), from: ['web:general', 'web:design'] };
  const tellGroup = (changes: object) => commands.createPushGroup({ ...group, ...changes }, viaApi);
  await tellGroup({});
  await tellGroup({ name: '研发群', address: pushKey(2), from: ['*'], on: ['failed'], isActive: false });
  const refused = await tellGroup({ name: 'QA', address: pushKey(3) });
  const disabled = { reason: 'webhook_invalid', at: new Date() };
  await store.collection('push_groups').update({ id: refused.id }, { $set: { disabled } });
  await call('POST', `/api/v1/tasks/${id}/comments`, {
    text: 'Use the template of last time.\n按上次的模板。',
  });
}

const SIZES: Record<string, BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

const threadOf = async (person: string): Promise<string> => {
  const { items } = await site.webChat.listMessages({ channel: 'general', after: 0, limit: 200 });
  return items.find(({ author }) => author.name === person)?.thread ?? '';
};

async function faultsOf(page: Page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
          .join(' | ')
          .slice(0, 600)}`,
    );
}

const PAGES: Record<string, () => Promise<string>> = {
  chat: async () => '/chat?channel=general',
  thread: async () => `/chat?${new URLSearchParams({ channel: 'general', thread: await threadOf('ana') })}`,
  form: async () => `/chat?${new URLSearchParams({ channel: 'general', thread: await threadOf('zoë') })}`,
  empty: async () => '/chat?channel=quiet',
  board: async () => '/board',
  kanban: async () => '/board?view=kanban',
  task: async () => '/tasks/T-3',
  run: async () => '/runs/run-1',
  inbox: async () => '/inbox',
  definitions: async () => '/definitions',
  definition: async () => '/definitions/weekly-report',
  settings: async () => '/settings',
  me: async () => '/me',
  signIn: async () => '/sign-in',
};

describe('the pages', () => {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const [scheme, locale] of [
      ['light', 'en-GB'],
      ['dark', 'zh-CN'],
    ] as const) {
      it.each(Object.keys(PAGES))(
        `are usable by everybody: %s, ${size}, ${scheme}, ${locale}`,
        async (name) => {
          const path = (await PAGES[name]?.()) ?? '/';
          const page = await site.visit(browser, 'ana', path, { ...viewport, colorScheme: scheme, locale });
          if (path.startsWith('/chat'))
            await page.locator('#messages > li').first().waitFor({ state: 'attached' });
          for (const summary of await page
            .locator('details:has([data-editor], [data-group-editor]) > summary')
            .all())
            await summary.click();
          await page.waitForTimeout(150);
          await page.screenshot({ path: `${SCREENSHOTS}${name}-${size}-${scheme}.png` });
          expect(await faultsOf(page)).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow).toBeLessThanOrEqual(0);
          await page.context().close();
        },
      );
    }
  }
});
