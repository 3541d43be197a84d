import { placeKey, type ThreadRef } from '../domain/person.ts';
import type { ChatPort } from '../ports/chat.ts';
import type { Ports } from '../ports/index.ts';

export type Activity = Parameters<NonNullable<ChatPort['setActivity']>>[1];

/**
 * What goes on in the thread besides the talk: work that waits for people, work under way, or nothing. Where a platform has
 * no threads, a conversation holds everything at once: there only the talk counts.
 *
 * @param except - the number of a task that does not count.
 */
export async function readActivity(
  { store }: Pick<Ports, 'store'>,
  place: ThreadRef,
  except?: number,
): Promise<Activity> {
  if (place.thread === '' || place.thread === place.channel) return 'idle';
  const live = await store.collection('tasks').find(
    {
      'placeKey': placeKey(place),
      'home.thread': place.thread,
      'status': { $in: ['pending', 'in_progress', 'awaiting_review'] },
    },
    { sort: { updatedAt: -1, id: -1 }, limit: 20, omit: ['history'] },
  );
  const others = live.filter(({ number }) => number !== except);
  if (others.some(({ wait }) => wait?.askId)) return 'waiting';
  return others.some(({ wait }) => wait === null) ? 'working' : 'idle';
}
