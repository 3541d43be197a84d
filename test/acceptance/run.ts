import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { idsIn, loadBehaviours, match, type Result } from './harness/behaviours.ts';
import { drawRows, drawSummary } from './harness/table.ts';

/** What is used of the report that vitest writes. */
interface Report {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
}

const ROOT = new URL('../..', import.meta.url).pathname;

/** Runs the files whose names hold one of the words, or all, and reads how they ended. */
async function runTests(
  filters: readonly string[],
  isOnServices: boolean,
): Promise<{ code: number; report: Report }> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-acceptance-report-'));
  const output = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--config', join(ROOT, 'test/vitest.acceptance.config.ts'), ...reporters, ...filters],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ERRAND_ACCEPTANCE: isOnServices ? 'services' : 'embedded' },
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  try {
    return { code: code ?? 1, report: JSON.parse(readFileSync(output, 'utf8')) as Report };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const toResults = ({ testResults }: Report): Result[] =>
  testResults.flatMap(({ name: path, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ ancestorTitles, title, status }) => ({
        name: title,
        file: relative(ROOT, path),
        isGreen: status === 'passed',
        ids: idsIn([...ancestorTitles, title]),
      })),
  );

const args = process.argv.slice(2);
const isOnServices = args.includes('--services');
const filters = args.filter((arg) => arg !== '--services');
if (isOnServices && !(process.env['MONGODB_URI'] && process.env['REDIS_URL'])) {
  console.error('--services needs MONGODB_URI and REDIS_URL');
  process.exit(2);
}

const faults: string[] = [];
const behaviours = loadBehaviours(join(ROOT, 'docs/behaviours'), faults);
const { code, report } = await runTests(filters, isOnServices);
const matched = match(behaviours, toResults(report));
const isWhole = filters.length === 0;
const rows = isWhole ? matched.rows : matched.rows.filter(({ tests }) => tests.length > 0);
console.log(
  `\n${drawRows(rows)}\n\n${isOnServices ? 'MongoDB and Bull' : 'Embedded parts'}: ${drawSummary(rows)}`,
);
// Of some files only, nothing can be said of what has no test.
const wrong = [...faults, ...matched.faults.filter((fault) => isWhole || fault.startsWith('test/'))];
if (wrong.length > 0) console.error(`\nDoes not fit:\n${wrong.map((fault) => `  ${fault}`).join('\n')}`);
process.exit(code !== 0 || wrong.length > 0 ? 1 : 0);
