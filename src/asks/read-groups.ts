import type { DecisionPolicy } from '../domain/ask.ts';
import { platformOf } from '../domain/person.ts';
import type { Ports } from '../ports/index.ts';
import type { Settings } from '../settings.ts';

export type Groups = ReadonlyMap<string, readonly string[]>;

/** The groups that the asks' policies name, with the people who are in them now; of the members only those that are wanted. */
export type ReadGroups = (
  asks: readonly { policy: DecisionPolicy }[],
  isWanted?: (member: string) => boolean,
) => Promise<Groups>;

/**
 * Groups of `errand.yaml` hold people, and groups that a platform keeps, which is asked whenever somebody decides. One that
 * cannot be asked has nobody in it: a nod that may not count does not.
 */
export function createReadGroups(
  { chats, log }: Pick<Ports, 'chats' | 'log'>,
  { groups }: Pick<Settings, 'groups'>,
): ReadGroups {
  return async function readGroups(asks, isWanted = () => true) {
    const names = new Set(asks.flatMap(({ policy }) => policy.groups));
    const read = async (name: string) =>
      [name, await peopleOf((groups.get(name) ?? []).filter(isWanted))] as const;
    return new Map(await Promise.all([...names].map(read)));
  };

  async function peopleOf(members: readonly string[]): Promise<string[]> {
    return (await Promise.all(members.map(resolve))).flat();
  }

  async function resolve(id: string): Promise<string[]> {
    const chat = chats.get(platformOf(id));
    try {
      return (await chat?.membersOf?.(id)) ?? [id];
    } catch (thrown) {
      log.warn(
        { err: thrown, group: id },
        'it cannot be told who is in the group: nobody decides as one of it',
      );
      return [];
    }
  }
}
