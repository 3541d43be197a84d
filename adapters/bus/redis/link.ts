import { createClient } from 'redis';

import type { Clock } from '../../../src/ports/system.ts';
import { createBackoff } from '../../../src/shared/backoff.ts';

/** Hints kept for Redis at most when it answers slowly; further ones are dropped. */
const MAX_UNANSWERED = 1_000;

const WAITS = { minMs: 50, maxMs: 2_000, livesAfterMs: 5_000 };

interface LinkOptions {
  url: string;
  clock: Pick<Clock, 'monotonicMs'>;
  /** By channel, what is done with a message. */
  hear: Readonly<Record<string, (message: string) => void>>;
  outage: { report(what: string, error: unknown): void; end(what: string): void };
}

/** Two connections, one that speaks and one that hears; each comes back on its own. */
export function openLink({ url, clock, hear, outage }: LinkOptions) {
  let isOpen = true;
  const ifOpen = (handle: (error: unknown) => void) => (error: unknown) => {
    if (isOpen) handle(error);
  };

  function connect(name: string, limits: object) {
    const backoff = createBackoff(WAITS, clock);
    const socket = { reconnectStrategy: () => Math.max(backoff.next(), WAITS.minMs) };
    const client = createClient({ url, socket, ...limits });
    const report = ifOpen((error) => outage.report(name, error));
    client.on('error', report);
    client.on('ready', () => {
      backoff.stands();
      outage.end(name);
    });
    client.connect().catch(report); // rejects on close alone
    return client;
  }

  const publisher = connect('publisher', {
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_UNANSWERED,
  });
  const subscriber = connect('subscriber', {});
  for (const [channel, handle] of Object.entries(hear))
    subscriber.subscribe(channel, handle).catch(ifOpen((error) => outage.report('subscription', error)));

  return {
    publish(channel: string, message: string): void {
      if (!publisher.isReady) return; // `error` has told of it, unless it is still the first moment
      publisher.publish(channel, message).then(
        () => outage.end('publish'),
        ifOpen((error) => outage.report('publish', error)),
      );
    },
    close(): void {
      isOpen = false;
      for (const client of [publisher, subscriber]) if (client.isOpen) client.destroy();
    },
  };
}
