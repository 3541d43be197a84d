import {
  allows,
  legalEvents,
  MOVE_NAMES,
  taskMove,
  taskState,
  type MoveActor,
  type TaskEvent,
} from './task-moves.ts';
import type { TaskState } from './task-states.ts';
import type { Task } from './task.ts';

/** Events that can be sent through the one door. The table's others are caused by workers, timers and sweeps alone. */
export const SENDABLE = [
  'queue',
  'skip_blocker',
  'link',
  'unlink',
  'unqueue',
  'begin',
  'claim',
  'release',
  'defer',
  'resume_deferred',
  'cancel',
  'stop_workflow',
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

/** What people want of a task: what can be sent, and to change its fields. */
export type AskedEvent = SendableEvent | 'edit';
export const isAsked = (event: string): event is AskedEvent =>
  event === 'edit' || (SENDABLE as readonly string[]).includes(event);

/**
 * What somebody of this kind may send to the task as it stands.
 * @param isBlocked - whether tasks that it needs are open. Where that is not known, its wait tells it.
 */
export const sendableEvents = (
  task: Pick<Task, 'status' | 'wait' | 'archivedAt' | 'definition'>,
  by: MoveActor,
  isBlocked = taskState(task) === 'pending.dependency',
): SendableEvent[] => {
  const legal: readonly TaskEvent[] = legalEvents(task, by);
  const isWorkflow = Boolean(task.definition?.workflow);
  const has = { skip_blocker: isBlocked, stop_workflow: isWorkflow } as const;
  return SENDABLE.filter(
    (event) => legal.includes(event) && (!(event in has) || has[event as keyof typeof has]),
  );
};

/** Where a person's event takes the task, if no guard takes it elsewhere; undefined where it leaves the task where it is. */
export function targetOf(
  event: SendableEvent,
  task: Pick<Task, 'status' | 'wait' | 'archivedAt'>,
): TaskState | undefined {
  const name = MOVE_NAMES.find((one) => {
    const row = taskMove(one);
    return row.event === event && row.by.includes('person') && allows(row, task);
  });
  const to = name && taskMove(name).to;
  return to === 'same' ? undefined : to;
}

/** What people want of a task without knowing how it stands. */
type Wish = 'run' | 'retry' | 'resume';

/** The event that fulfils each wish in a state; in all others it is that of `otherwise`, which the table may refuse. */
const EVENT_FOR: Readonly<
  Record<Wish, Partial<Record<TaskState, SendableEvent>> & { otherwise: SendableEvent }>
> = {
  run: {
    'backlog': 'queue',
    'backlog.pre_approval': 'queue',
    'deferred': 'resume_deferred',
    'failed': 'retry',
    'otherwise': 'rerun',
  },
  retry: { failed: 'retry', otherwise: 'rerun' },
  resume: { 'deferred': 'resume_deferred', 'in_progress.takeover': 'hand_back', 'otherwise': 'resume' },
};

/** The event to send so that the task is run, retried or resumed, from wherever it stands. */
export const eventFor = (wish: Wish, task: Pick<Task, 'status' | 'wait'>): SendableEvent =>
  EVENT_FOR[wish][taskState(task)] ?? EVENT_FOR[wish].otherwise;
