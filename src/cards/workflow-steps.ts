import type { CardStep } from '../domain/card.ts';
import type { StepStatus } from '../domain/journal.ts';
import { taskLabel, type Task, type TaskStatus } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';

/** Of more the first are left out that are done. */
const SHOWN = 12;
const MAX_TITLE = 80;

const STATUS: Readonly<Record<TaskStatus, StepStatus>> = {
  backlog: 'waiting',
  pending: 'waiting',
  in_progress: 'running',
  awaiting_review: 'waiting',
  completed: 'success',
  failed: 'failure',
  cancelled: 'skipped',
  deferred: 'waiting',
};

/** The parts of a workflow as a list to tick off, each with its number and how it stands. */
export function showParts(parts: readonly Task[], words: Words): CardStep[] {
  const lines = parts.map((part, at): CardStep => {
    const label = words.labels[taskLabelIn('errand', part)];
    const title = words.partLine(at + 1, shorten(part.title, MAX_TITLE), taskLabel(part), label);
    return { title, status: part.wait ? 'waiting' : STATUS[part.status] };
  });
  const open = lines.findIndex(({ status }) => status !== 'success');
  const from = Math.max(0, Math.min(open === -1 ? lines.length : open, lines.length - SHOWN));
  return lines.slice(from, from + SHOWN);
}

export const countParts = (parts: readonly Task[], words: Words): string =>
  words.partsDone(parts.filter(({ status }) => status === 'completed').length, parts.length);
