import type { DeliverableView, RunView, StepView } from '../contract/runs.ts';
import { isInDoubt, type CallEntry, type JournalEntry, type StepStatus } from '../domain/journal.ts';
import { isRunEnded, type DeliverableSummary, type Run } from '../domain/run.ts';
import { REPLAY } from './replay.ts';
import { sumUsage } from '../agent/usage.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The status of a step: a call that is next in line of a run under way is at work, one that waits for people waits. */
export function stepStatus(entry: CallEntry, isNext: boolean, run: Pick<Run, 'status'>): StepStatus {
  if (entry.state === 'done') return 'success';
  if (entry.state === 'failed') return entry.isSkipped ? 'skipped' : 'failure';
  if (entry.state === 'abandoned') return 'abandoned';
  if (isRunEnded(run)) return isInDoubt(entry) ? 'unknown' : 'abandoned';
  if (entry.state === 'started') return 'running';
  return entry.state === 'planned' && isNext && run.status === 'running' ? 'running' : 'waiting';
}

/**
 * The calls of a journal as steps, in the order in which they were asked for.
 * @param before - how many calls come before the entries.
 */
export function showSteps(
  entries: readonly JournalEntry[],
  run: Pick<Run, 'status'>,
  before: number,
): StepView[] {
  const calls = entries.filter((entry) => entry.kind === 'call');
  const next = calls.find(({ state }) => state === 'planned');
  return calls.map((entry, index) => ({
    index: before + index,
    title: entry.title,
    tool: entry.tool,
    status: stepStatus(entry, entry === next, run),
    startedAt: iso(entry.startedAt),
    endedAt: iso(entry.endedAt),
    input: entry.approvedArgs ?? entry.args,
    ...(entry.result === null ? {} : { output: entry.result }),
    ...(entry.askId ? { askId: entry.askId } : {}),
  }));
}

/** A deliverable without its content, also when it was read with it. */
export function showDeliverable(deliverable: DeliverableSummary): DeliverableView {
  const { id, taskId, runId, name, version, contentType, sizeBytes, sha256, createdAt } = deliverable;
  const plain = { id, taskId, runId, name, version, contentType, sizeBytes, sha256 };
  return { ...plain, createdAt: createdAt.toISOString() };
}

/** The model of the agent's configuration, or the one that answered last; none of recorded steps that no agent has taken over. */
function answeredBy({ journal, config }: Run): string | null {
  const last = journal.findLast((entry) => entry.kind === 'model')?.model ?? null;
  return last === REPLAY ? null : (config.model ?? last);
}

/** A run as the outside sees it; of a long one, with the newest steps alone. */
export function showRun(run: Run, deliverables: readonly DeliverableSummary[]): RunView {
  return {
    id: run.id,
    taskId: run.taskId,
    taskNumber: `T-${run.taskNumber}`,
    number: run.number,
    cause: run.cause,
    status: run.status,
    outcome: run.outcome,
    agentId: run.config.agentId,
    model: answeredBy(run),
    definition: run.config.definition ?? null,
    startsTainted: Boolean(run.taint),
    attempt: run.attempt,
    failures: run.failures,
    startedAt: iso(run.startedAt),
    endedAt: iso(run.endedAt),
    steps: showSteps(run.journal, run, run.earlier?.calls ?? 0),
    earlierSteps: run.earlier?.calls ?? 0,
    outputs: {
      ...Object.fromEntries(run.outputs?.map(({ name, value }) => [name, value]) ?? []),
      ...(run.result === null ? {} : { agent_message: run.result }),
    },
    deliverables: deliverables.map(showDeliverable),
    result: run.result,
    error: run.error,
    usage: sumUsage(run.journal, run.earlier?.usage),
    workedMs: run.workedMs,
    createdAt: run.createdAt.toISOString(),
  };
}
