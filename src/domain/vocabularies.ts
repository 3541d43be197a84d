import { splitState, taskState } from './task-moves.ts';
import { TASK_STATES, type TaskState } from './task-states.ts';
import type { RunStatus } from './run.ts';
import { OUTCOMES, type Outcome, type Task } from './task.ts';

export const VOCABULARIES = ['errand', 'console', 'jobs', 'runs', 'kanban', 'board'] as const;
export type Vocabulary = (typeof VOCABULARIES)[number];

/** How each state reads in each vocabulary; an ended task may read otherwise by its outcome, see `BY_OUTCOME`. */
// prettier-ignore
const LABELS = {
  'backlog':                { errand: 'backlog',         console: 'waiting',   jobs: 'pending',     runs: 'pending',         kanban: 'TODO',                board: 'backlog' },
  'backlog.pre_approval':   { errand: 'backlog',         console: 'paused',    jobs: 'pending',     runs: 'pending',         kanban: 'TODO',                board: 'backlog' },
  'pending':                { errand: 'pending',         console: 'waiting',   jobs: 'pending',     runs: 'pending',         kanban: 'TODO',                board: 'queued' },
  'pending.dependency':     { errand: 'pending',         console: 'waiting',   jobs: 'pending',     runs: 'pending',         kanban: 'BLOCKED',             board: 'backlog' },
  'pending.executor':       { errand: 'pending',         console: 'waiting',   jobs: 'pending',     runs: 'pending',         kanban: 'TODO',                board: 'queued' },
  'pending.backoff':        { errand: 'pending',         console: 'waiting',   jobs: 'pending',     runs: 'pending',         kanban: 'TODO',                board: 'queued' },
  'in_progress':            { errand: 'in_progress',     console: 'running',   jobs: 'in_progress', runs: 'running',         kanban: 'DOING',               board: 'running' },
  'in_progress.person':     { errand: 'in_progress',     console: 'running',   jobs: 'in_progress', runs: 'running',         kanban: 'DOING',               board: 'running' },
  'in_progress.input':      { errand: 'needs_input',     console: 'paused',    jobs: 'needs_input', runs: 'running',         kanban: 'BLOCKED',             board: 'running' },
  'in_progress.approval':   { errand: 'in_progress',     console: 'paused',    jobs: 'needs_input', runs: 'running',         kanban: 'BLOCKED',             board: 'running' },
  'in_progress.pause':      { errand: 'paused',          console: 'paused',    jobs: 'needs_input', runs: 'running',         kanban: 'PAUSED',              board: 'running' },
  'in_progress.takeover':   { errand: 'needs_input',     console: 'paused',    jobs: 'needs_input', runs: 'running',         kanban: 'BLOCKED',             board: 'running' },
  'awaiting_review.review': { errand: 'awaiting_review', console: 'success',   jobs: 'needs_input', runs: 'awaiting_review', kanban: 'AWAITING_VALIDATION', board: 'running' },
  'completed':              { errand: 'completed',       console: 'success',   jobs: 'completed',   runs: 'completed',       kanban: 'DONE',                board: 'completed' },
  'failed':                 { errand: 'failed',          console: 'failure',   jobs: 'failed',      runs: 'failed',          kanban: 'BLOCKED',             board: 'failed' },
  'cancelled':              { errand: 'cancelled',       console: 'stopped',   jobs: 'cancelled',   runs: 'failed',          kanban: 'ABORTED',             board: 'cancelled' },
  'deferred':               { errand: 'deferred',        console: 'paused',    jobs: 'pending',     runs: 'pending',         kanban: 'BLOCKED',             board: 'deferred' },
} as const satisfies Record<TaskState, Record<Vocabulary, string>>;

/** Labels that no state reads as by itself. */
interface SpecialLabels {
  console: 'terminated';
  board: 'archived';
}

/** The labels of a vocabulary. */
export type LabelOf<V extends Vocabulary> =
  (typeof LABELS)[TaskState][V] | (V extends keyof SpecialLabels ? SpecialLabels[V] : never);
/** A label of any vocabulary. */
export type AnyLabel = LabelOf<Vocabulary>;
/** What a badge can say of a task or a run. */
export type BadgeLabel = AnyLabel | RunStatus;
type Labels = { readonly [V in Vocabulary]: LabelOf<V> };

/** Where an outcome reads otherwise than its state. */
const BY_OUTCOME: Readonly<Partial<Record<TaskState, Partial<Record<Outcome, Partial<Labels>>>>>> = {
  completed: { terminated: { console: 'terminated' } },
};

/** An archived task has one label of its own on the board; the other vocabularies keep the last one and hide it. */
const ARCHIVED: Partial<Labels> = { board: 'archived' };

/** The label that means "archived" and no state; undefined where the vocabulary has none. */
export const archivedLabelOf = (vocabulary: Vocabulary): AnyLabel | undefined => ARCHIVED[vocabulary];

type Labelled = Pick<Task, 'status' | 'wait' | 'outcome' | 'archivedAt'>;

/** How the task reads in the vocabulary. */
export function taskLabelIn<V extends Vocabulary>(vocabulary: V, task: Labelled): LabelOf<V> {
  const state = taskState(task);
  const own = task.archivedAt ? ARCHIVED[vocabulary] : undefined;
  const byOutcome = task.outcome ? BY_OUTCOME[state]?.[task.outcome]?.[vocabulary] : undefined;
  return own ?? byOutcome ?? LABELS[state][vocabulary];
}

/** How a state reads in the vocabulary, whatever the outcome. */
export const stateLabelIn = <V extends Vocabulary>(vocabulary: V, state: TaskState): LabelOf<V> =>
  LABELS[state][vocabulary];

/** A state, and for some the outcomes that count. */
export interface LabelMatch {
  state: TaskState;
  outcomes: readonly Outcome[] | null;
}

/** The states that read as the label; empty when the vocabulary has no such label. */
export function statesOf(vocabulary: Vocabulary, label: string): LabelMatch[] {
  const matches: LabelMatch[] = [];
  for (const state of TASK_STATES) {
    const special = Object.entries(BY_OUTCOME[state] ?? {}).filter(
      ([, labels]) => labels[vocabulary] !== undefined,
    );
    const mine = special
      .filter(([, labels]) => labels[vocabulary] === label)
      .map(([outcome]) => outcome as Outcome);
    if (mine.length > 0) matches.push({ state, outcomes: mine });
    if (LABELS[state][vocabulary] !== label) continue;
    const others = special.map(([outcome]) => outcome);
    const outcomes = others.length === 0 ? null : OUTCOMES.filter((outcome) => !others.includes(outcome));
    matches.push({ state, outcomes });
  }
  return matches;
}

/** Every label of the vocabulary, in the order of a task's life. */
export function labelsOf(vocabulary: Vocabulary): AnyLabel[] {
  const special: (AnyLabel | undefined)[] = Object.values(BY_OUTCOME).flatMap((byOutcome) =>
    Object.values(byOutcome ?? {}).map((labels) => labels[vocabulary]),
  );
  const all: (AnyLabel | undefined)[] = [
    ...TASK_STATES.map((state) => LABELS[state][vocabulary]),
    ...special,
    ARCHIVED[vocabulary],
  ];
  return [...new Set(all.filter((label) => label !== undefined))];
}

/** The labels of all vocabularies. */
export const ALL_LABELS: readonly AnyLabel[] = [...new Set(VOCABULARIES.flatMap(labelsOf))];

/** The statuses that appear under the label: what a store filter on `status` alone can narrow to. */
export const statusesOf = (vocabulary: Vocabulary, label: string): string[] => [
  ...new Set(statesOf(vocabulary, label).map(({ state }) => splitState(state).status)),
];
