import type { Outcome, Task, TaskStatus, WaitKind } from './task.ts';
import type { TaskState } from './task-states.ts';

/** Who may cause a move. */
export type MoveActor = 'person' | 'agent' | 'worker' | 'system' | 'timer';

/** One row of the transition table. */
export interface Move {
  /** The row's number: those that share one are ways of one move, told apart by state and guard. */
  readonly no: number;
  /** What a caller asks for; several rows may answer to one event, told apart by state and guard. */
  readonly event: string;
  /** No state means that the task does not exist yet. */
  readonly from: readonly TaskState[];
  /** `same` keeps the state. */
  readonly to: TaskState | 'same';
  readonly by: readonly MoveActor[];
  readonly outcome?: Outcome;
  /** What it waits for is put anew: it keeps the state, and waits for another ask of the same kind. */
  readonly asksAnew?: true;
  /** What the task's rules of evidence want is looked at, and written down with the move. */
  readonly verifies?: true;
  /** Allowed on an archived task. Everything else is refused there. */
  readonly onArchived?: true;
  /**
   * Rules that must hold beside the state, and what happens where one does not: the move is refused, or the row that is named
   * is taken in its place.
   */
  readonly guards?: Partial<Record<GuardName, string>>;
}

/** The rules that rows name. What each looks at stands in `src/moves/guards.ts`. */
export const GUARDS = [
  'own_tasks',
  'reason',
  'unclaimed',
  'holder',
  'decision',
  'review_stages',
  'definition_active',
  'start_approval',
  'open_blockers',
  'review',
  'evidence',
  'review_kept',
  'stop',
] as const;
export type GuardName = (typeof GUARDS)[number];

const WAITING = [
  'in_progress.input',
  'in_progress.approval',
  'in_progress.pause',
  'in_progress.takeover',
] as const;
const RUNNING = ['in_progress', ...WAITING] as const;
/**
 * What begins of itself, or by what people decided long ago, waits where it may not begin yet: for the approval of exactly this
 * work, or for its blockers.
 */
const STARTS = { start_approval: 'ask_start', open_blockers: 'hold' } as const;
/** Where somebody asks for a start, blockers are named to them; `park` waits for them instead. */
const STARTS_NOW = {
  definition_active: 'refuse',
  start_approval: 'ask_start',
  open_blockers: 'refuse',
} as const;
/** What is to be reviewed, or lacks what has to be there, is for people to let pass. */
const REVIEWED = { review: 'finish_for_review', evidence: 'finish_for_review' } as const;
/** Where a run can put a question: beside others that are open, but not while it is paused. */
const ASKING = ['in_progress', 'in_progress.input', 'in_progress.approval', 'in_progress.takeover'] as const;
const QUEUED = ['pending', 'pending.dependency', 'pending.executor', 'pending.backoff'] as const;
/** From where work can begin, or begin again. */
const STARTABLE = [
  'backlog',
  'backlog.pre_approval',
  'pending.dependency',
  'pending.backoff',
  'deferred',
  'awaiting_review.review',
  'completed',
  'failed',
  'cancelled',
] as const;
/** A person is at it. No run is, and what workers and timers cause does not happen to it. */
const BY_PERSON = 'in_progress.person' as const;
const ACTIVE = [
  'backlog',
  'backlog.pre_approval',
  BY_PERSON,
  ...QUEUED,
  ...RUNNING,
  'awaiting_review.review',
  'deferred',
] as const;

/**
 * The whole life of a task. A pair of state and event that is in no row is refused with `task.illegal_event`, and
 * the row taken is the filter of the atomic update, so the store settles every race.
 */
// prettier-ignore
export const TASK_MOVES = {
  create:              { no: 1,  event: 'create',             from: [],                                   to: 'backlog',                by: ['person', 'agent', 'system'] },
  create_for_approval: { no: 3,  event: 'create',             from: [],                                   to: 'backlog.pre_approval',   by: ['person', 'agent', 'system'] },
  approve_start:       { no: 4,  event: 'approve',            from: ['backlog.pre_approval'],             to: 'pending',                by: ['person'], guards: { decision: 'refuse', ...STARTS } },
  reject_start:        { no: 5,  event: 'reject',             from: ['backlog.pre_approval'],             to: 'cancelled',              by: ['person', 'timer'], outcome: 'rejected' },
  edit:                { no: 6,  event: 'edit',               from: ['backlog', 'backlog.pre_approval', BY_PERSON], to: 'same',         by: ['person', 'agent'], guards: { own_tasks: 'refuse', review_kept: 'refuse' } },
  queue:               { no: 7,  event: 'queue',              from: ['backlog'],                          to: 'pending',                by: ['person', 'agent', 'system'], guards: { own_tasks: 'refuse', ...STARTS_NOW } },
  park:                { no: 8,  event: 'queue',              from: ['backlog'],                          to: 'pending.dependency',     by: ['person', 'agent', 'system'] },
  unblock:             { no: 9,  event: 'last_blocker_done',  from: ['pending.dependency'],               to: 'pending',                by: ['system'], guards: { start_approval: 'ask_start', open_blockers: 'refuse' } },
  blocker_fail:        { no: 10, event: 'blocker_failed',     from: ['pending.dependency'],               to: 'failed',                 by: ['system'], outcome: 'error' },
  blocker_cancel:      { no: 10, event: 'blocker_cancelled',  from: ['pending.dependency'],               to: 'cancelled',              by: ['system'], outcome: 'superseded' },
  blocker_skip:        { no: 10, event: 'skip_blocker',       from: ['pending.dependency'],               to: 'pending',                by: ['system', 'person'], guards: { start_approval: 'ask_start', open_blockers: 'skip_some' } },
  unqueue:             { no: 11, event: 'unqueue',            from: QUEUED,                               to: 'backlog',                by: ['person'] },
  claim:               { no: 12, event: 'claim',              from: ['backlog', ...QUEUED, BY_PERSON],    to: 'same',                   by: ['person', 'agent'], guards: { own_tasks: 'refuse', unclaimed: 'refuse' } },
  release:             { no: 13, event: 'release',            from: ['backlog', ...QUEUED],               to: 'same',                   by: ['person', 'agent'], guards: { own_tasks: 'refuse', holder: 'refuse' } },
  no_executor:         { no: 14, event: 'no_executor',        from: ['pending'],                          to: 'pending.executor',       by: ['worker', 'system'] },
  executor_ready:      { no: 15, event: 'executor_ready',     from: ['pending.executor'],                 to: 'pending',                by: ['system'] },
  start:               { no: 16, event: 'start',              from: ['pending', 'pending.executor'],      to: 'in_progress',            by: ['worker'], guards: { open_blockers: 'hold', stop: 'refuse' } },
  defer_by_limit:      { no: 17, event: 'over_budget',        from: QUEUED,                               to: 'deferred',               by: ['system'] },
  defer:               { no: 18, event: 'defer',              from: ['backlog', ...QUEUED, BY_PERSON],    to: 'deferred',               by: ['person', 'agent'], guards: { own_tasks: 'refuse', reason: 'refuse' } },
  resume_deferred:     { no: 19, event: 'resume_deferred',    from: ['deferred'],                         to: 'pending',                by: ['person', 'system'], guards: STARTS },
  shelve_deferred:     { no: 19, event: 'resume_deferred',    from: ['deferred'],                         to: 'backlog',                by: ['person', 'system'] },
  progress:            { no: 20, event: 'progress',           from: ['in_progress'],                      to: 'same',                   by: ['worker'] },
  ask_input:           { no: 21, event: 'ask',                from: ASKING,                               to: 'in_progress.input',      by: ['worker', 'agent'] },
  answer:              { no: 22, event: 'answer',             from: ['in_progress.input'],                to: 'in_progress',            by: ['person'] },
  input_default:       { no: 23, event: 'expire',             from: ['in_progress.input'],                to: 'in_progress',            by: ['timer'] },
  input_timeout:       { no: 23, event: 'expire',             from: ['in_progress.input'],                to: 'failed',                 by: ['timer'], outcome: 'timeout' },
  input_defer:         { no: 23, event: 'expire',             from: ['in_progress.input'],                to: 'deferred',               by: ['timer'] },
  ask_approval:        { no: 24, event: 'require_approval',   from: ASKING,                               to: 'in_progress.approval',   by: ['worker'] },
  approve:             { no: 25, event: 'approve',            from: ['in_progress.approval'],             to: 'in_progress',            by: ['person'] },
  reject:              { no: 26, event: 'reject',             from: ['in_progress.approval'],             to: 'in_progress',            by: ['person'] },
  approval_expire:     { no: 27, event: 'expire',             from: ['in_progress.approval'],             to: 'in_progress',            by: ['timer'] },
  approval_timeout:    { no: 27, event: 'expire',             from: ['in_progress.approval'],             to: 'failed',                 by: ['timer'], outcome: 'timeout' },
  approval_defer:      { no: 27, event: 'expire',             from: ['in_progress.approval'],             to: 'deferred',               by: ['timer'] },
  target_changed:      { no: 28, event: 'target_changed',     from: ['in_progress.approval'],             to: 'same',                   by: ['worker'] },
  pause:               { no: 29, event: 'pause',              from: ['in_progress'],                      to: 'in_progress.pause',      by: ['person', 'agent'], guards: { own_tasks: 'refuse' } },
  resume:              { no: 30, event: 'resume',             from: ['in_progress.pause'],                to: 'in_progress',            by: ['person'] },
  need_takeover:       { no: 31, event: 'need_takeover',      from: ASKING,                               to: 'in_progress.takeover',   by: ['worker'] },
  hand_back:           { no: 32, event: 'hand_back',          from: ['in_progress.takeover'],             to: 'in_progress',            by: ['person'] },
  skip_step:           { no: 33, event: 'step_failed',        from: ['in_progress'],                      to: 'same',                   by: ['worker'] },
  take_over_step:      { no: 34, event: 'step_failed',        from: ['in_progress'],                      to: 'same',                   by: ['worker'] },
  fail:                { no: 35, event: 'fail',               from: [...QUEUED, ...RUNNING],              to: 'failed',                 by: ['worker', 'system'], outcome: 'error' },
  back_off:            { no: 36, event: 'fail_before_effect', from: ['in_progress'],                      to: 'pending.backoff',        by: ['worker', 'system'] },
  backoff_due:         { no: 37, event: 'due',                from: ['pending.backoff'],                  to: 'pending',                by: ['system'], guards: STARTS },
  finish:              { no: 38, event: 'finish',             from: ['in_progress'],                      to: 'completed',              by: ['worker'], outcome: 'success', verifies: true, guards: REVIEWED },
  finish_partly:       { no: 38, event: 'finish',             from: ['in_progress'],                      to: 'completed',              by: ['worker'], outcome: 'partial', verifies: true, guards: REVIEWED },
  finish_for_review:   { no: 39, event: 'finish',             from: ['in_progress'],                      to: 'awaiting_review.review', by: ['worker', 'agent'], verifies: true },
  end_early:           { no: 41, event: 'end_early',          from: ['in_progress'],                      to: 'completed',              by: ['worker', 'agent'], outcome: 'terminated', verifies: true, guards: REVIEWED },
  time_out:            { no: 42, event: 'timeout',            from: RUNNING,                              to: 'failed',                 by: ['system', 'worker'], outcome: 'timeout' },
  requeue:             { no: 43, event: 'executor_lost',      from: ['in_progress'],                      to: 'pending',                by: ['system', 'worker'] },
  interrupt:           { no: 44, event: 'executor_lost',      from: RUNNING,                              to: 'failed',                 by: ['system'], outcome: 'interrupted' },
  accept:              { no: 45, event: 'accept',             from: ['awaiting_review.review'],           to: 'completed',              by: ['person'], outcome: 'success', verifies: true, guards: { decision: 'refuse', review_stages: 'accept_stage', evidence: 'refuse' } },
  accept_stage:        { no: 46, event: 'accept',             from: ['awaiting_review.review'],           to: 'same',                   by: ['person'], asksAnew: true, guards: { decision: 'refuse' } },
  request_changes:     { no: 47, event: 'request_changes',    from: ['awaiting_review.review'],           to: 'pending',                by: ['person'], guards: { reason: 'refuse', decision: 'refuse', ...STARTS } },
  reject_review:       { no: 48, event: 'reject',             from: ['awaiting_review.review'],           to: 'failed',                 by: ['person', 'timer'], outcome: 'rejected' },
  reset_stage:         { no: 49, event: 'reset_stage',        from: ['awaiting_review.review'],           to: 'same',                   by: ['person'] },
  feedback:            { no: 50, event: 'feedback',           from: ['completed', 'failed', 'awaiting_review.review'], to: 'pending',    by: ['person'], guards: { reason: 'refuse', ...STARTS } },
  note_feedback:       { no: 69, event: 'feedback',           from: ['backlog', 'backlog.pre_approval', BY_PERSON, ...QUEUED, ...RUNNING, 'deferred', 'cancelled'], to: 'same', by: ['person'], guards: { reason: 'refuse' } },
  retry:               { no: 51, event: 'retry',              from: ['failed'],                           to: 'pending',                by: ['person', 'system'], guards: STARTS_NOW },
  rerun:               { no: 52, event: 'rerun',              from: ['completed', 'failed', 'cancelled'], to: 'pending',                by: ['person', 'system'], guards: STARTS_NOW },
  cancel:              { no: 53, event: 'cancel',             from: ACTIVE,                               to: 'cancelled',              by: ['person', 'agent', 'system'], outcome: 'user', guards: { own_tasks: 'refuse' } },
  archive_schedule:    { no: 54, event: 'schedule_archived',  from: [...QUEUED, ...RUNNING],              to: 'cancelled',              by: ['system'], outcome: 'schedule_archived' },
  archive:             { no: 55, event: 'archive',            from: ['backlog', 'completed', 'failed', 'cancelled', 'deferred'], to: 'same', by: ['person'] },
  restore:             { no: 56, event: 'restore',            from: ['backlog', 'completed', 'failed', 'cancelled', 'deferred'], to: 'same', by: ['person'], onArchived: true },
  complete:            { no: 57, event: 'complete',           from: ['backlog', BY_PERSON],               to: 'completed',              by: ['person', 'agent'], outcome: 'success', verifies: true, guards: { own_tasks: 'refuse', start_approval: 'refuse', open_blockers: 'refuse', review: 'complete_for_review', evidence: 'complete_for_review' } },
  reset_workflow:      { no: 58, event: 'stop_workflow',      from: RUNNING,                              to: 'backlog',                by: ['person'] },
  upstream_revised:    { no: 59, event: 'upstream_revised',   from: ['completed', 'failed', 'cancelled', 'awaiting_review.review'], to: 'backlog', by: ['system'] },
  link:                { no: 70, event: 'link',               from: ['backlog', 'backlog.pre_approval', 'pending.dependency', 'deferred'], to: 'same', by: ['person', 'agent'], guards: { own_tasks: 'refuse' } },
  unlink:              { no: 71, event: 'unlink',             from: ['backlog', 'backlog.pre_approval', 'pending.dependency', 'deferred'], to: 'same', by: ['person', 'agent', 'system'], guards: { own_tasks: 'refuse' } },
  skip_some:           { no: 66, event: 'skip_blocker',       from: ['backlog', 'pending.dependency', 'deferred'], to: 'same',       by: ['person'] },
  ask_start:           { no: 62, event: 'ask_start',          from: STARTABLE,                            to: 'backlog.pre_approval',   by: ['person', 'agent', 'system', 'timer'] },
  hold:                { no: 63, event: 'hold',               from: [...STARTABLE, 'pending'],            to: 'pending.dependency',     by: ['person', 'agent', 'system', 'timer', 'worker'] },
  complete_for_review: { no: 64, event: 'complete',           from: ['backlog', BY_PERSON],               to: 'awaiting_review.review', by: ['person', 'agent'], verifies: true },
  give_back:           { no: 65, event: 'request_changes',    from: ['awaiting_review.review'],           to: 'backlog',                by: ['person'], guards: { reason: 'refuse', decision: 'refuse' } },
  begin:               { no: 67, event: 'begin',              from: ['backlog', 'deferred'],              to: BY_PERSON,                by: ['person'], guards: { unclaimed: 'refuse', start_approval: 'refuse', open_blockers: 'refuse' } },
  leave:               { no: 68, event: 'release',            from: [BY_PERSON],                          to: 'backlog',                by: ['person'], guards: { holder: 'refuse' } },
  set_down:            { no: 68, event: 'unqueue',            from: [BY_PERSON],                          to: 'backlog',                by: ['person'] },
  hand_over:           { no: 68, event: 'hand_over',          from: [BY_PERSON],                          to: 'backlog',                by: ['person'] },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof TASK_MOVES;
export type TaskEvent = (typeof TASK_MOVES)[MoveName]['event'];

/** The row as the general type, for code that goes over all of them. */
export const taskMove = (name: MoveName): Move => TASK_MOVES[name];

/** The event that the row answers to. */
export const eventOf = (name: MoveName): TaskEvent => TASK_MOVES[name].event;

/** Whether the table has the row. */
export const isMove = (name: string): name is MoveName => Object.hasOwn(TASK_MOVES, name);

export const MOVE_NAMES = Object.keys(TASK_MOVES) as MoveName[];

/** The state that a task's status and wait make. */
export function taskState({
  status,
  wait,
}: {
  status: TaskStatus;
  wait: { kind: WaitKind } | null;
}): TaskState {
  // The store holds only states of the table: each write goes through a row of it.
  return (wait ? `${status}.${wait.kind}` : status) as TaskState;
}

/** The status and the kind of wait of a state. */
export function splitState(state: TaskState): { status: TaskStatus; wait: WaitKind | null } {
  const [status, wait] = state.split('.') as [TaskStatus, WaitKind | undefined];
  return { status, wait: wait ?? null };
}

/** Where a task stands, in a problem body beside its own `status`, which is that of HTTP. */
export interface Standing {
  status: TaskStatus;
  wait: WaitKind | null;
}

/** Where a task stands, as it is told to those who are refused. */
export const standing = ({ status, wait }: Pick<Task, 'status' | 'wait'>): Standing => ({
  status,
  wait: wait?.kind ?? null,
});

/** Whether the row may be taken from this state. */
export function allows(move: Move, task: Pick<Task, 'status' | 'wait' | 'archivedAt'>): boolean {
  const isArchived = task.archivedAt !== null;
  return isArchived === (move.onArchived === true) && move.from.includes(taskState(task));
}

/** The events that somebody of this kind may send to the task as it stands, in the table's order. */
export function legalEvents(task: Pick<Task, 'status' | 'wait' | 'archivedAt'>, by: MoveActor): TaskEvent[] {
  const legal = MOVE_NAMES.filter((name) => taskMove(name).by.includes(by) && allows(taskMove(name), task));
  return [...new Set(legal.map((name) => TASK_MOVES[name].event))];
}

/** Ended for good, unless a person starts another run. */
export const isEnded = ({ status }: Pick<Task, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

export const LIVE_STATUSES = ['backlog', 'pending', 'in_progress', 'awaiting_review', 'deferred'] as const;
