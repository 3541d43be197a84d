import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import type { Run } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Workflow } from '../domain/workflow.ts';
import { putPause } from '../runs/execute-agent.ts';
import type { Execution, RunEnd } from '../runs/work.ts';
import { giveFeedback } from '../tasks/give-feedback.ts';
import { wordsFor } from '../words/index.ts';
import { judgeParts, type Judged } from './judge-parts.ts';
import { letGo } from './let-go.ts';
import { makeParts, readParts } from './make-parts.ts';

/**
 * Works on the run of a workflow: makes its parts, lets those go that may begin, and waits, holding nothing, until one of them has
 * ended. The run has one worker at a time, so that nobody else plans meanwhile; whoever dies is followed by the next, who reads what stands.
 */
export async function executeWorkflow(
  app: App,
  { run, task, mustPause }: Pick<Execution, 'run' | 'task' | 'mustPause'>,
): Promise<RunEnd> {
  const workflow = task.definition?.workflow;
  if (!workflow) throw new AppError('internal', { task: taskLabel(task), problem: 'is no workflow' });
  const look = async () => judgeParts(await readParts(app, task, workflow), run, workflow.onFailure);
  await passFeedbackOn(app, run, task, await makeParts(app, task, workflow));
  if (run.pauseRequested !== null || (await mustPause()))
    return { kind: 'waiting', pause: await putPause(app, run, task) };
  await letGo(app, run, await look());
  const seen = await look();
  if (seen.some(({ state }) => state === 'live'))
    return { kind: 'waiting', hasMovedOn: async () => stateIn(await look()) !== stateIn(seen) };
  // Somebody was quicker with a part, and nothing would wake this run: it is taken up again in a moment.
  if (seen.some(({ state }) => state === 'todo' || state === 'lacking')) throw new AppError('stopped');
  return endOf(app, task, workflow, seen);
}

const stateIn = (parts: readonly Judged[]): string => parts.map(({ state }) => state).join();

/** What people say of the whole is for the part that made its result. */
async function passFeedbackOn(app: App, run: Run, task: Task, parts: readonly Task[]): Promise<void> {
  const last = parts.findLast(({ isDeliverable }) => isDeliverable) ?? parts.at(-1);
  const open = task.feedback.filter(({ status, at }) => status === 'pending' && at <= run.createdAt);
  for (const [at, { content, author }] of open.entries()) {
    const key = `feedback:${run.id}:${at}`;
    const caller = {
      person: author,
      isAdmin: true,
      via: 'workflow',
      agentId: null,
      isAutonomous: false,
      place: task.home,
      locale: task.locale,
      timeZone: app.settings.timeZone,
      source: task.source.kind,
      key,
    } as const;
    const now = last && (await app.store.collection('tasks').get(last.id));
    if (now && now.assignee?.kind !== 'person')
      await giveFeedback(app, now, { event: 'feedback', reason: content }, caller);
  }
}

/** Its result is that of the last part that hands one in. */
async function endOf(
  app: App,
  task: Task,
  { onFailure }: Workflow,
  parts: readonly Judged[],
): Promise<RunEnd> {
  const words = wordsFor(task.locale);
  const done = parts.flatMap((part) => (part.state === 'done' ? [part.task] : []));
  const isWhole = done.length === parts.length;
  const last = done.findLast(({ isDeliverable }) => isDeliverable) ?? done.at(-1);
  if (done.some(({ taint }) => taint))
    await app.store
      .collection('tasks')
      .update({ id: task.id, taint: { $nin: ['words', 'results'] } }, { $set: { taint: 'results' } });
  if (!last || (!isWhole && onFailure === 'stop')) {
    const stopped = parts.find((part) => part.state === 'dead' && part.task.status !== 'backlog')?.task;
    const reason = stopped?.error?.message ?? words.labels.cancelled;
    const message = stopped ? words.partEnded(taskLabel(stopped), stopped.title, reason) : reason;
    return { kind: 'failed', outcome: 'error', error: { code: 'part_failed', message } };
  }
  const isFull = isWhole && done.every(({ outcome }) => outcome === 'success');
  return { kind: 'succeeded', outcome: isFull ? 'success' : 'partial', result: last.result ?? '' };
}
