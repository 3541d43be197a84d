import type { App } from '../app.ts';
import { whereTo } from '../notifications/tell-news.ts';
import type { Run } from '../domain/run.ts';
import type { Spent } from '../domain/spending.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { post, touchCard } from '../outbox/enqueue.ts';
import { transitionRun } from '../moves/move-run.ts';
import { momentInZone } from '../shared/time.ts';
import { zoneOf } from '../settings.ts';
import { wordsFor, type Words } from '../words/index.ts';

/** Puts a run back in the queue until there is something to spend again. Nothing of it is lost: it goes on from its journal. */
export async function hold(app: App, run: Run, task: Task, spent: Spent, workedMs: number): Promise<void> {
  const { metrics, settings } = app;
  const set = { workedMs, held: spent, nextDispatchAt: spent.until };
  const held = await transitionRun(app, run, 'hand_back', { set });
  if (!held) return;
  metrics.count('errand_held_total', { of: spent.of });
  await touchCard(app, { kind: 'run', id: run.id });
  const target = await whereTo(app, task);
  if (!target) return;
  const words = wordsFor(task.locale);
  const line = heldLine(run, spent, words, (at) =>
    momentInZone(at, zoneOf(settings, task.home), task.locale),
  );
  const text = words.spending.heldTask(taskLabel(task), task.title, line);
  const message = { text, locale: task.locale, mentions: [task.requester] };
  await post(app, {
    key: `held:${run.id}:${spent.until.toISOString()}`,
    target,
    message,
    priority: 0,
    orTo: task.requester,
  });
}

/** What is used up, and when the run goes on. */
export const heldLine = (
  { requester }: Pick<Run, 'requester'>,
  { of, limit, until }: Spent,
  words: Words,
  moment: (at: Date) => string,
): string => words.spending.held(words.spending.usedUp[of](limit, requester.name), moment(until));
