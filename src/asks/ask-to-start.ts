import type { Ask } from '../domain/ask.ts';
import type { Task } from '../domain/task.ts';
import type { Settings } from '../settings.ts';
import type { PutAsk } from './put-ask.ts';

/** The one ask of a task that must not start without a nod. */
export const preApprovalId = (taskId: string): string => `${taskId}.pre_approval.1`;

/** Asks for the nod that a task waits for before it starts. Once for each task. */
export const createAskToStart =
  (settings: Pick<Settings, 'startPolicy' | 'askExpiresAfterMs'>, putAsk: PutAsk) =>
  (task: Task): Promise<Ask> =>
    putAsk(task, null, {
      id: preApprovalId(task.id),
      kind: 'pre_approval',
      callKey: null,
      question: task.title,
      policy: settings.startPolicy,
      expiresAfterMs: settings.askExpiresAfterMs,
    });
