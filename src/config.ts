import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Fault } from './domain/errors.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import type { Settings } from './settings.ts';
import { toSettings } from './config-settings.ts';
import { LOCALES } from './words/index.ts';

/** A word that must not be printed: in text and JSON it reads `[secret]`. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
}

export const ROLES = ['chat', 'web', 'worker', 'schedule'] as const;
export type Role = (typeof ROLES)[number];

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  dataDir: string;
  roles: Role[];
  logLevel: (typeof LOG_LEVELS)[number];
  concurrency: number;
  /** One process with everything in it: no database of its own, no Redis. */
  isEmbedded: boolean;
  apiToken: Secret;
  /** What seals secrets in the store. */
  secretKey: Secret;
  mongoUri: Secret | null;
  redisUrl: Secret | null;
  openai: { apiKey: Secret; baseUrl: string | null; model: string } | null;
  fetch: { allowPrivate: boolean; allowHosts: string[] };
  settings: Settings;
}

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super('the configuration has faults');
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const url = (protocols: RegExp) => z.url({ protocol: protocols });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const environment = z.object({
  PORT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 to 65535')
    .max(65_535, 'must be 0 to 65535')
    .default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: url(/^https?$/).optional(),
  ERRAND_DATA_DIR: z.string().min(1).default('.errand'),
  ERRAND_CONFIG: z.string().min(1).optional(),
  ERRAND_API_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  ERRAND_SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  ERRAND_ROLES: list
    .pipe(z.array(z.enum(ROLES, `must be some of ${ROLES.join(', ')}, with commas between`)).min(1))
    .optional(),
  ERRAND_LOCALE: z.enum(LOCALES, `must be one of ${LOCALES.join(', ')}`).default('en'),
  ERRAND_WORKER_CONCURRENCY: z.coerce
    .number('must be a number')
    .int()
    .min(1, 'must be 1 to 100')
    .max(100, 'must be 1 to 100')
    .default(4),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  MONGODB_URI: url(/^mongodb(\+srv)?$/).optional(),
  REDIS_URL: url(/^rediss?$/).optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: url(/^https?$/).optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-5-mini'),
});

const CONFIG_FILE = 'errand.yaml';

/**
 * Reads the environment and `errand.yaml`, once. In the embedded mode the token and the key are made at the first start
 * and kept in the data directory, readable by the owner alone.
 *
 * @throws ConfigError with every fault, those of the file with their lines.
 */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const faults: Fault[] = [];
  // An empty variable is how shells and compose files say that there is none.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success)
    faults.push(
      ...parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), problem: message })),
    );
  const file = loadFile(given.ERRAND_CONFIG, cwd, faults);
  faults.push(...checkTogether(given));
  if (!parsed.success || faults.length > 0 || !file) throw new ConfigError(faults);
  const e = parsed.data;
  const isEmbedded = !e.MONGODB_URI;

  const dataDir = resolve(cwd, e.ERRAND_DATA_DIR);
  const host = e.HOST ?? (isEmbedded ? '127.0.0.1' : '0.0.0.0');
  const publicUrl = (e.PUBLIC_URL ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${e.PORT}`).replace(
    /\/+$/,
    '',
  );
  return {
    port: e.PORT,
    host,
    publicUrl,
    dataDir,
    roles: e.ERRAND_ROLES ?? [...ROLES],
    logLevel: e.LOG_LEVEL,
    concurrency: e.ERRAND_WORKER_CONCURRENCY,
    isEmbedded,
    apiToken: new Secret(e.ERRAND_API_TOKEN ?? keptSecret(dataDir, 'api-token')),
    secretKey: new Secret(e.ERRAND_SECRET_KEY ?? keptSecret(dataDir, 'secret-key')),
    mongoUri: e.MONGODB_URI ? new Secret(e.MONGODB_URI) : null,
    redisUrl: e.REDIS_URL ? new Secret(e.REDIS_URL) : null,
    openai: e.OPENAI_API_KEY
      ? { apiKey: new Secret(e.OPENAI_API_KEY), baseUrl: e.OPENAI_BASE_URL ?? null, model: e.OPENAI_MODEL }
      : null,
    fetch: { allowPrivate: file.fetch.allow_private, allowHosts: file.fetch.allow_hosts },
    settings: toSettings(file, {
      locale: e.ERRAND_LOCALE,
      publicUrl,
      concurrency: e.ERRAND_WORKER_CONCURRENCY,
    }),
  };
}

function loadFile(named: string | undefined, cwd: string, faults: Fault[]): ConfigFile | undefined {
  const path = resolve(cwd, named ?? CONFIG_FILE);
  if (!existsSync(path)) {
    if (!named) return readConfigFile('', CONFIG_FILE, faults);
    faults.push({ field: 'ERRAND_CONFIG', problem: `there is no file ${named}` });
    return undefined;
  }
  try {
    return readConfigFile(readFileSync(path, 'utf8'), named ?? CONFIG_FILE, faults);
  } catch (error) {
    const { code = 'unknown fault' } = error as NodeJS.ErrnoException;
    faults.push({ field: 'ERRAND_CONFIG', problem: `${path} cannot be read (${code})` });
    return undefined;
  }
}

type Given = Readonly<Record<string, string | undefined>>;

/** What is right by itself and wrong together. */
function checkTogether(given: Given): Fault[] {
  const { MONGODB_URI: mongo, REDIS_URL: redis, ERRAND_ROLES: roles } = given;
  const faults: Fault[] = [];
  if (redis && !mongo) {
    faults.push({
      field: 'MONGODB_URI',
      problem: 'is needed with REDIS_URL: several processes need one store',
    });
  }
  if (mongo && !redis) {
    const problem = 'is needed with MONGODB_URI: the queue and live updates go through it';
    faults.push({ field: 'REDIS_URL', problem });
  }
  if (mongo || redis) {
    const problem = 'must be set, the same for every process (for example: openssl rand -hex 32)';
    const missing = ['ERRAND_API_TOKEN', 'ERRAND_SECRET_KEY'].filter((field) => !given[field]);
    faults.push(...missing.map((field) => ({ field, problem })));
  } else if (roles && ROLES.some((role) => !roles.includes(role))) {
    faults.push({ field: 'ERRAND_ROLES', problem: 'splitting the roles needs MONGODB_URI and REDIS_URL' });
  }
  return faults;
}

/** A secret of this installation: made once, kept where only the owner reads. */
function keptSecret(dataDir: string, name: string): string {
  const path = join(dataDir, name);
  try {
    if (existsSync(path)) return readFileSync(path, 'utf8').trim();
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const made = randomBytes(24).toString('base64url');
    writeFileSync(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
    return made;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = `${dataDir} cannot be used (${code ?? 'unknown fault'}); name a directory that this user may write to`;
    throw new ConfigError([{ field: 'ERRAND_DATA_DIR', problem }]);
  }
}
