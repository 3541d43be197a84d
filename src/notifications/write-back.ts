import type { App } from '../app.ts';
import { isNamed, type WriteBack } from '../domain/github.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { isEnded } from '../domain/task-moves.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import { touchIssue } from '../outbox/enqueue.ts';
import type { Settings } from '../settings.ts';
import { cut } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';

/** Characters of a result that its issue is told; the whole stands behind the link. */
const MAX_TOLD = 10_000;

/** What the configuration says of the issue of a task; undefined where nothing is written back. */
export const writeBackOf = (
  { githubWriteBack }: Pick<Settings, 'githubWriteBack'>,
  { issue }: Pick<Task, 'issue'>,
): WriteBack | undefined => issue && githubWriteBack.find(({ repository }) => isNamed(issue, [repository]));

/** Has the issue of an ended task told how it stands now. */
export async function writeBack(app: App, task: Task): Promise<void> {
  const { issue } = task;
  if (issue && writeBackOf(app.settings, task)) await touchIssue(app, { ...task, issue });
}

/** Stands in the comment, unseen: it is found again by this. */
export const markerOf = (task: Pick<Task, 'id' | 'number'>): string =>
  `<!-- errand:${taskLabel(task)}:${task.id} -->`;

/** The comment; nothing while the task is taken up again. */
export async function drawIssue(
  { store, settings }: Pick<App, 'store' | 'settings'>,
  taskId: string,
  locale: string,
): Promise<OutgoingMessage | undefined> {
  const task = await store.collection('tasks').get(taskId);
  if (!task || !isEnded(task)) return undefined;
  const words = wordsFor(locale);
  const state = task.outcome ? words.outcomes[task.outcome] : words.labels[taskLabelIn('errand', task)];
  const label = taskLabel(task);
  const said = tame(cut((task.status === 'failed' ? task.error?.message : task.result) ?? '', MAX_TOLD));
  const link = `[${label}](${settings.publicUrl}/tasks/${label})`;
  return {
    text: [markerOf(task), words.imports.ended(state, link), said].filter(Boolean).join('\n\n'),
    locale,
  };
}

/** Calls nobody, and hides nothing. */
const tame = (text: string): string => text.replaceAll('<!--', '&lt;!--').replace(/@(?=\w)/g, '@<!-- -->');
