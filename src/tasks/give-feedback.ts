import type { App } from '../app.ts';
import { askToStart } from '../asks/ask-to-start.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import type { TaskEventInput } from '../contract/tasks.ts';
import { BOUNDS } from '../domain/bounds.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { allows, taskMove, taskState } from '../domain/task-moves.ts';
import { addFeedback, type Feedback, type Task } from '../domain/task.ts';
import { changeTask, checkMove } from '../moves/move-task.ts';
import { askOfTask } from '../moves/start-approval.ts';
import type { Caller } from '../ports/commands.ts';
import { startRun } from '../runs/start-run.ts';
import { moveOptions } from './move-options.ts';

/** How often somebody else may move the task between two looks at it. */
const MAX_TRIES = 8;

/**
 * What people say of the work. Of finished work, or work in review, it begins the next run; anywhere else it waits for the run that comes
 * next, in the order in which it was said.
 */
export async function giveFeedback(
  app: App,
  task: Task,
  input: TaskEventInput,
  caller: Caller,
): Promise<Task> {
  const { reason: content } = input;
  if (!content?.trim()) throw invalid('reason', 'what_differs');
  const options = moveOptions(input, caller);
  const add = (now: Task): Feedback[] => {
    const open = now.feedback.filter(({ status }) => status === 'pending').length;
    if (open >= BOUNDS.feedback) throw invalid('reason', 'too_many', String(open));
    return addFeedback(now, content, caller.person, app.clock.now());
  };
  for (let tries = 0, now = task; ; tries += 1) {
    try {
      if (!allows(taskMove('feedback'), now)) return await keep(app, now, add, options);
      const set = { feedback: add(now) };
      return await startRun(app, now, { move: 'feedback', cause: 'feedback', set, ...options });
    } catch (thrown) {
      // Somebody else has begun the next run, or it has ended, meanwhile.
      const fresh = await app.store.collection('tasks').get(task.id);
      const hasMoved = fresh !== undefined && fresh.version !== now.version && !fresh.isArchived;
      if (!hasMoved || tries >= MAX_TRIES || !AppError.is(thrown, 'task.illegal_event', 'task.busy'))
        throw thrown;
      now = fresh;
    }
  }
}

async function keep(
  app: App,
  task: Task,
  add: (now: Task) => Feedback[],
  options: ReturnType<typeof moveOptions>,
): Promise<Task> {
  const kept = await changeTask(app, task, options, (now, at) => {
    checkMove(now, 'note_feedback', options.actor);
    const feedback = add(now);
    const state = taskState(now);
    // What its approvers have before them is not this work any more.
    const askId = askOfTask(now.id, 'pre_approval', now.version + 1);
    const wait = now.wait?.kind === 'pre_approval' ? { wait: { ...now.wait, since: at, askId } } : {};
    return { set: { feedback, ...wait }, entry: { move: 'note_feedback', from: state, to: state } };
  });
  if (kept.wait?.kind === 'pre_approval' && kept.wait.askId !== task.wait?.askId) {
    await askToStart(app, kept);
    if (task.wait?.askId) await withdrawAsk(app, task.wait.askId);
  }
  return kept;
}
