import { checkAdmin } from '../access/check-admin.ts';
import { checkVersion } from '../shared/check-version.ts';
import { randomBytes } from 'node:crypto';

import type { App } from '../app.ts';
import { MAX_WEBHOOKS, type CreateWebhookInput, type WebhookView } from '../contract/webhooks.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { UNDELIVERED } from '../domain/records.ts';
import { EVENT_TYPES, WEBHOOK_TARGET, type Webhook, type WebhookSecret } from '../domain/webhook.ts';
import { requeue } from '../outbox/deliveries.ts';
import { eventKey, postEvent } from '../outbox/enqueue.ts';
import type { Caller, Commands } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { after, toPage } from '../shared/cursor.ts';
import { rotated } from '../shared/rotate.ts';
import { eventIdOf } from './emit-event.ts';
import { readWebhookUrl } from './webhook-address.ts';

export type WebhookCommands = Pick<
  Commands,
  | 'createWebhook'
  | 'listWebhooks'
  | 'getWebhook'
  | 'updateWebhook'
  | 'deleteWebhook'
  | 'rotateWebhook'
  | 'testWebhook'
  | 'listWebhookTries'
  | 'resendEvents'
>;

/** How often a change without a version begins again when others were quicker. */
const MAX_TRIES = 5;
/** So many events are sent again at once; the rest by asking once more. */
const MAX_RESENT = 500;

/** Commands on the systems that are told; for administrators. Address and secret go in or out once, and are never given back. */
export function webhookCommands(app: App): WebhookCommands {
  const { store, ids, clock, log, bus, secrets, settings } = app;
  const webhooks = store.collection('webhooks');

  return {
    async createWebhook(input, caller) {
      checkAdmin(caller);
      const id = ids.next();
      const dedupeKey = caller.key ? `webhook:${caller.key}` : id;
      const before = await madeUnder(dedupeKey);
      if (before) return { ...showWebhook(before), secret: null };
      if ((await webhooks.count({}, MAX_WEBHOOKS)) >= MAX_WEBHOOKS)
        throw invalid('name', 'too_many', String(MAX_WEBHOOKS));
      const { kept, text } = makeSecret();
      const webhook = toWebhook(id, dedupeKey, input, kept);
      try {
        await webhooks.insert(webhook);
      } catch (thrown) {
        const same = AppError.is(thrown, 'store.duplicate') ? await madeUnder(dedupeKey) : undefined;
        if (!same) throw thrown;
        return { ...showWebhook(same), secret: null };
      }
      tell('created', webhook, caller);
      return { ...showWebhook(webhook), secret: text };
    },

    async listWebhooks(caller) {
      checkAdmin(caller);
      const found = await webhooks.find({}, { sort: { createdAt: 1, id: 1 }, limit: 2 * MAX_WEBHOOKS });
      return { items: found.map(showWebhook) };
    },

    async getWebhook(id, caller) {
      checkAdmin(caller);
      return showWebhook(await find(id));
    },

    async updateWebhook(id, { url, disabled, ...patch }, caller, version) {
      checkAdmin(caller);
      const fresh = { disabled: null, failures: 0, failingSince: null };
      const set = {
        ...patch,
        ...(url === undefined ? {} : { ...keepUrl(url), ...fresh }),
        ...(disabled === null ? fresh : {}),
      } as Partial<Webhook>; // what was left out is not there, rather than undefined
      return showWebhook(await change(id, version, caller, 'changed', () => set));
    },

    async deleteWebhook(id, caller, version) {
      checkAdmin(caller);
      const webhook = await find(id);
      checkVersion(webhook, version);
      const count = await webhooks.deleteMany({ id, version: webhook.version });
      if (count === 0) checkVersion(await find(id), webhook.version);
      tell('deleted', webhook, caller);
      return showWebhook(webhook);
    },

    async rotateWebhook(id, { keepOldForHours }, caller, version) {
      checkAdmin(caller);
      const { kept, text } = makeSecret();
      const changed = await change(id, version, caller, 'rotated', ({ secrets: old }) => ({
        secrets: rotated(old, kept, keepOldForHours),
      }));
      return { ...showWebhook(changed), secret: text };
    },

    async testWebhook(id, caller) {
      checkAdmin(caller);
      const { name, host } = await find(id);
      const type = 'test.ping';
      const eventId = eventIdOf(`${type}:${id}:${caller.key ?? ids.next()}`);
      const body = JSON.stringify({ type, timestamp: clock.now().toISOString(), data: { webhook: name } });
      await postEvent(app, { webhookId: id, host, eventId, type, taskId: null, body });
      return { event: eventId };
    },

    async listWebhookTries(webhookId, { limit, cursor }, caller) {
      checkAdmin(caller);
      await find(webhookId);
      const found = await store
        .collection('webhook_tries')
        .find({ webhookId, ...after(cursor, 'at', -1) }, { sort: { at: -1, id: -1 }, limit: limit + 1 });
      const page = toPage(found, limit, ({ at, id }) => ({ at, id }));
      const keys = [...new Set(page.items.map(({ eventId }) => eventKey({ webhookId, eventId })))];
      const rows = await store
        .collection('outbox')
        .find({ id: { $in: keys } }, { limit: Math.max(1, keys.length) });
      const states = new Map(rows.map(({ id, state }) => [id, state]));
      const items = page.items.map(({ id, eventId: event, type, at, ms, status, cause, answer }) => ({
        id,
        event,
        type,
        at: at.toISOString(),
        ms,
        status,
        cause,
        answer,
        state: states.get(eventKey({ webhookId, eventId: event })) ?? null,
      }));
      return { items, nextCursor: page.nextCursor };
    },

    async resendEvents(webhookId, { event, since }, caller) {
      checkAdmin(caller);
      await find(webhookId);
      const isOpen = { $in: [...UNDELIVERED, ...(event ? (['sent'] as const) : [])] };
      const which: Filter = {
        'target.platform': WEBHOOK_TARGET,
        'target.channel': webhookId,
        'state': isOpen,
        ...(event ? { id: eventKey({ webhookId, eventId: event }) } : {}),
        ...(since ? { createdAt: { $gte: new Date(since) } } : {}),
      };
      const rows = await store
        .collection('outbox')
        .find(which, { sort: { updatedAt: -1, id: -1 }, limit: MAX_RESENT });
      if (event && rows.length === 0) throw new AppError('not_found', { what: 'delivery', ref: event });
      const anew = { attempts: 0, posted: null, shownHash: null };
      for (const { id } of rows) await requeue(app, { id, state: isOpen }, anew);
      return { count: rows.length };
    },
  };

  async function madeUnder(dedupeKey: string): Promise<Webhook | undefined> {
    const [made] = await webhooks.find({ dedupeKey }, { limit: 1 });
    return made;
  }

  async function find(id: string): Promise<Webhook> {
    const webhook = await webhooks.get(id);
    if (!webhook) throw new AppError('not_found', { what: 'webhook', ref: id });
    return webhook;
  }

  async function change(
    id: string,
    version: number | undefined,
    caller: Caller,
    what: string,
    toSet: (webhook: Webhook) => Partial<Webhook>,
  ): Promise<Webhook> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const webhook = await find(id);
      checkVersion(webhook, version);
      const changed = await webhooks.update(
        { id, version: webhook.version },
        { $set: { ...toSet(webhook), updatedAt: clock.now() }, $inc: { version: 1 } },
      );
      if (!changed) continue;
      tell(what, changed, caller);
      return changed;
    }
    throw new AppError('task.busy', { what: 'webhook', ref: id });
  }

  function keepUrl(text: string): Pick<Webhook, 'sealedUrl' | 'host'> {
    const url = readWebhookUrl(text, settings.allowHosts);
    return { sealedUrl: secrets.seal(url.href), host: url.host };
  }

  function makeSecret(): { kept: WebhookSecret; text: string } {
    const text = `whsec_${randomBytes(32).toString('base64')}`;
    return {
      kept: { sealed: secrets.seal(text), tail: text.slice(-4), since: clock.now(), endsAt: null },
      text,
    };
  }

  function toWebhook(
    id: string,
    dedupeKey: string,
    input: CreateWebhookInput,
    secret: WebhookSecret,
  ): Webhook {
    const { name, url, types = [...EVENT_TYPES], from, isActive = true } = input;
    const at = clock.now();
    return {
      id,
      dedupeKey,
      name,
      ...keepUrl(url),
      secrets: [secret],
      types,
      from,
      isActive,
      disabled: null,
      failures: 0,
      failingSince: null,
      lastOkAt: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
  }

  function tell(what: string, { id, host }: Webhook, { person }: Caller): void {
    log.info({ webhookId: id, host, what, by: person.id }, 'a webhook was changed');
    bus.publish('changed', { kind: 'settings', id });
  }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A webhook as it is read outside: its host, and of its secrets the last signs. */
function showWebhook(webhook: Webhook): WebhookView {
  const { id, name, host, secrets, types, from, isActive, disabled, failures, failingSince, lastOkAt } =
    webhook;
  return {
    id,
    name,
    host,
    secrets: secrets.map(({ tail, since, endsAt }) => ({
      secret: `…${tail}`,
      since: since.toISOString(),
      endsAt: iso(endsAt),
    })),
    types,
    from,
    isActive,
    disabled: disabled && { reason: disabled.reason, at: disabled.at.toISOString() },
    failures,
    failingSince: iso(failingSince),
    lastOkAt: iso(lastOkAt),
    version: webhook.version,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}
