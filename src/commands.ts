import { showAsk } from './asks/show-ask.ts';
import type { ReadGroups } from './asks/read-groups.ts';
import { mayDecide } from './asks/who-may.ts';
import type { DecisionInput } from './contract/asks.ts';
import { parseAskLabel, type Ask } from './domain/ask.ts';
import type { DefinitionCommands } from './definitions/change-definitions.ts';
import type { PushGroupCommands } from './push-groups/change-push-groups.ts';
import { AppError } from './domain/errors.ts';
import type { Run } from './domain/run.ts';
import { isEnded } from './domain/task-moves.ts';
import type { Caller, Commands } from './ports/commands.ts';
import type { Ports } from './ports/index.ts';
import type { Filter } from './ports/store.ts';
import { showDeliverable, showRun } from './runs/show-run.ts';
import { after, toPage } from './shared/cursor.ts';
import { checkMayRead, mayRead } from './tasks/access.ts';
import type { FindTask } from './tasks/find-task.ts';
import { showComment, showCreated, showHistory, showTask } from './tasks/show-task.ts';
import type { TaskDesk } from './tasks/task-desk.ts';

type CommandPorts = Pick<Ports, 'store'>;

export interface CommandActions extends Pick<
  Commands,
  'listTasks' | 'countTasks' | 'listDeliveries' | 'resend'
> {
  desk: TaskDesk;
  definitions: DefinitionCommands;
  pushGroups: PushGroupCommands;
  findTask: FindTask;
  decideAsk: (ask: Ask, input: DecisionInput, caller: Caller) => Promise<Ask>;
}

/** How many open asks one look for a person's own goes through. */
const MAX_OPEN = 500;

/** The product as the outside may ask of it: finds the thing, checks the right to see it, does it, shows it. */
export function createCommands({ store }: CommandPorts, readGroups: ReadGroups, actions: CommandActions) {
  const { desk, findTask } = actions;
  const asks = store.collection('asks');

  const commands: Commands = {
    listTasks: actions.listTasks,
    countTasks: actions.countTasks,
    listDeliveries: actions.listDeliveries,
    resend: actions.resend,
    ...actions.definitions,
    ...actions.pushGroups,

    async createTask(input, caller) {
      const { task, isRepeat, isJoined } = await desk.createTask(input, caller);
      const isToRun = input.run === true && task.status === 'backlog' && task.wait === null;
      const key = caller.key && `${caller.key}:run`;
      const own = key ? { ...caller, key } : caller;
      // A blocker that was reopened in between is waited for: the task is there, and cannot be taken back.
      const shown = isToRun ? await desk.sendEvent(task, { event: 'queue', park: true }, own) : task;
      return showCreated(shown, isRepeat || isJoined);
    },

    async getTask(ref, caller, view) {
      return showTask(await findTask(ref, caller), view);
    },

    async updateTask(ref, patch, caller, version) {
      return showTask(await desk.updateTask(await findTask(ref, caller), patch, caller, version));
    },

    async sendEvent(ref, input, caller) {
      const task = await findTask(ref, caller);
      // Cancelling what has been cancelled is done already, and is no fault.
      if (input.event === 'cancel' && task.status === 'cancelled') return showTask(task);
      if (input.event === 'complete' && isEnded(task) && task.status === 'completed') return showTask(task);
      return showTask(await desk.sendEvent(task, input, caller));
    },

    async comment(ref, input, caller) {
      return showComment(await desk.comment(await findTask(ref, caller), input, caller));
    },

    async listComments(ref, { limit, cursor }, caller) {
      const { id: taskId } = await findTask(ref, caller);
      const found = await store
        .collection('comments')
        .find(
          { taskId, ...after(cursor, 'createdAt', 1) },
          { sort: { createdAt: 1, id: 1 }, limit: limit + 1 },
        );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      return { items: page.items.map(showComment), nextCursor: page.nextCursor };
    },

    async listHistory(ref, caller) {
      const { history } = await findTask(ref, caller);
      return { items: history.map(showHistory), nextCursor: null };
    },

    async listRuns(ref, { limit, cursor }, caller) {
      const { id: taskId } = await findTask(ref, caller);
      const found = await store
        .collection('runs')
        .find(
          { taskId, ...after(cursor, 'createdAt', -1) },
          { sort: { createdAt: -1, id: -1 }, limit: limit + 1 },
        );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      return { items: await Promise.all(page.items.map(show)), nextCursor: page.nextCursor };
    },

    async getRun(id, caller) {
      const run = await store.collection('runs').get(id);
      const task = run && (await store.collection('tasks').get(run.taskId));
      if (!run || !task || !mayRead(task, caller)) throw new AppError('not_found', { what: 'run', ref: id });
      return show(run);
    },

    async listAsks({ limit, cursor, state, task, run, person }, caller) {
      const filter: Filter = { state };
      if (task) filter.taskId = (await findTask(task, caller)).id;
      if (run) filter.runId = run;
      const found = await asks.find(
        { ...filter, ...after(cursor, 'createdAt', 1) },
        { sort: { createdAt: 1, id: 1 }, limit: limit + 1 },
      );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      const seen = await readable(page.items, caller);
      const mine = person ? await asksOf(person, seen, caller) : seen;
      return { items: mine.map(showAsk), nextCursor: page.nextCursor };
    },

    async getAsk(ref, caller) {
      return showAsk(await findAsk(ref, caller));
    },

    async decideAsk(ref, input, caller) {
      return showAsk(await actions.decideAsk(await findAsk(ref, caller), input, caller));
    },

    async listDeliverables(ref, caller) {
      const { id: taskId } = await findTask(ref, caller);
      const found = await store
        .collection('deliverables')
        .find({ taskId }, { sort: { name: 1, version: -1 }, limit: 200, omit: ['content'] });
      return found.map(showDeliverable);
    },

    async getDeliverable(id, caller) {
      const deliverable = await store.collection('deliverables').get(id);
      const task = deliverable && (await store.collection('tasks').get(deliverable.taskId));
      if (!deliverable || !task || !mayRead(task, caller)) {
        throw new AppError('not_found', { what: 'deliverable', ref: id });
      }
      return { ...showDeliverable(deliverable), content: deliverable.content };
    },

    async why(ref, caller) {
      return desk.why(await findTask(ref, caller), caller);
    },
  };

  async function show(run: Run) {
    const filter = { runId: run.id };
    const options = { sort: { createdAt: 1, id: 1 }, limit: 100, omit: ['content'] } as const;
    return showRun(run, await store.collection('deliverables').find(filter, options));
  }

  /** By id or by number; in the words of one that is not there when the caller may not see its task. */
  async function findAsk(ref: string, caller: Caller): Promise<Ask> {
    const number = parseAskLabel(ref);
    const [ask] = number === undefined ? [await asks.get(ref)] : await asks.find({ number }, { limit: 1 });
    const task = ask && (await store.collection('tasks').get(ask.taskId));
    if (!ask || !task) throw new AppError('not_found', { what: 'ask', ref });
    if (!mayDecide(ask, caller, await readGroups([ask]))) checkMayRead(task, caller);
    return ask;
  }

  async function readable(found: readonly Ask[], caller: Caller): Promise<Ask[]> {
    if (caller.isAdmin) return [...found];
    const ids = [...new Set(found.map(({ taskId }) => taskId))];
    const tasks = await store
      .collection('tasks')
      .find({ id: { $in: ids } }, { limit: 200, omit: ['history'] });
    const groups = await readGroups(found);
    const seen = new Map(tasks.map((task) => [task.id, task]));
    return found.filter((ask) => {
      const task = seen.get(ask.taskId);
      return task !== undefined && (mayRead(task, caller) || mayDecide(ask, caller, groups));
    });
  }

  async function asksOf(person: string, seen: readonly Ask[], caller: Caller): Promise<Ask[]> {
    const groups = await readGroups(seen);
    return seen.filter((ask) => mayDecide(ask, asPerson(ask, person, caller), groups));
  }

  /** Everything that waits for the caller, over all places, the oldest first. */
  async function openAsksFor(caller: Caller): Promise<Ask[]> {
    const open = await asks.find({ state: 'open' }, { sort: { createdAt: 1, id: 1 }, limit: MAX_OPEN });
    const groups = await readGroups(open);
    return open.filter((ask) => mayDecide(ask, caller, groups));
  }

  return { ...commands, findAsk, openAsksFor };
}

/** The same look with another person's eyes, in the place where the ask was put. */
const asPerson = (ask: Ask, id: string, caller: Caller): Caller => ({
  ...caller,
  person: { id, name: id },
  place: ask.home,
});
