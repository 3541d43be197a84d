import { namedDeciders, type Ask, type AskKind } from '../domain/ask.ts';
import { isTokenHolder, placeKey, platformOf } from '../domain/person.ts';
import { accountsOf, isTheirs } from '../access/accounts.ts';
import type { Caller } from '../ports/commands.ts';
import type { Words } from '../words/index.ts';
import type { Groups } from './read-groups.ts';

/**
 * Whether the person may decide the ask. Looked at on every click, with the groups as they are now. Nobody decides in another's
 * place, be they administrators or holders of the API token: who may is what the policy says.
 */
export function mayDecide(ask: Ask, caller: Caller, groups: Groups): boolean {
  const { policy, requester, home, alsoIn = [] } = ask;
  const { person, place, via } = caller;
  if (ask.barred?.some((one) => isTheirs(caller, one))) return false;
  const isHolder = isTokenHolder(person.id);
  const accounts = accountsOf(caller);
  if (isHolder && policy.mayTokenHolderDecide) return true;
  if (isTheirs(caller, requester.id)) return policy.mayRequesterDecide;
  const named = [policy.people, ...policy.groups.map((group) => groups.get(group) ?? [])];
  if (accounts.some((id) => named.some((people) => people.includes(id)))) return true;
  if (!policy.anyoneInChannel || (isHolder && IS_FOR_PEOPLE.includes(ask.kind))) return false;
  if (home === null && alsoIn.length === 0) return true;
  const asked = [...(home ? [home] : []), ...alsoIn];
  if (place) return asked.map(placeKey).includes(placeKey(place));
  // Channels of the web chat are open to everybody who can sign in to it.
  return (
    (isHolder || isOfWeb(person.id) || via === 'console') && asked.some(({ platform }) => platform === WEB)
  );
}

/** A program is not anyone in a channel: to let something happen, or to accept work, is for people, unless the policy says otherwise. */
const IS_FOR_PEOPLE: readonly AskKind[] = ['approval', 'pre_approval', 'review'];

const WEB = 'web';
const isOfWeb = (id: string): boolean => platformOf(id) === WEB;

/** Who may decide, in words: names, groups, or anyone in the channel. */
export function whoMay(ask: Pick<Ask, 'policy' | 'requester'>, words: Words): string {
  const { policy, requester } = ask;
  if (policy.anyoneInChannel) return words.anyoneHere;
  const names = [...namedDeciders(policy, requester).map(({ name }) => name), ...policy.groups];
  return words.either(names) || words.nobody;
}

/** Where fewer people may decide than must, when it was asked: nobody is left to wait for. */
export function shortLine(
  { kind, policy, shortOf }: Pick<Ask, 'kind' | 'policy' | 'shortOf'>,
  words: Words,
): string[] {
  if (!shortOf) return [];
  const say = kind === 'review' ? words.reviewersShort : words.quorumShort;
  return [say(policy.quorum, words.list(shortOf.map(({ name }) => name)))];
}
