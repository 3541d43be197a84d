import { checkAdmin } from '../access/check-admin.ts';
import type { App } from '../app.ts';
import type { SetAsideView, TryAgainInput } from '../contract/set-aside.ts';
import { SET_ASIDE } from '../domain/deaths.ts';
import { AppError } from '../domain/errors.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import type { InboxRow } from '../domain/records.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { shorten } from '../shared/text.ts';
import { sendEvent } from '../tasks/send-event.ts';

const MAX_LISTED = 100;
const MAX_ABOUT = 200;

/**
 * What has ended its worker too often, the newest first of each kind.
 * @throws AppError `access.refused` unless the caller looks after the product.
 */
export async function listSetAside({ store }: App, caller: Caller): Promise<{ items: SetAsideView[] }> {
  checkAdmin(caller);
  const rows = await store
    .collection('inbox')
    .find({ state: 'set_aside' }, { sort: { seq: -1 }, limit: MAX_LISTED, omit: ['journal'] });
  const tasks = await store
    .collection('tasks')
    .find(
      { 'isArchived': false, 'status': 'failed', 'error.code': SET_ASIDE },
      { sort: { updatedAt: -1, id: -1 }, limit: MAX_LISTED, omit: ['history'] },
    );
  const runs = await store
    .collection('runs')
    .find(
      { id: { $in: tasks.map(({ currentRunId }) => currentRunId) } },
      { limit: MAX_LISTED, omit: ['journal'] },
    );
  const deathsOf = new Map(runs.map(({ id, deaths }) => [id, deaths?.count ?? 0]));
  return {
    items: [
      ...rows.map(showMessage),
      ...tasks.map((task) => showRunOf(task, deathsOf.get(task.currentRunId ?? '') ?? 0)),
    ],
  };
}

/**
 * Has it begun again, as if nothing had happened: a message from its journal, a run by the retry of its task.
 * @throws AppError `not_found` for what is not set aside; `access.refused` as above.
 */
export async function trySetAsideAgain(app: App, { kind, id }: TryAgainInput, caller: Caller): Promise<void> {
  checkAdmin(caller);
  const { store, bus, log } = app;
  log.info({ kind, id }, 'what was set aside is tried again');
  if (kind === 'message') {
    const row = await store
      .collection('inbox')
      .update(
        { id, state: 'set_aside' },
        { $set: { state: 'new', deaths: null, reply: null, endedAt: null } },
      );
    if (!row) throw new AppError('not_found', { what: 'message', ref: id });
    bus.publish('inbox', { threadKey: row.threadKey });
    return;
  }
  const [task] = await store
    .collection('tasks')
    .find({ 'currentRunId': id, 'status': 'failed', 'error.code': SET_ASIDE }, { limit: 1 });
  if (!task) throw new AppError('not_found', { what: 'run', ref: id });
  await sendEvent(app, task, { event: 'retry' }, caller);
}

function showMessage({ id, incoming, deaths, endedAt, receivedAt }: Omit<InboxRow, 'journal'>): SetAsideView {
  const said = incoming.kind === 'action' ? incoming.action : (incoming.text ?? '');
  return {
    kind: 'message',
    id,
    about: showHidden(shorten(said, MAX_ABOUT)),
    taskNumber: null,
    person: incoming.sender.name,
    platform: incoming.platform,
    channel: incoming.place.channel,
    deaths: deaths?.count ?? 0,
    at: (endedAt ?? receivedAt).toISOString(),
  };
}

const showRunOf = (task: Omit<Task, 'history'>, deaths: number): SetAsideView => ({
  kind: 'run',
  id: task.currentRunId ?? '',
  about: task.title,
  taskNumber: taskLabel(task),
  person: task.requester.name,
  platform: task.home?.platform ?? null,
  channel: task.home?.channel ?? null,
  deaths,
  at: task.updatedAt.toISOString(),
});
