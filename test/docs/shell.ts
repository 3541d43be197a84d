import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const MAX_MS = 100_000;

/** The address that the pages speak of. */
export const ADDRESS = 'http://127.0.0.1:3000';

export interface Place {
  /** Where the reader stands: in the repository for npm, and beside the data directory for everything else. */
  folder: string;
  /** What stands for `ADDRESS` here. */
  address: string;
}

/** Runs a command as the reader's shell would. The answer is what it printed on both outputs, and how it ended. */
export function runShell(
  command: string,
  { folder, address }: Place,
): Promise<{ lines: string[]; code: number | null }> {
  const { PATH = '', HOME = '' } = process.env;
  const isNpm = /^npm\b/.test(command);
  const child = spawn(
    'bash',
    ['--noprofile', '--norc', '-euo', 'pipefail', '-c', command.replaceAll(ADDRESS, address)],
    {
      // With a socket as its input bash takes itself for a remote shell, and reads its start files.
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: isNpm ? REPOSITORY : folder,
      env: {
        PATH,
        HOME,
        LOG_LEVEL: 'silent',
        PORT: new URL(address).port,
        ERRAND_DATA_DIR: `${folder}/.errand`,
        ERRAND_CONFIG: `${folder}/errand.yaml`,
        npm_config_loglevel: 'silent',
      },
    },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_MS);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const text = Buffer.concat(chunks).toString('utf8').replaceAll(address, ADDRESS);
      resolve({ lines: text.replace(/\n+$/, '').split('\n'), code });
    });
  });
}

/** Undefined when bash can read the text; else what it says. */
export async function shellFault(text: string): Promise<string | undefined> {
  const child = spawn('bash', ['-n', '-c', text], { stdio: ['ignore', 'ignore', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return code === 0 ? undefined : Buffer.concat(chunks).toString('utf8');
}
