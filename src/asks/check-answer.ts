import { z } from 'zod';
import type { Ask, Field } from '../domain/ask.ts';
import { AppError, invalid, type Fault } from '../domain/errors.ts';
import { MAX_TEXT, text } from '../contract/common.ts';

/** Longest answer to a form's field of one line. */
const MAX_LINE = 500;

/**
 * Reads an answer as the ask wants it: plain text, one of the options (by its words, its number or its letter), or a form.
 * @throws AppError `input.invalid` naming each field.
 */
export function checkAnswer(ask: Pick<Ask, 'options' | 'fields'>, value: unknown): unknown {
  if (ask.fields) return checkForm(ask.fields, value);
  const parsed = text(MAX_TEXT).trim().min(1).safeParse(value);
  if (!parsed.success) throw invalid('value', 'must be a text that is not empty');
  return ask.options ? pickOption(ask.options, parsed.data) : parsed.data;
}

function pickOption(options: readonly string[], said: string): string {
  const fold = (option: string) => option.normalize('NFKC').trim().toLowerCase();
  const byWords = options.find((option) => fold(option) === fold(said));
  if (byWords !== undefined) return byWords;
  const byNumber = /^\d{1,2}$/.test(said) ? options[Number(said) - 1] : undefined;
  const byLetter = /^[a-z]$/i.test(said) ? options[said.toLowerCase().charCodeAt(0) - 97] : undefined;
  const picked = byNumber ?? byLetter;
  if (picked === undefined) throw invalid('value', `must be one of: ${options.join(', ')}`);
  return picked;
}

function checkForm(fields: readonly Field[], value: unknown): Record<string, unknown> {
  const shape = Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)]));
  const parsed = z.strictObject(shape).safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue): Fault => {
    const name = issue.path.length > 0 ? issue.path.join('.') : 'value';
    return { field: name, problem: issue.message };
  });
  throw new AppError('input.invalid', { faults });
}

/** Forms of platforms send every value as text, and an empty text where nothing was filled in. */
function schemaOf(field: Field): z.ZodType {
  const { isRequired, options } = field;
  const kinds: Record<Field['kind'], z.ZodType> = {
    text: text(MAX_LINE).trim().min(1, 'must not be empty'),
    long_text: text(MAX_TEXT).trim().min(1, 'must not be empty'),
    number: z.coerce.number('must be a number'),
    integer: z.coerce.number('must be a whole number').int('must be a whole number'),
    boolean: z.union([z.boolean(), z.stringbool()]),
    date: z.iso.date('must be a day such as 2026-12-01'),
    choice: options
      ? z.enum(options as [string, ...string[]], `must be one of: ${options.join(', ')}`)
      : z.string(),
    choices: options
      ? z.array(z.enum(options as [string, ...string[]], `must be some of: ${options.join(', ')}`))
      : z.array(z.string()),
  };
  const schema = z.preprocess(
    (value) => (value === '' || value === null ? undefined : value),
    kinds[field.kind].optional(),
  );
  if (!isRequired) return schema.optional();
  return schema.refine((value) => value !== undefined, 'is required');
}
