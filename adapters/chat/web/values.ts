import { MAX_TEXT } from '../../../src/contract/common.ts';
import type { Field, FieldKind } from '../../../src/domain/ask.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Fault } from '../../../src/domain/error-facts.ts';
import { wordsFor } from '../../../src/words/index.ts';

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_TEXT;

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const isAmong = (options: readonly string[], value: unknown): boolean =>
  typeof value === 'string' && options.includes(value);

const FITS: Readonly<Record<FieldKind, (value: unknown, options: readonly string[]) => boolean>> = {
  text: isText,
  long_text: isText,
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  date: isDay,
  choice: (value, options) => isAmong(options, value),
  choices: (value, options) => Array.isArray(value) && value.every((each) => isAmong(options, each)),
};

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

export type Values = Readonly<Record<string, unknown>>;

/**
 * Holds what was filled in against the form.
 * @param isNeeded - which fields the button that was pressed cannot do without.
 * @returns the values without the empty ones.
 * @throws AppError `input.invalid` with a fault for each field, named `values.<field>`.
 */
export function checkValues(
  fields: readonly Field[],
  values: Values,
  isNeeded: (field: Field) => boolean,
  locale: string,
): Values {
  const known = new Map(fields.map((field) => [field.name, field]));
  const faults: Fault[] = [];
  const words = wordsFor(locale).webChat;
  const blame = (name: string, problem: string): void => {
    faults.push({ field: `values.${name}`, problem });
  };

  for (const name of Object.keys(values)) if (!known.has(name)) blame(name, words.unknown);
  for (const field of fields) {
    const { name, kind, options = [] } = field;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (isEmpty(value)) {
      if (isNeeded(field)) blame(name, words.required);
    } else if (!FITS[kind](value, options)) blame(name, words.kinds[kind](options));
  }
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
