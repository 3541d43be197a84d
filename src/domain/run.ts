import type { TaskDefinition } from './definition.ts';
import type { RunOutput } from './capability.ts';
import type { Deaths } from './deaths.ts';
import type { Doubt } from './doubt.ts';
import type { EarlierEntries, JournalEntry } from './journal.ts';
import type { PersonRef } from './person.ts';
import type { MoveName } from './task-moves.ts';
import type { Taint } from './taint.ts';
import type { Spent } from './spending.ts';
import type { Actor, Outcome, Task } from './task.ts';

export const RUN_STATUSES = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

interface RunMove {
  readonly from: readonly RunStatus[];
  readonly to: RunStatus;
  /** Only the worker that holds the run's present epoch may make the move. */
  readonly isFenced: boolean;
}

/**
 * The whole life of a run. The row is the filter of the atomic update, with the epoch where the move is fenced.
 * `claim` and `cancel` raise the epoch: whoever worked on the run can then write nothing more, and so begin no effect.
 */
// prettier-ignore
export const RUN_MOVES = {
  claim:     { from: ['queued'],                       to: 'running',   isFenced: false },
  wait:      { from: ['running'],                      to: 'waiting',   isFenced: true },
  wake:      { from: ['waiting'],                      to: 'queued',    isFenced: false },
  hand_back: { from: ['running'],                      to: 'queued',    isFenced: true },
  lose:      { from: ['running'],                      to: 'queued',    isFenced: true },
  succeed:   { from: ['running'],                      to: 'succeeded', isFenced: true },
  fail:      { from: ['running'],                      to: 'failed',    isFenced: true },
  give_up:   { from: ['queued', 'waiting'],            to: 'failed',    isFenced: false },
  cancel:    { from: ['queued', 'running', 'waiting'], to: 'cancelled', isFenced: false },
} as const satisfies Record<string, RunMove>;

export type RunMoveName = keyof typeof RUN_MOVES;
export const runMove = (name: RunMoveName): RunMove => RUN_MOVES[name];

export const RUN_CAUSES = ['start', 'retry', 'rerun', 'feedback', 'request_changes', 'backoff'] as const;
export type RunCause = (typeof RUN_CAUSES)[number];

/** What a run was made with. It never changes, whatever happens to the configuration later. */
export interface RunConfig {
  agentId: string;
  model: string | null;
  tools: string[];
  /** The definition of the task, and the values that went into the instructions. */
  definition?: Pick<TaskDefinition, 'id' | 'key' | 'version' | 'parameters'>;
  limits: RunLimits;
}

/** Bounds of one run. Waiting for people does not count. */
export interface RunLimits {
  maxModelCalls: number;
  maxToolCalls: number;
  maxTokens: number;
  maxWorkingMs: number;
  /** When nothing was written in the journal for this long, the run has got stuck. */
  maxIdleMs: number;
  /** How often the next run begins by itself when one has failed before it began anything that shows outside of it. */
  maxRetries: number;
}

/** What the loop itself keeps to; the rest is for whoever holds the lease. */
export type LoopLimits = Pick<RunLimits, 'maxModelCalls' | 'maxToolCalls' | 'maxTokens'>;

/** Who changed a run's status, and why; becomes an entry of the task's history. */
export interface RunChange {
  /** A move of `TASK_MOVES` that fits, where more than one leads to the same state. */
  move: MoveName | null;
  actor: Actor;
  note: string | null;
  key: string | null;
}

/** One try at a task. Final once ended; a retry, a rerun or feedback makes the next run. */
export interface Run {
  id: string;
  taskId: string;
  taskNumber: number;
  /** 1 for the task's first run. */
  number: number;
  cause: RunCause;
  status: RunStatus;
  outcome: Outcome | null;
  /** Of a workflow's run: the run since which what was completed counts. One that does all again begins with itself. */
  since?: number;
  /** What the run was asked to do, as it stood when the run was made. */
  instructions: string;
  /** What the try before has left, as the agent is shown it; absent for a first try. */
  before?: string;
  /** What was done before it by tasks that it waited for; absent where there is nothing. */
  upstream?: string;
  requester: PersonRef;
  /** Its place among those that are ready, see `rankAt`; absent in runs of before it was kept. */
  rank?: number;
  /** Its agent works on as many others as it may at once: it is let go when one of them leaves off. */
  waitsForAgent?: true;
  /** What was said of its start to who asked for it: its card says it, in place of a reply. */
  said?: string;
  config: RunConfig;

  /** The generation that dispatch keys and claims name; raised whenever the run is queued again. */
  attempt: number;
  /** Real failures and lost leases, against the retry budget. */
  failures: number;
  /** Of the workers that were lost without getting on with it. */
  deaths?: Deaths;
  /** How many runs in a row before this one failed and were followed by the next without a person's doing. */
  retry: number;
  /** The fencing token: raised by each claim; a write with an older one is refused. */
  epoch: number;
  dispatch: number;
  owner: string | null;
  leaseUntil: Date | null;
  /** When it is put in the queue again; of a run that failed and is to be tried again, when the next one begins. */
  nextDispatchAt: Date | null;
  /** Why it stays queued until then: a bound on spending was reached. */
  held?: Spent;
  pauseRequested: { by: PersonRef; reason: string } | null;
  /** What the run was made by, to be repeated on the task when the maker did not live to do it. */
  start: RunChange & { move: MoveName; set: Partial<Task> };
  /** The last change of status, as the task's history will have it. */
  change: RunChange;

  /** That of its task when it began, and of what earlier tries of the task had read. */
  taint?: Taint | null;
  /** The hosts that earlier tries of the task have read, see `hostOf`; absent when there are none. */
  readHosts?: string[];
  /** What earlier tries of the task began without anybody learning whether it happened; absent when there is nothing. */
  doubts?: Doubt[];

  /** The newest entries; `earlier` counts those that are rows of `journal_pages`. */
  journal: JournalEntry[];
  /** Length of the whole journal: the cursor that each append must match. */
  journalLength: number;
  /** Absent while the whole journal stands in the run. */
  earlier?: EarlierEntries;
  /** What its browser is opened again from, sealed; absent where it had none when it last waited, and once it has ended. */
  parkedBrowser?: string;
  /** Time spent working, without the time waited for people. */
  workedMs: number;
  /**
   * What runs of its definition took: half of them at most `medianMs`; more than `slowMs` is long. `since`: what has passed since then is
   * what it has worked itself, as long as it runs.
   */
  pace?: { medianMs: number; slowMs: number; since: Date };

  result: string | null;
  /** What its recorded steps have read; absent where they read nothing. */
  outputs?: RunOutput[];
  error: { code: string; message: string } | null;
  /** The task and the cards do not show the run's state yet; whoever finds it brings them up to date. */
  isDirty: boolean;
  version: number;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  updatedAt: Date;
}

export const isRunEnded = ({ status }: Pick<Run, 'status'>): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** It failed before it did anything, and the next run follows by itself: the work has not ended. */
export const isTriedAgain = ({ status, change }: Pick<Run, 'status' | 'change'>): boolean =>
  status === 'failed' && change.move === 'back_off';

/** Of files of one name only the last version, in the order in which each name first came. */
export function newestVersions<T extends Pick<Deliverable, 'name' | 'version'>>(made: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const one of made) if ((newest.get(one.name)?.version ?? 0) < one.version) newest.set(one.name, one);
  return [...newest.values()];
}

/** Content or a file that a run produced. A later one of the same name is the next version. */
export interface Deliverable {
  id: string;
  taskId: string;
  runId: string;
  name: string;
  version: number;
  contentType: string;
  content: string;
  sizeBytes: number;
  sha256: string;
  createdAt: Date;
}

/** A deliverable as lists are read: its content, which may be large, stays in the store. */
export type DeliverableSummary = Omit<Deliverable, 'content'>;
