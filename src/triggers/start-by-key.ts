import type { App } from '../app.ts';
import type { WebTriggerInput, WebTriggerView } from '../contract/agent-keys.ts';
import type { AgentKey, StartedByKey } from '../domain/agent-key.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { parseTaskLabel, taskLabel, type Task } from '../domain/task.ts';
import type { KeyRequest } from '../ports/commands.ts';
import { isServedThere } from '../access/owner-caller.ts';
import { readWebhookUrl } from '../webhooks/webhook-address.ts';
import { beginTask } from '../tasks/begin-task.ts';
import { wordsFor } from '../words/index.ts';
import type { Rates } from './rates.ts';
import { triggerCaller } from './trigger-caller.ts';
import { sha256 } from '../shared/sha256.ts';

/** So many wrong keys are answered in a minute from one address. */
const MAX_WRONG = 10;
/** How often the use of a key is written down. */
const USED_MS = 60_000;

/**
 * A program starts work of an agent. What it sends is text from outside: the task begins marked as such.
 * @throws AppError `auth.missing` without a good key, `access.refused` for another agent's, `not_found` and `definition.inactive` for the
 * definition, `input.invalid` for its parameters and the callback.
 */
export async function startByKey(
  app: App,
  rates: Rates,
  agentId: string,
  request: KeyRequest,
  read: () => Promise<WebTriggerInput>,
): Promise<WebTriggerView> {
  const key = await findKey(app, rates, agentId, request);
  const input = await read();
  const { message, subject, context, task_definition_id: definition, parameters } = input;
  if (!isServedThere(app, key.home, key.owner))
    throw invalid('home', 'place_not_served', key.home?.channel ?? '');
  const startedByKey = readStart(app, key, input);
  const words = wordsFor(key.locale).triggers;
  const facts = context
    ? `\n\n${words.context}\n\n\`\`\`json\n${JSON.stringify(context, null, 2)}\n\`\`\``
    : '';
  const source = request.key === undefined ? undefined : `web:${key.id}:${sha256(request.key).slice(0, 40)}`;
  const { task } = await beginTask(
    app,
    {
      title: subject ?? words.started(key.name),
      description: `${message}${facts}`,
      ...(definition === undefined ? {} : { definition, parameters: parameters ?? {} }),
      agentId: key.agentId,
      source: { kind: 'webhook', ...(source === undefined ? {} : { key: source }) },
      run: true,
      park: true,
    },
    triggerCaller(app, key, source),
    { as: { startedByKey } },
  );
  return show(app, key, task);
}

/** A task that was started with this very key. */
export async function readStarted(
  app: App,
  rates: Rates,
  agentId: string,
  request: KeyRequest,
  ref: string,
): Promise<WebTriggerView> {
  const key = await findKey(app, rates, agentId, request);
  const number = parseTaskLabel(ref);
  const tasks = app.store.collection('tasks');
  const [task] = number === undefined ? [await tasks.get(ref)] : await tasks.find({ number }, { limit: 1 });
  if (task?.startedByKey?.keyId !== key.id) throw new AppError('not_found', { what: 'task', ref });
  return show(app, key, task);
}

async function findKey(
  { store, clock, settings }: App,
  rates: Rates,
  agentId: string,
  { shown, address }: KeyRequest,
): Promise<AgentKey> {
  const keys = store.collection('agent_keys');
  // Found by its hash: how much of a wrong one was right cannot be told by the time.
  const [key] = shown === undefined ? [] : await keys.find({ hash: sha256(shown) }, { limit: 1 });
  if (!key || key.revokedAt) {
    const retryAfterMs = rates.take(address, MAX_WRONG);
    throw retryAfterMs > 0 ? new AppError('hook.too_many', { retryAfterMs }) : new AppError('auth.missing');
  }
  if (key.agentId !== agentId) {
    if (!settings.agents.has(agentId)) throw new AppError('not_found', { what: 'agent', ref: agentId });
    throw new AppError('access.refused');
  }
  const now = clock.now();
  if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) >= USED_MS)
    await keys.update({ id: key.id }, { $set: { lastUsedAt: now } });
  return key;
}

function readStart(
  { secrets, settings }: App,
  key: AgentKey,
  { callback_url: address, metadata }: WebTriggerInput,
): StartedByKey {
  const kept = { keyId: key.id, ...(metadata ? { metadata } : {}) };
  if (address === undefined) return kept;
  if (key.callbackHosts.length === 0) throw invalid('callback_url', 'callback_off');
  const url = readWebhookUrl(address, settings.allowHosts, 'callback_url');
  if (!key.callbackHosts.includes(url.host)) throw invalid('callback_url', 'callback_refused', url.host);
  return { ...kept, callback: { sealedUrl: secrets.seal(url.href), host: url.host } };
}

const show = ({ settings }: App, { agentId }: AgentKey, task: Task): WebTriggerView => ({
  taskId: task.id,
  number: taskLabel(task),
  runId: task.currentRunId,
  status: task.status,
  outcome: task.outcome,
  result: task.result,
  metadata: task.startedByKey?.metadata ?? null,
  statusUrl: `${settings.publicUrl}/api/v1/agents/${encodeURIComponent(agentId)}/trigger/${taskLabel(task)}`,
});
