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
  slack: SlackConfig | null;
  wecom: WeComConfig | null;
  fetch: { allowPrivate: boolean; allowHosts: string[] };
  settings: Settings;
}

/** One workspace by its bot's token, or any number that install the app. */
export interface SlackConfig {
  botToken: Secret | null;
  oauth: { clientId: string; clientSecret: Secret } | null;
  signingSecret: Secret | null;
  /** Set: Socket Mode. */
  appToken: Secret | null;
  apiUrl: string | null;
}

/** Each surface that is set up; see the README for which to choose. */
export interface WeComConfig {
  bot: { id: string; secret: Secret } | null;
  callback: { token: Secret; encodingAesKey: Secret } | null;
  app: { corpId: string; corpSecret: Secret; agentId: number } | null;
  wsUrl: string | null;
  apiUrl: string | null;
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
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be a bot token: xoxb-…').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token: xapp-…').optional(),
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: url(/^https?$/).optional(),
  WECOM_BOT_ID: z.string().min(1).optional(),
  WECOM_BOT_SECRET: z.string().min(1).optional(),
  WECOM_WS_URL: url(/^wss?$/).optional(),
  WECOM_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, 'must be 1 to 32 letters and digits')
    .optional(),
  WECOM_ENCODING_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, 'must be exactly 43 letters and digits')
    .optional(),
  WECOM_CORP_ID: z.string().min(1).optional(),
  WECOM_CORP_SECRET: z.string().min(1).optional(),
  WECOM_AGENT_ID: z.coerce.number('must be a number').int('must be a whole number').optional(),
  WECOM_API_URL: url(/^https?$/).optional(),
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
    slack: slackConfig(e),
    wecom: weComConfig(e),
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

type Environment = z.infer<typeof environment>;

const secret = (value: string | undefined): Secret | null => (value ? new Secret(value) : null);

function slackConfig(e: Environment): SlackConfig | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = e;
  if (!e.SLACK_BOT_TOKEN && !clientId) return null;
  return {
    botToken: secret(e.SLACK_BOT_TOKEN),
    oauth: clientId && clientSecret ? { clientId, clientSecret: new Secret(clientSecret) } : null,
    signingSecret: secret(e.SLACK_SIGNING_SECRET),
    appToken: secret(e.SLACK_APP_TOKEN),
    apiUrl: e.SLACK_API_URL ?? null,
  };
}

function weComConfig(e: Environment): WeComConfig | null {
  const { WECOM_BOT_ID: id, WECOM_BOT_SECRET: botSecret, WECOM_TOKEN: token } = e;
  const { WECOM_ENCODING_AES_KEY: aesKey, WECOM_CORP_ID: corpId, WECOM_CORP_SECRET: corpSecret } = e;
  const bot = id && botSecret ? { id, secret: new Secret(botSecret) } : null;
  const callback = token && aesKey ? { token: new Secret(token), encodingAesKey: new Secret(aesKey) } : null;
  const app =
    corpId && corpSecret && e.WECOM_AGENT_ID !== undefined
      ? { corpId, corpSecret: new Secret(corpSecret), agentId: e.WECOM_AGENT_ID }
      : null;
  if (!bot && !callback && !app) return null;
  return { bot, callback, app, wsUrl: e.WECOM_WS_URL ?? null, apiUrl: e.WECOM_API_URL ?? null };
}

/** Variables that only mean something together. */
const TOGETHER: readonly (readonly string[])[] = [
  ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
  ['WECOM_BOT_ID', 'WECOM_BOT_SECRET'],
  ['WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
  ['WECOM_CORP_ID', 'WECOM_CORP_SECRET', 'WECOM_AGENT_ID'],
];

type Given = Readonly<Record<string, string | undefined>>;

/** What is right by itself and wrong together. */
function checkTogether(given: Given): Fault[] {
  const { MONGODB_URI: mongo, REDIS_URL: redis, ERRAND_ROLES: roles } = given;
  const faults: Fault[] = [];
  for (const group of TOGETHER) {
    const missing = group.filter((field) => !given[field]);
    if (missing.length === group.length) continue;
    faults.push(
      ...missing.map((field) => ({
        field,
        problem: `is needed with ${group.filter((one) => one !== field).join(' and ')}`,
      })),
    );
  }
  const isSlack = given.SLACK_BOT_TOKEN !== undefined || given.SLACK_CLIENT_ID !== undefined;
  if (isSlack && !given.SLACK_SIGNING_SECRET && !given.SLACK_APP_TOKEN) {
    const problem = 'is needed for Slack over HTTP; for Socket Mode set SLACK_APP_TOKEN instead';
    faults.push({ field: 'SLACK_SIGNING_SECRET', problem });
  }
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
