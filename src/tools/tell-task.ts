import type { App } from '../app.ts';
import { askLabel, type Ask } from '../domain/ask.ts';
import { workOf } from '../domain/definition.ts';
import { newestVersions } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { savedFiles } from '../shared/saved-files.ts';
import { shorten } from '../shared/text.ts';
import { formatDue } from '../shared/time.ts';
import { showHistory } from '../tasks/show-task.ts';

/** How much of each a model is told, the newest of it. */
const MAX = { asks: 5, files: 10, moves: 8, feedback: 3, blockers: 10 } as const;

/**
 * What a model that asks for one task is told beyond its line in a list: what has to be done, what came of it, its files, what
 * people were asked about it and said, and how it moved. About 500 tokens where all of it is there.
 */
export async function tellTask(
  { store }: Pick<App, 'store'>,
  task: Task,
  timeZone: string,
): Promise<Record<string, unknown>> {
  const blockedBy = task.blockedBy.slice(0, MAX.blockers);
  const [asks, versions, blockers] = await Promise.all([
    store.collection('asks').find({ taskId: task.id }, { sort: { createdAt: -1, id: -1 }, limit: MAX.asks }),
    savedFiles({ store }, { taskId: task.id }),
    blockedBy.length === 0
      ? []
      : store
          .collection('tasks')
          .find({ id: { $in: blockedBy } }, { limit: blockedBy.length, omit: ['history', 'description'] }),
  ]);
  const parts = {
    asks: asks.map(tellAsk),
    files: newestVersions(versions)
      .slice(0, MAX.files)
      .map(({ name }) => name),
    waitsFor: blockers.filter(({ status }) => status !== 'completed').map(taskLabel),
    feedback: task.feedback
      .slice(-MAX.feedback)
      .map(({ author, content }) => `${author.name}: ${shorten(content, 300)}`),
    history: task.history
      .slice(-MAX.moves)
      .map((entry) => `${formatDue(entry.at, timeZone)} ${entry.move} by ${showHistory(entry).actor.name}`),
  };
  return {
    description: shorten(workOf(task), 1000),
    requester: task.requester.name,
    result: task.result,
    error: task.error?.message,
    ...Object.fromEntries(Object.entries(parts).filter(([, list]) => list.length > 0)),
  };
}

function tellAsk(ask: Ask): Record<string, unknown> {
  const { kind, state, question, decisions } = ask;
  const said = decisions.map(({ decision, by, value, note }) => {
    const words = [value, note].filter((one) => one !== undefined && one !== null && one !== '').map(toWords);
    return [`${decision} by ${by.name}`, ...words].join(': ');
  });
  return {
    ask: askLabel(ask),
    kind,
    state,
    question: shorten(question, 300),
    ...(said.length > 0 ? { said } : {}),
  };
}

const toWords = (value: unknown): string =>
  shorten(typeof value === 'string' ? value : JSON.stringify(value), 300);
