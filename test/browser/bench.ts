import { mkdirSync } from 'node:fs';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';

import { createClock } from '../../adapters/system/node/index.ts';
import type { Card } from '../../src/domain/card.ts';
import type { Incoming } from '../../src/domain/message.ts';
import type { ThreadRef } from '../../src/domain/person.ts';
import { openWeb, TOKEN } from '../fakes/web.ts';

export const SCREENSHOTS = new URL('./screenshots/', import.meta.url).pathname;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export const runCard = (changes: Partial<Card> = {}): Card => ({
  kind: 'run',
  title: 'Prepare the rollout plan',
  context: 'in progress',
  tone: 'active',
  lines: ['Run 1 · assistant'],
  steps: [
    { title: 'Read https://status.example/eu-west', status: 'success' },
    { title: 'Compare with last month', status: 'running' },
    { title: 'Write plan.md', status: 'waiting' },
  ],
  buttons: [
    { action: 'pause', label: 'Pause', value: 'run~run-1~1' },
    {
      action: 'cancel',
      label: 'Stop',
      value: 'run~run-1~1',
      style: 'danger',
      confirm: 'Stop this run? What it did stays.',
    },
  ],
  taskNumber: 3,
  taskId: 'task-3',
  runId: 'run-1',
  ...changes,
});

export const approvalCard = (changes: Partial<Card> = {}): Card => ({
  kind: 'ask',
  title: 'May I send this to all customers?',
  context: 'needs you',
  tone: 'attention',
  lines: ['POST https://mail.example/send', 'to: all-customers · subject: "Maintenance on Friday <18:00>"'],
  buttons: [
    { action: 'approve', label: 'Approve', value: 'ask~ask-1~1', style: 'primary' },
    { action: 'reject', label: 'Reject', value: 'ask~ask-1~1', style: 'danger' },
  ],
  hint: 'Or type: approve A-1',
  taskNumber: 3,
  askId: 'ask-1',
  ...changes,
});

export const formCard = (changes: Partial<Card> = {}): Card => ({
  kind: 'ask',
  title: 'A few things before I book',
  context: 'needs you',
  tone: 'attention',
  lines: ['For the team day in spring.'],
  fields: [
    {
      name: 'city',
      label: 'City',
      kind: 'choice',
      isRequired: true,
      options: ['Berlin', 'Shanghai', 'Lisbon'],
    },
    { name: 'people', label: 'How many people?', kind: 'integer', isRequired: true },
    { name: 'day', label: 'Day', kind: 'date', isRequired: false },
    {
      name: 'extras',
      label: 'Extras',
      kind: 'choices',
      isRequired: false,
      options: ['Lunch', 'Projector', 'Parking'],
    },
    {
      name: 'wishes',
      label: 'Anything else?',
      kind: 'long_text',
      isRequired: false,
      help: 'Allergies, access, mood.',
    },
    { name: 'online', label: 'Some join online', kind: 'boolean', isRequired: false },
  ],
  buttons: [{ action: 'answer', label: 'Answer', value: 'ask~ask-2~1', style: 'primary' }],
  hint: 'Or type: answer A-2 …',
  taskNumber: 4,
  askId: 'ask-2',
  ...changes,
});

export type Handle = (incoming: Incoming, thread: ThreadRef) => Promise<void>;

/** The web on a real socket, and a stand-in for the bot that does what a test says. */
export async function openSite() {
  const bench = await openWeb({ clock: createClock(), publicUrl: 'http://127.0.0.1' });
  const { port } = await bench.web.start();
  const origin = `http://127.0.0.1:${port}`;
  let handle: Handle = async () => undefined;
  await bench.webChat.start(async (incoming) => {
    bench.received.push(incoming);
    void handle(incoming, incoming.place);
  });
  mkdirSync(SCREENSHOTS, { recursive: true });

  /** A signed-in page of this person. */
  async function visit(
    browser: Browser,
    person: string,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
    await context.addCookies([{ name: 'errand_person', value: encodeURIComponent(person), url: origin }]);
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(`${origin}/sign-in?token=${TOKEN}&next=${encodeURIComponent(path)}`);
    return page;
  }

  return { ...bench, origin, visit, onIncoming: (next: Handle) => void (handle = next) };
}

export type Site = Awaited<ReturnType<typeof openSite>>;
