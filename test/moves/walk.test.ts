import { describe, expect, it } from 'vitest';

import { AppError } from '../../src/domain/errors.ts';
import {
  MOVE_NAMES,
  splitState,
  taskMove,
  type MoveActor,
  type MoveName,
} from '../../src/domain/task-moves.ts';
import { TASK_STATES, type TaskState } from '../../src/domain/task-states.ts';
import type { Task } from '../../src/domain/task.ts';
import { admit } from '../../src/moves/move-task.ts';
import type { Store } from '../../src/ports/store.ts';

/** What may stand in the way of a move, or not. */
interface Facts {
  isApprovalMissing?: true;
  isBlocked?: true;
  isReviewRequired?: true;
  isStageLeft?: true;
  /** Everything is stopped. */
  isStopped?: true;
  /** How the ask that the task waits for was settled. */
  decision?: 'approved' | 'rejected';
}

const ACTORS: readonly MoveActor[] = ['person', 'agent', 'worker', 'system', 'timer'];

/** The other documents that guards look at, as the facts have them. */
const storeOf = ({ isBlocked, decision, isStageLeft, isStopped }: Facts): Pick<Store, 'collection'> =>
  ({
    collection: (name: string) => ({
      get: async () =>
        name === 'asks'
          ? {
              state: decision ?? 'open',
              number: 1,
              ...(isStageLeft ? { stage: { number: 1, stages: [{}, {}] } } : {}),
            }
          : name === 'stops'
            ? { isOn: isStopped ?? false, by: { name: 'Ana' } }
            : name === 'definitions'
              ? { isActive: true }
              : undefined,
      find: async () => (name === 'tasks' && isBlocked ? [{ number: 7, status: 'backlog' }] : []),
    }),
  }) as unknown as Pick<Store, 'collection'>; // As much of a store as guards read.

function taskIn(state: TaskState, { isApprovalMissing, isBlocked, isReviewRequired }: Facts): Task {
  const { status, wait } = splitState(state);
  const task: Partial<Task> = {
    id: 'task',
    number: 1,
    title: 'Walk',
    description: '',
    expectedOutput: '',
    status,
    wait: wait && { kind: wait, since: new Date(0), askId: 'ask' },
    isArchived: false,
    archivedAt: null,
    isApprovalRequired: isApprovalMissing ?? false,
    isReviewRequired: isReviewRequired ?? false,
    startApproval: null,
    requester: { id: 'web:ana', name: 'ana' },
    assignee: null,
    agentId: null,
    source: { kind: 'chat' },
    blockedBy: isBlocked ? ['blocker'] : [],
    feedback: [],
    history: [],
    currentRunId: null,
  };
  return task as Task; // Everything that a guard looks at.
}

/** Where a row that is asked for leads, with whatever stands in for it; undefined where it is refused. */
async function follow(
  state: TaskState,
  name: MoveName,
  kind: MoveActor,
  facts: Facts,
  park: boolean,
): Promise<{ row: MoveName; to: TaskState } | undefined> {
  const actor = { kind, id: `a ${kind}`, name: kind, ...(kind === 'agent' ? { taskId: 'task' } : {}) };
  try {
    const row = await admit({ store: storeOf(facts) as Store }, taskIn(state, facts), name, {
      actor,
      note: 'because',
      park,
    });
    const { to } = taskMove(row);
    return { row, to: to === 'same' ? state : to };
  } catch (thrown) {
    if (!AppError.is(thrown, 'task.illegal_event', 'task.guarded', 'task.archived', 'input.invalid'))
      throw thrown;
    return undefined;
  }
}

/** Every state that some series of events by anybody leads to, each with the way there. */
async function walk(from: readonly TaskState[], facts: Facts): Promise<Map<TaskState, string>> {
  const ways = new Map(from.map((state) => [state, state as string]));
  for (const state of ways.keys())
    for (const name of MOVE_NAMES)
      for (const kind of ACTORS)
        for (const park of facts.isBlocked ? [false, true] : [false]) {
          if (taskMove(name).from.length === 0) continue;
          const next = await follow(state, name, kind, facts, park);
          if (next && !ways.has(next.to))
            ways.set(next.to, `${ways.get(state)} -${kind}:${name}→ ${next.to}`);
        }
  return ways;
}

const isRunning = (state: TaskState): boolean => state === 'in_progress' || state.startsWith('in_progress.');
const RESTING = TASK_STATES.filter(
  (state) => !isRunning(state) && !['pending', 'pending.executor'].includes(state),
);
const waysTo = (ways: Map<TaskState, string>, fits: (state: TaskState) => boolean): string[] =>
  [...ways].filter(([state]) => fits(state)).map(([, way]) => way);

describe('no series of events, by anybody, leads', () => {
  it('F91 to the queue or to work while the approval of the start is missing', async () => {
    const ways = await walk(RESTING, { isApprovalMissing: true });
    expect(waysTo(ways, (state) => isRunning(state) || state === 'pending')).toEqual([]);
  });

  it('F91 to work even after somebody approved something else than this work', async () => {
    const ways = await walk(RESTING, { isApprovalMissing: true, decision: 'approved' });
    expect(waysTo(ways, (state) => isRunning(state) || state === 'pending')).toEqual([]);
  });

  it.each(RESTING.filter((state) => state !== 'completed'))(
    'F91 F115 from %s to completed while approval or blockers are open and nobody has accepted',
    async (state) => {
      for (const facts of [{ isApprovalMissing: true }, { isBlocked: true }] as const)
        expect(waysTo(await walk([state], facts), (to) => to === 'completed')).toEqual([]);
    },
  );

  it('F115 F116 F117 to work while a blocker is open, not even from the queue', async () => {
    const ways = await walk([...RESTING, 'pending'], { isBlocked: true });
    expect(waysTo(ways, isRunning)).toEqual([]);
  });

  it('F98 F99 to completed while the review is to come', async () => {
    const from = TASK_STATES.filter((state) => state !== 'completed');
    const ways = await walk(from, { isReviewRequired: true });
    expect(waysTo(ways, (state) => state === 'completed')).toEqual([]);
  });

  it('F179 to the work of an agent while everything is stopped', async () => {
    const ways = await walk([...RESTING, 'pending' as const], { isStopped: true });
    expect(waysTo(ways, (state) => isRunning(state) && state !== 'in_progress.person')).toEqual([]);
  });

  it('F103 from a review to completed while stages of it are to come, whoever has accepted the first', async () => {
    const ways = await walk(['awaiting_review.review'], {
      isReviewRequired: true,
      isStageLeft: true,
      decision: 'approved',
    });
    expect(waysTo(ways, (state) => state === 'completed')).toEqual([]);
  });
});

describe('where nothing stands in the way', () => {
  it('work is reached from everywhere, and completed work from there', async () => {
    for (const state of RESTING) {
      const ways = await walk([state], {});
      expect([state, ways.has('in_progress'), ways.has('completed')]).toEqual([state, true, true]);
    }
  });

  it('a review that was accepted completes the work', async () => {
    const ways = await walk(['awaiting_review.review'], { isReviewRequired: true, decision: 'approved' });
    expect(ways.has('completed')).toBe(true);
  });
});
