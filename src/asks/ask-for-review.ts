import type { Ask } from '../domain/ask.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import type { Settings } from '../settings.ts';
import { shorten } from '../shared/text.ts';
import type { PutAsk } from './put-ask.ts';

/** Puts what a run made before whoever reviews it. Once for each run. */
export const createAskForReview =
  (settings: Pick<Settings, 'reviewPolicy' | 'askExpiresAfterMs'>, putAsk: PutAsk) =>
  (task: Task, run: Run): Promise<Ask> =>
    putAsk(task, run.id, {
      id: `${run.id}.review`,
      kind: 'review',
      callKey: null,
      question: shorten(run.result || task.title, 500),
      policy: settings.reviewPolicy,
      expiresAfterMs: settings.askExpiresAfterMs,
    });
