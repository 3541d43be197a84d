import type { App } from '../app.ts';
import { tells } from '../domain/task-news.ts';
import { postFile } from '../outbox/enqueue.ts';
import { newestVersions, type Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { savedFiles } from '../shared/saved-files.ts';

/** Larger ones stay links on the card, whatever the platform takes. */
const MAX_BYTES = 1024 * 1024;
/** So that a run with many results does not bury its thread. */
const MAX_FILES = 10;

/**
 * Puts what an ended run has made into its thread, each file in its last version, where the platform takes files and the
 * task's policy has its end told. Done twice, it shows nothing twice.
 */
export async function showFiles(app: App, task: Task, run: Run): Promise<void> {
  const most = Math.min(MAX_BYTES, app.chats.get(task.home?.platform ?? '')?.maxFileBytes ?? 0);
  if (!task.home || most === 0 || run.status === 'cancelled' || !tells(task, 'success')) return;
  const { platform, channel, thread } = task.home;
  const made = await savedFiles(app, { runId: run.id });
  const small = newestVersions(made).filter(({ sizeBytes }) => sizeBytes <= most);
  for (const one of small.slice(0, MAX_FILES))
    await postFile(app, { platform, channel, thread }, one, task.locale);
}
