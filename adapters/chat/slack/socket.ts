import { SocketModeReceiver, type App, type Logger } from '@slack/bolt';

import { AppError } from '../../../src/domain/errors.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { createBackoff } from '../../../src/shared/backoff.ts';
import { clientOptions } from './api.ts';
import { fromSlack, retryAfterOf } from './errors.ts';
import { readGoodbye } from './payloads.ts';
import { answerLast, asApp } from './receiver.ts';

/** Slack closes each connection every few hours; with two, one is there meanwhile. Each event comes over one of them. */
const CONNECTIONS = 2;

/** Slack ends a connection after hours. One that lived for less than a minute says nothing good about the next. */
const WAITS = { minMs: 1_000, maxMs: 30_000, livesAfterMs: 60_000 };

/** With these Slack asks for a new connection; whatever else it says goodbye with needs a person. */
const POLITE: readonly string[] = ['warning', 'refresh_requested'];

export interface Sockets {
  /** Rejects when Slack refuses the app token. Other failures are tried again for as long as it takes. */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): { isUp: boolean; detail: string };
}

interface Deps {
  clock: Clock;
  log: Log;
  logger: Logger;
}

/** Slack over WebSockets that we open ourselves: nothing needs to be reachable from outside. */
export function createSockets(
  appToken: string,
  apiUrl: string,
  app: App,
  { clock, log, logger }: Deps,
): Sockets {
  const answer = answerLast(app, log);
  const standing = new Set<number>();
  const cancels = new Map<number, () => void>();
  const backoffs = Array.from({ length: CONNECTIONS }, () => createBackoff(WAITS, clock));
  let isStopped = true;
  /** What Slack said when it ended a connection and it was no polite goodbye, until another has lived. */
  let trouble = '';

  const receivers = Array.from({ length: CONNECTIONS }, () => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      // Its own way of connecting again waits 5 s even after a polite goodbye, and a failure ends the process.
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: clientOptions(apiUrl, logger, 'once') },
      // Without an answer Slack sends the envelope again.
      processEventErrorHandler: async () => false,
    });
    receiver.init(asApp(answer));
    return receiver;
  });

  async function connect(index: number): Promise<AppError | undefined> {
    try {
      await receivers[index]?.client.start();
      if (isStopped) await receivers[index]?.client.disconnect();
      else {
        standing.add(index);
        backoffs[index]?.stands();
      }
      return undefined;
    } catch (thrown) {
      const error = fromSlack(thrown, true);
      log.warn({ err: error, connection: index }, 'no connection to Slack');
      connectLater(index, retryAfterOf(error));
      return error;
    }
  }

  function connectLater(index: number, atLeastMs = 0): void {
    if (isStopped || cancels.has(index)) return;
    const waitMs = Math.max(backoffs[index]?.next() ?? 0, atLeastMs);
    const cancel = clock.after(waitMs, () => {
      cancels.delete(index);
      void connect(index);
    });
    cancels.set(index, cancel);
    if (waitMs > WAITS.minMs)
      log.warn({ connection: index, waitMs }, 'waiting before connecting to Slack again');
  }

  function noteGoodbye(reason: string): void {
    if (POLITE.includes(reason) || trouble === reason) return;
    trouble = reason;
    log.error(
      { reason },
      'Slack ends the connections of the app and will go on doing so until its settings are changed',
    );
  }

  for (const [index, { client }] of receivers.entries()) {
    // The library keeps the reason to itself.
    client.on('ws_message', (data: unknown) => {
      const reason = readGoodbye(data);
      if (reason !== undefined) noteGoodbye(reason);
    });
    client.on('disconnected', () => {
      if (standing.delete(index)) connectLater(index);
    });
  }

  function health(): { isUp: boolean; detail: string } {
    if ([...standing].some((index) => backoffs[index]?.hasLived())) trouble = '';
    const isUp = standing.size > 0 && trouble === '';
    return { isUp, detail: isUp ? 'ok' : trouble || 'no socket' };
  }

  async function stop(): Promise<void> {
    isStopped = true;
    for (const cancel of cancels.values()) cancel();
    cancels.clear();
    const open = receivers.filter((_, index) => standing.has(index));
    standing.clear();
    await Promise.allSettled(open.map(({ client }) => client.disconnect()));
  }

  return {
    async start() {
      isStopped = false;
      const errors = await Promise.all(receivers.map((_, index) => connect(index)));
      const refusal = errors.find((error) => AppError.is(error, 'chat.refused'));
      if (!refusal) return;
      await stop();
      throw refusal;
    },
    stop,
    health,
  };
}
