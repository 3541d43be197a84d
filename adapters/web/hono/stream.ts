import type { Bus, BusEvents } from '../../../src/ports/bus.ts';
import type { SignIn } from '../../../src/ports/sign-in.ts';
import type { Clock, Ids, Log } from '../../../src/ports/system.ts';

type Change = BusEvents['changed'];

interface Entry {
  seq: number;
  change: Change;
}

/** What a reader that was away may still be given. Older gaps are a `resync`: look at everything again. */
const MAX_KEPT = 1000;

/** A reader that takes nothing for so many events is cut off; it comes back with the id of the last one it got. */
const MAX_BEHIND = 500;

/** Proxies drop connections that are silent for a minute, some after half of one. */
const HEARTBEAT_MS = 15_000;

const RECONNECT_MS = 2000;

const frame = (id: string, event: string, data: unknown): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

interface Options {
  bus: Bus;
  clock: Clock;
  ids: Ids;
  log: Log;
  signIn: Pick<SignIn, 'isOpen'>;
}

/**
 * Hints of change as server-sent events: `changed` with what and which, `resync` when some were missed. Ids name this
 * process too, since another process has seen other hints in another order.
 */
export function createStream({ bus, clock, ids, log, signIn }: Options) {
  const epoch = ids.next();
  const kept: Entry[] = [];
  const readers = new Set<{ held: string | undefined; tell: (entry: Entry) => void; end: () => void }>();
  let seq = 0;
  let isOpen = true;

  const unsubscribe = bus.subscribe('changed', (change) => {
    const entry = { seq: ++seq, change };
    kept.push(entry);
    if (kept.length > MAX_KEPT) kept.shift();
    for (const reader of readers) reader.tell(entry);
  });

  const unsubscribeEnds = bus.subscribe('session', ({ id }) => {
    for (const { held, end } of readers) if (held === id) end();
  });

  const idOf = (number: number): string => `${epoch}.${number}`;

  /** What came after the event with the id; undefined when that is no longer known. */
  function since(lastId: string): Entry[] | undefined {
    const [from, number] = lastId.split('.');
    const last = Number(number);
    const isKnown = from === epoch && Number.isInteger(last) && last <= seq && last >= seq - kept.length;
    return isKnown ? kept.filter((entry) => entry.seq > last) : undefined;
  }

  /** Nobody may have told this process that it was ended, and some end by themselves. */
  async function endIfOver(id: string, end: () => void): Promise<void> {
    try {
      if (!(await signIn.isOpen(id))) end();
    } catch (error) {
      log.warn({ id, error }, 'whether a session or token is good could not be read');
    }
  }

  return {
    readers: () => readers.size,

    /** @param held - the session or the token of the reader: the stream ends with it. */
    open(
      lastId: string | undefined,
      isSeen: (change: Change) => boolean | Promise<boolean>,
      held?: string,
    ): ReadableStream<Uint8Array> {
      const encoder = new TextEncoder();
      let end = (): void => undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const write = (text: string): void => {
              if ((controller.desiredSize ?? 0) < -MAX_BEHIND) end();
              else controller.enqueue(encoder.encode(text));
            };
            const send = ({ seq: number, change }: Entry): void => {
              if (readers.has(reader)) write(frame(idOf(number), 'changed', change));
            };
            let last = Promise.resolve();
            const tell = (entry: Entry): void => {
              const answer = isSeen(entry.change);
              if (answer === true) send(entry);
              // One after the other: a reader that comes back with the id of one has had those before it.
              else if (answer) last = last.then(async () => void ((await answer) && send(entry)));
            };
            let stopBeat = (): void => undefined;
            const beat = (): void => {
              write(': still here\n\n');
              stopBeat = clock.after(HEARTBEAT_MS, beat);
              if (held !== undefined) void endIfOver(held, end);
            };
            const reader = { held, tell, end: () => end() };
            end = () => {
              if (!readers.delete(reader)) return;
              stopBeat();
              controller.close();
            };

            readers.add(reader);
            if (!isOpen) return end();
            write(`retry: ${RECONNECT_MS}\n\n`);
            const missed = lastId === undefined ? [] : since(lastId);
            if (missed) for (const entry of missed) tell(entry);
            else write(frame(idOf(seq), 'resync', {}));
            if (lastId === undefined) write(frame(idOf(seq), 'ready', {}));
            stopBeat = clock.after(HEARTBEAT_MS, beat);
          },
          cancel: () => end(),
        },
        { highWaterMark: 0 },
      );
    },

    /** Ends every reader's stream and takes no new ones. */
    close(): void {
      isOpen = false;
      unsubscribe();
      unsubscribeEnds();
      for (const { end } of readers) end();
    },
  };
}

export type Stream = ReturnType<typeof createStream>;
