import { SocketModeReceiver, type App, type Logger } from '@slack/bolt';

import { AppError } from '../../../src/domain/errors.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { clientOptions } from './api.ts';
import { fromSlack } from './errors.ts';
import { answerLast, asApp } from './receiver.ts';

/** Slack closes each connection every few hours; with two, one is there meanwhile. Each event comes over one of them. */
const CONNECTIONS = 2;

const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;

export interface Sockets {
  /** Rejects when Slack refuses the app token. Other failures are tried again for as long as it takes. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** How many connections stand. */
  count(): number;
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
  const process = answerLast(app, log);
  const standing = new Set<number>();
  const cancels = new Map<number, () => void>();
  let isStopped = true;

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
    receiver.init(asApp(process));
    return receiver;
  });

  async function connect(index: number, failures: number): Promise<AppError | undefined> {
    try {
      await receivers[index]?.client.start();
      if (isStopped) await receivers[index]?.client.disconnect();
      else standing.add(index);
      return undefined;
    } catch (thrown) {
      const error = fromSlack(thrown, true);
      log.warn({ err: error, connection: index }, 'no connection to Slack');
      connectLater(index, failures + 1);
      return error;
    }
  }

  function connectLater(index: number, failures: number): void {
    if (isStopped || cancels.has(index)) return;
    const waitMs = failures === 0 ? 0 : Math.min(MIN_WAIT_MS * 2 ** (failures - 1), MAX_WAIT_MS);
    const cancel = clock.after(waitMs, () => {
      cancels.delete(index);
      void connect(index, failures);
    });
    cancels.set(index, cancel);
  }

  for (const [index, { client }] of receivers.entries()) {
    client.on('disconnected', () => {
      if (standing.delete(index)) connectLater(index, 0);
    });
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
      const errors = await Promise.all(receivers.map((_, index) => connect(index, 0)));
      const refusal = errors.find((error) => AppError.is(error, 'chat.refused'));
      if (!refusal) return;
      await stop();
      throw refusal;
    },
    stop,
    count: () => standing.size,
  };
}
