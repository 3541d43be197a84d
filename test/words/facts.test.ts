import { expect, it } from 'vitest';
import { AppError, fault, invalid } from '../../src/domain/errors.ts';
import type { ErrorCatalogue, FaultCatalogue } from '../../src/words/parts/error-words.ts';
import { wordsFor } from '../../src/words/index.ts';
import { createSay } from '../../adapters/web/hono/pages/say.ts';

/** Nothing of this is run: that it does not compile is what is tested, by the type check of the tests. */
export function missingFacts(): void {
  // @ts-expect-error "The limit is  bytes."
  void new AppError('input.too_large', {});
  // @ts-expect-error The name of the fact is another.
  void new AppError('input.too_large', { max: 1000 });
  // @ts-expect-error An error that has facts is made with them.
  void new AppError('not_found');
  // @ts-expect-error "There is no  "T-1" that you can see."
  void new AppError('not_found', { ref: 'T-1' });
  // @ts-expect-error "There is no thing": things have names in the table.
  void new AppError('not_found', { what: 'thing', ref: 'T-1' });
  // @ts-expect-error "must have at most  characters"
  void invalid('title', 'too_long');
  // @ts-expect-error There is nothing to say of a value that is required.
  void fault('title', 'required', 'T-1');
  // @ts-expect-error A fault has a code of the table.
  void fault('title', 'too_plain', '3');
  // @ts-expect-error Words ask for the facts of their code.
  void wordsFor('en').error('version.stale', { expected: 1 });
  // @ts-expect-error "Move {number}"
  void createSay('en')('moveTask');
  // @ts-expect-error The value has another name.
  void createSay('en')('moveTask', { n: 'T-1' });
}

export const misread: Pick<ErrorCatalogue, 'input.too_large'> & Pick<FaultCatalogue, 'too_long'> = {
  // @ts-expect-error Words read only facts that the error has.
  'input.too_large': (facts) => ({ title: '', detail: `At most ${facts.max} bytes are taken.` }),
  // @ts-expect-error No fault has two facts where one is given.
  'too_long': (max, unit) => `must have at most ${max} ${unit}`,
};

it('errors, faults and phrases are made with all that their words need', () => {
  expect(wordsFor('en').error('input.too_large', { maxBytes: 1000 }).detail).toContain('1000 bytes');
  expect(wordsFor('en').faults([fault('title', 'too_long', '256')])).toEqual([
    { field: 'title', problem: 'must have at most 256 characters' },
  ]);
  expect(createSay('en')('moveTask', { number: 'T-1' })).toBe('Move T-1');
});
