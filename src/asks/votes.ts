import type { Ask, Decision } from '../domain/ask.ts';
import { isTokenHolder, TOKEN_HOLDERS } from '../domain/person.ts';

/** Decisions that are votes: as many different people as the policy says must give them. */
const VOTES: readonly Decision[] = ['approve', 'accept'];

export const isVote = (decision: Decision): boolean => VOTES.includes(decision);

/** The other accounts of people, by each account, as they are proven now. */
export type Accounts = ReadonlyMap<string, readonly string[]>;

/**
 * The people who have voted for the ask as it now stands, each with all their accounts: who votes by a second one is no second person.
 * Votes for an action that was changed since do not count.
 */
export function voters(
  { decisions, action }: Pick<Ask, 'decisions' | 'action'>,
  accounts: Accounts = new Map(),
): ReadonlySet<string>[] {
  const people: Set<string>[] = [];
  for (const { decision, actionHash, by, also = [] } of decisions) {
    if (!isVote(decision) || actionHash !== action?.hash) continue;
    const holder = isTokenHolder(by.id) ? TOKEN_HOLDERS : [];
    const ids = new Set([by.id, ...also, ...holder, ...(accounts.get(by.id) ?? [])]);
    // Two who were taken for different people may since be proven to be one.
    for (const other of people.filter((one) => [...ids].some((id) => one.has(id)))) {
      people.splice(people.indexOf(other), 1);
      for (const id of other) ids.add(id);
    }
    people.push(ids);
  }
  return people;
}

/** Whether one of the accounts has voted. */
export const hasVoted = (people: readonly ReadonlySet<string>[], accounts: readonly string[]): boolean =>
  accounts.some((id) => people.some((one) => one.has(id)));
