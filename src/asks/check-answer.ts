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
  const given = isRecord(value) ? value : {};
  const shape = Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)]));
  // A name that was left out is a field left empty: it must meet the same test.
  const filled = { ...Object.fromEntries(fields.map(({ name }) => [name, null])), ...given };
  const parsed = z.strictObject(shape).safeParse(filled);
  if (parsed.success) return dropEmpty(parsed.data);
  throw new AppError('input.invalid', { faults: parsed.error.issues.flatMap(toFaults) });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const dropEmpty = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((field) => ({ field, problem: 'is not in the form' }));
  return [{ field: issue.path.join('.') || 'value', problem: issue.message }];
}

/** Forms of platforms send every value as text, and an empty text where nothing was filled in. */
function schemaOf({ kind, options, isRequired }: Field): z.ZodType {
  const oneOf = (problem: string) =>
    options ? z.enum(options as [string, ...string[]], problem) : z.string();
  const kinds: Record<Field['kind'], z.ZodType> = {
    text: text(MAX_LINE).trim().min(1, 'must not be empty'),
    long_text: text(MAX_TEXT).trim().min(1, 'must not be empty'),
    number: z.number('must be a number'),
    integer: z.number('must be a whole number').int('must be a whole number'),
    boolean: z.union([z.boolean(), z.stringbool()], 'must be yes or no'),
    date: z.iso.date('must be a day such as 2026-12-01'),
    choice: oneOf(`must be one of: ${options?.join(', ') ?? ''}`),
    choices: z.array(oneOf(`must be some of: ${options?.join(', ') ?? ''}`)),
  };
  const isNumber = kind === 'number' || kind === 'integer';
  const read = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const trimmed = value.trim();
    if (trimmed === '') return null;
    return isNumber && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
  };
  const schema = z.preprocess(read, kinds[kind].nullish());
  return isRequired ? schema.refine((value) => value !== null && value !== undefined, 'is required') : schema;
}
