import { url as inspectorUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { onAtHand } from '../../../src/shared/at-hand.ts';
import type { Log } from '../../../src/ports/system.ts';
import { watchEventLoop, type WatchdogData } from './watchdog-thread.ts';

const BEAT_MS = 500;
/** Room for the names of what is at hand. */
const NAMES_BYTES = 4096;

/**
 * Watches over the event loop from a thread of its own. When it has not turned for so long, the thread writes an error with what
 * was at hand and ends the process: a supervisor starts it again, others take its leases, and what has ended two is set aside.
 *
 * @param seconds - 0 for none. With a debugger attached there is none either: a breakpoint is no fault.
 * @returns the function that ends it.
 */
export function startWatchdog(seconds: number, log: Log): () => Promise<void> {
  if (seconds === 0 || inspectorUrl() !== undefined) return async () => {};
  const beats = new BigInt64Array(new SharedArrayBuffer(8));
  const names = new Uint8Array(new SharedArrayBuffer(NAMES_BYTES));
  const beat = () => void Atomics.store(beats, 0, BigInt(Date.now()));
  beat();
  const timer = setInterval(beat, BEAT_MS).unref();
  onAtHand((list) => write(names, list));
  const workerData: WatchdogData = { beats, names, maxMs: seconds * 1000, beatMs: BEAT_MS };
  const text = `(${watchEventLoop.toString()})(require('node:worker_threads').workerData, require('node:fs'))`;
  const thread = new Worker(text, { eval: true, workerData });
  thread.on('error', (error) => log.error({ err: error }, 'the watchdog has ended'));
  thread.unref();
  return async () => {
    clearInterval(timer);
    onAtHand(() => {});
    await thread.terminate();
  };
}

/** The newest first, as many as there is room for; the rest of the room is zeros. */
function write(names: Uint8Array, list: readonly string[]): void {
  const text = list.toReversed().slice(0, MAX_NAMES).join('\n');
  const bytes = Buffer.from(text, 'utf8').subarray(0, NAMES_BYTES);
  names.fill(0);
  names.set(bytes);
}

const MAX_NAMES = 20;
