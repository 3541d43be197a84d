// What work in a browser costs: Chromium's start and the next one's, its memory, how long looks are, and what a model is sent for an errand of
// nine steps. Needs Chromium (`CHROMIUM_PATH`). Tokens are reckoned at 3.6 characters each, about what looks come to.
import { readdirSync, readFileSync } from 'node:fs';

import { createPlaywrightBrowser } from '../adapters/browser/playwright/index.ts';
import { createGates } from '../adapters/fetcher/guarded/gate.ts';
import { showLook } from '../src/browser/render.ts';
import { call, isRunRequest, type Step } from '../test/acceptance/harness/model.ts';
import { startProduct } from '../test/acceptance/harness/product.ts';
import { startSite } from '../test/acceptance/harness/site.ts';

const CHARACTERS_PER_TOKEN = 3.6;
const WANTED_TOKENS = 17_000;
const executable = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
const { signal } = new AbortController();

const site = await startSite();
const rows = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) =>
      `<tr><td>${1000 + at}</td><td>Customer ${at} Ltd</td><td>40.${at % 100}</td><td><a href="/new">Open</a></td><td><button>Refund</button></td></tr>`,
  ).join('');
const NAMES = ['Name', 'Street', 'City', 'Country', 'Phone', 'Mail', 'Note', 'Reference'];
const fields = NAMES.map((name) => `<label>${name} <input name="${name}"></label>`).join('');
site.page(
  '/orders',
  `<title>Orders</title><h1>Orders</h1><input aria-label="Search"><table>${rows(50)}</table>`,
);
site.page('/long', `<title>All orders</title><table>${rows(1000)}</table>`);
site.page(
  '/new',
  `<title>New order</title><form method="post" action="/saved">${fields}<button>Save</button></form>`,
);
site.page('/saved', '<title>Saved</title><h1>Order 17 is saved</h1><a href="/orders">Back</a>');

/** What the browsers of this process hold, shared pages counted in part. */
function memoryMb(): number {
  const pssOf = (id: string): number => {
    try {
      const isBrowser = readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('chrom');
      return isBrowser
        ? Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
        : 0;
    } catch {
      return 0; // it has just ended
    }
  };
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.reduce((sum, id) => sum + pssOf(id), 0) / 1024;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const made = await work();
  console.log(`  ${what.padEnd(52)} ${(performance.now() - startedMs).toFixed(0)} ms`);
  return made;
}

const browser = createPlaywrightBrowser({
  executable,
  isSandboxed: process.getuid?.() !== 0,
  openGate: createGates({ allowPrivate: false, allowHosts: [site.host], log }),
  secrets: [],
  log,
});
const spec = { sites: [site.host], reads: [] };
console.log('Sessions');
const first = await timed('the first, with the start of Chromium', () => browser.open(spec));
const second = await timed('another', () => browser.open(spec));
for (const path of ['/saved', '/new', '/orders', '/long']) {
  await first.act({ kind: 'open', url: site.url(path) }, { maySend: false, signal });
  const look = await timed(`a look at ${path}`, () => first.look(signal));
  console.log(`  ${''.padEnd(52)} ${showLook(look, {}).length} characters shown`);
}
console.log(`  ${'memory of Chromium with two sessions'.padEnd(52)} ${memoryMb().toFixed(0)} MB`);
await first.close();
await second.close();

const product = await startProduct({
  config: [
    `agents: {assistant: {tools: [finish, ask_people], browser: {sites: ['${site.host}']}}}`,
    'tools: {browser_click: {approval: never}}',
    `fetch: {allow_hosts: ['${site.host}']}`,
  ].join('\n'),
  env: { CHROMIUM_PATH: executable, ...(process.getuid?.() === 0 ? { CHROMIUM_SANDBOX: 'off' } : {}) },
});
const refOf = (messages: unknown, name: string): string =>
  new RegExp(`textbox \\\\+"${name}\\\\+"[^\\[]*\\[((?:f\\d+)?e\\d+)\\]`).exec(
    JSON.stringify(messages),
  )?.[1] ?? 'e0';
const fill =
  (names: readonly string[]): Step =>
  ({ messages }) =>
    call('browser_fill', {
      fields: names.map((name) => ({ ref: refOf(messages, name), value: `The ${name}` })),
    });
const open = (path: string): Step => call('browser_open', { url: site.url(path) });
const press = (text: string): Step => call('browser_click', { text, why: `Press ${text}` });
const title = 'An errand of nine steps';
product.model.run(title, [
  open('/orders'),
  fill(['Search']),
  call('browser_look', { find: 'Customer 44' }),
  open('/new'),
  fill(NAMES),
  press('Save'),
  press('Back'),
  call('browser_look', { find: 'Customer 17' }),
  'Done.',
]);
const before = product.model.requests.length;
const { number } = await product.create({ title, run: true });
const isDone = site.at('POST', '/saved')[0]?.body.includes('Name=The+Name') ?? false;
const { status } = await product.task(number);
const tokensOf = (value: unknown): number => Math.round(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
const requests = product.model.requests.slice(before).filter(isRunRequest);
const whole = sum(requests.map(tokensOf));
const browserTools = (tools: readonly { function: { name: string } }[] = []) =>
  tools.filter((tool) => tool.function.name.startsWith('browser_'));
const own = requests.map(
  ({ messages, tools }) =>
    tokensOf(messages.filter(({ role }) => role !== 'system')) + tokensOf(browserTools(tools)),
);
console.log(
  `An errand of nine steps (${status}, ${isDone ? 'saved' : 'NOT saved'}), tokens sent to the model`,
);
console.log(`  ${'with the rules of a run and its other tools'.padEnd(52)} ${whole}`);
console.log(
  `  ${'the talk and the tools of the browser'.padEnd(52)} ${sum(own)}, wanted at most ${WANTED_TOKENS}`,
);
console.log(`  ${'of each call'.padEnd(52)} ${own.join(' ')}`);
console.log(`  ${'the tools of the browser'.padEnd(52)} ${tokensOf(browserTools(requests[0]?.tools))}`);
await product.stop();
await browser.close();
await site.close();
process.exitCode = sum(own) <= WANTED_TOKENS && isDone ? 0 : 1;
