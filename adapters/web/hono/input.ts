import type { Context } from 'hono';
import { z } from 'zod';

import { MAX_BODY_BYTES } from '../../../src/contract/common.ts';
import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Fault } from '../../../src/domain/error-facts.ts';
import { INPUT_RULES, type InputRule } from '../../../src/domain/input-rules.ts';
import type { Env } from './env.ts';
import { readJson } from './json.ts';
import { httpError } from './problem.ts';
import { wordsFor, type HttpWords, type Locale } from '../../../src/words/index.ts';

const isJson = (contentType: string): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType);

/** The bytes of the body, read no further than the limit. */
async function readBytes(c: Context<Env>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLarge = new AppError('input.too_large', { maxBytes: MAX_BODY_BYTES });
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  try {
    for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown === tooLarge) throw tooLarge;
    // The sender hung up in the middle, or sent it in broken chunks: Errand is not at fault.
    throw invalidInWords('body', wordsFor(c.get('locale')).http.bodyCutOff);
  }
  return Buffer.concat(chunks);
}

/** The body as text, read once for each request. */
export async function readBody(c: Context<Env>): Promise<string> {
  const known = c.get('rawBody');
  if (known !== undefined) return known;
  const bytes = await readBytes(c);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    c.set('rawBody', text);
    return text;
  } catch {
    throw invalidInWords('body', wordsFor(c.get('locale')).http.notUtf8);
  }
}

const ERROR_MAPS = { 'en': z.locales.en().localeError, 'zh-CN': z.locales.zhCN().localeError };

const RULE_OF: ReadonlyMap<string, InputRule> = new Map(
  (Object.keys(INPUT_RULES) as InputRule[]).map((rule) => [INPUT_RULES[rule], rule]),
);

/** What the schema says, in the reader's language: Zod words its own checks by `ERROR_MAPS`. */
function problemOf({ message }: z.core.$ZodIssue, { rules }: HttpWords): string {
  const rule = RULE_OF.get(message);
  return rule === undefined ? message : rules[rule];
}

function toFaults(issues: readonly z.core.$ZodIssue[], root: string, locale: Locale): Fault[] {
  const words = wordsFor(locale).http;
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        problem: words.unknownField,
      }));
    }
    return [{ field: path.join('.') || root, problem: problemOf(issue, words) }];
  });
}

/** @throws AppError `input.invalid` with a fault for each field that does not fit. */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  root: string,
  locale: Locale,
): z.output<S> {
  const result = schema.safeParse(value, { error: ERROR_MAPS[locale] });
  if (result.success) return result.data;
  throw new AppError('input.invalid', { faults: toFaults(result.error.issues, root, locale) });
}

/** The JSON body, held against its schema. */
export async function readInput<S extends z.ZodType>(c: Context<Env>, schema: S): Promise<z.output<S>> {
  const locale = c.get('locale');
  if (!isJson(c.req.header('content-type') ?? '')) throw httpError(c, 'http.content_type');
  const value = readJson(await readBody(c), {
    tooDeep: wordsFor(locale).http.tooDeep,
    broken: wordsFor(locale).http.brokenJson,
  });
  return check(schema, value, 'body', locale);
}

/** The query, held against its schema. A name that is given twice counts as unknown input, not as a choice. */
export function readQuery<S extends z.ZodType>(c: Context<Env>, schema: S): z.output<S> {
  const locale = c.get('locale');
  const all = Object.entries(c.req.queries());
  const repeated = all.filter(([, values]) => values.length > 1);
  if (repeated.length > 0) {
    const problem = wordsFor(locale).http.repeated;
    throw new AppError('input.invalid', { faults: repeated.map(([field]) => ({ field, problem })) });
  }
  return check(schema, Object.fromEntries(all.map(([name, values]) => [name, values[0]])), 'query', locale);
}
