import type { App } from '../app.ts';
import { readGroups, type Groups } from './read-groups.ts';
import { namedDeciders, type AskPlace, type DecisionPolicy } from '../domain/ask.ts';
import { placeKey, platformOf, readPlace, type ThreadRef } from '../domain/person.ts';
import type { Task } from '../domain/task.ts';
import { directTo } from '../outbox/direct-to.ts';
import { toLocale } from '../words/index.ts';

/** More people than this are not written to one by one. */
const MAX_DIRECT = 20;

/**
 * Where an ask is put besides the thread of its task: in the places that the policy names, and to each person who may decide
 * it but is on another platform, where the thread does not reach them.
 */
export async function placesFor(
  app: App,
  policy: DecisionPolicy,
  { home, requester, locale }: Pick<Task, 'home' | 'requester' | 'locale'>,
): Promise<AskPlace[]> {
  const { store, chats, settings } = app;
  const places = new Map<string, AskPlace>();
  const add = (place: ThreadRef | undefined, spoken: string) => {
    if (!place || !chats.has(place.platform) || (home && placeKey(place) === placeKey(home))) return;
    places.set(placeKey(place), { ...place, locale: spoken });
  };
  for (const named of policy.askIn) {
    const place = readPlace(named);
    const known = settings.channels.find(
      ({ platform, channel }) => platform === place?.platform && channel === place.channel,
    );
    add(place, known?.locale ?? locale);
  }
  // A task that lives nowhere asks who it is for.
  if (!home) add(directTo(app, requester.id), locale);
  const isElsewhere = (id: string) => platformOf(id) !== home?.platform;
  const groups = await readGroups(app, [{ policy }], isElsewhere);
  for (const id of decidersOf(policy, groups, requester.id).filter(isElsewhere).slice(0, MAX_DIRECT)) {
    const person = await store.collection('people').get(id);
    add(directTo(app, id), toLocale(person?.locale ?? '') ?? settings.locale);
  }
  return [...places.values()];
}

/** Everybody who is named, by themselves or in a group. */
export function decidersOf(policy: DecisionPolicy, groups: Groups, requester: string): string[] {
  const members = policy.groups.flatMap((group) => groups.get(group) ?? []);
  const named = namedDeciders(policy, { id: requester, name: '' }).map(({ id }) => id);
  const may = members.filter((id) => id !== requester || policy.mayRequesterDecide);
  return [...new Set([...named, ...may])];
}
