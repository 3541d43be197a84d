import { isDead } from '../moves/blockers.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { referencesIn, type FailureRule } from '../domain/workflow.ts';

/** What a part is for the present run of its workflow. */
export type PartState = 'done' | 'live' | 'todo' | 'lacking' | 'dead' | 'held';

export interface Judged {
  task: Task;
  state: PartState;
  /** When each that it needs was completed, by key. */
  used: Record<string, number>;
}

type Round = Pick<Run, 'number' | 'since'>;

/**
 * What each part is: done; under way; to be let go, since what it needs is there; lacking a
 * result that it quotes; dead in this run; or held by one that is not
 * done. One that stood on a result that has become another is to be done again. They come in order: what a part needs stands before it.
 */
export function judgeParts(tasks: readonly Task[], run: Round, onFailure: FailureRule): Judged[] {
  const judged = new Map<string, Judged>();
  for (const task of tasks) {
    const { key = '', needs = [] } = task.part ?? {};
    const before = needs.flatMap((one) => judged.get(one) ?? []);
    const used = Object.fromEntries(
      before.flatMap(({ task: one, state }) =>
        state === 'done' && one.completedAt ? [[one.part?.key, one.completedAt.getTime()]] : [],
      ),
    ) as Record<string, number>;
    const isFree = before.every(
      ({ state }) => state === 'done' || (state === 'dead' && onFailure === 'continue'),
    );
    judged.set(key, { task, used, state: stateOf(task, run, used, before, isFree) });
  }
  return [...judged.values()];
}

function stateOf(
  task: Task,
  { number, since = number }: Round,
  used: Record<string, number>,
  before: readonly Judged[],
  isFree: boolean,
): PartState {
  const { round = 0, used: usedThen = {} } = task.part ?? {};
  const isCut = before.some(({ state }) => state === 'dead');
  const blocked = isCut ? 'dead' : 'held';
  // What stands parked is let go by the end of what it waits for, unless that will not come.
  if (task.wait?.kind === 'dependency' && !task.isArchived)
    return isFree ? (isCut ? whetherToBegin(task, used) : 'live') : blocked;
  if (isUnderWay(task, number)) return 'live';
  const isStale = Object.entries(usedThen).some(([key, at]) => key in used && used[key] !== at);
  if (task.status === 'completed' && round >= since && !isStale)
    return before.some(({ state }) => state === 'live' || state === 'todo') ? 'held' : 'done';
  if (isDead(task) && round === number) return 'dead';
  return isFree ? whetherToBegin(task, used) : blocked;
}

/** A person's work is under way once they have been told of it. */
const isUnderWay = ({ status, isArchived, part }: Task, round: number): boolean =>
  !isArchived &&
  (status === 'backlog'
    ? part?.round === round
    : status === 'pending' ||
      status === 'in_progress' ||
      status === 'awaiting_review' ||
      status === 'deferred');

const whetherToBegin = (task: Task, used: Record<string, number>): PartState =>
  lacks(task, used) ? 'lacking' : 'todo';

/** It quotes a result that is not there, and says nothing to put in its place. */
const lacks = ({ definition }: Task, used: Record<string, number>): boolean =>
  referencesIn(definition?.instructions ?? '').some(
    ({ key, fallback }) => fallback === undefined && !(key in used),
  );
