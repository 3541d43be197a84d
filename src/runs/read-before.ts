import type { App } from '../app.ts';
import type { Ask } from '../domain/ask.ts';
import { newestVersions, type Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { savedFiles } from '../shared/saved-files.ts';
import { cut, shorten } from '../shared/text.ts';

/** Characters of a last result, and of all files together: about 750 and 2 000 tokens. */
const MAX_RESULT = 3000;
const MAX_FILES = 8000;
const MAX_ASKS = 20;

/**
 * What the try before has left, for the agent that revises it: how it ended, its result, the files as they are, what people
 * answered and declined, and what they have said of earlier results. Written down once, when the next try is made: later tries
 * of the same run begin with the same words.
 */
export async function readBefore(app: App, task: Task, before: Run): Promise<string> {
  const [files, asks] = await Promise.all([readFiles(app, task.id), readAsks(app, before.id)]);
  const remarks = task.feedback.filter(({ status }) => status !== 'pending');
  const parts = [
    `Try ${before.number} ended: ${howItEnded(before)}.`,
    ...(before.result ? [`Its result:\n${cut(before.result, MAX_RESULT)}`] : []),
    ...(files.length > 0 ? [`The files as they are now:\n${files.join('\n')}`] : []),
    ...(asks.length > 0 ? [`What people decided in it:\n${asks.join('\n')}`] : []),
    ...(remarks.length > 0
      ? [
          `What people said of earlier results:\n${remarks.map(({ author, content }) => `- ${author.name}: ${content}`).join('\n')}`,
        ]
      : []),
  ];
  return parts.join('\n\n');
}

const howItEnded = ({ status, outcome, error }: Run): string =>
  [status, ...(outcome && outcome !== 'success' ? [outcome] : []), ...(error ? [error.message] : [])].join(
    ', ',
  );

/** The newest version of each file, with its content as far as there is room for it. */
async function readFiles(app: App, taskId: string): Promise<string[]> {
  const lines: string[] = [];
  let room = MAX_FILES;
  for (const { id, name, version, sizeBytes } of newestVersions(await savedFiles(app, { taskId }))) {
    const file = sizeBytes <= room ? await app.store.collection('deliverables').get(id) : undefined;
    room -= file?.content.length ?? 0;
    const line = `- ${name}, version ${version}, ${sizeBytes} bytes`;
    lines.push(file ? `${line}:\n${file.content}` : `${line} (read it with read_deliverable)`);
  }
  return lines;
}

/** What was answered and declined, the oldest first. */
async function readAsks({ store }: App, runId: string): Promise<string[]> {
  const asks = await store
    .collection('asks')
    .find(
      { runId, state: { $in: ['answered', 'approved', 'rejected', 'expired'] } },
      { sort: { createdAt: 1, id: 1 }, limit: MAX_ASKS },
    );
  return asks.map((ask) => `- ${shorten(ask.question.replace(/\s+/g, ' '), 200)}: ${decided(ask)}`);
}

function decided({ kind, state, value, decisions }: Ask): string {
  const last = decisions.at(-1);
  const isValue = kind === 'input' && value !== null && value !== undefined;
  const said = isValue ? [typeof value === 'string' ? value : JSON.stringify(value)] : [];
  const note = last?.note ? [last.note] : [];
  const what = shorten([state, ...said, ...note].join(': '), 500);
  return last ? `${what} (${last.by.name})` : what;
}
