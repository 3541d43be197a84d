import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from 'redis';
import { z } from 'zod';

import { invalid } from '../../../src/domain/errors.ts';
import type { Bus, BusEvents, BusTopic } from '../../../src/ports/bus.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { openLink } from './link.ts';

const text = z.string().min(1).max(500);

const EVENTS = {
  inbox: z.object({ threadKey: text }),
  outbox: z.object({ orderKey: text }),
  run_signal: z.object({ runId: text }),
  turn_stop: z.object({ inboxId: text }),
  graph: z.object({ taskId: text }),
  session: z.object({ id: text }),
  changed: z.object({
    kind: z.enum(['task', 'run', 'ask', 'chat', 'deliverable', 'settings', 'schedule', 'notification']),
    id: text,
    placeKey: text.optional(),
    taskId: text.optional(),
  }),
} satisfies { [T in BusTopic]: z.ZodType<BusEvents[T]> };

const isTopic = (topic: unknown): topic is BusTopic =>
  typeof topic === 'string' && Object.hasOwn(EVENTS, topic);
const messageSchema = z.object({ from: z.string(), topic: z.custom<BusTopic>(isTopic), event: z.unknown() });

/** How often it is looked whether all who connect by the address hear each other … */
const CHECK_MS = 15_000;
/** … and how long a word may take on its way. */
const ECHO_MS = 2_000;
/** So often in a row nothing comes back before it is believed: a process may be busy. */
const MAX_UNHEARD = 2;

export interface RedisBusOptions {
  /** `redis://` or `rediss://`. @throws AppError `input.invalid` when it is no URL. */
  url: string;
  /** Before the channel's name, so that several installations can share one Redis. */
  prefix: string;
  clock: Pick<Clock, 'monotonicMs'>;
  log: Log;
  /** Only tests look more often. */
  checkMs?: number;
}

/**
 * Hints between processes by Redis pub/sub, over two connections that come back on their own. Within the process a
 * hint is handled inside `publish` and needs no Redis; its echo is known by the sender's id and dropped. After a failover an
 * old server may live on and take hints that nobody else hears: it is left when that is noticed.
 */
export function createRedisBus({ url, prefix, clock, log, checkMs = CHECK_MS }: RedisBusOptions): Bus {
  // An error of the URL class would carry the text, and with it the password.
  if (!URL.canParse(url)) throw invalid('REDIS_URL', 'address', 'redis://host:6379');
  const channel = `${prefix}:bus`;
  const from = randomUUID();
  const local = new EventEmitter().setMaxListeners(0);
  const echoes = new EventEmitter();
  const echoChannel = `${channel}:${from}`;
  const outage = watchOutage(log);
  const hear = { [channel]: receive, [echoChannel]: (word: string) => void echoes.emit('heard', word) };
  const connect = () => openLink({ url, clock, outage, hear });
  let isClosed = false;
  let link = connect();
  let unheard = 0;

  /** Somebody who connects now must be heard here, and so must we ourselves. */
  async function checkAddress(): Promise<void> {
    const fresh = createClient({ url, socket: { reconnectStrategy: false } });
    fresh.on('error', (error: unknown) => log.debug({ error }, 'no further connection to Redis'));
    const awaited = new Set(['theirs', 'ours']);
    const isHeard = new Promise<void>((resolve) => {
      echoes.on('heard', (word: string) => awaited.delete(word) && awaited.size === 0 && resolve());
    });
    try {
      await fresh.connect();
      await fresh.publish(echoChannel, 'theirs');
      link.publish(echoChannel, 'ours');
      await Promise.race([isHeard, sleep(ECHO_MS, undefined, { ref: false })]);
      unheard = awaited.size === 0 ? 0 : unheard + 1;
      if (unheard < MAX_UNHEARD || isClosed) return;
      unheard = 0;
      log.warn({}, 'the address of Redis leads to another server now');
      link.close();
      link = connect();
    } catch (error) {
      log.debug({ error }, 'it could not be looked where the address of Redis leads'); // an outage: told of by the link
    } finally {
      echoes.removeAllListeners();
      if (fresh.isOpen) fresh.destroy();
    }
  }
  const checking = setInterval(() => void checkAddress(), checkMs).unref();

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
      link.publish(channel, JSON.stringify({ from, topic, event }));
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
      clearInterval(checking);
      local.removeAllListeners();
      link.close();
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
