import { AppError, invalidInWords } from '../domain/errors.ts';
import { readJson } from '../shared/read-json.ts';
import { wordsFor } from '../words/index.ts';

type Reader = (text: string, locale: string) => unknown;

const json: Reader = (text, locale) => {
  const { tooDeep, brokenJson } = wordsFor(locale).http;
  return readJson(text, { tooDeep, broken: brokenJson });
};

/** A form whose one field `payload` is JSON is that JSON: so some senders wrap it. */
const form: Reader = (text, locale) => {
  const fields = new URLSearchParams(text);
  const payload = fields.get('payload');
  return payload === null ? Object.fromEntries(fields) : json(payload, locale);
};

const READERS: readonly (readonly [type: RegExp, Reader])[] = [
  [/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i, json],
  [/^application\/x-www-form-urlencoded\s*(?:;|$)/i, form],
  [/^text\/plain\s*(?:;|$)/i, (text) => ({ text })],
];

/**
 * The body of a delivery, as a value.
 * @throws AppError `hook.content_type`, and `input.invalid` for what is not UTF-8, nested too deep or broken.
 */
export function readHookBody(contentType: string, body: Buffer, locale: string): unknown {
  const [, read] = READERS.find(([type]) => type.test(contentType)) ?? [];
  if (!read) throw new AppError('hook.content_type');
  return read(decodeUtf8(body, locale), locale);
}

function decodeUtf8(body: Buffer, locale: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw invalidInWords('body', wordsFor(locale).http.notUtf8);
  }
}
