import { legalEvents, type MoveActor, type TaskEvent } from '../domain/task-moves.ts';
import type { Task } from '../domain/task.ts';

/** Events that can be sent through the one door. The table's others are caused by workers, timers and sweeps alone. */
export const SENDABLE = [
  'queue',
  'unqueue',
  'claim',
  'release',
  'defer',
  'resume_deferred',
  'cancel',
  'pause',
  'resume',
  'hand_back',
  'answer',
  'approve',
  'reject',
  'accept',
  'request_changes',
  'retry',
  'rerun',
  'feedback',
  'complete',
  'archive',
  'restore',
] as const satisfies readonly TaskEvent[];
export type SendableEvent = (typeof SENDABLE)[number];

/** What somebody of this kind may send to the task as it stands. */
export const sendableEvents = (
  task: Pick<Task, 'status' | 'wait' | 'archivedAt'>,
  by: MoveActor,
): SendableEvent[] => {
  const legal: readonly TaskEvent[] = legalEvents(task, by);
  return SENDABLE.filter((event) => legal.includes(event));
};
