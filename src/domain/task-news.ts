import { TELLS, type TaskNews } from './notify.ts';
import { isEnded, isMove, splitState, taskMove } from './task-moves.ts';
import type { TaskState } from './task-states.ts';
import type { HistoryEntry, Task } from './task.ts';

export const tells = ({ notify }: Pick<Task, 'notify'>, news: TaskNews): boolean =>
  TELLS[notify ?? 'done'].includes(news);

const ENDS: Partial<Record<TaskState, TaskNews>> = {
  completed: 'success',
  failed: 'failure',
  cancelled: 'stopped',
};

/** Where work stands still, and no card asks anybody for anything. */
const BLOCKED: readonly TaskState[] = ['pending.dependency', 'pending.executor'];

/** States that come with the card of an ask. */
const ASKED: readonly TaskState[] = [
  'backlog.pre_approval',
  'in_progress.input',
  'in_progress.approval',
  'in_progress.takeover',
  'awaiting_review.review',
];

/** What an entry of history is as news. A row that keeps the state is none. */
export function newsOf({
  move,
  from,
  to,
  actor,
}: Pick<HistoryEntry, 'move' | 'from' | 'to' | 'actor'>): TaskNews | undefined {
  if (!isMove(move) || taskMove(move).to === 'same') return undefined;
  if (isEnded({ status: splitState(to).status })) return ENDS[to];
  if (to === 'deferred' && actor.kind !== 'person' && actor.kind !== 'agent') return 'aside';
  if (BLOCKED.includes(to)) return 'blocked';
  return from === to || ASKED.includes(to) ? undefined : 'change';
}
