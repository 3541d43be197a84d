import type { App } from '../app.ts';
import { listFor } from '../tasks/list-for.ts';
import { openAsksFor } from '../tasks/find-ask.ts';
import { hasVoted, voters } from '../asks/votes.ts';
import { accountsOf, alsoKnownAs } from '../access/accounts.ts';
import { drawAskCard } from '../cards/ask-card.ts';
import { platformOf } from '../domain/person.ts';
import { taskLabel, type TaskSummary } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import type { ReadPage } from '../ports/chat.ts';
import type { Caller } from '../ports/commands.ts';
import { toLocale, wordsFor, type Words } from '../words/index.ts';
import { isServed } from '../access/is-served.ts';

const MAX_WAITING = 15;
const MAX_TASKS = 20;

/**
 * What waits for a person over all places, and their open tasks, in their language. What anyone in a channel may answer waits
 * for nobody in particular: it is here for whoever asked for the work, and in its thread for the others.
 */
export async function readPage(app: App, sender: Parameters<ReadPage>[0]): ReturnType<ReadPage> {
  const { store, settings } = app;
  const platform = platformOf(sender.id);
  if (!isServed(settings, platform, sender)) return undefined;
  const known = await store.collection('people').get(sender.id);
  const locale = toLocale(sender.locale ?? known?.locale ?? '') ?? settings.locale;
  const timeZone = known?.timeZone ?? settings.timeZone;
  const caller: Caller = {
    person: { id: sender.id, name: known?.name ?? sender.name },
    ...alsoKnownAs(app, sender.id),
    isAdmin: false, // nobody decides in another's place
    via: platform,
    agentId: null,
    isAutonomous: false,
    place: null,
    locale,
    timeZone,
    source: 'chat',
  };
  const [open, mine] = await Promise.all([
    openAsksFor(app, caller),
    listFor(app, { status: 'open', limit: MAX_TASKS }, caller),
  ]);
  const waiting = open.filter((ask) => !hasVoted(voters(ask), accountsOf(caller)));
  const words = wordsFor(locale);
  const shown = waiting.slice(0, MAX_WAITING);
  const ids = shown.map(({ taskId }) => taskId);
  const tasks = await store
    .collection('tasks')
    .find({ id: { $in: ids } }, { limit: MAX_WAITING, omit: ['history'] });
  return {
    locale,
    waiting: shown.flatMap((ask) => {
      const task = tasks.find(({ id }) => id === ask.taskId);
      if (!task) return [];
      return { message: drawAskCard({ ask: { ...ask, locale }, task, timeZone }, words), home: ask.home };
    }),
    moreWaiting: Math.max(0, waiting.length - MAX_WAITING),
    tasks: mine.items.map((task) => ({ text: lineOf(task, words), home: task.home })),
    hasMoreTasks: mine.hasMore,
  };
}

const lineOf = (task: TaskSummary, words: Words): string => {
  const label = taskLabelIn('errand', task);
  return words.taskLine(taskLabel(task), task.title, words.labels[label]);
};
