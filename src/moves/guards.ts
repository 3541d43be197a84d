import { lacking } from '../domain/evidence.ts';
import type { GuardFact } from '../domain/error-facts.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { askLabel } from '../domain/ask.ts';
import { eventOf, GUARDS, standing, taskMove, type GuardName, type MoveName } from '../domain/task-moves.ts';
import { isAmong, namedPersonId } from '../domain/person.ts';
import { hasStageLeft } from '../domain/review.ts';
import { taskLabel, type Actor, type Task } from '../domain/task.ts';
import type { Store } from '../ports/store.ts';
import { openBlockers } from './blockers.ts';
import { readStop } from './read-stop.ts';
import { checkEvidence, hasSavedFiles } from './evidence.ts';
import { isStartApproved } from './start-approval.ts';

/** A move that somebody is about to make. */
export interface Attempt {
  name: MoveName;
  /** As it was read; the write that follows keeps to this version. */
  before: Task;
  /** The same with what the move would set. */
  task: Task;
  actor: Actor;
  /** Of a person: they may undo what others have done. */
  isAdmin?: boolean | undefined;
  /** Of a person: all of their accounts. */
  accounts?: readonly string[] | undefined;
  note?: string | undefined;
  /** Wait for open blockers instead of being refused. */
  park?: boolean | undefined;
}

type Reader = Pick<Store, 'collection'>;
type Check = (attempt: Attempt, store: Reader) => AppError | undefined | Promise<AppError | undefined>;

const refused = ({ name, before }: Attempt, fact: GuardFact): AppError =>
  new AppError('task.guarded', {
    task: taskLabel(before),
    event: eventOf(name),
    state: standing(before),
    ...fact,
  });

/** What each reason is asked for by. */
const REASONS = { defer: 'why_put_off', feedback: 'what_differs', request_changes: 'what_differs' } as const;

/** How the ask that a task waits for must have been settled. */
const DECIDED: Partial<Record<MoveName, 'approved' | 'rejected'>> = {
  approve_start: 'approved',
  accept: 'approved',
  accept_stage: 'approved',
  request_changes: 'rejected',
  give_back: 'rejected',
};

/**
 * What each guard looks at, and the error where it does not hold. Facts of the task itself are settled by the store: the write
 * that follows has the version that was read as its filter. A decision is settled by the ask, which never changes once it is. What
 * other documents say is looked at before the write, and may change in between: of blockers the worker looks again after
 * it has claimed the run (`start`), so that none that was reopened in time is passed; a definition that is
 * switched off in between was so after the start.
 */
const CHECKS: Record<GuardName, Check> = {
  own_tasks: (attempt) =>
    attempt.actor.kind !== 'agent' || isOwn(attempt.before, attempt.actor)
      ? undefined
      : refused(attempt, { guard: 'own_tasks' }),
  reason({ name, note }) {
    const { event } = taskMove(name);
    return note?.trim() ? undefined : invalid('reason', REASONS[event as keyof typeof REASONS]);
  },
  unclaimed(attempt) {
    const { assignee: holder } = attempt.before;
    const taker = attempt.task.assignee;
    const isSame = taker && [taker.id, namedPersonId(taker.name)].includes(holder?.id ?? '');
    return !holder || isSame ? undefined : refused(attempt, { guard: 'unclaimed', holder: holder.name });
  },
  holder(attempt) {
    const { assignee, requester } = attempt.before;
    const { actor, isAdmin, accounts = [attempt.actor.id] } = attempt;
    // What an agent has is anybody's to take from it; an agent's own rights are another guard's.
    if (assignee?.kind !== 'person' || isAdmin || actor.kind === 'agent') return undefined;
    const isTheirs = [assignee.id, requester.id].some((id) =>
      isAmong(id, [...accounts, namedPersonId(actor.name)]),
    );
    return isTheirs
      ? undefined
      : refused(attempt, { guard: 'holder', holder: assignee.name, requester: requester.name });
  },
  async decision(attempt, store) {
    const askId = attempt.before.wait?.askId;
    const ask = askId ? await store.collection('asks').get(askId) : undefined;
    if (ask && ask.state === DECIDED[attempt.name]) return undefined;
    return refused(attempt, { guard: 'decision', ...(ask && { ask: askLabel(ask) }) });
  },
  async review_stages(attempt, store) {
    const askId = attempt.before.wait?.askId;
    const ask = askId ? await store.collection('asks').get(askId) : undefined;
    return ask && hasStageLeft(ask)
      ? refused(attempt, { guard: 'review_stages', ask: askLabel(ask) })
      : undefined;
  },
  async definition_active(attempt, store) {
    const { definition, source, part } = attempt.task;
    // What has begun goes on as it began.
    if (part) return undefined;
    // What was scheduled goes on: whoever switches a definition off is offered to pause its schedules.
    if (source.scheduleId !== undefined && attempt.name === 'queue') return undefined;
    const now = definition ? await store.collection('definitions').get(definition.id) : undefined;
    if (!definition || now?.isActive) return undefined;
    return refused(attempt, { guard: 'definition_active', definition: definition.key });
  },
  start_approval: (attempt) =>
    isStartApproved(attempt.task) ? undefined : refused(attempt, { guard: 'start_approval' }),
  async open_blockers(attempt, store) {
    const open = await openBlockers(store, attempt.task);
    // What a run has begun it goes on with, whatever has been reopened meanwhile.
    if (open.length === 0 || (attempt.name === 'start' && (await hasBegun(store, attempt.before))))
      return undefined;
    return refused(attempt, { guard: 'open_blockers', blockers: open.map(taskLabel) });
  },
  async evidence(attempt, store) {
    const lacks = lacking(await checkEvidence(store, attempt));
    // Whoever may accept it may do so without, and says why.
    const isWaived = attempt.name === 'accept' && attempt.note?.trim();
    const isJudged = attempt.name === 'accept' || !attempt.task.evidence?.criteria.length;
    if ((lacks.length === 0 || isWaived) && isJudged) return undefined;
    return refused(attempt, { guard: 'evidence', lacks });
  },
  async review(attempt, store) {
    const { isReviewRequired, definition } = attempt.task;
    const isReviewed =
      isReviewRequired || (definition?.isDraftReviewRequired && (await hasSavedFiles(store, attempt.task)));
    return isReviewed ? refused(attempt, { guard: 'review' }) : undefined;
  },
  async stop(attempt, store) {
    const stop = await readStop(store);
    // What has done something already is shown as it is.
    if (!stop || (await hasBegun(store, attempt.before))) return undefined;
    return refused(attempt, { guard: 'stop', by: stop.by.name });
  },
  review_kept(attempt) {
    const { before, task, actor } = attempt;
    if (!before.isReviewRequired || task.isReviewRequired) return undefined;
    const mayWaive = actor.id === before.requester.id && !before.definition?.isReviewRequired;
    return mayWaive ? undefined : refused(attempt, { guard: 'review_kept' });
  },
};

/** The task that the agent works on, and those that were made in that work. */
const isOwn = ({ id, source }: Task, { taskId }: Actor): boolean =>
  taskId !== undefined && (id === taskId || source.taskId === taskId);

async function hasBegun(store: Reader, { currentRunId }: Task): Promise<boolean> {
  const run = currentRunId ? await store.collection('runs').get(currentRunId) : undefined;
  return run !== undefined && run.journalLength > 0;
}

/**
 * The row that is taken when one is asked for: that one, or the one that stands in for it where a guard does not hold.
 *
 * @throws AppError `task.guarded` naming the guard, with `blockers` and the like; `input.invalid` for a missing reason.
 */
export async function rowToTake(store: Reader, attempt: Attempt): Promise<MoveName> {
  const guards: Partial<Record<GuardName, string>> = taskMove(attempt.name).guards ?? {};
  for (const guard of GUARDS) {
    const otherwise = guards[guard];
    const error = otherwise && (await CHECKS[guard](attempt, store));
    if (!error) continue;
    if (otherwise !== 'refuse') return otherwise as MoveName;
    if (guard === 'open_blockers' && attempt.park)
      return attempt.before.status === 'backlog' ? 'park' : 'hold';
    throw error;
  }
  return attempt.name;
}
