import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import type { HookDelivery, HookReason, Trigger, TriggerScheme, TriggerSecret } from '../domain/trigger.ts';
import type { HookAnswer, HookRequest } from '../ports/commands.ts';
import { readPointer } from '../shared/json-pointer.ts';
import { cut } from '../shared/text.ts';
import { makeHookTask, taskOf } from './make-hook-task.ts';
import { passes } from './map-body.ts';
import type { Rates } from './rates.ts';
import { readHookBody } from './read-hook-body.ts';
import { prove, SCHEMES } from './schemes.ts';
import { openSecrets } from './secrets.ts';
import { sha256 } from '../shared/sha256.ts';

/** So many deliveries without proof are answered, and written down, in a minute from one address. */
const MAX_UNPROVEN = 10;
/** How often the use of a secret is written down. */
const USED_MS = 60_000;
/** Signs of a sender's id or event that are kept. */
const MAX_ID = 200;
/** Schemes whose senders each have headers of their own. */
const OWN_WAY: readonly TriggerScheme[] = ['hmac', 'bearer'];

/** What GitHub sends to see whether the door is there. It becomes no task. */
const isPing = ({ scheme }: Trigger, { header }: HookRequest): boolean =>
  scheme === 'github' && header('x-github-event') === 'ping';

/**
 * Takes what was sent to a trigger: proven, read and written down before it is answered. Its task is made from the row, at once and,
 * should this process end, by the next that looks.
 * @throws AppError `not_found`, `hook.unverified`, `hook.too_many`, `hook.off`, `hook.content_type`, `input.invalid`, `store.unavailable`.
 */
export async function receiveHook(
  app: App,
  rates: Rates,
  triggerId: string,
  request: HookRequest,
): Promise<HookAnswer> {
  const { store, clock } = app;
  const trigger = await store.collection('triggers').get(triggerId);
  if (!trigger) throw new AppError('not_found', { what: 'trigger', ref: triggerId });
  const body = Buffer.from(await request.body());
  const { header, address } = request;
  const nowMs = clock.now().getTime();
  const opened = openSecrets(app, trigger);
  const keys = opened.map(({ key }) => key);
  const proof = prove(trigger.scheme, trigger.options, keys, { header, body, nowMs });
  if ('reason' in proof) return refuse(proof.reason);
  const waitMs = rates.take(trigger.id, trigger.perMinute);
  if (waitMs > 0) throw new AppError('hook.too_many', { retryAfterMs: waitMs });
  const value = await read(app, trigger, request, body);
  if (!isFresh(trigger.scheme, value, nowMs)) return refuse('old_signature');
  await noteUse(app, trigger, opened[proof.secret]?.secret);
  if (isPing(trigger, request)) return { status: 200, text: 'pong' };
  const delivery = toDelivery(app, trigger, request, { body, value });
  if (trigger.isActive) return take(app, delivery);
  await keep(app, { ...delivery, state: 'refused', reason: 'inactive' });
  count(app, 'inactive');
  throw new AppError('hook.off', { trigger: trigger.name });

  /** The sender hears one text for every cause; which it was stands in the deliveries. */
  async function refuse(reason: HookReason): Promise<never> {
    const retryAfterMs = rates.take(`${triggerId} ${address}`, MAX_UNPROVEN);
    if (retryAfterMs > 0) throw new AppError('hook.too_many', { retryAfterMs });
    await noteRefused(app, triggerId, reason, body.length);
    throw new AppError('hook.unverified');
  }
}

/** Written down, then answered; then its task is made. */
async function take(app: App, delivery: HookDelivery): Promise<HookAnswer> {
  const { row, isNew } = await keep(app, delivery);
  count(app, isNew ? row.state : 'repeated');
  if (isNew && row.state === 'accepted') makeSoon(app, row);
  const answer = { deliveryId: row.id, state: row.state, task: await taskOf(app, row) };
  return { status: isNew ? 202 : 200, body: answer };
}

async function read(
  app: App,
  { id }: Trigger,
  { header, locale }: HookRequest,
  body: Buffer,
): Promise<unknown> {
  try {
    return readHookBody(header('content-type') ?? '', body, locale);
  } catch (thrown) {
    const reason = AppError.is(thrown, 'hook.content_type') ? 'content_type' : 'broken_body';
    await noteRefused(app, id, reason, body.length);
    throw thrown;
  }
}

async function noteRefused(app: App, triggerId: string, reason: HookReason, bytes: number): Promise<void> {
  count(app, reason);
  const id = app.ids.next();
  const unread = { senderId: null, bodyKey: id, event: null, sealedBody: null, bytes };
  const end = { state: 'refused', reason, detail: null, taskId: null, receivedAt: app.clock.now() } as const;
  await app.store.collection('hook_deliveries').insert({ id, triggerId, ...unread, ...end });
}

const count = ({ metrics }: App, outcome: string): void => metrics.count('errand_hooks_total', { outcome });

/** Of a sender that writes the time into what it signs. */
function isFresh(name: TriggerScheme, body: unknown, nowMs: number): boolean {
  const { time } = SCHEMES[name];
  if (!time) return true;
  const at = readPointer(body, time.at);
  return typeof at === 'number' && Math.abs(nowMs - at) <= time.withinMs;
}

async function noteUse(
  { store, clock }: App,
  { id, version, secrets }: Trigger,
  used: TriggerSecret | undefined,
): Promise<void> {
  const now = clock.now();
  if (!used || now.getTime() - (used.lastUsedAt?.getTime() ?? 0) < USED_MS) return;
  const field = `secrets.${secrets.indexOf(used)}.lastUsedAt`;
  await store.collection('triggers').update({ id, version }, { $set: { [field]: now } });
}

function toDelivery(
  app: App,
  trigger: Trigger,
  { header }: HookRequest,
  { body, value }: { body: Buffer; value: unknown },
): HookDelivery {
  const { id: ids, event } = SCHEMES[trigger.scheme];
  const headers = OWN_WAY.includes(trigger.scheme) ? [trigger.options.deliveryHeader] : ids.headers;
  const named = headers.map(header).find(Boolean) ?? (ids.at && toWord(readPointer(value, ids.at)));
  const id = named ? sha256(`${trigger.id}:${named}`).slice(0, 40) : app.ids.next();
  const events = [
    event.header && header(event.header),
    ...event.at.map((at) => toWord(readPointer(value, at))),
  ];
  return {
    id,
    triggerId: trigger.id,
    senderId: named ? cut(named, MAX_ID) : null,
    bodyKey: trigger.options.isBodyUnique ? sha256(body) : id,
    event: cut(events.filter(Boolean).join(' '), MAX_ID) || null,
    sealedBody: app.secrets.seal(JSON.stringify(value)),
    bytes: body.length,
    state: passes(trigger.filter, value) ? 'accepted' : 'filtered',
    reason: null,
    detail: null,
    taskId: null,
    receivedAt: app.clock.now(),
  };
}

const toWord = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** Writes a delivery down, once. What was refused while its trigger was off is taken when it comes again. */
export async function keep(
  { store }: App,
  delivery: HookDelivery,
): Promise<{ row: HookDelivery; isNew: boolean }> {
  const rows = store.collection('hook_deliveries');
  try {
    await rows.insert(delivery);
    return { row: delivery, isNew: true };
  } catch (thrown) {
    if (!AppError.is(thrown, 'store.duplicate')) throw thrown;
    const { id, triggerId, bodyKey, state } = delivery;
    const [same] = [(await rows.get(id)) ?? (await rows.find({ triggerId, bodyKey }, { limit: 1 }))].flat();
    if (!same) throw thrown;
    const left = { id: same.id, state: 'refused', reason: 'inactive' };
    const taken =
      state === 'refused' ? undefined : await rows.update(left, { $set: { state, reason: null } });
    return { row: taken ?? same, isNew: taken !== undefined };
  }
}

function makeSoon(app: App, row: HookDelivery): void {
  makeHookTask(app, row).catch((err: unknown) =>
    app.log.error({ err, id: row.id }, 'a delivery has no task yet; the next look tries again'),
  );
}
