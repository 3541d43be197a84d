import { z } from 'zod';
import type { CodedFault } from '../domain/error-facts.ts';
import { fault } from '../domain/errors.ts';
import { must } from '../shared/issue-faults.ts';
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
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: addressVariable(/^https?$/, 'https://errand.example.com').optional(),
  ERRAND_DATA_DIR: z.string().min(1).default('.errand'),
  ERRAND_CONFIG: z.string().min(1).optional(),
  ERRAND_API_TOKEN: z.string().min(16).optional(),
  ERRAND_SECRET_KEY: z.string().min(32).optional(),
  ERRAND_ROLES: list.pipe(z.array(z.enum(ROLES)).min(1)).optional(),
  ERRAND_TRY_OUT: z.literal('on').optional(),
  ERRAND_LOCALE: z.enum(LOCALES).default('en'),
  ERRAND_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(4),
  ERRAND_WATCHDOG_SECONDS: z.coerce.number().int().min(0).max(3600).default(60),
  CHROMIUM_PATH: z.string().min(1).default('/usr/bin/chromium'),
  CHROMIUM_SANDBOX: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  MONGODB_URI: addressVariable(/^mongodb(\+srv)?$/, 'mongodb://host:27017/errand').optional(),
  REDIS_URL: addressVariable(/^rediss?$/, 'redis://host:6379').optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: addressVariable(/^https?$/, 'https://api.openai.com/v1').optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-5-mini'),
  SMTP_URL: addressVariable(/^smtps?$/, 'smtps://user:password@mail.example.com')
    // Options after the address would be without effect, and TLS would not be what they say.
    .refine((url) => !URL.canParse(url) || new URL(url).search === '', must('no_options'))
    .optional(),
  MAIL_FROM: z.email().optional(),
  GITHUB_TOKEN: z.string().min(1).optional(),
  GITHUB_API_URL: addressVariable(/^https?$/, 'https://github.example.com/api/v3').optional(),
});
type Given = Readonly<Record<string, string | undefined>>;

/** What is right by itself and wrong together. */
export function checkTogether(given: Given): CodedFault[] {
  const { MONGODB_URI: mongo, REDIS_URL: redis, ERRAND_ROLES: roles } = given;
  const faults: CodedFault[] = [];
  if (given.SMTP_URL && !given.MAIL_FROM) faults.push(fault('MAIL_FROM', 'needed_with', ['SMTP_URL']));
  if (redis && !mongo) faults.push(fault('MONGODB_URI', 'needs_store'));
  if (mongo && !redis) faults.push(fault('REDIS_URL', 'needs_queue'));
  if (mongo || redis) {
    const missing = ['ERRAND_API_TOKEN', 'ERRAND_SECRET_KEY'].filter((field) => !given[field]);
    faults.push(...missing.map((field) => fault(field, 'needs_secret')));
  } else if (roles && ROLES.some((role) => !roles.includes(role))) {
    faults.push(fault('ERRAND_ROLES', 'roles_need_services'));
  }
  return faults;
}
