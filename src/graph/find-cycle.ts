import type { App } from '../app.ts';
import { taskLabel, type Task } from '../domain/task.ts';

/** No chain of tasks is followed over more of them. */
export const MAX_LOOKED_AT = 1000;

type Node = Pick<Task, 'id' | 'number' | 'blockedBy'>;

/**
 * The way from one of the tasks that `from` would wait for back to it, as labels with `from` at both ends; undefined where there is
 * none. A task waits for those that block it.
 *
 * @returns `too_many` where so many would have to be looked at that nobody can say.
 */
export async function findCycle(
  { store }: Pick<App, 'store'>,
  from: Node,
  over: readonly string[],
): Promise<string[] | 'too_many' | undefined> {
  const tasks = store.collection('tasks');
  const cameFrom = new Map<string, Node>(over.map((id) => [id, from]));
  for (let level = [...over]; level.length > 0;) {
    const found = await tasks.find(
      { id: { $in: level } },
      { limit: level.length, omit: ['history', 'feedback', 'description'] },
    );
    level = [];
    for (const task of found) {
      if (task.id === from.id || task.blockedBy.includes(from.id)) return pathTo(task, from, cameFrom);
      const fresh = task.blockedBy.filter((id) => !cameFrom.has(id));
      for (const id of fresh) cameFrom.set(id, task);
      level.push(...fresh);
    }
    if (cameFrom.size > MAX_LOOKED_AT) return 'too_many';
  }
  return undefined;
}

function pathTo(last: Node, from: Node, cameFrom: ReadonlyMap<string, Node>): string[] {
  const path: Node[] = [];
  for (let at: Node | undefined = last; at && at.id !== from.id; at = cameFrom.get(at.id)) path.unshift(at);
  return [from, ...path, from].map(taskLabel);
}
