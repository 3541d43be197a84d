import type { Context } from 'hono';
import type { z } from 'zod';

import { MAX_BODY_BYTES } from '../../../src/contract/common.ts';
import { issueFaults } from '../../../src/shared/issue-faults.ts';
import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Env } from './env.ts';
import { readJson } from '../../../src/shared/read-json.ts';
import { httpError } from './problem.ts';
import { wordsFor } from '../../../src/words/index.ts';

const isJson = (contentType: string): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType);

/** The bytes of the body, read no further than the limit. */
export async function readBytes(c: Context<Env>, maxBytes = MAX_BODY_BYTES): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLarge = new AppError('input.too_large', { maxBytes });
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLarge;
  try {
    for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge;
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

/** @throws AppError `input.invalid` with a fault for each field that does not fit. */
export function check<S extends z.ZodType>(schema: S, value: unknown, root: string): z.output<S> {
  // What was not there is told from what was of another kind.
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new AppError('input.invalid', { faults: issueFaults(result.error.issues, root) });
}

/** The JSON body, held against its schema. */
export async function readInput<S extends z.ZodType>(c: Context<Env>, schema: S): Promise<z.output<S>> {
  const locale = c.get('locale');
  if (!isJson(c.req.header('content-type') ?? '')) throw httpError(c, 'http.content_type');
  const value = readJson(await readBody(c), {
    tooDeep: wordsFor(locale).http.tooDeep,
    broken: wordsFor(locale).http.brokenJson,
  });
  return check(schema, value, 'body');
}

/** The query, held against its schema. A name that is given twice counts as unknown input, not as a choice. */
export function readQuery<S extends z.ZodType>(c: Context<Env>, schema: S): z.output<S> {
  const all = Object.entries(c.req.queries());
  const repeated = all.filter(([, values]) => values.length > 1);
  if (repeated.length > 0) {
    const problem = wordsFor(c.get('locale')).http.repeated;
    throw new AppError('input.invalid', { faults: repeated.map(([field]) => ({ field, problem })) });
  }
  return check(schema, Object.fromEntries(all.map(([name, values]) => [name, values[0]])), 'query');
}
