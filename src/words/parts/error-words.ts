import type {
  CodedFault,
  ErrorCode,
  ErrorFacts,
  Fault,
  FaultCode,
  FaultFacts,
  GuardFacts,
} from '../../domain/error-facts.ts';
import type { GuardName } from '../../domain/task-moves.ts';

export interface ErrorWords {
  title: string;
  detail: string;
}

/** Why each thing is refused, in one language: what is wrong, and what would fix it. */
export type ErrorCatalogue = { readonly [C in ErrorCode]: (facts: ErrorFacts[C]) => ErrorWords };

/** What would fix a value, in one language. */
export type FaultCatalogue = { readonly [C in FaultCode]: (...facts: FaultFacts[C]) => string };

const wordFault = <C extends FaultCode>(
  { code, facts }: { code: C; facts: FaultFacts[C] },
  words: FaultCatalogue,
): string => words[code](...facts);

/** What people call a field; what they have no name for is called as it was sent. */
export const nameField = (field: string, names: Readonly<Record<string, string>>): string =>
  (Object.hasOwn(names, field) ? names[field] : undefined) ?? field;

/** The faults of an error in words, where they are not in words already. */
export const wordFaults = (faults: readonly (Fault | CodedFault)[], words: FaultCatalogue): Fault[] =>
  faults.map((one) => ('problem' in one ? one : { field: one.field, problem: wordFault(one, words) }));

/** Why a rule of the table lets a move through no more than this, in one language. */
export type GuardCatalogue = { readonly [G in GuardName]: (facts: GuardFacts[G]) => string };

/** The guard that did not hold, in words. */
export const wordGuard = <G extends GuardName>(
  refused: { guard: G } & GuardFacts[G],
  words: GuardCatalogue,
): string => words[refused.guard](refused);
