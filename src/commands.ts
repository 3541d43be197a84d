import type { App } from './app.ts';
import { readGroups } from './asks/read-groups.ts';
import { listSetAside, trySetAsideAgain } from './conversation/set-aside.ts';
import { decideAsk } from './decisions/decide-ask.ts';
import { definitionCommands } from './definitions/change-definitions.ts';
import { teach } from './definitions/teach.ts';
import { listDeliveries, resend } from './outbox/deliveries.ts';
import { preferenceCommands } from './notifications/preferences.ts';
import { pushGroupCommands } from './push-groups/change-push-groups.ts';
import { scheduleCommands } from './schedules/schedule-commands.ts';
import { webhookCommands } from './webhooks/change-webhooks.ts';
import { agentKeyCommands } from './triggers/agent-keys.ts';
import { triggerCommands } from './triggers/change-triggers.ts';
import { comment } from './tasks/comment.ts';
import { beginTask } from './tasks/begin-task.ts';
import { findAsk } from './tasks/find-ask.ts';
import { importIssues } from './imports/import-issues.ts';
import { findTask } from './tasks/find-task.ts';
import { listAims } from './tasks/list-aims.ts';
import { listHistory } from './tasks/list-history.ts';
import { countTasks, listTasks } from './tasks/list-tasks.ts';
import { readFigures } from './tasks/figures.ts';
import { countUnread, listNotifications, readNotifications } from './tasks/list-notifications.ts';
import { sendEvent } from './tasks/send-event.ts';
import { updateTask } from './tasks/update-task.ts';
import { why } from './tasks/why.ts';
import { showAsk } from './asks/show-ask.ts';
import { mayDecide } from './asks/who-may.ts';
import { type Ask } from './domain/ask.ts';
import { AppError } from './domain/errors.ts';
import type { Run } from './domain/run.ts';
import type { TaskStatus } from './domain/task.ts';
import type { Caller, Commands } from './ports/commands.ts';
import type { Filter } from './ports/store.ts';
import { stopCommands } from './runs/stop-all.ts';
import { listSteps } from './runs/list-steps.ts';
import { showDeliverable, showRun } from './runs/show-run.ts';
import { after, toPage } from './shared/cursor.ts';
import { alsoKnownAs } from './access/accounts.ts';
import { maySee, readsWebChat } from './access/may-see.ts';
import { mayReadSchedule } from './schedules/find-schedule.ts';
import { showComment, showCreated, showTask } from './tasks/show-task.ts';

/** The status that each event ends a task in. */
const END_OF: Readonly<Record<string, TaskStatus>> = { cancel: 'cancelled', complete: 'completed' };

/** The product as the outside may ask of it: finds the thing, checks the right to see it, does it, shows it. */
export function createCommands(app: App): Commands {
  const { store } = app;
  const asks = store.collection('asks');

  return {
    listTasks: (query, caller) => listTasks(app, query, caller),
    importIssues: (input, caller) => importIssues(app, input, caller),
    listAims: (kind, query, caller) => listAims(app, kind, query, caller),
    countTasks: (caller) => countTasks(app, caller),
    getFigures: (query, caller) => readFigures(app, query, caller),
    listNotifications: (query, caller) => listNotifications(app, query, caller),
    countUnread: (caller) => countUnread(app, caller),
    readNotifications: (input, caller) => readNotifications(app, input, caller),
    listDeliveries: (query, caller) => listDeliveries(app, query, caller),
    listSetAside: (caller) => listSetAside(app, caller),
    trySetAsideAgain: (input, caller) => trySetAsideAgain(app, input, caller),
    resend: (id, caller) => resend(app, id, caller),
    ...preferenceCommands(app),
    ...definitionCommands(app),
    ...scheduleCommands(app),
    ...triggerCommands(app),
    ...agentKeyCommands(app),
    ...webhookCommands(app),
    ...pushGroupCommands(app),
    ...stopCommands(app),

    async createTask(input, caller) {
      const { task, isRepeat, isJoined } = await beginTask(app, input, caller);
      return showCreated(app, task, isRepeat || isJoined);
    },

    async getTask(ref, caller, view) {
      return showTask(app, await findTask(app, ref, caller), view);
    },

    async readsChange({ kind, id, taskId = id }) {
      if (kind === 'settings') return ({ isAdmin }) => isAdmin;
      // The one chat that tells of its messages is the console's.
      if (kind === 'chat') return readsWebChat;
      if (kind === 'schedule') {
        const schedule = await store.collection('schedules').get(id);
        return (caller) => schedule !== undefined && mayReadSchedule(schedule, caller);
      }
      const [task] = await store.collection('tasks').find({ id: taskId }, { limit: 1, omit: ['history'] });
      return (caller) => task !== undefined && maySee(task, caller);
    },

    async updateTask(ref, patch, caller, version) {
      return showTask(app, await updateTask(app, await findTask(app, ref, caller), patch, caller, version));
    },

    async sendEvent(ref, input, caller) {
      const task = await findTask(app, ref, caller);
      // To end what has ended so is done already, and is no fault.
      if (END_OF[input.event] === task.status)
        return { ...(await showTask(app, task)), alreadyTerminal: true };
      return showTask(app, await sendEvent(app, task, input, caller));
    },

    async comment(ref, input, caller) {
      return showComment(await comment(app, await findTask(app, ref, caller), input, caller));
    },

    async listComments(ref, { limit, cursor }, caller) {
      const { id: taskId } = await findTask(app, ref, caller);
      const found = await store
        .collection('comments')
        .find(
          { taskId, ...after(cursor, 'createdAt', 1) },
          { sort: { createdAt: 1, id: 1 }, limit: limit + 1 },
        );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      return { items: page.items.map(showComment), nextCursor: page.nextCursor };
    },

    async listHistory(ref, query, caller) {
      return listHistory(app, await findTask(app, ref, caller), query);
    },

    async listRuns(ref, { limit, cursor }, caller) {
      const { id: taskId } = await findTask(app, ref, caller);
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
      return show(await readableRun(id, caller));
    },

    async teach(id, input, caller) {
      const run = await readableRun(id, caller);
      const task = await findTask(app, run.taskId, caller);
      return teach(app, run, task, input, caller);
    },

    async listSteps(id, query, caller) {
      return listSteps(store, await readableRun(id, caller), query);
    },

    async listAsks({ limit, cursor, state, task, run, person }, caller) {
      const filter: Filter = { state };
      if (task) filter.taskId = (await findTask(app, task, caller)).id;
      if (run) filter.runId = run;
      const found = await asks.find(
        { ...filter, ...after(cursor, 'createdAt', 1) },
        { sort: { createdAt: 1, id: 1 }, limit: limit + 1 },
      );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      const seen = await readable(page.items, caller);
      const mine = person ? await asksOf(person, seen, caller) : seen;
      return {
        items: await Promise.all(mine.map((ask) => showTo(ask, caller))),
        nextCursor: page.nextCursor,
      };
    },

    async getAsk(ref, caller) {
      return showTo(await findAsk(app, ref, caller), caller);
    },

    async decideAsk(ref, input, caller) {
      return showTo(await decideAsk(app, await findAsk(app, ref, caller), input, caller), caller);
    },

    async listDeliverables(ref, caller) {
      const { id: taskId } = await findTask(app, ref, caller);
      const found = await store
        .collection('deliverables')
        .find({ taskId }, { sort: { name: 1, version: -1 }, limit: 200, omit: ['content'] });
      return found.map(showDeliverable);
    },

    async getDeliverable(id, caller) {
      const deliverable = await store.collection('deliverables').get(id);
      const task = deliverable && (await store.collection('tasks').get(deliverable.taskId));
      if (!deliverable || !task || !maySee(task, caller)) {
        throw new AppError('not_found', { what: 'deliverable', ref: id });
      }
      return { ...showDeliverable(deliverable), content: deliverable.content };
    },

    async why(ref, caller) {
      return why(app, await findTask(app, ref, caller), caller);
    },
  };

  async function readableRun(id: string, caller: Caller): Promise<Run> {
    const run = await store.collection('runs').get(id);
    const task = run && (await store.collection('tasks').get(run.taskId));
    if (!run || !task || !maySee(task, caller)) throw new AppError('not_found', { what: 'run', ref: id });
    return run;
  }

  async function show(run: Run) {
    const filter = { runId: run.id };
    const options = { sort: { createdAt: 1, id: 1 }, limit: 100, omit: ['content'] } as const;
    return showRun(run, await store.collection('deliverables').find(filter, options));
  }

  async function showTo(ask: Ask, caller: Caller) {
    return showAsk(ask, mayDecide(ask, caller, await readGroups(app, [ask])));
  }

  async function readable(found: readonly Ask[], caller: Caller): Promise<Ask[]> {
    if (caller.isAdmin) return [...found];
    const ids = [...new Set(found.map(({ taskId }) => taskId))];
    const tasks = await store
      .collection('tasks')
      .find({ id: { $in: ids } }, { limit: 200, omit: ['history'] });
    const groups = await readGroups(app, found);
    const seen = new Map(tasks.map((task) => [task.id, task]));
    return found.filter((ask) => {
      const task = seen.get(ask.taskId);
      return task !== undefined && (maySee(task, caller) || mayDecide(ask, caller, groups));
    });
  }

  async function asksOf(person: string, seen: readonly Ask[], caller: Caller): Promise<Ask[]> {
    const groups = await readGroups(app, seen);
    const known = alsoKnownAs(app, person);
    return seen.filter((ask) => mayDecide(ask, { ...asPerson(ask, person, caller), ...known }, groups));
  }
}

/** The same look with another person's eyes, in the place where the ask was put. */
const asPerson = (ask: Ask, id: string, { also: _, ...caller }: Caller): Caller => ({
  ...caller,
  person: { id, name: id },
  place: ask.home,
});
