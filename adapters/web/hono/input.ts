import type { Context } from 'hono';
import { z } from 'zod';

import { MAX_BODY_BYTES } from '../../../src/contract/common.ts';
import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Fault } from '../../../src/domain/error-facts.ts';
import type { Env } from './env.ts';
import { readJson } from './json.ts';
import { httpError } from './problem.ts';
import { wordsFor, type Locale } from '../../../src/words/index.ts';

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
    // Whoever sent it hung up in the middle, or sent it in broken chunks: no fault of ours.
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

/** Texts of the contract's own checks, which know one language. */
const zhChecks: Readonly<Record<string, string>> = {
  'must be whole Unicode characters': '必须是完整的 Unicode 字符',
  'must not contain control characters': '不能包含控制字符',
  'give a title or a description': '请提供标题或描述',
  'name at least one field to change': '请至少指定一个要修改的字段',
  'must be lower-case letters, digits and _, at most 40': '只能是小写字母、数字和 _，最多 40 个字符',
  'must be letters and digits, with - _ or . between them': '只能是字母和数字，中间可用 - _ .',
  'must not read as the number of a task': '不能与任务编号相同',
  'must be a time such as 09:00': '必须是时间，例如 09:00',
  'name the definition that they are for': '请指明这些参数属于哪个任务定义',
  'must be <platform>:<channel>, such as web:general, or * for all':
    '格式为 <平台>:<会话>，例如 web:general；* 表示全部',
};

function toFaults(issues: readonly z.core.$ZodIssue[], root: string, locale: Locale): Fault[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        problem: wordsFor(locale).http.unknownField,
      }));
    }
    const problem = locale === 'zh-CN' ? (zhChecks[issue.message] ?? issue.message) : issue.message;
    return [{ field: path.join('.') || root, problem }];
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
