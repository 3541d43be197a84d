import type { App } from '../app.ts';
import { samePerson } from '../domain/person.ts';
import type { Caller } from '../ports/commands.ts';

type Known = { settings: Pick<App['settings'], 'people'> };

/** The other accounts that the configuration says are the same person's. */
export const otherAccounts = ({ settings }: Known, id: string): string[] =>
  (settings.people.find((accounts) => accounts.includes(id)) ?? []).filter((other) => other !== id);

/** The same as a part of a caller: absent where there are none. */
export function alsoKnownAs(app: Known, id: string): Pick<Caller, 'also'> {
  const also = otherAccounts(app, id);
  return also.length > 0 ? { also } : {};
}

/** The account that the caller speaks as, and the others. */
export const accountsOf = ({ person, also = [] }: Pick<Caller, 'person' | 'also'>): string[] => [
  person.id,
  ...also,
];

/** Whether the account is the caller's, whichever they speak as. */
export const isTheirs = (caller: Pick<Caller, 'person' | 'also'>, id: string | undefined): boolean =>
  id !== undefined && accountsOf(caller).some((own) => samePerson(own, id));
