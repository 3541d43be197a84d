import { writeSubject, type Button } from '../domain/card.ts';
import { legalEvents, type TaskEvent } from '../domain/task-moves.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import type { Words } from '../words/index.ts';

/** Events that a run's card offers where the table allows them, in this order. */
const OFFERED = ['retry', 'pause', 'resume', 'cancel'] as const satisfies readonly TaskEvent[];

/**
 * The buttons of a run's card: exactly what the transition table lets people do now. They are bound to the run: on the card
 * of an earlier one they do nothing.
 */
export function runButtons(task: Task, run: Run, words: Words): Button[] {
  const legal = legalEvents(task, 'person');
  const value = writeSubject({ kind: 'run', id: run.id, version: run.number });
  return OFFERED.filter((event) => legal.includes(event)).map((event): Button => {
    const label = words.actions[event];
    if (event === 'cancel')
      return {
        action: event,
        label,
        value,
        confirm: words.confirmCancel(task.title),
      };
    return event === 'retry' || event === 'resume'
      ? { action: event, label, value, style: 'primary' }
      : { action: event, label, value };
  });
}
