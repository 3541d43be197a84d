import type { App } from '../app.ts';
import { lookFor } from '../definitions/find-definition.ts';
import { AppError } from '../domain/errors.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { hookKey, type HookDelivery, type Trigger } from '../domain/trigger.ts';
import { post } from '../outbox/enqueue.ts';
import { isServedThere } from '../access/owner-caller.ts';
import { beginTask } from '../tasks/begin-task.ts';
import { wordsFor } from '../words/index.ts';
import { passes, mapBody, type Mapped } from './map-body.ts';
import { triggerCaller } from './trigger-caller.ts';

/** A body that is longer than this goes once its task is made: it was needed for that alone. */
const MAX_KEPT = 128_000;

/** What was sent, as it was read. */
export const openBody = ({ secrets }: App, sealed: string): unknown => JSON.parse(secrets.open(sealed));

/** What a body becomes by the trigger as it now is. */
export async function readMapped(app: App, trigger: Trigger, body: unknown): Promise<Mapped> {
  const { definitionId } = trigger.makes;
  const definition = definitionId === null ? null : ((await lookFor(app, definitionId)) ?? null);
  return mapBody(trigger.makes, definition, body, trigger);
}

/**
 * Makes the task of an accepted delivery and puts it to work. Done twice, or by two, it makes one: the task has the key of the
 * delivery. What cannot become one is settled with the reason.
 */
export async function makeHookTask(app: App, delivery: HookDelivery): Promise<HookDelivery> {
  if (delivery.state !== 'accepted') return delivery;
  const { store } = app;
  const trigger = await store.collection('triggers').get(delivery.triggerId);
  const { sealedBody } = delivery;
  if (!trigger || sealedBody === null)
    return settle(app, delivery, { state: 'failed', reason: 'no_trigger' });
  const body = openBody(app, sealedBody);
  if (!passes(trigger.filter, body)) return settle(app, delivery, { state: 'filtered' });
  if (!isServedThere(app, trigger.home, trigger.owner))
    return settle(app, delivery, { state: 'failed', reason: 'not_served' });
  const mapped = await readMapped(app, trigger, body);
  if (mapped.missing.length > 0) {
    await tellUnmapped(app, trigger, mapped.missing);
    return settle(app, delivery, { state: 'unmapped', detail: mapped.missing.join(', ') });
  }
  try {
    const { id: taskId } = await begin(app, trigger, delivery, mapped);
    return await settle(app, delivery, { state: 'made', taskId });
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.kind.tell === 'operator' || error.kind.retry) throw thrown;
    const { detail } = wordsFor(trigger.locale).error(error.code, error.details);
    return settle(app, delivery, { state: 'failed', reason: 'error', detail });
  }
}

async function begin(
  app: App,
  trigger: Trigger,
  delivery: HookDelivery,
  { title, description, parameters }: Mapped,
): Promise<Task> {
  const key = hookKey(delivery.id);
  const { definitionId, agentId, tags, isReviewRequired } = trigger.makes;
  const input = {
    title,
    description,
    ...(definitionId === null ? {} : { definition: definitionId, parameters }),
    ...(agentId === null ? {} : { agentId }),
    tags,
    isReviewRequired,
    source: { kind: 'webhook' as const, key },
    run: true,
    park: true,
  };
  const { task } = await beginTask(app, input, triggerCaller(app, trigger, key));
  return task;
}

type End = Pick<HookDelivery, 'state'> & Partial<Pick<HookDelivery, 'reason' | 'detail' | 'taskId'>>;

/** Of two who know how it ended, the first is kept. */
async function settle(app: App, delivery: HookDelivery, end: End): Promise<HookDelivery> {
  const { store, metrics, bus } = app;
  const rows = store.collection('hook_deliveries');
  const { id, sealedBody } = delivery;
  const isLong = end.state === 'made' && (sealedBody?.length ?? 0) > MAX_KEPT;
  const set = { ...end, ...(isLong ? { sealedBody: null } : {}) };
  const settled = await rows.update({ id, state: 'accepted' }, { $set: set });
  if (!settled) return (await rows.get(id)) ?? delivery;
  metrics.count('errand_hooks_total', { outcome: end.state });
  bus.publish('changed', { kind: 'settings', id: delivery.triggerId });
  return settled;
}

/** One line an hour in its place: the sender may not have what the definition asks for. */
async function tellUnmapped(app: App, trigger: Trigger, missing: readonly string[]): Promise<void> {
  const { home, locale, name, id } = trigger;
  if (!home || !app.chats.has(home.platform)) return;
  const hour = app.clock.now().toISOString().slice(0, 13);
  const words = wordsFor(locale);
  const text = words.triggers.unmapped(name, words.list(missing));
  await post(app, {
    key: `hook:${id}:unmapped:${hour}`,
    target: home,
    message: { text, locale },
    priority: 1,
  });
}

/** The label of the task of a delivery. */
export async function taskOf({ store }: App, { taskId }: HookDelivery): Promise<string | null> {
  const task = taskId === null ? undefined : await store.collection('tasks').get(taskId);
  return task ? taskLabel(task) : null;
}
