import type { App } from '../app.ts';
import type { DecisionPolicy } from '../domain/ask.ts';
import { platformOf } from '../domain/person.ts';

export type Groups = ReadonlyMap<string, readonly string[]>;

/**
 * The groups that the asks' policies name, with the people who are in them now; of the members only those that are wanted.
 * Groups of `errand.yaml` hold people, and groups that a platform keeps, which is asked whenever somebody decides. One that
 * cannot be asked has nobody in it: an approval that may not count does not.
 */
export async function readGroups(
  app: App,
  asks: readonly { policy: DecisionPolicy }[],
  isWanted: (member: string) => boolean = () => true,
): Promise<Groups> {
  const { groups } = app.settings;
  const names = new Set(asks.flatMap(({ policy }) => policy.groups));
  const read = async (name: string) =>
    [name, await peopleOf(app, (groups.get(name) ?? []).filter(isWanted))] as const;
  return new Map(await Promise.all([...names].map(read)));
}

async function peopleOf(app: App, members: readonly string[]): Promise<string[]> {
  return (await Promise.all(members.map((one) => resolve(app, one)))).flat();
}

async function resolve(app: App, id: string): Promise<string[]> {
  const { chats, log } = app;
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
