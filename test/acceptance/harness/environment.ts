import { parse, stringify } from 'yaml';

import { BOT_ID, SECRETS } from '../../fakes/wecom/index.ts';
import { CORP_ID } from '../../fakes/wecom/api.ts';
import { APP_TOKEN, SIGNING_SECRET } from '../../fakes/slack/index.ts';

/** The parts of MongoDB and Bull instead of the embedded ones: `npm run acceptance -- --services`. */
export const onServices = process.env['ERRAND_ACCEPTANCE'] === 'services';

export const API_TOKEN = 'a-token-for-acceptance-only';
const SECRET_KEY = 'a-key-for-acceptance-only-of-32-characters';

/** People who have a token of their own. Embedded, where a program may say for whom it speaks, they need none. */
const PEOPLE = ['ana', 'bo', 'carol', 'dan', 'eve', 'finn', 'zoe'];
const variableOf = (person: string): string => `ERRAND_TOKEN_${person.toUpperCase()}`;
const ownToken = (person: string): string => `a-token-of-${person}-for-acceptance`;

/** What such a person shows to be let in. */
export const tokenOf = (person: string | undefined): string =>
  onServices && person && PEOPLE.includes(person) ? ownToken(person) : API_TOKEN;

const tokens = () =>
  Object.fromEntries(
    PEOPLE.map((person) => [
      person,
      { env: variableOf(person), person: `web:${person}`, scopes: ['read', 'tasks', 'decide', 'admin'] },
    ]),
  );

let products = 0;

/** A database of its own for each product, and one of Redis's sixteen that no other worker of the tests has. */
function services(): Record<string, string> {
  const { MONGODB_URI, REDIS_URL, VITEST_POOL_ID = '1' } = process.env;
  if (!MONGODB_URI || !REDIS_URL) throw new Error('set MONGODB_URI and REDIS_URL, or leave out --services');
  const mongo = new URL(MONGODB_URI);
  mongo.pathname = `/errand_acceptance_${process.pid}_${Date.now().toString(36)}_${products}`;
  const redis = new URL(REDIS_URL);
  redis.pathname = `/${((Number(VITEST_POOL_ID) - 1) * 4 + (products % 4)) % 16}`;
  return { MONGODB_URI: mongo.href, REDIS_URL: redis.href };
}

/** Where the product keeps its things. */
export function storage(): Record<string, string> {
  products += 1;
  return {
    ...(onServices ? services() : {}),
    ...(onServices ? Object.fromEntries(PEOPLE.map((person) => [variableOf(person), ownToken(person)])) : {}),
    HOST: '127.0.0.1',
    // Tests speak in the web chat as many people, beside Slack and WeCom too.
    ERRAND_TRY_OUT: 'on',
    PORT: '0',
    ERRAND_API_TOKEN: API_TOKEN,
    ERRAND_SECRET_KEY: SECRET_KEY,
  };
}

export const slackEnvironment = (apiUrl: string, mode: 'http' | 'socket'): Record<string, string> => ({
  SLACK_BOT_TOKEN: 'xoxb-T01',
  SLACK_API_URL: apiUrl,
  ...(mode === 'http' ? { SLACK_SIGNING_SECRET: SIGNING_SECRET } : { SLACK_APP_TOKEN: APP_TOKEN }),
});

export const WECOM_SURFACES = ['long connection', 'callback', 'app'] as const;
export type WeComSurface = (typeof WECOM_SURFACES)[number];
export const AGENT_ID = 1_000_002;

export function wecomEnvironment(
  surface: WeComSurface,
  { wsUrl, apiUrl }: { wsUrl: string; apiUrl: string },
): Record<string, string> {
  if (surface === 'long connection')
    return {
      WECOM_BOT_ID: BOT_ID,
      WECOM_BOT_SECRET: SECRETS.botSecret,
      WECOM_WS_URL: wsUrl,
      WECOM_API_URL: apiUrl,
    };
  const callback = {
    WECOM_TOKEN: SECRETS.token,
    WECOM_ENCODING_AES_KEY: SECRETS.aesKey,
    WECOM_API_URL: apiUrl,
  };
  if (surface === 'callback') return { ...callback, WECOM_BOT_ID: BOT_ID };
  return {
    ...callback,
    WECOM_CORP_ID: CORP_ID,
    WECOM_CORP_SECRET: SECRETS.corpSecret,
    WECOM_AGENT_ID: String(AGENT_ID),
  };
}

interface ConfigFile {
  platforms?: Record<string, unknown>;
  fetch?: Record<string, unknown>;
  tokens?: Record<string, unknown>;
  [key: string]: unknown;
}

/** `errand.yaml` of a test: what it says, with everybody served on both platforms and the test's own system reachable unless it says otherwise. */
export function configFile(given: string, allowHosts: readonly string[]): string {
  const file = (parse(given) ?? {}) as ConfigFile; // YAML of the test's own.
  const everybody = { channels: ['*'], people: ['*'] };
  return stringify({
    time_zone: 'Asia/Shanghai',
    ...file,
    ...(onServices ? { tokens: { ...tokens(), ...file.tokens } } : {}),
    platforms: { slack: everybody, wecom: everybody, ...file.platforms },
    fetch: { allow_hosts: [...allowHosts], ...file.fetch },
  });
}
