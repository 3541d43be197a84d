import type { Fault } from '../domain/error-facts.ts';
import { faultsOf, type AppError } from '../domain/errors.ts';
import type { ErrorWords } from './parts/error-words.ts';
import { wordsFor } from './index.ts';

/** An error in somebody's language, with what is wrong with each field where it is about fields. */
export function describeError(error: AppError, locale: string): ErrorWords & { faults?: Fault[] } {
  const words = wordsFor(locale);
  const faults = faultsOf(error);
  return {
    ...words.error(error.code, error.details),
    ...(faults.length > 0 ? { faults: words.faults(faults) } : {}),
  };
}
