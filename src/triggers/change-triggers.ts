import { checkAdmin } from '../access/check-admin.ts';
import { checkVersion } from '../shared/check-version.ts';
import type { App } from '../app.ts';
import {
  MAX_TRIGGERS,
  type CreateTriggerInput,
  type HookDeliveryView,
  type NewTriggerView,
  type UpdateTriggerInput,
} from '../contract/triggers.ts';
import { AppError, fault, invalid } from '../domain/errors.ts';
import type { ThreadRef } from '../domain/person.ts';
import type { HookDelivery, SignatureOptions, Trigger } from '../domain/trigger.ts';
import type { Caller, Commands } from '../ports/commands.ts';
import { readHome } from '../schedules/create-schedule.ts';
import { rotated } from '../shared/rotate.ts';
import { after, toPage } from '../shared/cursor.ts';
import { readHookMakes } from './read-hook-makes.ts';
import { makeHookTask, openBody, readMapped, taskOf } from './make-hook-task.ts';
import { passes } from './map-body.ts';
import { createRates } from './rates.ts';
import { keep, receiveHook } from './receive-hook.ts';
import { SCHEMES } from './schemes.ts';
import { keepSecret } from './secrets.ts';
import { showHookDelivery, showTrigger } from './show-trigger.ts';
import { sha256 } from '../shared/sha256.ts';

export type TriggerCommands = Pick<
  Commands,
  | 'createTrigger'
  | 'listTriggers'
  | 'getTrigger'
  | 'updateTrigger'
  | 'deleteTrigger'
  | 'rotateTrigger'
  | 'testTrigger'
  | 'listHookDeliveries'
  | 'getHookDelivery'
  | 'sendHookAgain'
  | 'receiveHook'
>;

/** How often a change without a version begins again when others were quicker. */
const MAX_TRIES = 5;
const PER_MINUTE = 60;

/** Commands on triggers, for administrators: each opens a door to the world. And the door itself. */
export function triggerCommands(app: App): TriggerCommands {
  const { store, ids, clock, log, bus, settings } = app;
  const triggers = store.collection('triggers');
  const rows = store.collection('hook_deliveries');
  const rates = createRates(clock);
  const view = (trigger: Trigger) => showTrigger(trigger, settings.publicUrl);

  return {
    receiveHook: (id, request) => receiveHook(app, rates, id, request),

    async createTrigger(input, caller) {
      checkAdmin(caller);
      const id = ids.next();
      const dedupeKey = caller.key ? `trigger:${caller.key}` : id;
      const before = await madeUnder(dedupeKey);
      if (before) return { ...view(before), secret: null };
      if ((await triggers.count({}, MAX_TRIGGERS)) >= MAX_TRIGGERS)
        throw invalid('name', 'too_many', String(MAX_TRIGGERS));
      const secret = keepSecret(app, input.scheme, input.secret);
      const trigger = await toTrigger(id, dedupeKey, input, caller);
      try {
        await triggers.insert({ ...trigger, secrets: [secret.kept] });
      } catch (thrown) {
        const same = AppError.is(thrown, 'store.duplicate') ? await madeUnder(dedupeKey) : undefined;
        if (!same) throw thrown;
        return { ...view(same), secret: null };
      }
      tell('created', trigger, caller);
      return { ...view({ ...trigger, secrets: [secret.kept] }), secret: secret.shown };
    },

    async listTriggers({ limit, cursor }, caller) {
      checkAdmin(caller);
      const found = await triggers.find(after(cursor, 'createdAt', 1), {
        sort: { createdAt: 1, id: 1 },
        limit: limit + 1,
      });
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      return { items: page.items.map(view), nextCursor: page.nextCursor };
    },

    async getTrigger(id, caller) {
      checkAdmin(caller);
      return view(await find(id));
    },

    async updateTrigger(id, patch, caller, version) {
      checkAdmin(caller);
      return view(
        await change(id, version, caller, 'changed', async (trigger) => toFields(trigger, patch, caller)),
      );
    },

    async deleteTrigger(id, caller, version) {
      checkAdmin(caller);
      const trigger = await find(id);
      checkVersion(trigger, version);
      const count = await triggers.deleteMany({ id, version: trigger.version });
      if (count === 0) checkVersion(await find(id), trigger.version);
      tell('deleted', trigger, caller);
      return view(trigger);
    },

    async rotateTrigger(id, { secret: given, keepOldForHours }, caller, version): Promise<NewTriggerView> {
      checkAdmin(caller);
      const secret = keepSecret(app, (await find(id)).scheme, given);
      const changed = await change(id, version, caller, 'rotated', async ({ secrets }) => ({
        secrets: rotated(secrets, secret.kept, keepOldForHours),
      }));
      return { ...view(changed), secret: secret.shown };
    },

    async testTrigger(id, { body: given, make }, caller) {
      checkAdmin(caller);
      const trigger = await find(id);
      const body = given === undefined ? SCHEMES[trigger.scheme].sample : given;
      const { missing, ...makes } = await readMapped(app, trigger, body);
      const state = !passes(trigger.filter, body) ? 'filtered' : missing.length > 0 ? 'unmapped' : 'accepted';
      const delivery = make ? await makeFrom(trigger, body, 'test', caller) : null;
      return { state, missing, makes: state === 'accepted' ? makes : null, delivery };
    },

    async listHookDeliveries(triggerId, { limit, cursor, state }, caller) {
      checkAdmin(caller);
      await find(triggerId);
      const found = await rows.find(
        { triggerId, ...(state ? { state } : {}), ...after(cursor, 'receivedAt', -1) },
        { sort: { receivedAt: -1, id: -1 }, limit: limit + 1 },
      );
      const page = toPage(found, limit, ({ receivedAt, id }) => ({ at: receivedAt, id }));
      return { items: await Promise.all(page.items.map(showRow)), nextCursor: page.nextCursor };
    },

    async getHookDelivery(triggerId, deliveryId, caller) {
      checkAdmin(caller);
      const row = await findRow(triggerId, deliveryId);
      const body = row.sealedBody === null ? null : openBody(app, row.sealedBody);
      return { ...(await showRow(row)), body };
    },

    async sendHookAgain(triggerId, deliveryId, caller) {
      checkAdmin(caller);
      const trigger = await find(triggerId);
      const { sealedBody } = await findRow(triggerId, deliveryId);
      if (sealedBody === null) throw invalid('delivery', 'no_body');
      return makeFrom(trigger, openBody(app, sealedBody), `again:${deliveryId}`, caller);
    },
  };

  async function madeUnder(dedupeKey: string): Promise<Trigger | undefined> {
    const [made] = await triggers.find({ dedupeKey }, { limit: 1 });
    return made;
  }

  async function find(id: string): Promise<Trigger> {
    const trigger = await triggers.get(id);
    if (!trigger) throw new AppError('not_found', { what: 'trigger', ref: id });
    return trigger;
  }

  async function findRow(triggerId: string, id: string): Promise<HookDelivery> {
    const row = await rows.get(id);
    if (row?.triggerId !== triggerId) throw new AppError('not_found', { what: 'delivery', ref: id });
    return row;
  }

  async function showRow(row: HookDelivery): Promise<HookDeliveryView> {
    return showHookDelivery(row, await taskOf(app, row));
  }

  async function change(
    id: string,
    version: number | undefined,
    caller: Caller,
    what: string,
    toSet: (trigger: Trigger) => Promise<Partial<Trigger>>,
  ): Promise<Trigger> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const trigger = await find(id);
      checkVersion(trigger, version);
      const set = { ...(await toSet(trigger)), updatedAt: clock.now() };
      const changed = await triggers.update(
        { id, version: trigger.version },
        { $set: set, $inc: { version: 1 } },
      );
      if (!changed) continue;
      tell(what, changed, caller);
      return changed;
    }
    throw new AppError('task.busy', { what: 'trigger', ref: id });
  }

  async function toTrigger(
    id: string,
    dedupeKey: string,
    input: CreateTriggerInput,
    caller: Caller,
  ): Promise<Omit<Trigger, 'secrets'>> {
    const { name, scheme, filter = [], perMinute = PER_MINUTE } = input;
    const at = clock.now();
    const { locale, timeZone, person } = caller;
    const makes = await readHookMakes(app, input);
    const home = homeOf(input.home, caller);
    const options = readOptions(input);
    const told = { home, owner: person, locale, timeZone };
    const stamps = { isActive: true, version: 1, createdAt: at, updatedAt: at };
    // The schema lets through what the types of the domain name.
    return {
      id,
      dedupeKey,
      name,
      scheme,
      options,
      filter: filter as Trigger['filter'],
      makes,
      ...told,
      perMinute,
      ...stamps,
    };
  }

  async function toFields(
    trigger: Trigger,
    patch: UpdateTriggerInput,
    caller: Caller,
  ): Promise<Partial<Trigger>> {
    const { name, filter, home, perMinute, isActive } = patch;
    return {
      ...(name === undefined ? {} : { name }),
      ...(filter === undefined ? {} : { filter: filter as Trigger['filter'] }), // as above
      ...(home === undefined ? {} : { home: homeOf(home, caller) }),
      ...(perMinute === undefined ? {} : { perMinute }),
      ...(isActive === undefined ? {} : { isActive }),
      makes: await readHookMakes(app, patch, trigger.makes),
    };
  }

  /** A trigger without a place in chat has none by the request that made it either. */
  function homeOf(given: CreateTriggerInput['home'], caller: Caller): ThreadRef | null {
    return readHome(app, given ?? null, caller);
  }

  /** A body that did not come from outside, as a delivery of its own. */
  async function makeFrom(
    { id: triggerId }: Trigger,
    body: unknown,
    senderId: string,
    { key }: Caller,
  ): Promise<HookDeliveryView> {
    const text = JSON.stringify(body);
    const id = key ? sha256(`${triggerId}:${senderId}:${key}`).slice(0, 40) : ids.next();
    const { row } = await keep(app, {
      id,
      triggerId,
      senderId,
      bodyKey: id,
      event: senderId.split(':', 1)[0] ?? null,
      sealedBody: app.secrets.seal(text),
      bytes: Buffer.byteLength(text),
      state: 'accepted',
      reason: null,
      detail: null,
      taskId: null,
      receivedAt: clock.now(),
    });
    return showRow(await makeHookTask(app, row));
  }

  function tell(what: string, { id }: Pick<Trigger, 'id'>, { person }: Caller): void {
    log.info({ triggerId: id, what, by: person.id }, 'a trigger was changed');
    bus.publish('changed', { kind: 'settings', id });
  }
}

function readOptions({ scheme, options = {} }: CreateTriggerInput): SignatureOptions {
  const takes = scheme === 'hmac' ? null : scheme === 'bearer' ? ['deliveryHeader', 'isBodyUnique'] : [];
  const strange = Object.keys(options).filter((name) => takes !== null && !takes.includes(name));
  if (strange.length > 0) {
    const faults = strange.map((name) => fault(`options.${name}`, 'not_for', scheme));
    throw new AppError('input.invalid', { faults });
  }
  return {
    header: options.header ?? 'X-Signature-256',
    timestampHeader: options.timestampHeader ?? null,
    deliveryHeader: options.deliveryHeader ?? 'Idempotency-Key',
    encoding: options.encoding ?? 'hex',
    prefix: options.prefix ?? '',
    isBodyUnique: options.isBodyUnique ?? SCHEMES[scheme].isBodyUnique,
  };
}
