import type { App } from '../app.ts';
import type { CommentView, CreatedTaskView, HistoryView, TaskView } from '../contract/tasks.ts';
import { instructionsOf } from '../domain/definition.ts';
import type { Comment } from '../domain/records.ts';
import { errandAs, taskLabel, type HistoryEntry, type Home, type TaskSummary } from '../domain/task.ts';
import { taskLabelIn, type Vocabulary } from '../domain/vocabularies.ts';
import { sendableEvents } from '../domain/sendable.ts';
import { blockedAmong, waitingFor } from '../moves/blockers.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** `label` reads in the vocabulary; the exact pair of status and wait is always there. */
function toView(task: TaskSummary, view: Vocabulary, isBlocked: boolean, blocks: string[]): TaskView {
  const { id, title, description, expectedOutput, status, outcome, priority, assignee, requester, tags } =
    task;
  return {
    id,
    number: taskLabel(task),
    title,
    description,
    expectedOutput,
    definitionId: task.definition?.id ?? null,
    definitionVersion: task.definition?.version ?? null,
    parameters: task.definition?.parameters ?? {},
    instructions: instructionsOf(task.definition),
    status,
    wait: task.wait && { ...task.wait, since: task.wait.since.toISOString() },
    label: taskLabelIn(view, task),
    outcome,
    priority,
    dueAt: iso(task.dueAt),
    assignee,
    requester,
    agentId: task.agentId,
    tags,
    referenceId: task.referenceId,
    project: task.project ?? null,
    goal: task.goal ?? null,
    source: { kind: task.source.kind, ...(task.source.key ? { key: task.source.key } : {}) },
    home: task.home && showHome(task.home),
    delegators: task.delegators ?? [],
    taint: task.taint ?? null,
    parentId: task.parentId,
    templateKey: task.part?.key ?? null,
    blockedBy: task.blockedBy,
    blocks,
    deferred: task.deferred && { reason: task.deferred.reason, until: iso(task.deferred.until) },
    isReviewRequired: task.isReviewRequired,
    isDeliverable: task.isDeliverable,
    evidence: task.evidence ?? null,
    verification: task.verification ? { ...task.verification, at: task.verification.at.toISOString() } : null,
    notify: task.notify ?? 'done',
    feedback: task.feedback.map(({ at, ...said }) => ({ ...said, at: at.toISOString() })),
    currentRunId: task.currentRunId,
    result: task.result,
    error: task.error,
    events: sendableEvents(task, 'person', isBlocked),
    archivedAt: iso(task.archivedAt),
    version: task.version,
    createdAt: task.createdAt.toISOString(),
    updatedAt: task.updatedAt.toISOString(),
    completedAt: iso(task.completedAt),
  };
}

/** Tasks as the outside sees them. */
export async function showTasks(
  { store }: Pick<App, 'store'>,
  tasks: readonly TaskSummary[],
  view: Vocabulary = 'errand',
): Promise<TaskView[]> {
  const [blocked, waiting] = await Promise.all([blockedAmong(store, tasks), waitingFor(store, tasks)]);
  return tasks.map((task) => toView(task, view, blocked.has(task.id), waiting.get(task.id) ?? []));
}

/** The same of one. */
export async function showTask(
  { store }: Pick<App, 'store'>,
  task: TaskSummary,
  view: Vocabulary = 'errand',
): Promise<TaskView> {
  const [blocked, waiting] = await Promise.all([blockedAmong(store, [task]), waitingFor(store, [task])]);
  return toView(task, view, blocked.has(task.id), waiting.get(task.id) ?? []);
}

export const showCreated = async (
  app: Pick<App, 'store'>,
  task: TaskSummary,
  deduplicated: boolean,
): Promise<CreatedTaskView> => ({ ...(await showTask(app, task)), deduplicated });

const showHome = ({ platform, channel, thread, messageId }: Home): TaskView['home'] => ({
  platform,
  channel,
  thread,
  ...(messageId === undefined ? {} : { messageId }),
});

/** A history entry without its journal key and its hash, which are of no use outside. Workers have ids, and one name. */
export function showHistory({ key: _, hash: __, at, actor, ...entry }: HistoryEntry): HistoryView {
  const name = actor.kind === 'worker' ? errandAs('worker').name : actor.name;
  return { ...entry, actor: { ...actor, name }, at: at.toISOString() };
}

export function showComment({ id, author, text, isAside, createdAt, editedAt }: Comment): CommentView {
  const edited = editedAt ? { editedAt: editedAt.toISOString() } : {};
  return { id, author, text, isAside, createdAt: createdAt.toISOString(), ...edited };
}
