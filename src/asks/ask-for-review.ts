import { otherAccounts } from '../access/accounts.ts';
import type { Ask, AskStage } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { isAmong, type PersonRef } from '../domain/person.ts';
import { toStage } from '../domain/review.ts';
import type { Run } from '../domain/run.ts';
import { errandAs, taskLabel, type Task } from '../domain/task.ts';
import type { App } from '../app.ts';
import { checkEvidence } from '../moves/evidence.ts';
import { shorten } from '../shared/text.ts';
import { putAsk } from './put-ask.ts';
import { voters } from './votes.ts';

/**
 * Puts the work before whoever reviews it at the stage that it has come to: what a run made once it has passed a stage, and what
 * somebody did by hand from the first. Once for each time that the task comes to it.
 */
export async function askForStage(app: App, task: Task): Promise<Ask> {
  const id = task.wait?.askId;
  if (!id) throw new AppError('internal', { task: taskLabel(task), problem: 'waits for no review' });
  const found = await Promise.all(
    (task.passedReviews ?? []).map((one) => app.store.collection('asks').get(one)),
  );
  const passed = found.filter((ask) => ask !== undefined);
  return put(app, task, passed[0]?.runId ?? null, id, task.result, stageAfter(app, task, passed));
}

/** Puts what a run made before whoever reviews it first. Once for each run. */
export const askForReview = (app: App, task: Task, run: Run): Promise<Ask> =>
  put(app, task, run.id, `${run.id}.review`, run.result, stageAfter(app, task, []));

async function put(
  app: App,
  task: Task,
  runId: string | null,
  id: string,
  result: string | null,
  stage: AskStage | undefined,
): Promise<Ask> {
  const { settings } = app;
  const now = stage?.stages[stage.number - 1];
  const involved = now?.isFourEyes && stage ? involvedIn(task, stage) : [];
  const barred = involved.flatMap((one) => [one, ...otherAccounts(app, one)]);
  const policy = now && {
    ...now.policy,
    people: now.policy.people.filter((one) => !isAmong(one, barred)),
    mayRequesterDecide: now.policy.mayRequesterDecide && !isAmong(task.requester.id, barred),
  };
  return putAsk(app, task, runId, {
    id,
    kind: 'review',
    callKey: null,
    question: shorten(result || task.title, 500),
    policy: policy ?? settings.reviewPolicy,
    ...(stage && { stage }),
    ...(barred.length > 0 ? { barred } : {}),
    checks: await checkEvidence(app.store, {
      name: 'finish_for_review',
      task: { ...task, result, currentRunId: runId ?? task.currentRunId },
      actor: errandAs('system'),
    }),
    expiresAfterMs: settings.askExpiresAfterMs,
  });
}

/** The stages are as they were when the first was put: whoever changes them meanwhile changes the next review. */
function stageAfter(app: App, { definition }: Task, passed: readonly Ask[]): AskStage | undefined {
  const { reviewStages, reviewPolicy } = app.settings;
  const defined = definition?.reviewStages?.map((one) => toStage(one, reviewPolicy)) ?? [];
  const stages = passed[0]?.stage?.stages ?? (defined.length > 0 ? defined : reviewStages);
  if (stages.length === 0) return undefined;
  const titled = passed.map((ask) => ({ title: titleOf(ask), by: acceptedBy(ask) }));
  return { number: passed.length + 1, stages, passed: titled };
}

const titleOf = ({ stage }: Ask): string => stage?.stages[stage.number - 1]?.title ?? '';

function acceptedBy(ask: Ask): PersonRef[] {
  const people = new Map(ask.decisions.map(({ by }) => [by.id, by]));
  return voters(ask).flatMap((ids) => [...people.values()].filter(({ id }) => ids.has(id)).slice(0, 1));
}

/** Whose work it is or was, and who has accepted it already. */
function involvedIn({ requester, assignee, history }: Task, { passed }: AskStage): string[] {
  const workers = history.filter(
    ({ move, actor }) => move === 'complete_for_review' && actor.kind === 'person',
  );
  return [
    ...new Set([
      requester.id,
      ...(assignee?.kind === 'person' ? [assignee.id] : []),
      ...workers.map(({ actor }) => actor.id),
      ...passed.flatMap(({ by }) => by.map(({ id }) => id)),
    ]),
  ];
}
