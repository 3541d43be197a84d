import type { Browser } from './browser.ts';
import type { Bus } from './bus.ts';
import type { ChatPort } from './chat.ts';
import type { Fetcher } from './fetcher.ts';
import type { GitHub } from './github.ts';
import type { Mailer } from './mailer.ts';
import type { Model } from './model.ts';
import type { PushChannel } from './push-channel.ts';
import type { Queue } from './queue.ts';
import type { Store } from './store.ts';
import type { Clock, Ids, Log, Metrics, SecretBox } from './system.ts';

/** All ports in one type. Functions take the ones they use: `Pick<Ports, 'store' | 'clock'>`. */
export interface Ports {
  store: Store;
  queue: Queue;
  bus: Bus;
  model: Model;
  /** By platform. */
  chats: ReadonlyMap<string, ChatPort>;
  /** Ways to tell groups that only listen. */
  pushChannels: readonly PushChannel[];
  clock: Clock;
  ids: Ids;
  log: Log;
  metrics: Metrics;
  fetcher: Fetcher;
  github: GitHub;
  /** Absent where no mail server is configured. */
  mailer?: Mailer;
  browser: Browser;
  secrets: SecretBox;
}
