import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actsOf, readPages, samplesOf, type Act } from '../docs/parse-samples.ts';
import { REPOSITORY } from '../docs/shell.ts';
import { startHook } from '../stories/walking.ts';
import { openBrowser, SCREENSHOTS } from './bench.ts';

/** `npm start` compiles first. */
const START_MS = 180_000;

const readme = readPages().find(({ file }) => file === 'README.md');
const samples = (readme ? samplesOf(readme) : []).filter(({ kind }) => kind === 'chat');

let browser: Browser;
let program: ChildProcess;
let hook: Awaited<ReturnType<typeof startHook>>;
let folder: string;
/** What the start prints. */
let link: URL;

const startEnvironment = () => ({
  LOG_LEVEL: 'warn',
  ERRAND_DATA_DIR: join(folder, '.errand'),
  ERRAND_CONFIG: join(folder, 'errand.yaml'),
});

/** The second of the two commands, on a fresh data directory; the first has been run, or this test would not. */
async function start(): Promise<URL> {
  const { PATH = '', HOME = '' } = process.env;
  writeFileSync(startEnvironment().ERRAND_CONFIG, `fetch: {allow_hosts: ['${hook.host}']}\n`);
  // In a group of its own, so that npm, its shell and node can be told to end together.
  program = spawn('npm', ['start'], {
    cwd: REPOSITORY,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...startEnvironment(), PATH, HOME, PORT: '0' },
  });
  let printed = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      printed += String(chunk);
      const [, found] = /Errand is ready: (http\S+)/.exec(printed) ?? [];
      if (found) resolve(new URL(found));
    };
    program.stdout?.on('data', hear);
    program.stderr?.on('data', hear);
    program.on('close', (code) => reject(new Error(`npm start ended with ${code}:\n${printed}`)));
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'errand-readme-'));
  mkdirSync(SCREENSHOTS, { recursive: true });
  hook = await startHook();
  browser = await openBrowser();
  link = await start();
}, START_MS);

afterAll(async () => {
  await browser?.close();
  if (program?.pid !== undefined && program.exitCode === null) {
    const ended = new Promise((resolve) => program.on('close', resolve));
    process.kill(-program.pid, 'SIGTERM');
    await ended;
  }
  hook?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const pages = new Map<string, Page>();

/** The page of a person, opened by the printed link the first time. */
async function pageOf(person: string): Promise<Page> {
  const open = pages.get(person);
  if (open) return open;
  const locale = /\p{Script=Han}/u.test(person) ? 'zh-CN' : 'en-GB';
  const context = await browser.newContext({
    locale,
    viewport: { width: 1280, height: 900 },
    deviceScaleFactor: 2,
  });
  const page = await context.newPage();
  await page.goto(link.href);
  await context.addCookies([{ name: 'errand_person', value: encodeURIComponent(person), url: link.origin }]);
  await page.goto(`${link.origin}/chat?channel=general`);
  pages.set(person, page);
  return page;
}

/** As people see it: on one line, without the marks of Markdown. */
const flat = (text: string): string =>
  text
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Whether the pieces of the line stand in the text in their order. */
function holds(text: string, line: string): boolean {
  let at = 0;
  for (const piece of flat(line)
    .replace(/^(?:\d+\.|-) /, '')
    .split('…')) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/** What of the act's answer the page does not show: lines, and buttons by their labels. */
async function missingOf(page: Page, { expected }: Act, service: string | undefined): Promise<string[]> {
  const thread = page.locator('#thread');
  const shown = flat(await thread.innerText());
  const named = service
    ? shown.replaceAll(hook.url, service).replaceAll(hook.host, new URL(service).host)
    : shown;
  const isShown = async (line: string): Promise<boolean> => {
    if (!line.startsWith('[')) return holds(named, line);
    const labels = line.slice(1, -1).split('] [');
    const counts = labels.map((name) => thread.getByRole('button', { name, exact: true }).count());
    return (await Promise.all(counts)).every((count) => count > 0);
  };
  const missing = await Promise.all(expected.map(async (line) => ((await isShown(line)) ? [] : [line])));
  return missing.flat();
}

describe('the first ten minutes of README, in a browser, from a started product', () => {
  it('has samples to type', () => {
    expect(samples.length).toBeGreaterThan(3);
  });

  it.each(samples.map((sample) => ({ sample, name: sample.body.split('\n')[0] ?? '' })))(
    '$name',
    async ({ sample }) => {
      const [, service] = /stand-in: (\S+)/.exec(sample.info) ?? [];
      let thread = '';
      for (const act of actsOf(sample)) {
        const page = await pageOf(act.person);
        const words = service ? act.text.replaceAll(service, hook.url) : act.text;
        if (act.kind === 'say') {
          await page.goto(`${link.origin}/chat?channel=general`);
          await page.locator('#text').fill(words);
          await page.locator('#text').press('Enter');
          await page.waitForURL(/[?&]thread=/);
          thread = page.url();
        } else {
          if (page.url() !== thread) await page.goto(thread);
          if (act.kind === 'reply') {
            await page.locator('#reply-text').fill(words);
            await page.locator('#reply-text').press('Enter');
          } else {
            await page.locator('#thread').getByRole('button', { name: words, exact: true }).click();
          }
        }
        const missing = () => missingOf(page, act, service);
        await expect.poll(missing, { message: `after ${act.text}`, timeout: 20_000 }).toEqual([]);
      }
    },
  );

  it('ends with the demo of npm run seed, which can be gone on with', { timeout: 120_000 }, async () => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { ...startEnvironment(), PATH, HOME, PUBLIC_URL: link.origin };
    const seed = spawn('npm', ['run', 'seed'], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    });
    const chunks: Buffer[] = [];
    seed.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise((resolve) => seed.on('close', resolve));
    const printed = Buffer.concat(chunks).toString('utf8');
    expect({ code, printed }).toMatchObject({ code: 0 });
    expect(printed).toContain('Announcement: Errand (in_progress.approval)');

    const page = await pageOf('ana');
    await page.goto(`${link.origin}/chat?channel=launch`);
    const message = page
      .locator('#messages > li, #messages li.message')
      .filter({ hasText: 'product=Errand' });
    await message.locator('.replies').first().click();
    await page.locator('#thread').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    // The picture of README is made from this: .github/chat.png.
    await page.screenshot({ path: `${SCREENSHOTS}readme.png` });
  });
});
