import { AppError } from '../domain/errors.ts';
import { BUILT_IN_PLATFORM, placeKey } from '../domain/person.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { isTheirs } from './accounts.ts';

/** What decides who sees a task, and with it its runs, asks, files, comments and history. */
export type Seen = Pick<Task, 'id' | 'placeKey' | 'requester' | 'assignee' | 'source'>;
export type Looker = Pick<
  Caller,
  'person' | 'also' | 'via' | 'isAdmin' | 'isAutonomous' | 'taskId' | 'place' | 'isAlone'
>;

/**
 * How somebody may be shown what belongs to a task: before everybody who hears the conversation in which they ask, to themselves alone, or
 * not at all.
 */
export type Sight = 'aloud' | 'alone' | 'none';

/**
 * The one answer to "who sees what". Seen are the tasks of the channel that one talks in, and everywhere those that one asked for
 * or was given, by whichever of one's accounts; administrators see all. Who is signed in to the console also sees the channels of the
 * chat there. What lives in another conversation is for the person alone, unless nobody else hears. An agent at work on a task speaks where that task lives, whoever asked for it: it sees what is there, and what it made itself.
 */
export function sightOf(task: Seen, looker: Looker): Sight {
  const { isAdmin, isAutonomous, place, isAlone } = looker;
  if (place && placeKey(place) === task.placeKey) return 'aloud';
  if (isAutonomous && isOwnWork(task, looker)) return 'aloud';
  const isOwn = isTheirs(looker, task.requester.id) || isTheirs(looker, task.assignee?.id);
  if (!isAdmin && !isOwn && !(readsWebChat(looker) && task.placeKey.startsWith(WEB_PLACES.$gte)))
    return 'none';
  if (!place || isAlone) return 'aloud';
  return isAutonomous ? 'none' : 'alone';
}

/** Whoever is signed in to the console reads the chat that is in it. */
export const readsWebChat = ({ via }: Pick<Looker, 'via'>): boolean => via === 'console';

/** The places of the built-in chat, as a range of their keys. */
export const WEB_PLACES = { $gte: `${BUILT_IN_PLATFORM}:`, $lt: `${BUILT_IN_PLATFORM};` } as const;

const isOwnWork = ({ id, source }: Seen, { taskId }: Looker): boolean =>
  taskId !== undefined && (id === taskId || source.taskId === taskId);

export const maySee = (task: Seen, looker: Looker): boolean => sightOf(task, looker) !== 'none';

/** Whether it may be told before everybody who hears the conversation. */
export const mayBeHeard = (task: Seen, looker: Looker): boolean => sightOf(task, looker) === 'aloud';

/**
 * Whether work may live there at the caller's word. Channels of the built-in chat are open to everybody; in others a person speaks from
 * within, and who asks from outside of any may not.
 */
export const mayLiveIn = (platform: string, { isAdmin, place }: Pick<Looker, 'isAdmin' | 'place'>): boolean =>
  isAdmin || place !== null || platform === BUILT_IN_PLATFORM;

/** Refuses in the words of a task that is not there, so that nobody learns what is. */
export function checkMaySee(task: Seen & Pick<Task, 'number'>, looker: Looker): void {
  if (!maySee(task, looker)) throw new AppError('not_found', { what: 'task', ref: taskLabel(task) });
}
