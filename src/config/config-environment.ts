import { z } from 'zod';
import type { Fault } from '../domain/error-facts.ts';
import { PUSH_ADDRESS_RULE, readPushKey } from '../domain/push-group.ts';
import { LOCALES } from '../words/index.ts';

export const ROLES = ['chat', 'web', 'worker', 'schedule'] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be an address such as ${example}` });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Each variable by itself. */
export const environment = z.object({
  PORT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 to 65535')
    .max(65_535, 'must be 0 to 65535')
    .default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: url(/^https?$/, 'https://errand.example.com').optional(),
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
  MONGODB_URI: url(/^mongodb(\+srv)?$/, 'mongodb://host:27017/errand').optional(),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379').optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: url(/^https?$/, 'https://api.openai.com/v1').optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-5-mini'),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be a bot token: xoxb-…').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token: xapp-…').optional(),
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: url(/^https?$/, 'https://slack.com/api/').optional(),
  WECOM_WEBHOOK_URL: z
    .string()
    .refine((value) => readPushKey(value) !== undefined, PUSH_ADDRESS_RULE)
    .optional(),
  WECOM_BOT_ID: z.string().min(1).optional(),
  WECOM_BOT_SECRET: z.string().min(1).optional(),
  WECOM_WS_URL: url(/^wss?$/, 'wss://openws.work.weixin.qq.com').optional(),
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
  WECOM_API_URL: url(/^https?$/, 'https://qyapi.weixin.qq.com').optional(),
});
export type Environment = z.infer<typeof environment>;

/** Variables that only mean something together. */
const TOGETHER: readonly (readonly string[])[] = [
  ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
  ['WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
  ['WECOM_CORP_ID', 'WECOM_CORP_SECRET', 'WECOM_AGENT_ID'],
];

type Given = Readonly<Record<string, string | undefined>>;

/** What is right by itself and wrong together. */
export function checkTogether(given: Given): Fault[] {
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
  const { WECOM_BOT_ID: botId, WECOM_BOT_SECRET: botSecret, WECOM_TOKEN: weComToken } = given;
  if (botSecret && !botId) faults.push({ field: 'WECOM_BOT_ID', problem: 'is needed with WECOM_BOT_SECRET' });
  if (botId && !botSecret && !weComToken) {
    const problem =
      'is needed with WECOM_BOT_ID; for the callback set WECOM_TOKEN and WECOM_ENCODING_AES_KEY';
    faults.push({ field: 'WECOM_BOT_SECRET', problem });
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
