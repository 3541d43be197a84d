import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Fault } from '../domain/error-facts.ts';
import {
  checkTogether,
  environment,
  ROLES,
  type Environment,
  type LogLevel,
  type Role,
} from './config-environment.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import type { Settings } from '../settings.ts';
import { toSettings } from './config-settings.ts';

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

export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  dataDir: string;
  roles: Role[];
  logLevel: LogLevel;
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
  /** Groups that only listen. The one that is set here has its address, which is the whole credential, and its channels. */
  push: { group: { address: Secret; from: string[] } | null; apiUrl: string | null };
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
  /** With the id of the bot, where it is told, what comes in for another is refused. */
  callback: { token: Secret; encodingAesKey: Secret; botId: string | null } | null;
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
  if (given.WECOM_WEBHOOK_URL && file?.push.from.length === 0) {
    const problem = 'nothing would be pushed: name the channels under push.from in errand.yaml ("*" for all)';
    faults.push({ field: 'WECOM_WEBHOOK_URL', problem });
  }
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
    push: {
      group: e.WECOM_WEBHOOK_URL ? { address: new Secret(e.WECOM_WEBHOOK_URL), from: file.push.from } : null,
      apiUrl: e.WECOM_API_URL ?? null,
    },
    fetch: { allowPrivate: file.fetch.allow_private, allowHosts: file.fetch.allow_hosts },
    settings: toSettings(file, {
      locale: e.ERRAND_LOCALE,
      publicUrl,
      concurrency: e.ERRAND_WORKER_CONCURRENCY,
      hasPushGroup: e.WECOM_WEBHOOK_URL !== undefined,
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
  const callback =
    token && aesKey
      ? { token: new Secret(token), encodingAesKey: new Secret(aesKey), botId: id ?? null }
      : null;
  const app =
    corpId && corpSecret && e.WECOM_AGENT_ID !== undefined
      ? { corpId, corpSecret: new Secret(corpSecret), agentId: e.WECOM_AGENT_ID }
      : null;
  if (!bot && !callback && !app) return null;
  return { bot, callback, app, wsUrl: e.WECOM_WS_URL ?? null, apiUrl: e.WECOM_API_URL ?? null };
}

/** Makes the folder and those above it. One by one: Node 20 loops for ever on `recursive` where a parent refuses, as `/proc` does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** A secret of this installation: made once, kept where only the owner reads. */
function keptSecret(dataDir: string, name: string): string {
  const path = join(dataDir, name);
  try {
    if (existsSync(path)) return readFileSync(path, 'utf8').trim();
    makeFolder(dataDir);
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
