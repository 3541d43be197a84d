import { mayBeHeard } from '../access/may-see.ts';
import type { App } from '../app.ts';
import { namedPersonId } from '../domain/person.ts';
import { taskState } from '../domain/task-moves.ts';
import type { TaskSummary } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { HintedTask, ModelHints } from '../ports/model.ts';
import { tasksInSight } from '../tasks/find-task.ts';

const MAX_LIVE = 200;
const MAX_ENDED = 30;
const MAX_PEOPLE = 200;

/** Whom and what the speaker may mean, for a model that cannot read it out of the prompt. */
export async function readHints(
  app: App,
  caller: Caller,
): Promise<Pick<ModelHints, 'tasks' | 'people' | 'speaker'>> {
  const platform = caller.place?.platform ?? caller.via;
  const [live, ended, known] = await Promise.all([
    tasksInSight(app, caller, true, MAX_LIVE),
    tasksInSight(app, caller, false, MAX_ENDED),
    app.store.collection('people').find({ platform }, { sort: { updatedAt: -1, id: -1 }, limit: MAX_PEOPLE }),
  ]);
  const byAge = (tasks: readonly TaskSummary[]) =>
    tasks.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  // What it names, it names aloud.
  const tasks = [...byAge(live), ...byAge(ended)].filter((task) => mayBeHeard(task, caller));
  return {
    tasks: tasks.slice(0, MAX_TASKS).map((task) => toHint(task, caller)),
    speaker: caller.person.name,
    people: [
      ...new Set([...known, ...live.flatMap(({ assignee }) => assignee ?? [])].map(({ name }) => name)),
    ],
  };
}

const MAX_TASKS = 300;

function toHint(task: TaskSummary, { person }: Caller): HintedTask {
  const { number, title, assignee, dueAt, priority } = task;
  const mine = [person.id, namedPersonId(person.name)];
  return {
    number,
    title,
    state: taskState(task),
    assignee: assignee && { kind: assignee.kind, name: assignee.name },
    isMine: assignee !== null && mine.includes(assignee.id),
    due: dueAt,
    priority,
  };
}
