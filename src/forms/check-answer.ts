import { z } from 'zod';
import type { Ask, Field, FieldKind } from '../domain/ask.ts';
import { AppError, choiceFault, fault, invalid } from '../domain/errors.ts';
import type { CodedFault, FaultFact } from '../domain/error-facts.ts';
import { MAX_TEXT, text } from '../contract/common.ts';

/** Longest answer to a form's field of one line. */
const MAX_LINE = 500;

/**
 * Reads an answer as the ask wants it: plain text, one of the options (by its words, its number or its letter;
 * else, where it takes others, as it was said), or a form.
 * @throws AppError `input.invalid` naming each field.
 */
export function checkAnswer(ask: Pick<Ask, 'options' | 'takesOther' | 'fields'>, value: unknown): unknown {
  if (ask.fields) return checkForm(ask.fields, value);
  if (typeof value === 'string' && value.length > MAX_TEXT)
    throw invalid('value', 'too_long', String(MAX_TEXT));
  const parsed = text(MAX_TEXT).trim().min(1).safeParse(value);
  if (!parsed.success) throw invalid('value', 'empty');
  if (!ask.options) return parsed.data;
  const picked = findOption(ask.options, parsed.data) ?? (ask.takesOther && parsed.data);
  if (!picked) {
    const wrong = choiceFault('one_of', ask.options);
    throw new AppError('input.invalid', { faults: [{ field: 'value', ...wrong }] });
  }
  return picked;
}

/** By its words, its number or its letter. */
export function findOption(options: readonly string[], said: string): string | undefined {
  const fold = (option: string) => option.normalize('NFKC').trim().toLowerCase();
  const byWords = options.find((option) => fold(option) === fold(said));
  if (byWords !== undefined) return byWords;
  const byNumber = /^\d{1,2}$/.test(said) ? options[Number(said) - 1] : undefined;
  const byLetter = /^[a-z]$/i.test(said) ? options[said.toLowerCase().charCodeAt(0) - 97] : undefined;
  return byNumber ?? byLetter;
}

/**
 * Reads a form that was filled in: the values of those fields that have one, each in the type of its kind.
 * @throws AppError `input.invalid` naming each field.
 */
export function checkForm(fields: readonly Field[], value: unknown): Record<string, unknown> {
  const given = z.record(z.string(), z.unknown()).catch({}).parse(value);
  const unknown = Object.keys(given).filter((name) => !fields.some((field) => field.name === name));
  const checked = fields.map((field) => ({
    field,
    ...checkField(field, Object.hasOwn(given, field.name) ? given[field.name] : undefined),
  }));
  const faults = [
    ...checked.flatMap(({ problem }) => (problem ? [problem] : [])),
    ...unknown.map((name) => fault(name, 'not_in_form')),
  ];
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  return Object.fromEntries(
    checked.flatMap(({ field, read }) => (read === undefined ? [] : [[field.name, read]])),
  );
}

/** Forms of platforms send every value as text, and an empty text where nothing was filled in. */
function checkField(field: Field, value: unknown): { read?: unknown; problem?: CodedFault } {
  const given = typeof value === 'string' ? value.trim() : value;
  if (given === undefined || given === null || given === '') {
    return field.isRequired ? { problem: fault(field.name, 'required') } : {};
  }
  const { schema, wrong } = CHECKS[field.kind](field);
  const isNumber = field.kind === 'number' || field.kind === 'integer';
  const parsed = schema.safeParse(isNumber && typeof given === 'string' ? Number(given) : given);
  return parsed.success ? { read: parsed.data } : { problem: { field: field.name, ...wrong } };
}

interface Check {
  schema: z.ZodType;
  wrong: FaultFact;
}

const oneOf = ({ options = [] }: Field): z.ZodType<string> =>
  z.string().refine((value) => options.length === 0 || options.includes(value));

const CHECKS: Readonly<Record<FieldKind, (field: Field) => Check>> = {
  text: () => ({ schema: text(MAX_LINE), wrong: { code: 'too_long', facts: [String(MAX_LINE)] } }),
  long_text: () => ({ schema: text(MAX_TEXT), wrong: { code: 'too_long', facts: [String(MAX_TEXT)] } }),
  number: () => ({ schema: z.number(), wrong: { code: 'number', facts: [] } }),
  integer: () => ({ schema: z.number().int(), wrong: { code: 'integer', facts: [] } }),
  boolean: () => ({
    schema: z.union([z.boolean(), z.stringbool()]),
    wrong: { code: 'yes_or_no', facts: [] },
  }),
  date: () => ({ schema: z.iso.date(), wrong: { code: 'day', facts: [] } }),
  choice: (field) => ({
    schema: oneOf(field),
    wrong: choiceFault('one_of', field.options ?? []),
  }),
  choices: (field) => ({
    schema: z.array(oneOf(field)),
    wrong: choiceFault('some_of', field.options ?? []),
  }),
};
