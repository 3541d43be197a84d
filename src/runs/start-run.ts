import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import { askToStart } from '../asks/ask-to-start.ts';
import { narrowTools, type TaskDefinition } from '../domain/definition.ts';
import { doubtsLeft, type Doubt } from '../domain/doubt.ts';
import { AppError } from '../domain/errors.ts';
import { wantedBy } from '../domain/evidence.ts';
import { hintOf, rankAt } from '../domain/rank.ts';
import type { Run, RunCause, RunLimits } from '../domain/run.ts';
import { graver, hasReadOutside, hostsRead, type Taint } from '../domain/taint.ts';
import type { MoveName } from '../domain/task-moves.ts';
import { taskLabel, type Actor, type Task } from '../domain/task.ts';
import type { AgentSettings, Settings } from '../settings.ts';
import { admit, moveTask, staleVersion } from '../moves/move-task.ts';
import { hasMoved } from '../moves/task-history.ts';
import { readJournal } from '../agent/journal-pages.ts';
import { writeInstructions } from '../domain/instructions.ts';
import { readUpstream, type Upstream } from './read-upstream.ts';
import { readBefore } from './read-before.ts';
import { FIRST_DISPATCH_MS, transitionRun } from '../moves/move-run.ts';
import { wordsFor } from '../words/index.ts';

export interface StartRun {
  move: Extract<
    MoveName,
    | 'queue'
    | 'approve_start'
    | 'unblock'
    | 'blocker_skip'
    | 'retry'
    | 'rerun'
    | 'feedback'
    | 'request_changes'
    | 'resume_deferred'
    | 'backoff_due'
  >;
  cause: RunCause;
  actor: Actor;
  note?: string | undefined;
  key?: string | undefined;
  version?: number | undefined;
  /** Fields that go with the move, such as the feedback that the run is for. */
  set?: Partial<Task>;
  /** Wait for open blockers instead of being refused. */
  park?: boolean | undefined;
  /** `retry` of the run, where nobody asked for it. */
  retry?: number;
}

/** Runs in a row that the task may have gone another way from; each took a race that was lost. */
const MAX_LEFT = 20;

/**
 * Makes the next run of a task and puts it in the queue; or takes the row that the guards lead to instead, without a run. The
 * run is written first: from then on it is asked for, and whoever finds it brings the task up to date. Of two who start
 * at once, the unique number lets one through.
 *  * @throws AppError `task.illegal_event`, `task.guarded`, `task.no_agent`, `task.busy`, `version.stale`.
 */
export async function startRun(app: App, task: Task, start: StartRun): Promise<Task> {
  if (await hasMoved(app, task, start.key)) return task;
  const row = await admit(app, task, start.move, start);
  if (start.version !== undefined && start.version !== task.version) {
    throw staleVersion(start.version, task);
  }
  if (row !== start.move) return startLater(app, task, start);
  const upstream = await readUpstream(app, task);
  const run = await insert(
    app,
    makeRun(app, { ...task, ...start.set }, start, await readLeft(app, task), upstream),
  );
  // A try before may have made the run and died: what goes with the move is as old as the run, or feedback would seem to be newer.
  const moved = await showOnTask(app, run, task, { ...start, set: run.start.set });
  if (moved.currentRunId !== run.id) return wait(app, task, moved);
  await touchCard(app, { kind: 'run', id: run.id });
  // The card of the run before offers nothing any more.
  if (task.currentRunId && task.currentRunId !== run.id)
    await touchCard(app, { kind: 'run', id: task.currentRunId });
  await dispatch(app, run);
  return moved;
}

/** Throws where the task, as it would be, could not be started. */
export async function checkStart(
  app: App,
  task: Task,
  start: Pick<StartRun, 'move' | 'actor' | 'park'>,
): Promise<void> {
  await admit(app, task, start.move, start);
  agentFor(app, task);
}

async function startLater(
  app: App,
  task: Task,
  { move, cause: _, retry: __, ...options }: StartRun,
): Promise<Task> {
  return wait(app, task, await moveTask(app, task, move, options));
}

/** The task waits for something before it starts, and whoever it is asks for it. */
async function wait(app: App, before: Task, moved: Task): Promise<Task> {
  if (moved.wait?.kind === 'pre_approval') await askToStart(app, moved);
  const asked = before.wait?.askId;
  if (asked && moved.wait?.askId !== asked) await withdrawAsk(app, asked);
  if (before.currentRunId) await touchCard(app, { kind: 'run', id: before.currentRunId });
  return moved;
}

/**
 * The run as it is in the store: when this very start had come as far as that before, the one that it made. A run that the
 * task went another way from keeps its number, and the next one is taken.
 */
async function insert(app: App, run: Run, tries = 0): Promise<Run> {
  const { store } = app;
  const runs = store.collection('runs');
  try {
    await runs.insert(run);
    return run;
  } catch (thrown) {
    if (!AppError.is(thrown, 'store.duplicate')) throw thrown;
    const [made] = await runs.find({ taskId: run.taskId, number: run.number }, { limit: 1 });
    const isLeft = made?.status === 'cancelled' && made.outcome === 'superseded';
    if (isLeft && tries < MAX_LEFT) return insert(app, { ...run, number: run.number + 1 }, tries + 1);
    if (made && !isLeft && made.start.key !== null && made.start.key === run.start.key) return made;
    throw new AppError('task.busy', { what: 'task', ref: `T-${run.taskNumber}` }, thrown);
  }
}

/** What the try before has left: what it did not learn the end of, and whether it had read text from outside. */
async function readLeft(app: App, task: Task): Promise<Left> {
  const { store } = app;
  const { id, runCount } = task;
  const runs = store.collection('runs');
  const [before] = runCount > 0 ? await runs.find({ taskId: id, number: runCount }, { limit: 1 }) : [];
  if (!before) return { doubts: [], taint: null, hosts: [], before: null };
  const journal = await readJournal(store, before);
  const own = hasReadOutside({ journal }) ? ('results' as const) : null;
  const hosts = [...new Set([...(before.readHosts ?? []), ...hostsRead(journal)])];
  return {
    doubts: doubtsLeft({ ...before, journal }),
    taint: graver(before.taint, own),
    hosts,
    before: task.definition?.workflow ? null : await readBefore(app, task, before),
    since: before.since,
  };
}

async function showOnTask(
  app: App,
  run: Run,
  { runCount }: Task,
  { move, actor, note, key, set, park, version }: StartRun,
): Promise<Task> {
  try {
    const moved = await moveTask(app, run.taskId, move, {
      actor,
      note,
      key,
      runId: run.id,
      ...(set && { set }),
      park,
      version,
      run,
      onlyIf: { runCount },
    });
    if (moved.currentRunId !== run.id) await transitionRun(app, run, 'cancel', { outcome: 'superseded' });
    return moved;
  } catch (thrown) {
    // The task went another way in between: the run must not be found and done by anybody.
    await transitionRun(app, run, 'cancel', { outcome: 'superseded' });
    throw thrown;
  }
}

async function dispatch(app: App, run: Run): Promise<void> {
  const { queue, log } = app;
  try {
    await queue.enqueue(hintOf(run));
  } catch (thrown) {
    log.warn({ err: thrown, runId: run.id }, 'not put in the queue; the sweeper will');
  }
}

function agentFor(app: App, task: Task): AgentSettings {
  const { settings } = app;
  const agentId =
    task.agentId ?? (task.assignee?.kind === 'agent' ? task.assignee.id : settings.defaultAgent);
  const agent = settings.agents.get(agentId);
  if (!agent) throw new AppError('task.no_agent', { task: taskLabel(task), agent: agentId });
  return agent;
}

function makeRun(
  app: App,
  task: Task,
  { cause, move, actor, note, key, retry = 0, set = {} }: StartRun,
  { doubts, taint: taintBefore, hosts, before, since }: Left,
  { results, shown, taint: taintGiven }: Upstream,
): Run {
  const { clock, ids, settings } = app;
  const agent = agentFor(app, task);
  const at = clock.now();
  const change = { move, actor, note: note ?? null, key: key ?? null };
  const taint = graver(graver(task.taint, taintBefore), taintGiven);
  const number = task.runCount + 1;
  return {
    id: ids.next(),
    taskId: task.id,
    taskNumber: task.number,
    number,
    cause,
    status: 'queued',
    outcome: null,
    instructions: [writeInstructions(task, doubts, results), ...doneWhen(task)].join('\n\n'),
    ...(before === null ? {} : { before }),
    ...(shown === null ? {} : { upstream: shown }),
    ...(task.definition?.workflow ? { since: cause === 'rerun' ? number : (since ?? number) } : {}),
    requester: task.requester,
    rank: rankAt(task.priority, at),
    config: {
      agentId: agent.id,
      model: agent.model,
      tools: narrowTools(agent.tools, task.definition?.tools ?? []),
      limits: limitsOf(task, settings),
      ...(task.definition ? { definition: madeFrom(task.definition) } : {}),
    },
    attempt: 1,
    failures: 0,
    retry,
    epoch: 0,
    dispatch: 0,
    owner: null,
    leaseUntil: null,
    nextDispatchAt: new Date(at.getTime() + FIRST_DISPATCH_MS),
    pauseRequested: null,
    start: { ...change, set },
    change,
    ...(taint ? { taint } : {}),
    ...(hosts.length > 0 ? { readHosts: hosts } : {}),
    ...(doubts.length > 0 ? { doubts } : {}),
    journal: [],
    journalLength: 0,
    workedMs: 0,
    result: null,
    error: null,
    isDirty: false,
    version: 1,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    updatedAt: at,
  };
}

/** What has to be there, for the one who does it. */
function doneWhen({ evidence, locale }: Task): string[] {
  if (!evidence) return [];
  const words = wordsFor(locale).evidence;
  const lines = wantedBy(evidence).map(({ kind, wanted }) => `- ${words.wanted[kind](wanted)}`);
  return [[words.doneWhen, ...lines].join('\n')];
}

interface Left {
  doubts: Doubt[];
  taint: Taint | null;
  hosts: string[];
  before: string | null;
  since?: number | undefined;
}

const madeFrom = ({ id, key, version, parameters }: TaskDefinition) => ({ id, key, version, parameters });

/** A definition may say how often its work is tried again. */
const limitsOf = ({ definition }: Task, { runLimits }: Settings): RunLimits => ({
  ...runLimits,
  maxRetries: definition?.retries ?? runLimits.maxRetries,
});
