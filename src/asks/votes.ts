import type { Ask, Decision } from '../domain/ask.ts';

/** Decisions that are votes: as many different people as the policy says must give them. */
const VOTES: readonly Decision[] = ['approve', 'accept'];

export const isVote = (decision: Decision): boolean => VOTES.includes(decision);

/** The people who have nodded to the ask as it now stands; nods to an action that was changed since do not count. */
export function voters({ decisions, action }: Pick<Ask, 'decisions' | 'action'>): Set<string> {
  const counting = decisions.filter(
    ({ decision, actionHash }) => isVote(decision) && actionHash === action?.hash,
  );
  return new Set(counting.map(({ by }) => by.id));
}
