import { z } from 'zod';
import type { Fault } from '../domain/error-facts.ts';
import { addressVariable } from '../shared/define-platform.ts';
import { LOCALES } from '../words/index.ts';

export const ROLES = ['chat', 'web', 'worker', 'schedule'] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Each variable of the product by itself. Those of chat platforms stand with them. */
export const environment = z.object({
  PORT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 to 65535')
    .max(65_535, 'must be 0 to 65535')
    .default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: addressVariable(/^https?$/, 'https://errand.example.com').optional(),
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
  ERRAND_WATCHDOG_SECONDS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 (off) to 3600')
    .max(3600, 'must be 0 (off) to 3600')
    .default(60),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  MONGODB_URI: addressVariable(/^mongodb(\+srv)?$/, 'mongodb://host:27017/errand').optional(),
  REDIS_URL: addressVariable(/^rediss?$/, 'redis://host:6379').optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: addressVariable(/^https?$/, 'https://api.openai.com/v1').optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-5-mini'),
});
type Given = Readonly<Record<string, string | undefined>>;

/** What is right by itself and wrong together. */
export function checkTogether(given: Given): Fault[] {
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
