import { expect, it } from 'vitest';
import type { RunChange, RunStatus } from '../../src/domain/run.ts';
import { RUN_ROWS, rowOfRun } from '../../src/domain/run-rows.ts';
import { splitState, taskMove, type MoveActor, type MoveName } from '../../src/domain/task-moves.ts';
import { TASK_STATES, type TaskState } from '../../src/domain/task-states.ts';
import { errandAs, type Actor, type Outcome } from '../../src/domain/task.ts';

const actor = (kind: MoveActor): Actor =>
  kind === 'person' || kind === 'agent' ? { kind, id: 'ana', name: 'Ana' } : errandAs(kind);
const change = (move: RunChange['move'], by: MoveActor = 'system') => ({ move, actor: actor(by) });
const at = (state: TaskState, archivedAt: Date | null = null) => {
  const { status, wait } = splitState(state);
  return { status, wait: wait && { kind: wait, since: new Date(0) }, archivedAt };
};

interface Case {
  from: TaskState;
  run: [RunStatus, Outcome | null];
  by?: { move: RunChange['move']; actor: Actor };
  to: TaskState;
  row: MoveName | undefined;
}

/** What the product does, one line an end and a place where the task may stand then. */
// prettier-ignore
const CASES: readonly Case[] = [
  { from: 'pending',              run: ['running', null],           by: change('start', 'worker'),            to: 'in_progress',            row: 'start' },
  { from: 'in_progress',          run: ['waiting', null],           to: 'in_progress.input',                  row: 'ask_input' },
  { from: 'in_progress.input',    run: ['waiting', null],           to: 'in_progress.approval',               row: 'ask_approval' },
  { from: 'in_progress',          run: ['waiting', null],           to: 'in_progress.takeover',               row: 'need_takeover' },
  { from: 'in_progress',          run: ['waiting', null],           by: change('pause', 'person'),            to: 'in_progress.pause',      row: 'pause' },
  { from: 'in_progress',          run: ['waiting', null],           to: 'in_progress.pause',                  row: undefined },
  { from: 'in_progress.input',    run: ['queued', null],            by: change('answer', 'person'),           to: 'in_progress',            row: 'answer' },
  { from: 'in_progress.input',    run: ['queued', null],            by: change('input_default', 'timer'),     to: 'in_progress',            row: 'input_default' },
  { from: 'in_progress.approval', run: ['queued', null],            by: change('approve', 'person'),          to: 'in_progress',            row: 'approve' },
  { from: 'in_progress.approval', run: ['queued', null],            by: change('reject', 'person'),           to: 'in_progress',            row: 'reject' },
  { from: 'in_progress.approval', run: ['queued', null],            by: change('approval_expire', 'timer'),   to: 'in_progress',            row: 'approval_expire' },
  { from: 'in_progress.approval', run: ['queued', null],            to: 'in_progress',                        row: undefined },
  { from: 'in_progress.pause',    run: ['queued', null],            by: change('resume', 'person'),           to: 'in_progress',            row: 'resume' },
  { from: 'in_progress.takeover', run: ['queued', null],            by: change('hand_back', 'person'),        to: 'in_progress',            row: 'hand_back' },
  { from: 'in_progress',          run: ['queued', null],            by: change('requeue'),                    to: 'pending',                row: 'requeue' },
  { from: 'cancelled',            run: ['queued', null],            by: change('requeue'),                    to: 'pending',                row: undefined },
  { from: 'in_progress',          run: ['succeeded', 'success'],    to: 'completed',                          row: 'finish' },
  { from: 'in_progress',          run: ['succeeded', 'partial'],    to: 'completed',                          row: 'finish_partly' },
  { from: 'in_progress',          run: ['succeeded', 'terminated'], to: 'completed',                          row: 'end_early' },
  { from: 'in_progress',          run: ['succeeded', 'success'],    to: 'awaiting_review.review',             row: 'finish_for_review' },
  { from: 'in_progress',          run: ['succeeded', 'partial'],    to: 'awaiting_review.review',             row: 'finish_for_review' },
  { from: 'pending',              run: ['succeeded', 'success'],    to: 'in_progress',                        row: 'start' },
  { from: 'in_progress',          run: ['failed', 'error'],         to: 'failed',                             row: 'fail' },
  { from: 'pending',              run: ['failed', 'error'],         to: 'failed',                             row: 'fail' },
  { from: 'in_progress',          run: ['failed', 'error'],         by: change('back_off'),                   to: 'pending.backoff',        row: 'back_off' },
  { from: 'in_progress',          run: ['failed', 'timeout'],       to: 'failed',                             row: 'time_out' },
  { from: 'in_progress.input',    run: ['failed', 'timeout'],       to: 'failed',                             row: 'time_out' },
  { from: 'in_progress.input',    run: ['failed', 'timeout'],       by: change('input_timeout', 'timer'),     to: 'failed',                 row: 'input_timeout' },
  { from: 'in_progress.approval', run: ['failed', 'timeout'],       by: change('approval_timeout', 'timer'),  to: 'failed',                 row: 'approval_timeout' },
  { from: 'in_progress.approval', run: ['failed', 'timeout'],       by: change('input_timeout', 'timer'),     to: 'failed',                 row: 'approval_timeout' },
  { from: 'in_progress.takeover', run: ['failed', 'timeout'],       by: change('time_out', 'timer'),          to: 'failed',                 row: 'time_out' },
  { from: 'in_progress.input',    run: ['failed', 'timeout'],       by: change('time_out', 'timer'),          to: 'failed',                 row: 'time_out' },
  { from: 'pending',              run: ['failed', 'timeout'],       to: 'failed',                             row: 'fail' },
  { from: 'in_progress',          run: ['failed', 'interrupted'],   by: change('interrupt'),                  to: 'failed',                 row: 'interrupt' },
  { from: 'pending',              run: ['failed', 'interrupted'],   by: change('interrupt'),                  to: 'failed',                 row: 'fail' },
  { from: 'in_progress.input',    run: ['cancelled', 'user'],       by: change('cancel', 'person'),           to: 'cancelled',              row: 'cancel' },
  { from: 'pending',              run: ['cancelled', 'user'],       by: change('cancel', 'agent'),            to: 'cancelled',              row: 'cancel' },
  { from: 'pending',              run: ['cancelled', 'superseded'], by: change(null, 'person'),               to: 'backlog',                row: 'unqueue' },
  { from: 'pending',              run: ['cancelled', 'superseded'], to: 'backlog',                            row: undefined },
];

it.each(CASES)('$from is left for $to by $row when the run is $run', ({ from, run, by, to, row }) => {
  const [status, outcome] = run;
  const seen = { status, outcome, change: by ?? change(null) };
  expect(rowOfRun(at(from), to, seen)).toBe(row);
  expect(rowOfRun(at(from, new Date(0)), to, seen)).toBeUndefined();
});

it('Each row of a run leads somewhere from a state that a task with a run can be in, and each end has one', () => {
  const { queued, running, waiting, ...ends } = RUN_ROWS;
  const lists: (readonly MoveName[])[] = [queued, running, waiting];
  for (const end of Object.values(ends)) lists.push(...Object.values(end));
  expect(lists.map(({ length }) => length)).not.toContain(0);
  for (const name of lists.flat()) {
    const { from, to } = taskMove(name);
    expect(from.some((state) => TASK_STATES.includes(state) && state !== to)).toBe(true);
  }
});
