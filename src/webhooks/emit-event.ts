import type { App } from '../app.ts';
import { callbackTarget } from '../domain/agent-key.ts';
import { placeKey } from '../domain/person.ts';
import { newestVersions, type Run } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { EventType, Webhook } from '../domain/webhook.ts';
import { MAX_WEBHOOKS } from '../contract/webhooks.ts';
import { postEvent } from '../outbox/enqueue.ts';
import { savedFiles } from '../shared/saved-files.ts';
import { cut } from '../shared/text.ts';
import { sha256 } from '../shared/sha256.ts';

/** Longer results are cut; the whole stands behind the link. */
const MAX_RESULT = 8000;
const MAX_FILES = 50;
/** Of these the program that started the task is told, where it gave an address. */
const CALLED_BACK: readonly EventType[] = [
  'task.completed',
  'task.failed',
  'task.cancelled',
  'task.awaiting_review',
];

/**
 * Puts what happened to a task into the outbox, once for each webhook that wants it. What is sent is written down here, so that each
 * try sends the same bytes.
 * @param key - tells this from everything else that happens to the task; the same when it is told again after a crash.
 */
export async function emitEvent(
  app: App,
  type: EventType,
  task: Task,
  key: string,
  text: string,
): Promise<void> {
  const { store } = app;
  const from = task.home ? placeKey(task.home) : '';
  const wants = (webhook: Webhook): boolean =>
    webhook.types.includes(type) &&
    (webhook.from.includes(from) || (webhook.from.includes('*') && !task.home?.isDirect));
  const all = await store
    .collection('webhooks')
    .find({ isActive: true, disabled: null }, { sort: { createdAt: 1, id: 1 }, limit: 2 * MAX_WEBHOOKS });
  const wanting = all.filter(wants);
  const callback = CALLED_BACK.includes(type) ? task.startedByKey?.callback : undefined;
  if (wanting.length === 0 && !callback) return;
  const body = await describe(app, type, task, text);
  const eventId = eventIdOf(`${type}:${task.id}:${key}`);
  for (const { id, host } of wanting)
    await postEvent(app, { webhookId: id, host, eventId, type, taskId: task.id, body });
  if (!callback) return;
  const own = await describe(app, type, task, text, task.startedByKey?.metadata ?? {});
  const to = { webhookId: callbackTarget(task.id), host: callback.host };
  await postEvent(app, { ...to, eventId, type, taskId: task.id, body: own });
}

/** The same for the same thing, whoever tells it again. */
export const eventIdOf = (key: string): string => `evt_${sha256(key).slice(0, 32)}`;

/** As it goes out. `type` stands first. The last six are for receivers that know no `data`. */
async function describe(
  app: App,
  type: EventType,
  task: Task,
  text: string,
  metadata?: Record<string, unknown>,
): Promise<string> {
  const { store, clock, settings } = app;
  const run = task.currentRunId ? await store.collection('runs').get(task.currentRunId) : undefined;
  const files = run ? await savedFiles(app, { runId: run.id }) : [];
  const url = `${settings.publicUrl}/tasks/${taskLabel(task)}`;
  const deliverables = newestVersions(files)
    .slice(0, MAX_FILES)
    .map(({ id, name, version }) => ({
      id,
      name,
      version,
      url: `${settings.publicUrl}/api/v1/deliverables/${id}/content`,
    }));
  return JSON.stringify({
    type,
    timestamp: clock.now().toISOString(),
    data: {
      task: showInEvent(task),
      run: run ? showRunInEvent(run) : null,
      outputs: cut(task.result ?? '', MAX_RESULT),
      deliverables,
      ...(metadata ? { metadata } : {}),
    },
    event: type.replace('.', '_'),
    title: task.title,
    body: cut(text, MAX_RESULT),
    url,
    source_type: 'task_run',
    source_id: run?.id ?? task.id,
  });
}

/** The names are those of the API. */
const showInEvent = (task: Task) => ({
  id: task.id,
  number: taskLabel(task),
  title: task.title,
  status: task.status,
  outcome: task.outcome,
  priority: task.priority,
  requester: task.requester,
  tags: task.tags,
  referenceId: task.referenceId,
  source: { kind: task.source.kind, ...(task.source.key ? { key: task.source.key } : {}) },
  home: task.home && { platform: task.home.platform, channel: task.home.channel, thread: task.home.thread },
  version: task.version,
  createdAt: task.createdAt.toISOString(),
  completedAt: task.completedAt?.toISOString() ?? null,
});

const showRunInEvent = ({ id, number, status, outcome }: Run) => ({ id, number, status, outcome });
