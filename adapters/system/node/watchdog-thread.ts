import type * as fs from 'node:fs';

/** What the event loop and the thread that watches it have in common. */
export interface WatchdogData {
  /** When the event loop turned last, in milliseconds since 1970. */
  beats: BigInt64Array;
  /** UTF-8, a name a line, filled up with zeros. */
  names: Uint8Array;
  maxMs: number;
  /** How often the event loop says that it turns, and how often the thread looks. */
  beatMs: number;
}

/**
 * What the thread does. It is handed over as its text, so that it runs from the sources and from the build alike: nothing but
 * its arguments may be used in it, and no function in it may have a name.
 */
export function watchEventLoop(
  { beats, names, maxMs, beatMs }: WatchdogData,
  { writeSync }: typeof fs,
): void {
  let lookedAt = Date.now();
  // The whole process may have been stopped, or the machine asleep: then the event loop gets its time anew.
  let since = lookedAt;
  setInterval(() => {
    const now = Date.now();
    if (now - lookedAt > 4 * beatMs || now < lookedAt) since = now;
    lookedAt = now;
    const blockedMs = now - Math.max(since, Number(Atomics.load(beats, 0)));
    if (blockedMs < maxMs) return;
    const atHand = Buffer.from(names).toString('utf8').replaceAll('\0', '').split('\n').filter(Boolean);
    const msg = 'the event loop is blocked: the process ends, for its supervisor to start it again';
    const line = { level: 'error', time: new Date(now).toISOString(), blockedMs, atHand, msg };
    // The log belongs to the thread that hangs.
    writeSync(1, `${JSON.stringify(line)}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, beatMs);
}
