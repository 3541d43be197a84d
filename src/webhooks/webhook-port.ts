import { createHmac } from 'node:crypto';

import { taskOfCallback } from '../domain/agent-key.ts';
import { AppError } from '../domain/errors.ts';
import { WEBHOOK_TARGET, type Webhook, type WebhookFault } from '../domain/webhook.ts';
import type { ChatPort } from '../ports/chat.ts';
import type { Fetched } from '../ports/fetcher.ts';
import type { Ports } from '../ports/index.ts';
import { cut } from '../shared/text.ts';
import { readWebhookUrl } from './webhook-address.ts';

type SendPorts = Pick<
  Ports,
  'store' | 'clock' | 'ids' | 'log' | 'metrics' | 'bus' | 'secrets' | 'fetcher'
> & {
  settings: { allowHosts: readonly string[] };
};

/** The address of one task. */
interface Callback extends Pick<Webhook, 'id' | 'sealedUrl' | 'host'> {
  secrets: readonly Pick<Webhook['secrets'][number], 'sealed' | 'endsAt'>[];
  version?: undefined;
}
/** Where something is sent, and what it is signed with. */
type Sendable = Webhook | Callback;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After each try that came to nothing: ten tries over some 75 hours. */
const RETRY_MS = [
  5000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_ANSWER_KEPT = 1000;
/** With nothing but failures for so long, and in so many tries, it is switched off. */
const FAILING_MS = 5 * 24 * HOUR;
const FAILING_TRIES = 20;
/** Longer waits than this are not taken from an answer. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;
/** Answers that ask for patience. */
const BUSY = [429, 502, 503, 504];
/** How often a delivery that came through is written down. */
const OK_MS = MINUTE;

const refused = (reason: string): AppError =>
  new AppError('chat.refused', { reason, platform: WEBHOOK_TARGET });

/** What leaves for other systems, as a target of the outbox: signed as Standard Webhooks has it, the same bytes on each try. */
export function createWebhookPort(app: SendPorts): ChatPort {
  const { store, clock, ids, log, metrics, bus, secrets, fetcher, settings } = app;
  const webhooks = store.collection('webhooks');

  return {
    platform: WEBHOOK_TARGET,
    retryMs: RETRY_MS,
    start: async () => {},
    /** Receivers tell deliveries apart by their id, so that one in doubt is sent again. */
    findPosted: async () => undefined,
    async post(target, { text }) {
      const webhook = (await findCallback(target.channel)) ?? (await find(target.channel));
      const eventId = target.thread;
      const startedMs = clock.monotonicMs();
      const answer = await fetcher.fetch({
        method: 'POST',
        url: await open(webhook),
        headers: { 'content-type': 'application/json', ...sign(webhook, eventId, text) },
        body: text,
        maxBytes: MAX_ANSWER_BYTES,
        timeoutMs: TIMEOUT_MS,
        signal: new AbortController().signal,
        mayFollow: () => false,
      });
      const error = faultOf(answer);
      await store.collection('webhook_tries').insert({
        id: ids.next(),
        webhookId: webhook.id,
        eventId,
        type: typeOf(text),
        at: clock.now(),
        ms: Math.round(clock.monotonicMs() - startedMs),
        status: 'status' in answer ? answer.status : null,
        cause: error?.details.reason ?? null,
        answer: answer.kind === 'answered' ? cut(answer.text, MAX_ANSWER_KEPT) : '',
      });
      metrics.count('errand_webhooks_total', { outcome: error ? 'failed' : 'sent' });
      // A callback is for one task: nothing is counted, and nothing switched off.
      if (webhook.version !== undefined) await (error ? noteFailure(webhook, answer) : noteSuccess(webhook));
      bus.publish('changed', { kind: 'settings', id: webhook.id });
      if (error) throw error;
      return { ...target, messageId: eventId };
    },
    stop: async () => {},
  };

  async function find(id: string): Promise<Webhook> {
    const webhook = await webhooks.get(id);
    if (!webhook) throw refused('webhook_removed');
    if (webhook.disabled) throw refused('webhook_disabled');
    if (!webhook.isActive) throw refused('webhook_inactive');
    return webhook;
  }

  /** The address that one task has for itself, signed with the secret of the key that it was started with. */
  async function findCallback(target: string): Promise<Callback | undefined> {
    const taskId = taskOfCallback(target);
    if (taskId === undefined) return undefined;
    const started = (await store.collection('tasks').get(taskId))?.startedByKey;
    const key = started && (await store.collection('agent_keys').get(started.keyId));
    if (!started?.callback || !key || key.revokedAt) throw refused('key_revoked');
    const { sealedUrl, host } = started.callback;
    return { id: target, sealedUrl, host, secrets: [{ sealed: key.sealedSecret, endsAt: null }] };
  }

  async function open(webhook: Sendable): Promise<string> {
    const url = await unseal(webhook, webhook.sealedUrl);
    return readWebhookUrl(url, settings.allowHosts).href;
  }

  async function unseal(webhook: Sendable, sealed: string): Promise<string> {
    try {
      return secrets.open(sealed);
    } catch (thrown) {
      if (webhook.version !== undefined) await disable(webhook, 'unreadable');
      throw new AppError('chat.refused', { reason: 'webhook_disabled' }, thrown);
    }
  }

  /** With each secret that is still good. */
  function sign(webhook: Sendable, id: string, body: string): Record<string, string> {
    const now = clock.now();
    const seconds = Math.floor(now.getTime() / 1000);
    const signatures = webhook.secrets
      .filter(({ endsAt }) => endsAt === null || endsAt > now)
      .map(({ sealed }) => {
        const key = Buffer.from(secrets.open(sealed).slice('whsec_'.length), 'base64');
        return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`, 'utf8').digest('base64')}`;
      });
    return {
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signatures.join(' '),
    };
  }

  async function noteSuccess({ id, failures, lastOkAt }: Webhook): Promise<void> {
    const at = clock.now();
    if (failures === 0 && lastOkAt && at.getTime() - lastOkAt.getTime() < OK_MS) return;
    await webhooks.update({ id }, { $set: { failures: 0, failingSince: null, lastOkAt: at } });
  }

  async function noteFailure(webhook: Webhook, answer: Fetched): Promise<void> {
    if ('status' in answer && answer.status === 410) return disable(webhook, 'gone');
    const at = clock.now();
    const since = webhook.failingSince ?? at;
    const failed = await webhooks.update(
      { id: webhook.id },
      { $set: { failingSince: since }, $inc: { failures: 1 } },
    );
    const isLasting = at.getTime() - since.getTime() >= FAILING_MS;
    if (isLasting && (failed?.failures ?? 0) >= FAILING_TRIES) await disable(webhook, 'failing');
  }

  async function disable({ id, version, host }: Webhook, reason: WebhookFault): Promise<void> {
    const at = clock.now();
    const set = { disabled: { reason, at, isTold: false }, updatedAt: at };
    const off = await webhooks.update({ id, version, disabled: null }, { $set: set, $inc: { version: 1 } });
    if (off)
      log.error({ webhookId: id, host, reason }, 'a webhook is switched off; nothing more is sent there');
  }
}

/** Undefined where it was taken: any answer of 2xx. */
function faultOf(answer: Fetched): AppError<'chat.refused' | 'chat.unavailable'> | undefined {
  if (answer.kind === 'not_sent' || answer.kind === 'unknown')
    return answer.trouble === 'address_not_allowed' || answer.trouble === 'bad_url'
      ? new AppError('chat.refused', { reason: answer.trouble })
      : new AppError('chat.unavailable', { reason: answer.trouble });
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 410) return new AppError('chat.refused', { reason: 'http_410' });
  const retryAfterMs =
    BUSY.includes(status) && answer.kind === 'answered' ? waitOf(answer.headers['retry-after']) : 0;
  return new AppError('chat.unavailable', { reason: `http_${status}`, retryAfterMs });
}

const waitOf = (seconds: string | undefined): number =>
  /^\d{1,9}$/.test(seconds ?? '') ? Math.min(Number(seconds) * 1000, MAX_RETRY_AFTER_MS) : 0;

/** It is the first field of what is sent. */
const typeOf = (body: string): string => /^\{"type":"([\w.]{1,60})"/.exec(body)?.[1] ?? '';
