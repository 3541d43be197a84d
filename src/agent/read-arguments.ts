import { z } from 'zod';
import type { Fault } from '../domain/error-facts.ts';
import { AppError, invalid } from '../domain/errors.ts';

const ERROR_MAPS: Readonly<Record<string, z.core.$ZodErrorMap>> = {
  'en': z.locales.en().localeError,
  'zh-CN': z.locales.zhCN().localeError,
};

/**
 * What a person gives as the arguments of a tool, as the tool takes it.
 * @throws AppError `input.invalid` with a fault for each field that it does not take, or where there is no such tool any more.
 */
export function readArguments(input: z.ZodType | undefined, given: unknown, locale: string): unknown {
  if (!input) throw invalid('value', 'no_tool');
  const read = input.safeParse(given, { error: ERROR_MAPS[locale] });
  if (read.success) return read.data;
  const faults = read.error.issues.flatMap(({ path, message, ...issue }): Fault[] => {
    const field = (name: string): string => ['value', ...path.map(String), ...(name ? [name] : [])].join('.');
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: field(key), problem: message }))
      : [{ field: field(''), problem: message }];
  });
  throw new AppError('input.invalid', { faults });
}
