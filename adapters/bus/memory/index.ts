import { EventEmitter } from 'node:events';

import type { Bus } from '../../../src/ports/bus.ts';
import type { Log } from '../../../src/ports/system.ts';

/** Hints within one process. Handlers run inside `publish`, in the order in which they subscribed. */
export function createMemoryBus({ log }: { log: Log }): Bus {
  const local = new EventEmitter().setMaxListeners(0);
  return {
    publish(topic, event) {
      local.emit(topic, event);
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
      local.removeAllListeners();
    },
  };
}
