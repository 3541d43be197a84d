import { checkAdmin } from '../access/check-admin.ts';
import type { App } from '../app.ts';
import type { DeliveryView, ListDeliveriesQuery } from '../contract/deliveries.ts';
import { askLabel } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { UNDELIVERED, type OutboxRow } from '../domain/records.ts';
import { scheduleIdOf } from '../domain/schedule.ts';
import { taskLabel } from '../domain/task.ts';
import type { Caller, Page } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { after, toPage } from '../shared/cursor.ts';
import { shorten } from '../shared/text.ts';

const MAX_ABOUT = 200;

/** @throws AppError `access.refused` unless the caller looks after the product. */
export async function listDeliveries(
  app: App,
  { state, limit, cursor }: ListDeliveriesQuery,
  caller: Caller,
): Promise<Page<DeliveryView>> {
  const { store } = app;
  const outbox = store.collection('outbox');
  checkAdmin(caller);
  const wanted = state === 'undelivered' ? { $in: [...UNDELIVERED] } : state;
  const rows = await outbox.find(
    { state: wanted, ...after(cursor, 'updatedAt', -1) },
    { sort: { updatedAt: -1, id: -1 }, limit: limit + 1 },
  );
  const page = toPage(rows, limit, ({ updatedAt, id }) => ({ at: updatedAt, id }));
  return { items: await Promise.all(page.items.map((one) => show(app, one))), nextCursor: page.nextCursor };
}

/**
 * Tries once more what was given up. What may have been shown is looked for first where the platform can be asked.
 * @throws AppError `not_found`, or `access.refused` as above; what is under way or done is left as it is.
 */
export async function resend(app: App, id: string, caller: Caller): Promise<DeliveryView> {
  const { store } = app;
  const outbox = store.collection('outbox');
  checkAdmin(caller);
  const again = await requeue(app, { id, state: { $in: [...UNDELIVERED] } });
  const row = again ?? (await outbox.get(id));
  if (!row) throw new AppError('not_found', { what: 'delivery', ref: id });
  return show(app, row);
}

/** Makes the row that fits pending again, as if it had been tried once. */
export async function requeue(
  { store, bus, clock }: App,
  which: Filter,
  set: Partial<OutboxRow> = {},
): Promise<OutboxRow | undefined> {
  const now = clock.now();
  const again = await store.collection('outbox').update(which, {
    // One try is on record: the next one looks for what an earlier one may have shown.
    $set: {
      state: 'pending',
      attempts: 1,
      nextAt: now,
      updatedAt: now,
      error: null,
      begunHash: null,
      deaths: null,
      ...set,
    },
    $inc: { revision: 1 },
  });
  if (again) bus.publish('outbox', { orderKey: again.orderKey });
  return again;
}

async function show(app: App, row: OutboxRow): Promise<DeliveryView> {
  const { id, body, target, state, attempts, error, createdAt, updatedAt } = row;
  return {
    id,
    kind: kindOf(body),
    ...(await aboutOf(app, body)),
    ...target,
    state,
    attempts,
    error,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

async function aboutOf(
  app: App,
  body: OutboxRow['body'],
): Promise<Pick<DeliveryView, 'about' | 'taskNumber'>> {
  const { store } = app;
  const { words, taskId } = await SUBJECTS[kindOf(body)](app, body);
  const task = taskId === undefined ? undefined : await store.collection('tasks').get(taskId);
  const about = shorten(words ?? task?.title ?? '', MAX_ABOUT);
  return { about, taskNumber: task ? taskLabel(task) : null };
}

interface Subject {
  /** Without words of its own it is the task's title. */
  words?: string | undefined;
  taskId?: string | undefined;
}

const SUBJECTS: Readonly<
  Record<DeliveryView['kind'], (app: App, body: OutboxRow['body']) => Promise<Subject>>
> = {
  text: async (_, body) => (body.kind === 'text' ? { words: body.message.text.replaceAll('**', '') } : {}),
  event: async (_, body) =>
    body.kind === 'event'
      ? { words: `${body.type} · ${body.host}`, ...(body.taskId ? { taskId: body.taskId } : {}) }
      : {},
  mail: async (_, body) => (body.kind === 'mail' && body.taskId ? { taskId: body.taskId } : {}),
  async notification({ store }, body) {
    const told =
      body.kind === 'notification' ? await store.collection('notifications').get(body.id) : undefined;
    return told?.taskId ? { taskId: told.taskId } : { words: told?.text };
  },
  issue: async (_, body) => (body.kind === 'issue' ? { taskId: body.taskId } : {}),
  async file({ store }, body) {
    const file =
      body.kind === 'file' ? await store.collection('deliverables').get(body.deliverableId) : undefined;
    return { words: file?.name, taskId: file?.taskId };
  },
  async ask({ store }, body) {
    const ask = await store.collection('asks').get(subjectOf(body));
    return { words: ask && `${askLabel(ask)} ${ask.question}`, taskId: ask?.taskId };
  },
  run: async ({ store }, body) => ({ taskId: (await store.collection('runs').get(subjectOf(body)))?.taskId }),
  task: async (_, body) => ({ taskId: subjectOf(body) }),
  schedule: async ({ store }, body) => ({
    words: (await store.collection('schedules').get(scheduleIdOf(subjectOf(body))))?.name,
  }),
  draft: async ({ store }, body) => ({
    words: (await store.collection('drafts').get(subjectOf(body)))?.title,
  }),
};

const kindOf = (body: OutboxRow['body']): DeliveryView['kind'] =>
  body.kind === 'card' ? body.subject.kind : body.kind === 'sign_in' ? 'text' : body.kind;

const subjectOf = (body: OutboxRow['body']): string => (body.kind === 'card' ? body.subject.id : '');
