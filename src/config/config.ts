import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { issueFaults } from '../shared/issue-faults.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import { BUILT_IN_PLATFORM } from '../domain/person.ts';
import { fault } from '../domain/errors.ts';
import { checkTogether, environment, ROLES, type LogLevel, type Role } from './config-environment.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import type { ChatPlatform, PlatformSetup } from '../ports/chat-platform.ts';
import type { Settings } from '../settings.ts';
import type { Scope } from '../domain/scope.ts';
import { Secret } from '../shared/secret.ts';
import { toSettings } from './config-settings.ts';

export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  dataDir: string;
  roles: Role[];
  logLevel: LogLevel;
  /** After so long an event loop that does not turn ends its process; 0 for never. */
  watchdogSeconds: number;
  concurrency: number;
  /** One process with everything in it: no database of its own, no Redis. */
  isEmbedded: boolean;
  /** Nobody but the person who tries it out can be there: in the console they may speak as anybody. */
  isTryOut: boolean;
  apiToken: Secret;
  /** Tokens that do not everything; `name` is recorded where a program acts. */
  tokens: readonly ScopedToken[];
  /** What seals secrets in the store. */
  secretKey: Secret;
  mongoUri: Secret | null;
  redisUrl: Secret | null;
  openai: { apiKey: Secret; baseUrl: string | null; model: string } | null;
  /** The chat platforms there are, with what the environment says about each. */
  platforms: readonly ConfiguredPlatform[];
  /** The group that only listens which the environment names: its address is the whole credential. */
  pushGroup: (NonNullable<PlatformSetup['pushGroup']> & { from: string[] }) | null;
  fetch: { allowPrivate: boolean; allowHosts: string[] };
  github: { apiUrl: string; token: Secret | null };
  /** Null where no mail is sent. */
  mail: { url: Secret; from: string } | null;
  chromium: { path: string; isSandboxed: boolean };
  /** What agents may type on pages without seeing it. */
  browserSecrets: readonly { name: string; value: Secret; sites: readonly string[] }[];
  settings: Settings;
}

export interface ScopedToken {
  name: string;
  value: Secret;
  scopes: readonly Scope[];
  /** The id of whoever it belongs to; null for a program. */
  person: string | null;
}

export interface ConfiguredPlatform {
  platform: ChatPlatform;
  setup: PlatformSetup;
}

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  readonly faults: readonly CodedFault[];
  constructor(faults: readonly CodedFault[]) {
    super('the configuration has faults');
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const CONFIG_FILE = 'errand.yaml';

/**
 * Reads the environment and `errand.yaml`, once; what a chat platform needs of them, it says itself. In the embedded mode the token and the key are made at the first start
 * and kept in the data directory, readable by the owner alone.
 *
 * @throws ConfigError with every fault, those of the file with their lines.
 */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string, platforms: readonly ChatPlatform[]): Config {
  const faults: CodedFault[] = [];
  // An empty variable is how shells and compose files say that there is none.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given, { reportInput: true });
  if (!parsed.success) faults.push(...issueFaults(parsed.error.issues, 'environment'));
  const file = loadFile(given.ERRAND_CONFIG, cwd, faults);
  faults.push(...checkTogether(given));
  const configured = platforms.map((platform) => ({ platform, setup: platform.read(given) }));
  faults.push(...configured.flatMap(({ setup }) => setup.faults));
  const [named, ...others] = configured.flatMap(({ setup }) => setup.pushGroup ?? []);
  if (named && file?.push.from.length === 0) {
    faults.push(fault(named.variable, 'nothing_pushed'));
  }
  for (const { variable: field } of others) {
    faults.push(fault(field, 'one_group', named?.variable ?? ''));
  }
  const tokens = file ? readTokens(file, given, faults) : [];
  const browserSecrets = file ? readSecrets(file, given, faults) : [];
  if (!parsed.success || faults.length > 0 || !file) throw new ConfigError(faults);
  const e = parsed.data;
  const isEmbedded = !e.MONGODB_URI;

  const dataDir = resolve(cwd, e.ERRAND_DATA_DIR);
  const host = e.HOST ?? (isEmbedded ? '127.0.0.1' : '0.0.0.0');
  const shown = host === '0.0.0.0' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const publicUrl = (e.PUBLIC_URL ?? `http://${shown}:${e.PORT}`).replace(/\/+$/, '');
  // With people who come from elsewhere, the console is not the place to try out who one is.
  const isAlone =
    isEmbedded &&
    !configured.some(({ platform, setup }) => setup.open && platform.name !== BUILT_IN_PLATFORM);
  const isTryOut =
    isLoopback(host) && isLoopback(new URL(publicUrl).hostname) && (isAlone || e.ERRAND_TRY_OUT === 'on');
  return {
    port: e.PORT,
    host,
    publicUrl,
    dataDir,
    roles: e.ERRAND_ROLES ?? [...ROLES],
    logLevel: e.LOG_LEVEL,
    concurrency: e.ERRAND_WORKER_CONCURRENCY,
    watchdogSeconds: e.ERRAND_WATCHDOG_SECONDS,
    isEmbedded,
    isTryOut,
    apiToken: new Secret(e.ERRAND_API_TOKEN ?? keptSecret(dataDir, 'api-token')),
    tokens,
    secretKey: new Secret(e.ERRAND_SECRET_KEY ?? keptSecret(dataDir, 'secret-key')),
    mongoUri: e.MONGODB_URI ? new Secret(e.MONGODB_URI) : null,
    redisUrl: e.REDIS_URL ? new Secret(e.REDIS_URL) : null,
    openai: e.OPENAI_API_KEY
      ? { apiKey: new Secret(e.OPENAI_API_KEY), baseUrl: e.OPENAI_BASE_URL ?? null, model: e.OPENAI_MODEL }
      : null,
    platforms: configured,
    pushGroup: named ? { ...named, from: file.push.from } : null,
    fetch: { allowPrivate: file.fetch.allow_private, allowHosts: file.fetch.allow_hosts },
    github: {
      apiUrl: e.GITHUB_API_URL ?? 'https://api.github.com',
      token: e.GITHUB_TOKEN ? new Secret(e.GITHUB_TOKEN) : null,
    },
    mail: e.SMTP_URL && e.MAIL_FROM ? { url: new Secret(e.SMTP_URL), from: e.MAIL_FROM } : null,
    chromium: { path: e.CHROMIUM_PATH, isSandboxed: e.CHROMIUM_SANDBOX === 'on' },
    browserSecrets,
    settings: toSettings(file, {
      locale: e.ERRAND_LOCALE,
      publicUrl,
      concurrency: e.ERRAND_WORKER_CONCURRENCY,
      hasPushGroup: named !== undefined,
    }),
  };
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host);

function loadFile(named: string | undefined, cwd: string, faults: CodedFault[]): ConfigFile | undefined {
  const path = resolve(cwd, named ?? CONFIG_FILE);
  if (!existsSync(path)) {
    if (!named) return readConfigFile('', CONFIG_FILE, faults);
    faults.push(fault('ERRAND_CONFIG', 'no_file', named));
    return undefined;
  }
  try {
    return readConfigFile(readFileSync(path, 'utf8'), named ?? CONFIG_FILE, faults);
  } catch (error) {
    const { code = 'unknown fault' } = error as NodeJS.ErrnoException;
    faults.push(fault('ERRAND_CONFIG', 'unreadable_file', path, code));
    return undefined;
  }
}

const MIN_TOKEN = 16;

/** The tokens that the file names, from the variables that it names; no two of them are one. */
function readTokens(
  { tokens }: ConfigFile,
  given: Readonly<Record<string, string | undefined>>,
  faults: CodedFault[],
): ScopedToken[] {
  const seen = new Set([given['ERRAND_API_TOKEN']]);
  return Object.entries(tokens).flatMap(([name, { env, scopes, person }]) => {
    const value = given[env] ?? '';
    const problem = !value
      ? fault(env, 'token_unset', name)
      : value.length < MIN_TOKEN
        ? fault(env, 'too_short', String(MIN_TOKEN))
        : seen.has(value)
          ? fault(env, 'same_token')
          : undefined;
    seen.add(value);
    if (problem) faults.push(problem);
    return problem ? [] : [{ name, value: new Secret(value), scopes, person }];
  });
}

/** What the file names of secrets for pages, from the variables that it names. */
function readSecrets(
  { secrets }: ConfigFile,
  given: Readonly<Record<string, string | undefined>>,
  faults: CodedFault[],
): Config['browserSecrets'] {
  return Object.entries(secrets).flatMap(([name, { env, sites }]) => {
    const value = given[env];
    if (value) return [{ name, value: new Secret(value), sites }];
    faults.push(fault(env, 'secret_unset', name));
    return [];
  });
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
    throw new ConfigError([fault('ERRAND_DATA_DIR', 'unusable_directory', dataDir, code ?? 'unknown fault')]);
  }
}
