import { writeSubject, type Card } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { legalEvents } from '../domain/task-moves.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import { wordsFor } from '../words/index.ts';
import { toMessage } from './to-message.ts';

/** A task that was offered to whoever takes it: a button while nobody has it, then who does. */
export function drawOfferCard(task: Task, locale: string): OutgoingMessage {
  const words = wordsFor(locale);
  const { assignee, title, id, version, number } = task;
  const isFree = assignee === null && legalEvents(task, 'person').includes('claim');
  const state = words.labels[task.isArchived ? 'archived' : taskLabelIn('errand', task)];
  const value = writeSubject({ kind: 'task', id, version });
  const card: Card = {
    kind: 'task',
    title: isFree ? words.whoTakes(title) : title,
    tone: isFree ? 'attention' : 'neutral',
    lines: assignee ? [words.assigneeLine(assignee.name)] : [],
    buttons: isFree ? [{ action: 'claim', label: words.takeIt, value, style: 'primary' }] : [],
    context: `${taskLabel(task)} · ${state}`,
    ...(isFree ? { hint: words.hintTake(taskLabel(task)) } : {}),
    taskNumber: number,
    taskId: id,
  };
  return toMessage(card, card.title, locale);
}
