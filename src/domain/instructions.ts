import { instructionsOf } from './definition.ts';
import type { Doubt } from './doubt.ts';
import type { Task } from './task.ts';

/** What an agent is told to do: the task in plain text, what people said of earlier results, and what may have happened already. */
export function writeInstructions(
  task: Pick<Task, 'title' | 'definition' | 'description' | 'expectedOutput' | 'feedback'>,
  doubts: readonly Doubt[] = [],
  results?: ReadonlyMap<string, string>,
): string {
  const parts = [task.title];
  const defined = instructionsOf(task.definition, results);
  if (defined) parts.push(defined);
  if (task.description && task.description !== task.title) parts.push(task.description);
  if (task.expectedOutput) parts.push(`Expected output: ${task.expectedOutput}`);
  const open = task.feedback.filter(({ status }) => status === 'pending');
  for (const { author, content } of open) parts.push(`Feedback from ${author.name}: ${content}`);
  if (doubts.length > 0) {
    const titles = doubts.map(({ title }) => `- ${title}`);
    parts.push(
      ['An earlier attempt began this, and nobody knows whether it happened:', ...titles].join('\n'),
    );
  }
  return parts.join('\n\n');
}
