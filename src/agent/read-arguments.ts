import type { z } from 'zod';
import { issueFaults } from '../shared/issue-faults.ts';
import { AppError, invalid } from '../domain/errors.ts';

/**
 * What a person gives as the arguments of a tool, as the tool takes it.
 * @throws AppError `input.invalid` with a fault for each field that it does not take, or where there is no such tool any more.
 */
export function readArguments(input: z.ZodType | undefined, given: unknown): unknown {
  if (!input) throw invalid('value', 'no_tool');
  const read = input.safeParse(given, { reportInput: true });
  if (read.success) return read.data;
  const faults = issueFaults(read.error.issues, '');
  throw new AppError('input.invalid', {
    faults: faults.map((one) => ({ ...one, field: one.field ? `value.${one.field}` : 'value' })),
  });
}
