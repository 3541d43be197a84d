import { maySee } from '../access/may-see.ts';
import type { App } from '../app.ts';
import { readGroups } from '../asks/read-groups.ts';
import { mayDecide } from '../asks/who-may.ts';
import type {
  ListNotificationsQuery,
  NotificationView,
  ReadNotificationsInput,
} from '../contract/notifications.ts';
import { askLabel, type Ask } from '../domain/ask.ts';
import type { Notification } from '../domain/notification.ts';
import { idsOf } from '../domain/person.ts';
import { taskLabel, type TaskSummary } from '../domain/task.ts';
import type { Caller, Page } from '../ports/commands.ts';
import { accountsOf } from '../access/accounts.ts';
import { after, toPage } from '../shared/cursor.ts';

/** Of unread ones, no more are looked at: a count shows no more. */
const MAX_UNREAD = 100;

/** The caller's own, newest first. What they may no longer see is left out. */
export async function listNotifications(
  app: App,
  { unread, limit, cursor }: ListNotificationsQuery,
  caller: Caller,
): Promise<Page<NotificationView>> {
  const rows = await app.store.collection('notifications').find(
    {
      personId: { $in: accountsOf(caller).flatMap(idsOf) },
      ...(unread ? { readAt: null } : {}),
      ...after(cursor, 'at', -1),
    },
    { sort: { at: -1, id: -1 }, limit: limit + 1 },
  );
  const page = toPage(rows, limit, ({ at, id }) => ({ at, id }));
  const shown = await show(app, page.items, caller);
  return { items: unread ? shown.filter(({ isUnread }) => isUnread) : shown, nextCursor: page.nextCursor };
}

/** How many the caller has not read, of those that they may see; counted up to a hundred. */
export async function countUnread(app: App, caller: Caller): Promise<number> {
  const rows = await app.store
    .collection('notifications')
    .find(
      { personId: { $in: accountsOf(caller).flatMap(idsOf) }, readAt: null },
      { sort: { at: -1, id: -1 }, limit: MAX_UNREAD },
    );
  return (await show(app, rows, caller)).filter(({ isUnread }) => isUnread).length;
}

/** Marks the named ones, or all up to now, as read. */
export async function readNotifications(
  app: App,
  { ids }: ReadNotificationsInput,
  caller: Caller,
): Promise<{ unread: number }> {
  const { store, clock, bus } = app;
  const notifications = store.collection('notifications');
  const now = clock.now();
  const which = {
    personId: { $in: accountsOf(caller).flatMap(idsOf) },
    readAt: null,
    ...(ids ? { id: { $in: ids } } : { at: { $lte: now } }),
  };
  let last: Notification | undefined;
  for (;;) {
    const read = await notifications.update(which, { $set: { readAt: now } });
    if (!read) break;
    last = read;
  }
  // Their other windows keep up.
  if (last) bus.publish('changed', { kind: 'notification', id: last.taskId ?? last.id });
  return { unread: await countUnread(app, caller) };
}

async function show(app: App, rows: readonly Notification[], caller: Caller): Promise<NotificationView[]> {
  if (rows.length === 0) return [];
  const { store } = app;
  const taskIds = [...new Set(rows.flatMap(({ taskId }) => taskId ?? []))];
  const askIds = [...new Set(rows.flatMap(({ askId }) => askId ?? []))];
  const [tasks, asks] = await Promise.all([
    store.collection('tasks').find({ id: { $in: taskIds } }, { limit: rows.length, omit: ['history'] }),
    askIds.length === 0 ? [] : store.collection('asks').find({ id: { $in: askIds } }, { limit: rows.length }),
  ]);
  const unseen = new Set(tasks.filter((task) => !maySee(task, caller)).map(({ id }) => id));
  // Whoever may decide it sees what is asked, and the title of what it is about.
  const groups = await readGroups(
    app,
    asks.filter(({ taskId }) => unseen.has(taskId)),
  );
  const maySeeIt = (task: TaskSummary, ask: Ask | undefined): boolean =>
    !unseen.has(task.id) || (ask !== undefined && mayDecide(ask, caller, groups));
  return rows.flatMap((row) => {
    if (row.taskId === null) return [toView(row)];
    const task = tasks.find(({ id }) => id === row.taskId);
    const ask = asks.find(({ id }) => id === row.askId);
    return task && maySeeIt(task, ask) ? [toView(row, task, ask)] : [];
  });
}

const toView = (
  { id, type, text, at, readAt, askId }: Notification,
  task?: TaskSummary,
  ask?: Ask,
): NotificationView => ({
  id,
  type,
  task: task ? taskLabel(task) : null,
  title: task?.title ?? '',
  ask: ask ? askLabel(ask) : null,
  text,
  isUnread: readAt === null && (askId === null || ask?.state === 'open'),
  at: at.toISOString(),
});
