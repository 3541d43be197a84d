import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';

import { createClient } from 'redis';
import { z } from 'zod';

import { invalidInWords } from '../../../src/domain/errors.ts';
import type { Bus, BusEvents, BusTopic } from '../../../src/ports/bus.ts';
import type { Log } from '../../../src/ports/system.ts';

const text = z.string().min(1).max(500);

const EVENTS = {
  inbox: z.object({ threadKey: text }),
  outbox: z.object({ orderKey: text }),
  run_signal: z.object({ runId: text }),
  turn_stop: z.object({ inboxId: text }),
  changed: z.object({
    kind: z.enum(['task', 'run', 'ask', 'chat', 'deliverable']),
    id: text,
    placeKey: text.optional(),
    taskId: text.optional(),
  }),
} satisfies { [T in BusTopic]: z.ZodType<BusEvents[T]> };

const isTopic = (topic: unknown): topic is BusTopic =>
  typeof topic === 'string' && Object.hasOwn(EVENTS, topic);
const messageSchema = z.object({ from: z.string(), topic: z.custom<BusTopic>(isTopic), event: z.unknown() });

/** Hints kept for Redis at most when it answers slowly; further ones are dropped. */
const MAX_UNANSWERED = 1_000;

export interface RedisBusOptions {
  /** `redis://` or `rediss://`. @throws AppError `input.invalid` when it is no URL. */
  url: string;
  /** Before the channel's name, so that several installations can share one Redis. */
  prefix: string;
  log: Log;
}

/**
 * Hints between processes by Redis pub/sub, over two connections that come back on their own. Within the process a
 * hint is handled inside `publish` and needs no Redis; its echo is known by the sender's id and dropped.
 */
export function createRedisBus({ url, prefix, log }: RedisBusOptions): Bus {
  // An error of the URL class would carry the text, and with it the password.
  if (!URL.canParse(url)) throw invalidInWords('REDIS_URL', 'redis://host:port');
  const channel = `${prefix}:bus`;
  const from = randomUUID();
  const local = new EventEmitter().setMaxListeners(0);
  const outage = watchOutage(log);
  let isClosed = false;

  const socket = { reconnectStrategy: (attempt: number) => Math.min(50 * 2 ** attempt, 2_000) };
  const publisher = createClient({
    url,
    socket,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_UNANSWERED,
  });
  const subscriber = createClient({ url, socket });
  for (const [name, client] of Object.entries({ publisher, subscriber })) {
    client.on('error', (error: unknown) => outage.report(name, error));
    client.on('ready', () => outage.end(name));
    client.connect().catch(ifOpen((error) => outage.report(name, error))); // rejects on close alone
  }
  subscriber.subscribe(channel, receive).catch(ifOpen((error) => outage.report('subscription', error)));

  function ifOpen(handle: (error: unknown) => void): (error: unknown) => void {
    return (error) => {
      if (!isClosed) handle(error);
    };
  }

  function receive(message: string): void {
    const { data: envelope } = messageSchema.safeParse(parse(message));
    if (envelope?.from === from) return;
    const { data: event } = envelope ? EVENTS[envelope.topic].safeParse(envelope.event) : {};
    if (envelope && event) local.emit(envelope.topic, event);
    else log.debug({ channel }, 'a strange message on the bus was dropped');
  }

  return {
    publish(topic, event) {
      if (isClosed) return;
      local.emit(topic, event);
      if (!publisher.isReady) return; // `error` has told of it, unless it is still the first moment
      publisher.publish(channel, JSON.stringify({ from, topic, event })).then(
        () => outage.end('publish'),
        ifOpen((error) => outage.report('publish', error)),
      );
    },
    subscribe(topic, handle) {
      const guarded: typeof handle = (event) => {
        try {
          handle(event);
        } catch (error) {
          log.error({ topic, error }, 'a handler of the bus threw');
        }
      };
      local.on(topic, guarded);
      return () => void local.off(topic, guarded);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      local.removeAllListeners();
      for (const client of [publisher, subscriber]) if (client.isOpen) client.destroy();
    },
  };
}

/** One line when the first thing fails and one when the last works again. */
function watchOutage(log: Log) {
  const failing = new Set<string>();
  return {
    report(what: string, error: unknown): void {
      if (failing.size === 0) log.warn({ error }, 'hints do not reach other processes');
      failing.add(what);
    },
    end(what: string): void {
      if (failing.delete(what) && failing.size === 0) log.info({}, 'hints reach other processes again');
    },
  };
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined; // the schema says no
  }
}
