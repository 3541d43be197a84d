import { readStop } from '../moves/read-stop.ts';
import type { Ask } from '../domain/ask.ts';
import type { Invariant } from '../domain/invariants.ts';
import { SET_ASIDE } from '../domain/deaths.ts';
import type { JournalEntry } from '../domain/journal.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { isEnded, LIVE_STATUSES, taskState } from '../domain/task-moves.ts';
import { TASK_STATES } from '../domain/task-states.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { readJournal } from '../agent/journal-pages.ts';
import { brokenAt } from '../moves/chain-history.ts';
import { firstKept, readTaskHistory } from '../moves/task-history.ts';
import type { Ports } from '../ports/index.ts';
import type { CollectionName, Filter } from '../ports/store.ts';
import { pagesOf } from '../shared/pages.ts';
import { checkHooks } from './check-hooks.ts';
import { checkSchedules } from './check-schedules.ts';

export interface Violation {
  invariant: Invariant;
  id: string;
  /** What was seen, as names and values: the same in every language. */
  detail: string;
}

/** A run as it takes to judge what stands beside it. */
type RunHead = Omit<Run, 'journal'>;

type DoctorPorts = Pick<Ports, 'store' | 'clock'>;

/** Longer than any sweep needs to mend what a crash left behind. */
const GRACE_MS = 60_000;
const PAGE = 200;

/**
 * Goes over everything that lives, and over what has ended as far as `depth` says, and names what does not hold. Reads
 * only; may be pointed at a store that others work on.
 *
 * @param depth - `live` looks at what is under way, `all` at everything.
 */
export async function checkInvariants(
  { store, clock }: DoctorPorts,
  depth: 'live' | 'all',
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const now = clock.now().getTime();
  const old = (at: Date | null): boolean => at === null || now - at.getTime() > GRACE_MS;
  const pages = <N extends CollectionName>(name: N, filter: Filter) => pagesOf(store, name, filter, PAGE);
  const report = (invariant: Invariant, id: string, detail: string) =>
    violations.push({ invariant, id, detail });

  // What is stopped stays in the queue.
  const isStopped = (await readStop(store)) !== undefined;
  const liveRuns: Filter = { status: { $in: ['queued', 'running', 'waiting'] } };
  for await (const page of pages('runs', depth === 'all' ? {} : liveRuns)) {
    for (const run of page) await checkRun(run);
    await checkWaiting(page.filter(({ status, updatedAt }) => status === 'waiting' && old(updatedAt)));
  }
  const liveTasks: Filter = { status: { $in: ['pending', 'in_progress', 'awaiting_review'] } };
  for await (const page of pages('tasks', depth === 'all' ? {} : liveTasks)) {
    const runs = await runsOf(page.map(({ currentRunId }) => currentRunId));
    for (const task of page) await checkTask(task, runs.get(task.currentRunId ?? ''));
  }
  for await (const page of pages('asks', { state: 'open' })) {
    const runs = await runsOf(page.map(({ runId }) => runId));
    for (const ask of page) checkAsk(ask, runs.get(ask.runId ?? ''));
  }
  for await (const page of pages('asks', { isWakePending: true })) {
    for (const { id, settledAt } of page) {
      if (old(settledAt)) report('settled_is_woken', id, `settledAt=${settledAt?.toISOString() ?? 'null'}`);
    }
  }
  for await (const page of pages('outbox', { state: 'pending' })) {
    for (const { id, nextAt } of page) {
      if (old(nextAt)) report('outbox_moves', id, `nextAt=${nextAt.toISOString()}`);
    }
  }
  for await (const page of pages('inbox', { state: { $in: ['new', 'working'] } })) {
    for (const { id, state, receivedAt } of page) {
      if (old(receivedAt)) report('inbox_moves', id, `state=${state} receivedAt=${receivedAt.toISOString()}`);
    }
  }
  const aside: Filter = { 'error.code': SET_ASIDE };
  for await (const page of pages('inbox', { state: 'set_aside' }))
    for (const { id } of page) report('none_set_aside', id, 'kind=message');
  for await (const page of pages('outbox', { state: 'dead', ...aside }))
    for (const { id } of page) report('none_set_aside', id, 'kind=delivery');
  for await (const page of pages('tasks', { status: 'failed', isArchived: false, ...aside }))
    for (const task of page) report('none_set_aside', task.id, `kind=run task=${taskLabel(task)}`);
  await checkSchedules({ store, clock }, depth, report);
  await checkHooks({ store, clock }, depth, report);
  return violations;

  /** The runs without their journals, by id. */
  async function runsOf(ids: readonly (string | null)[]): Promise<Map<string, RunHead>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    if (wanted.length === 0) return new Map();
    const runs = await store
      .collection('runs')
      .find({ id: { $in: wanted } }, { limit: PAGE, omit: ['journal'] });
    return new Map(runs.map((run) => [run.id, run]));
  }

  async function checkRun(run: Run): Promise<void> {
    const { id, status, leaseUntil, nextDispatchAt, owner, endedAt } = run;
    if (status === 'running' && (leaseUntil === null || now - leaseUntil.getTime() > GRACE_MS)) {
      report('lease_ends', id, `leaseUntil=${leaseUntil?.toISOString() ?? 'null'}`);
    }
    const isForgotten = nextDispatchAt === null || now - nextDispatchAt.getTime() > GRACE_MS;
    if (status === 'queued' && isForgotten && !isStopped)
      report('queued_is_dispatched', id, `nextDispatchAt=${nextDispatchAt?.toISOString() ?? 'null'}`);
    if (isRunEnded(run) && (owner !== null || leaseUntil !== null || endedAt === null)) {
      report('ended_is_free', id, `owner=${owner} endedAt=${endedAt?.toISOString() ?? 'null'}`);
    }
    checkJournal(run, depth === 'all' ? await readJournal(store, run) : run.journal);
  }

  /** @param journal - all of it, or what of it stands in the run. */
  function checkJournal(run: Run, journal: readonly JournalEntry[]): void {
    const { id, journalLength, status, earlier } = run;
    const first = depth === 'all' ? 0 : (earlier?.entries ?? 0);
    if (first + journal.length !== journalLength)
      report('journal_is_whole', id, `entries=${first + journal.length} journalLength=${journalLength}`);
    // What stands in the run may begin in the middle of an answer.
    const begin = first === 0 ? 0 : journal.findIndex(({ kind }) => kind === 'model');
    let expected: string[] = [];
    for (const [at, entry] of journal.entries()) {
      const index = first + at;
      if (entry.kind === 'note' || at < begin) continue;
      if (entry.kind === 'model') {
        if (expected.length > 0) report('journal_is_whole', id, `missing=${expected.join(',')}`);
        expected = entry.calls.map((_, ordinal) => `${index}.${ordinal}`);
        continue;
      }
      if (expected.shift() !== entry.key) report('journal_is_whole', id, `entry=${index} key=${entry.key}`);
      const isOpenEffect = entry.effect === 'effect' && entry.state === 'started';
      if (
        isOpenEffect &&
        status !== 'running' &&
        status !== 'queued' &&
        status !== 'cancelled' &&
        status !== 'failed'
      ) {
        report('effects_are_settled', id, `tool=${entry.tool} key=${entry.key} state=started run=${status}`);
      }
    }
  }

  async function checkWaiting(waiting: readonly Run[]): Promise<void> {
    if (waiting.length === 0) return;
    const ids = waiting.map(({ id }) => id);
    const asks = store.collection('asks');
    const reasons: Filter[] = [{ state: 'open' }, { isWakePending: true }];
    const found = await Promise.all(
      reasons.map((reason) => asks.find({ runId: { $in: ids }, ...reason }, { limit: 1000 })),
    );
    const wanted = new Set(found.flat().map(({ runId }) => runId));
    // The run of a workflow waits for its parts.
    const parts = await store
      .collection('tasks')
      .find(
        { parentId: { $in: waiting.map(({ taskId }) => taskId) }, status: { $in: [...LIVE_STATUSES] } },
        { limit: 1000, omit: ['history'] },
      );
    const busy = new Set(parts.map(({ parentId }) => parentId));
    for (const { id, taskId } of waiting)
      if (!wanted.has(id) && !busy.has(taskId)) report('waiting_has_reason', id, 'asks=0');
  }

  async function checkTask(task: Task, run: RunHead | undefined): Promise<void> {
    const { id, history, version } = task;
    if (!TASK_STATES.includes(taskState(task))) report('task_state_is_legal', id, `state=${taskState(task)}`);
    const entries = depth === 'all' ? await readTaskHistory({ store }, task, 1, version) : history;
    const first = depth === 'all' ? 1 : firstKept(task);
    const isWhole =
      entries.every((entry, at) => entry.version === first + at) && first + entries.length - 1 === version;
    const isTaskEnd = history.at(-1)?.to === taskState(task);
    if (!isWhole || !isTaskEnd)
      report('history_is_whole', id, `entries=${first + entries.length - 1} version=${version}`);
    const broken = brokenAt(id, entries);
    if (broken) report('history_is_as_written', id, `task=${taskLabel(task)} version=${broken.version}`);
    const isForgotten = run && (run.nextDispatchAt === null || now - run.nextDispatchAt.getTime() > GRACE_MS);
    if (task.wait?.kind === 'backoff' && isForgotten && old(task.updatedAt))
      report('queued_is_dispatched', id, `task=${taskLabel(task)} wait=backoff`);
    if (!run || !old(run.updatedAt) || !old(task.updatedAt)) return;
    if (!isShown(task, run)) {
      report('task_shows_run', id, `task=${taskLabel(task)} state=${taskState(task)} run=${run.status}`);
    }
  }

  function checkAsk(ask: Ask, run: RunHead | undefined): void {
    if (!old(ask.createdAt)) return;
    const isWanted = ask.kind === 'review' || ask.kind === 'pre_approval' || (run && !isRunEnded(run));
    if (!isWanted) report('asks_are_wanted', ask.id, `state=open run=${run?.status ?? 'null'}`);
    if (now - ask.expiresAt.getTime() > GRACE_MS)
      report('asks_are_wanted', ask.id, `expiresAt=${ask.expiresAt.toISOString()}`);
  }
}

/** The statuses that a task may have for each status of its current run. Ended tasks may have moved on by hand. */
const SHOWN: Readonly<Record<Run['status'], readonly Task['status'][]>> = {
  queued: ['pending', 'in_progress'],
  running: ['in_progress'],
  waiting: ['in_progress'],
  succeeded: ['completed', 'awaiting_review', 'failed', 'cancelled'],
  failed: ['failed', 'cancelled', 'completed', 'pending'],
  cancelled: ['cancelled', 'backlog', 'deferred', 'pending'],
};

const isShown = (task: Task, run: RunHead): boolean =>
  SHOWN[run.status].includes(task.status) || isEnded(task);
