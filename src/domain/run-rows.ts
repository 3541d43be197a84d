import type { RunChange, RunStatus } from './run.ts';
import { allows, taskMove, type MoveName } from './task-moves.ts';
import type { TaskState } from './task-states.ts';
import type { Outcome, Task } from './task.ts';

/** How a run can end, for each status that it ends with. */
export interface RunOutcomes {
  succeeded: Extract<Outcome, 'success' | 'partial' | 'terminated'>;
  failed: Extract<Outcome, 'error' | 'timeout' | 'interrupted'>;
  cancelled: Extract<Outcome, 'user' | 'schedule_archived' | 'superseded'>;
}

type Rows = readonly MoveName[];

/**
 * The rows of the task's table that a run takes its task by, for each of its ends and while it lives, in the order in which they
 * are tried. One fits that leads from where the task stands to what the run means and that its cause may take; `start` is
 * there for a task that has not been seen to begin.
 */
// prettier-ignore
export const RUN_ROWS: {
  readonly [S in RunStatus]: S extends keyof RunOutcomes ? Readonly<Record<RunOutcomes[S], Rows>> : Rows;
} = {
  queued:  ['answer', 'approve', 'resume', 'hand_back', 'input_default', 'approval_expire', 'requeue', 'start'],
  running: ['start'],
  waiting: ['ask_input', 'ask_approval', 'need_takeover', 'start'],
  succeeded: {
    success:     ['finish',        'finish_for_review', 'start'],
    partial:     ['finish_partly', 'finish_for_review', 'start'],
    terminated:  ['end_early',     'finish_for_review', 'start'],
  },
  failed: {
    error:       ['fail', 'start'],
    timeout:     ['input_timeout', 'approval_timeout', 'time_out', 'fail'],
    interrupted: ['interrupt', 'fail'],
  },
  cancelled: {
    user:        ['cancel'],
    schedule_archived: ['archive_schedule'],
    superseded:  ['unqueue'],
  },
};

interface RunSeen {
  status: RunStatus;
  outcome: Outcome | null;
  /** What changed the run: the row that it names comes before those of the table, such as `reject`, `pause` and `back_off`. */
  change: Pick<RunChange, 'move' | 'actor'>;
}

/** The row that leads from the task's state to the target; a row that only people may take is taken only when a person did. */
export function rowOfRun(
  task: Pick<Task, 'status' | 'wait' | 'archivedAt'>,
  target: TaskState,
  { status, outcome, change }: RunSeen,
): MoveName | undefined {
  const { move, actor } = change;
  const rows: Rows | Partial<Record<Outcome, Rows>> = RUN_ROWS[status];
  const known = isList(rows) ? rows : ((outcome && rows[outcome]) ?? []);
  return [...(move ? [move] : []), ...known].find((name) => {
    const { to, by } = taskMove(name);
    const isOpen = by.includes(actor.kind) || by.includes('worker') || by.includes('system');
    return isOpen && to === target && allows(taskMove(name), task);
  });
}

const isList = (rows: Rows | object): rows is Rows => Array.isArray(rows);
