import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/config-file.ts';
import { loadConfig } from '../../src/config/config.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import type { Fault } from '../../src/domain/error-facts.ts';
import { startProgram, stopPrograms } from '../fakes/program.ts';
import { until } from '../stories/walking.ts';
import {
  actsOf,
  commandsOf,
  fits,
  linesFit,
  readPages,
  samplesOf,
  type Page,
  type Sample,
} from './parse-samples.ts';
import { runShell, shellFault } from './shell.ts';
import { allowing, openPage, slackStage, weComStage, webStage, type Stage, type StandIn } from './stages.ts';

/**
 * How a fenced block of README and docs is run, by the words after its fence. A block of any other kind fails, so that no sample
 * goes untested by accident.
 */
const RUNNERS: readonly {
  fits: RegExp;
  title: string;
  run: (sample: Sample, page: OpenPage) => Promise<void>;
}[] = [
  { fits: /^chat$/, title: 'is answered so in the web chat', run: runChat },
  {
    fits: /^chat stand-in: \S+$/,
    title: 'is answered so in the web chat, with a stand-in for a service',
    run: runChat,
  },
  {
    fits: /^chat slack$/,
    title: 'is answered so in the fake Slack',
    run: (sample) => runOn(sample, slackStage),
  },
  {
    fits: /^chat wecom$/,
    title: 'is answered so in the fake WeCom',
    run: (sample) => runOn(sample, weComStage),
  },
  { fits: /^console$/, title: 'prints so', run: runConsole },
  { fits: /^console stopped$/, title: 'prints so while Errand is stopped', run: runStopped },
  { fits: /^console start$/, title: 'starts the product', run: runStart },
  { fits: /^yaml errand\.yaml$/, title: 'is an errand.yaml without faults', run: checkFile },
  {
    fits: /^yaml errand\.yaml applied$/,
    title: 'is an errand.yaml that the next samples run with',
    run: applyFile,
  },
  { fits: /^sh \.env$/, title: 'is an environment without faults', run: checkEnvironment },
  { fits: /^sh syntax: .+$/, title: 'is checked for syntax only', run: checkSyntax },
];

/** Commands start processes of their own. */
const SLOWEST_MS = 120_000;

/** One fresh product for the samples of a page, opened by the first that needs it. */
interface OpenPage {
  open(): ReturnType<typeof openPage>;
  /** What the reader's shell knows from the commands before. */
  settings: string[];
}

async function playOn(stage: Stage, sample: Sample): Promise<void> {
  for (const act of actsOf(sample)) {
    await stage.act(act);
    const read = async () => {
      const lines = await stage.read(act.person);
      return act.expected.every((line) => lines.some((shown) => fits(line, shown))) ? lines : undefined;
    };
    const show = async () =>
      `${(await stage.read(act.person)).join('\n')}\n\nexpected after ${JSON.stringify(act.text)}:\n${act.expected.join('\n')}`;
    await until('such answer', read, show);
  }
}

async function runChat(sample: Sample, page: OpenPage): Promise<void> {
  const { product, hook } = await page.open();
  const [, service] = /stand-in: (\S+)/.exec(sample.info) ?? [];
  const standIn: StandIn = service
    ? {
        in: (text) => text.replaceAll(service, hook.url),
        out: (text) => text.replaceAll(hook.url, service).replaceAll(hook.host, new URL(service).host),
      }
    : { in: (text) => text, out: (text) => text };
  await playOn(webStage(product, standIn), sample);
}

async function runOn(
  sample: Sample,
  open: () => Promise<Stage & { close: () => Promise<void> }>,
): Promise<void> {
  const stage = await open();
  try {
    await playOn(stage, sample);
  } finally {
    await stage.close();
  }
}

/** A variable or a function of the reader's shell: what later commands of the page may use. */
const IS_SETTING = /^[A-Za-z_]+(?:=|\(\) )/;

async function runConsole(sample: Sample, page: OpenPage): Promise<void> {
  const { product } = await page.open();
  const place = { folder: product.folder, address: product.address() };
  for (const { command, output } of commandsOf(sample)) {
    const { lines, code } = await runShell([...page.settings, command].join('\n'), place);
    expect({ command, code, lines: code === 0 ? [] : lines }).toEqual({ command, code: 0, lines: [] });
    if (output && !linesFit(output, lines)) expect(lines.join('\n')).toBe(output.join('\n'));
    if (IS_SETTING.test(command)) page.settings.push(command);
  }
}

async function runStopped(sample: Sample, page: OpenPage): Promise<void> {
  const { product } = await page.open();
  await product.whileDown(() => runConsole(sample, page));
}

/** `npm ci` reads what the repository holds, which `test/docs/repository.test.ts` checks; here is the start. */
async function runStart(sample: Sample): Promise<void> {
  const commands = commandsOf(sample);
  expect(commands.map(({ command }) => command)).toEqual(['npm ci && npm start']);
  const [expected = ''] = commands[0]?.output ?? [];
  const program = startProgram({ PORT: '0' });
  const [printed = ''] = (await program.said('http://')).split('\n');
  const shown = printed.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:3000');
  expect(fits(expected, shown) ? expected : shown).toBe(expected);
  program.child.kill('SIGTERM');
  expect((await program.ended).code).toBe(0);
}

async function checkFile({ body }: Sample): Promise<void> {
  const faults: Fault[] = [];
  readConfigFile(body, 'errand.yaml', faults);
  expect(faults).toEqual([]);
}

async function applyFile(sample: Sample, page: OpenPage): Promise<void> {
  await checkFile(sample);
  const { product, hook } = await page.open();
  const file = join(product.folder, 'errand.yaml');
  await product.whileDown(async () => writeFileSync(file, allowing(hook.host, sample.body)));
}

async function checkEnvironment({ body }: Sample): Promise<void> {
  const pairs = body
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  const folder = mkdtempSync(join(tmpdir(), 'errand-docs-'));
  try {
    // Object.fromEntries cannot tell that the pairs hold texts alone.
    loadConfig(Object.fromEntries(pairs) as Record<string, string>, folder, PLATFORMS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkSyntax({ body }: Sample): Promise<void> {
  expect(await shellFault(body)).toBeUndefined();
}

const infoOf = ({ kind, info }: Sample): string => `${kind} ${info}`.trim();
const runnerOf = (sample: Sample) => RUNNERS.find(({ fits: form }) => form.test(infoOf(sample)));

const pages = readPages().filter((page) => samplesOf(page).length > 0);

describe('the samples of README and docs', () => {
  it('each have a way to be run', () => {
    const strangers = pages
      .flatMap(samplesOf)
      .filter((sample) => !runnerOf(sample))
      .map((sample) => `${sample.file}:${sample.line}: ${infoOf(sample)}`);
    expect(strangers).toEqual([]);
  });

  // A sample that nothing runs must have its reason here too, so that their number cannot grow unseen.
  it('are run, except those listed here, which need something that no test has', () => {
    const unrun = pages
      .flatMap(samplesOf)
      .filter(({ info }) => info.startsWith('syntax:'))
      .map(({ file, info }) => `${file}: ${info}`);
    expect(unrun).toEqual(NOT_RUN);
  });
});

const NOT_RUN: readonly string[] = ['docs/operations.md: syntax: needs Docker'];

describe.each(pages)('$file', (page: Page) => {
  let opened: ReturnType<typeof openPage> | undefined;
  afterAll(async () => {
    stopPrograms();
    await (await opened)?.close();
  });
  const openOnce: OpenPage = { open: () => (opened ??= openPage()), settings: [] };

  it.each(
    samplesOf(page).flatMap((sample) => {
      const runner = runnerOf(sample);
      const [first = ''] = sample.body.split('\n');
      return runner ? [{ sample, runner, name: `${sample.line} ${runner.title}: ${first}` }] : [];
    }),
  )('line $name', { timeout: SLOWEST_MS }, async ({ sample, runner }) => {
    await runner.run(sample, openOnce);
    const product = (await opened)?.product;
    expect(product?.log.messages('error') ?? []).toEqual([]);
  });
});
