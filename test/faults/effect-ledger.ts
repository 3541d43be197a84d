import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** The outside world: it does what it is sent, writes down how often, and answers late. */
export interface EffectLedger {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** How often the effect has happened. */
  times(effect: string): number;
  /** The effects that have happened. */
  effects(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Where an effect is sent to. It has happened as soon as it has arrived; the answer comes up to `slowMs` later. */
export const effectUrl = (host: string, effect: string, slowMs = 0): string =>
  `http://${host}/effects/${effect}?slow=${slowMs}`;

/** Looks into the ledger, as a person in doubt would. */
export async function hasHappened(url: string): Promise<boolean> {
  const { origin, pathname } = new URL(url);
  const response = await fetch(origin + pathname);
  return Number(await response.text()) > 0;
}

export async function startLedger(): Promise<EffectLedger> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://ledger');
    const effect = pathname.replace('/effects/', '');
    request.resume().on('end', () => {
      if (request.method === 'POST') counts.set(effect, (counts.get(effect) ?? 0) + 1);
      const answer = request.method === 'POST' ? 'done' : String(counts.get(effect) ?? 0);
      void sleep(Math.random() * Number(searchParams.get('slow') ?? 0)).then(() => response.end(answer));
    });
  });
  const host = await listen(server);
  return {
    host,
    times: (effect) => counts.get(effect) ?? 0,
    effects: () => counts,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}
