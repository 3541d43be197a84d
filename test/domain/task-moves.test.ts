import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allows,
  isEnded,
  legalEvents,
  LIVE_STATUSES,
  MOVE_NAMES,
  splitState,
  taskMove,
  taskState,
  TASK_MOVES,
  type MoveActor,
} from '../../src/domain/task-moves.ts';
import { TASK_STATES, type TaskState } from '../../src/domain/task-states.ts';
import { TASK_STATUSES, WAIT_KINDS, type TaskStatus, type WaitKind } from '../../src/domain/task.ts';

/** Which kinds of wait a status allows, as the product promises it. */
const WAITS: Readonly<Record<TaskStatus, readonly WaitKind[]>> = {
  backlog: ['pre_approval'],
  pending: ['dependency', 'executor', 'backoff'],
  in_progress: ['person', 'input', 'approval', 'pause', 'takeover'],
  awaiting_review: ['review'],
  completed: [],
  failed: [],
  cancelled: [],
  deferred: [],
};

const ACTORS: Readonly<Record<string, MoveActor>> = {
  U: 'person',
  A: 'agent',
  W: 'worker',
  S: 'system',
  P: 'timer',
};

/**
 * The life of a task as it was agreed on, written down a second time: number | from | events | to | who. `pending*`
 * means with and without a wait, but for the work of a person, which has no run; `-` no task yet, `=` the same state.
 */
const AGREED = `
1  | -                                                               | create                         | backlog                              | U A S
3  | -                                                               | create                         | backlog.pre_approval                 | U A S
4  | backlog.pre_approval                                            | approve                        | pending                              | U
5  | backlog.pre_approval                                            | reject                         | cancelled                            | U
6  | backlog                                                         | edit                           | =                                    | U A
7  | backlog                                                         | queue                          | pending                              | U A S
8  | backlog                                                         | queue                          | pending.dependency                   | U A S
9  | pending.dependency                                              | last_blocker_done              | pending                              | S
10 | pending.dependency                                              | blocker_failed blocker_cancelled skip_blocker | failed cancelled pending | S
11 | pending*                                                        | unqueue                        | backlog                              | U
12 | backlog pending*                                                | claim                          | =                                    | A U
13 | backlog pending*                                                | release                        | =                                    | A U
14 | pending                                                         | no_executor                    | pending.executor                     | W
15 | pending.executor                                                | executor_ready                 | pending                              | S
16 | pending pending.executor                                        | start                          | in_progress                          | W
17 | pending*                                                        | over_budget                    | deferred                             | S
18 | backlog pending*                                                | defer                          | deferred                             | U A
19 | deferred                                                        | resume_deferred                | pending backlog                      | U S
20 | in_progress                                                     | progress                       | =                                    | W
21 | in_progress                                                     | ask                            | in_progress.input                    | W A
22 | in_progress.input                                               | answer                         | in_progress                          | U
23 | in_progress.input                                               | expire                         | in_progress failed deferred          | P
24 | in_progress                                                     | require_approval               | in_progress.approval                 | W
25 | in_progress.approval                                            | approve                        | in_progress                          | U
26 | in_progress.approval                                            | reject                         | in_progress                          | U
27 | in_progress.approval                                            | expire                         | in_progress failed deferred          | P
28 | in_progress.approval                                            | target_changed                 | =                                    | W
29 | in_progress                                                     | pause                          | in_progress.pause                    | U A
30 | in_progress.pause                                               | resume                         | in_progress                          | U
31 | in_progress                                                     | need_takeover                  | in_progress.takeover                 | W
32 | in_progress.takeover                                            | hand_back                      | in_progress                          | U
33 | in_progress                                                     | step_failed                    | =                                    | W
34 | in_progress                                                     | step_failed                    | =                                    | W
35 | in_progress                                                     | fail                           | failed                               | W
36 | in_progress                                                     | fail_before_effect             | pending.backoff                      | W
37 | pending.backoff                                                 | due                            | pending                              | S
38 | in_progress                                                     | finish                         | completed                            | W
39 | in_progress                                                     | finish                         | awaiting_review.review               | W
41 | in_progress                                                     | end_early                      | completed                            | W A
42 | in_progress*                                                    | timeout                        | failed                               | S
43 | in_progress                                                     | executor_lost                  | pending                              | S
44 | in_progress                                                     | executor_lost                  | failed                               | S
45 | awaiting_review.review                                          | accept                         | completed                            | U
46 | awaiting_review.review                                          | accept                         | =                                    | U
47 | awaiting_review.review                                          | request_changes                | pending                              | U
48 | awaiting_review.review                                          | reject                         | failed                               | U
49 | awaiting_review.review                                          | reset_stage                    | =                                    | U
50 | completed failed awaiting_review.review                         | feedback                       | pending                              | U
51 | failed                                                          | retry                          | pending                              | U S
52 | completed failed cancelled                                      | rerun                          | pending                              | U S
53 | backlog* pending* in_progress* awaiting_review.review deferred  | cancel                         | cancelled                            | U A
54 | pending* in_progress*                                           | schedule_archived              | cancelled                            | S
55 | backlog completed failed cancelled deferred                     | archive                        | =                                    | U
56 | backlog completed failed cancelled deferred                     | restore                        | =                                    | U
57 | backlog                                                         | complete                       | completed                            | U A
58 | in_progress*                                                    | stop_workflow                  | backlog                              | U
59 | completed awaiting_review.review                                | upstream_revised               | backlog                              | S
`;

const ASKING = ['in_progress.input', 'in_progress.approval', 'in_progress.takeover'];

/** Rows of our own, which are taken where a guard does not let another through. */
const INSTEAD = `
62 | backlog* pending.dependency pending.backoff deferred awaiting_review.review completed failed cancelled | ask_start | backlog.pre_approval | U A S P
63 | backlog* pending pending.dependency pending.backoff deferred awaiting_review.review completed failed cancelled | hold | pending.dependency | U A S P W
64 | backlog                                                         | complete                       | awaiting_review.review               | U A
65 | awaiting_review.review                                          | request_changes                | backlog                              | U
66 | backlog pending.dependency deferred                             | skip_blocker                   | =                                    | U
69 | backlog backlog.pre_approval pending pending.dependency pending.executor pending.backoff in_progress in_progress.input in_progress.approval in_progress.pause in_progress.takeover deferred cancelled | feedback | = | U
`;

/** Rows of our own, for work that a person does: it is in progress, and no agent is. */
const BY_PEOPLE = `
67 | backlog deferred                                                | begin                          | in_progress.person                   | U
68 | in_progress.person                                              | release unqueue hand_over      | backlog                              | U
70 | backlog backlog.pre_approval pending.dependency deferred        | link                           | =                                    | U A
71 | backlog backlog.pre_approval pending.dependency deferred        | unlink                         | =                                    | U A S
`;

/** Where the product goes further than was agreed, and why. Everything else must be exactly as above. */
// prettier-ignore
const WIDER: Readonly<Record<number, { from?: readonly string[]; by?: readonly MoveActor[] }>> = {
  6:  { from: ['backlog.pre_approval', 'in_progress.person'] }, // what is changed is put to its approvers anew
  5:  { by: ['timer'] },                             // nobody decided in time
  10: { by: ['person'] },                            // a person goes on without the blocker
  12: { from: ['in_progress.person'] },              // so that others hear who is at it
  18: { from: ['in_progress.person'] },
  14: { by: ['system'] },                            // the sweeper sees it first
  21: { from: ASKING },                              // calls made together may each ask, but not during a pause
  24: { from: ASKING },
  31: { from: ASKING },
  35: { from: ['pending*', 'in_progress*'], by: ['system'] }, // a run that no worker can begin or go on with
  36: { by: ['system'] },                            // its worker died: the sweeper does it
  39: { by: ['agent'] },                             // its own early end is reviewed too
  42: { by: ['worker'] },
  43: { by: ['worker'] },                            // a worker that is shut down hands back
  44: { from: ['in_progress*'] },                    // lost between the wait and the card
  48: { by: ['timer'] },
  53: { from: ['in_progress.person'], by: ['system'] }, // with the workflow that it is part of
  57: { from: ['in_progress.person'] },
  59: { from: ['failed', 'cancelled'] },             // a person's part of a workflow that is done again
  64: { from: ['in_progress.person'] },
  69: { from: ['in_progress.person'] },              // a remark reaches whoever is at it
};

const expand = (words: readonly string[]): string[] =>
  words.flatMap((word) => {
    if (word === '-') return [];
    if (!word.endsWith('*')) return [word];
    const status = word.slice(0, -1) as TaskStatus;
    const waits = WAITS[status].filter((wait) => wait !== 'person');
    return [status, ...waits.map((wait) => `${status}.${wait}`)];
  });

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].toSorted();
const words = (cell: string | undefined): string[] => (cell ?? '').trim().split(/\s+/);

const rows = `${AGREED.trim()}\n${INSTEAD.trim()}\n${BY_PEOPLE.trim()}`
  .split('\n')
  .map((line) => line.split('|'))
  .map(([no, from, events, to, by]) => {
    const wider = WIDER[Number(no)] ?? {};
    return {
      no: Number(no),
      from: sorted(expand([...words(from), ...(wider.from ?? [])])),
      events: sorted(words(events)),
      to: sorted(words(to).map((word) => (word === '=' ? 'same' : word))),
      by: sorted([...words(by).map((letter) => ACTORS[letter] ?? letter), ...(wider.by ?? [])]),
    };
  });

const moves = MOVE_NAMES.map(taskMove);
const EVENTS = sorted(moves.map(({ event }) => event));
const at = new Date('2026-11-20T09:00:00Z');

const taskIn = (state: TaskState, isArchived = false) => {
  const { status, wait } = splitState(state);
  return { status, wait: wait ? { kind: wait, since: at } : null, archivedAt: isArchived ? at : null };
};

describe('the life of a task', () => {
  it.each(rows)('has row $no as it was agreed', ({ no, ...agreed }) => {
    const mine = moves.filter((move) => move.no === no);
    expect({
      from: sorted(mine.flatMap(({ from }) => from)),
      events: sorted(mine.map(({ event }) => event)),
      to: sorted(mine.map(({ to }) => to)),
      by: sorted(mine.flatMap(({ by }) => by)),
    }).toEqual(agreed);
  });

  it('has no other rows', () => {
    // 60 is no move of its own: the end of a blocker is seen by its dependents as row 9.
    expect(sorted(moves.map(({ no }) => String(no)))).toEqual(sorted(rows.map(({ no }) => String(no))));
  });

  it('knows exactly the states that statuses and waits can make', () => {
    expect(sorted(TASK_STATES)).toEqual(
      sorted(
        [...expand(TASK_STATUSES.map((status) => `${status}*`)), 'in_progress.person'].filter(
          (state) => state !== 'awaiting_review',
        ),
      ),
    );
    expect(sorted(Object.values(WAITS).flat())).toEqual(sorted(WAIT_KINDS));
  });

  it('reads back the status and the wait that a state was made of', () => {
    for (const state of TASK_STATES) expect(taskState(taskIn(state))).toBe(state);
  });

  it('counts each status either as live or as ended', () => {
    const ended = TASK_STATUSES.filter((status) => isEnded({ status }));
    expect(ended).toEqual(['completed', 'failed', 'cancelled']);
    expect(sorted([...LIVE_STATUSES, ...ended])).toEqual(sorted(TASK_STATUSES));
  });

  it('gives an outcome exactly where something ends', () => {
    for (const name of MOVE_NAMES) {
      const { to, outcome } = taskMove(name);
      const hasEnded = to !== 'same' && isEnded(splitState(to));
      expect({ name, hasOutcome: outcome !== undefined }).toEqual({ name, hasOutcome: hasEnded });
    }
  });
});

describe('who may move a task', () => {
  it('allows each event to each kind of actor exactly where a row says so, archived or not', () => {
    for (const state of TASK_STATES) {
      for (const isArchived of [false, true]) {
        for (const by of Object.values(ACTORS)) {
          const agreed = rows
            .filter(
              (row) => row.from.includes(state) && row.by.includes(by) && (row.no === 56) === isArchived,
            )
            .flatMap(({ no, events }) =>
              moves.filter((move) => move.no === no && events.includes(move.event)),
            )
            .filter((move) => move.from.includes(state) && move.by.includes(by))
            .map(({ event }) => event);
          expect({
            state,
            isArchived,
            by,
            events: sorted(legalEvents(taskIn(state, isArchived), by)),
          }).toEqual({
            state,
            isArchived,
            by,
            events: sorted(agreed),
          });
        }
      }
    }
  });

  it('names an event once, however many rows answer to it', () => {
    for (const state of TASK_STATES) {
      const events = legalEvents(taskIn(state), 'person');
      expect(events).toEqual([...new Set(events)]);
    }
  });

  it('lets nobody but a person, or the clock in their stead, decide what was put to people', () => {
    const decisions = [
      'approve',
      'reject',
      'answer',
      'accept',
      'request_changes',
      'resume',
      'hand_back',
      'feedback',
    ];
    const deciders = moves.filter(({ event }) => decisions.includes(event)).flatMap(({ by }) => by);
    expect(sorted(deciders)).toEqual(['person', 'timer']);
    const byTimer = moves.filter(({ event, by }) => decisions.includes(event) && by.includes('timer'));
    expect(sorted(byTimer.map(({ event }) => event))).toEqual(['reject']);
  });

  it('leaves a person something to do in every state', () => {
    for (const state of TASK_STATES) {
      expect({ state, events: legalEvents(taskIn(state), 'person').length }).not.toEqual({
        state,
        events: 0,
      });
    }
  });

  it('takes nothing back of what is archived but the archiving', () => {
    for (const state of TASK_STATES) {
      for (const by of Object.values(ACTORS)) {
        expect(legalEvents(taskIn(state, true), by).filter((event) => event !== 'restore')).toEqual([]);
      }
    }
  });
});

describe('wherever a task has been', () => {
  const starts = moves.filter(({ from }) => from.length === 0).map(({ to }) => to as TaskState);
  const next = (state: TaskState): TaskState[] =>
    moves.filter((move) => allows(move, taskIn(state))).map(({ to }) => (to === 'same' ? state : to));
  const reach = (from: readonly TaskState[]): Set<TaskState> => {
    const seen = new Set(from);
    for (const state of seen) for (const after of next(state)) seen.add(after);
    return seen;
  };

  it('can get to every state from its creation', () => {
    expect(sorted(reach(starts))).toEqual(sorted(TASK_STATES));
  });

  it('can still be brought to an end, and from an end be worked on again', () => {
    for (const state of TASK_STATES) {
      expect({ state, ends: reach([state]).has('completed') }).toEqual({ state, ends: true });
    }
  });

  it('stands in a state that its status and wait allow, through any series of events', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.array(
          fc.record({
            event: fc.constantFrom(...EVENTS),
            by: fc.constantFrom(...Object.values(ACTORS)),
            pick: fc.nat(),
          }),
          { maxLength: 60 },
        ),
        (start, steps) => {
          let task = taskIn(start);
          for (const { event, by, pick } of steps) {
            const fitting = moves.filter(
              (move) => move.event === event && move.by.includes(by) && allows(move, task),
            );
            expect(legalEvents(task, by).includes(event as never)).toBe(fitting.length > 0);
            const move = fitting[pick % (fitting.length || 1)];
            if (!move) continue;
            const isArchived = event === 'archive' || (event !== 'restore' && task.archivedAt !== null);
            task = taskIn(move.to === 'same' ? taskState(task) : move.to, isArchived);
            expect([null, ...WAITS[task.status]]).toContain(task.wait?.kind ?? null);
            expect(task.status === 'awaiting_review').toBe(task.wait?.kind === 'review');
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('has every name of an event and of a move spelt alike', () => {
    for (const name of [...MOVE_NAMES, ...EVENTS]) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(Object.keys(TASK_MOVES)).toHaveLength(MOVE_NAMES.length);
  });
});
